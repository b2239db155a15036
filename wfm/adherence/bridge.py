"""Why the service level was missed or exceeded: what each input of the staffing model did to it.

Start from the plan: forecast volume and AHT, met by the heads that the goal requires. Then move to
what really was, all inputs together in small equal steps: volume, AHT, the heads lost to absence,
the heads lost or won by adherence (beyond the residual shrinkage that was planned), those that
agents of several queues gave to another queue than the schedule meant, and the heads by which the
schedule did not fit the requirement. Each cause is given what the level changed by
while its own input moved. (R. J. Aumann, L. S. Shapley, "Values of Non-Atomic Games", 1974: the
mean of the marginal effects along the straight path. One whole input at a time would name two huge
causes where longer contacts were met by more heads: queues collapse at the first swap.) After the
last step every input is the real one, so the parts add up to the whole; what the model then still
misses of the recorded figure is named apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.kpis import answered_in_time
from wfm.adherence.model_figures import first_attempts, handle_times, modelled, on_duty
from wfm.model import Queue, Site

Floats: TypeAlias = NDArray[np.float64]
TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "volume": "volume",
        "aht": "AHT",
        "absence": "absence",
        "adherence": "adherence",
        "routing": "routing",
        "schedule_fit": "schedule fit",
    }
)
"""Cause → what people call it, in the order of the bars."""
ORDER: Final = tuple(TITLES)
STEPS: Final = 8
"""Of the way from plan to reality; the example's parts are within 0.2 points of those of 16."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Service levels of one queue over a period, as shares; `parts` follow `ORDER`."""

    queue: str
    required: float
    """By the model, at the forecast, with the heads required."""
    parts: tuple[float, ...]
    predicted: float
    """By the model, at what was recorded: required + parts."""
    recorded: float
    contacts: float

    @property
    def named(self) -> Mapping[str, float]:
        """Cause → its part."""
        return dict(zip(ORDER, self.parts, strict=True))

    @property
    def unexplained(self) -> float:
        """Recorded − predicted."""
        return self.recorded - self.predicted


def bridges(comparison: pd.DataFrame, site: Site) -> tuple[Bridge, ...]:
    """Split the change of each queue's service level over a comparison.

    Intervals weigh by their contacts; the service level of deferred work is the share answered
    in its window. Queues of which nothing was offered or forecast, or of which nobody recorded
    what was answered in time, have none. Blended queues change together.
    """
    known = comparison[comparison["offered"].notna() & comparison["forecast"].notna()]
    told = {queue.name: _recorded(known, queue) for queue in site.queues} if len(known) else {}
    if all(one is None for one in told.values()):
        return ()
    way = _Way(known, site)
    levels, parts = way.walked()
    return tuple(
        Bridge(name, float(first), tuple(map(float, part)), float(last), *what)
        for name, first, last, part in zip(way.queues, levels[0], levels[1], parts.T, strict=True)
        if (what := told[name]) is not None
    )


def _recorded(table: pd.DataFrame, queue: Queue) -> tuple[float, float] | None:
    """Service level as the key figures have it, and the contacts offered."""
    rows = table[table["queue"] == queue.name].sort_values("interval_start")
    offered = float(rows["offered"].sum())
    if not offered > 0 or not rows["forecast"].sum() > 0:
        return None
    in_time = answered_in_time(rows, queue)
    judged = float(rows["handled"].sum()) if queue.channel.deferred else offered
    if not np.isfinite(in_time).any() or not judged > 0:
        return None
    return float(np.nansum(in_time)) / judged, offered


class _Way:
    """From the plan's inputs to the real ones, over all queues of a site at once."""

    def __init__(self, table: pd.DataFrame, site: Site) -> None:
        self.table, self.site = table, site
        self.queues = [queue.name for queue in site.queues]
        required = table["required_net"].to_numpy(float)
        available = table["scheduled"].to_numpy(float) * on_duty(site, table)
        actual = (table["actual"] + table["unknown"]).to_numpy(float)
        absent, rerouted = (table[name].to_numpy(float) for name in ("absent", "rerouted"))
        self.start: Mapping[str, Floats] = {
            "volume": table["forecast"].to_numpy(float),
            "aht": handle_times(site, table, "forecast_aht"),
            "heads": required,
        }
        self.moves: Mapping[str, tuple[str, Floats]] = {
            "volume": ("volume", first_attempts(site, table) - self.start["volume"]),
            "aht": ("aht", handle_times(site, table, "aht") - self.start["aht"]),
            "absence": ("heads", -absent),
            "adherence": ("heads", actual - rerouted - available + absent),
            "routing": ("heads", rerouted),
            "schedule_fit": ("heads", available - required),
        }

    def walked(self) -> tuple[tuple[Floats, Floats], Floats]:
        """Levels per queue before and after, and the parts per cause (rows) and queue (columns).

        The causes move in turn within a step, forth and back, so that none is always the first.
        """
        done = dict.fromkeys(ORDER, 0.0)
        first = level = self._levels(done)
        parts = dict.fromkeys(ORDER, np.zeros(len(self.queues)))
        for step in range(1, STEPS + 1):
            for cause in ORDER if step % 2 else reversed(ORDER):
                done[cause] = step / STEPS
                before, level = level, self._levels(done)
                parts[cause] = parts[cause] + level - before
        return (first, level), np.array([parts[cause] for cause in ORDER])

    def _levels(self, done: Mapping[str, float]) -> Floats:
        """Service level per queue with each input this share of the way."""
        at = dict(self.start)
        for cause, (name, whole) in self.moves.items():
            at[name] = at[name] + done[cause] * whole
        found = modelled(self.site, self.table, at["volume"], at["aht"], at["heads"])
        levels = found["service_level"].to_numpy(float)
        own = [(self.table["queue"] == name).to_numpy() for name in self.queues]
        return np.array([_level(at["volume"][which], levels[which]) for which in own])


def _level(volume: Floats, levels: Floats) -> float:
    weights = np.where(np.isfinite(levels), volume, 0.0)
    if not weights.sum() > 0:
        return float("nan")
    return float(np.average(np.nan_to_num(levels), weights=weights))
