"""What to do about the hours that lost most: a queue, some hours of some days, a cause, a remedy.

Intervals of immediate queues in which contacts were lost or heads were missing are joined into runs
of one day, each with the cause that took most heads from it; runs of one queue and cause at the
same hours of several days are one thing to do. The missing heads save the share of the contacts
lost there by which the staffing model loses fewer with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.model_figures import first_attempts, handle_times, on_duty
from wfm.adherence.priorities import contacts_in_time, contacts_lost, loses_nobody
from wfm.model import Queue, Site
from wfm.words import Phrase, phrase

MOST: Final = 10
NOTICEABLE: Final = 0.5
"""Heads or contacts of an interval below which nothing is to be done about it."""
CAUSES: Final = ("schedule_fit", "volume", "absence", "adherence", "routing")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    queue: str
    dates: tuple[date, ...]
    begin: int
    """Minute of the day, local."""
    end: int
    cause: str
    heads: float
    """Missing, on average over these hours."""
    change: float
    """By how much more work came than was forecast, as a share."""
    lost: float
    """Contacts that were abandoned."""
    saved: float | None
    """Of these, by the staffing model, with the heads that were missing.

    None where the model knows neither patience nor lines and so of nobody who gives up.
    """
    value: float | None
    """Of the contacts saved."""
    in_time: float
    """Further contacts answered within the threshold then, by the staffing model."""

    def told(self, currency: str) -> Phrase:
        """Say where, when, what and what it brings."""
        return phrase(
            "action",
            queue=self.queue,
            place=self.place,
            saved=self.saved,
            lost=self.lost,
            value=self.value or None,
            in_time=self.in_time if self.saved is None else None,
            currency=currency,
        )

    @property
    def place(self) -> Phrase:
        """Say when and what."""
        return phrase("action.place", when=self.when, what=self.what)

    @property
    def when(self) -> Phrase:
        """Say on which days, and from when to when."""
        days = tuple(day.weekday() for day in self.dates)
        return phrase("action.when", days=days, begin=self.begin, end=self.end)

    @property
    def what(self) -> Phrase:
        """Say what to do, without where and when."""
        heads = max(round(self.heads), 1)
        match self.cause:
            case "volume":
                return phrase("action.volume", change=self.change, heads=heads)
            case "absence":
                return phrase("action.absence", heads=heads)
            case "adherence":
                return phrase("action.adherence", heads=heads)
            case "routing":
                return phrase("action.routing", heads=heads)
        return phrase("action.schedule_fit", heads=heads)


@dataclass(frozen=True, slots=True)
class _Run:
    """Intervals of one queue and day that follow each other."""

    day: date
    begin: int
    end: int
    cause: str
    rows: pd.DataFrame

    def meets(self, other: _Run) -> bool:
        """Whether they share half the hours of the shorter one."""
        common = min(self.end, other.end) - max(self.begin, other.begin)
        shorter = min(self.end - self.begin, other.end - other.begin)
        return self.cause == other.cause and 2 * common >= shorter


def actions(comparison: pd.DataFrame, site: Site) -> tuple[Action, ...]:
    """Give what to do first, at most `MOST` things, that which brings most value first."""
    rows = _causes(comparison, site)
    by_queue = {queue: rows[rows["queue"] == queue.name] for queue in site.queues}
    found = [
        _joined(site, own, queue, runs)
        for queue, own in by_queue.items()
        if not queue.channel.deferred
        for runs in _alike(list(_runs(own)))
    ]
    found.sort(key=_worth, reverse=True)
    return tuple(found[:MOST])


def _worth(one: Action) -> tuple[float, ...]:
    return one.value or 0.0, one.saved or 0.0, one.in_time, one.lost, one.heads


def _causes(comparison: pd.DataFrame, site: Site) -> pd.DataFrame:
    """Add to each interval the heads that each cause took, and what those missing would save."""
    seconds = comparison["interval_minutes"].to_numpy(float) * 60
    sessions = comparison["queue"].map({q.name: q.concurrency for q in site.queues})
    ahead = comparison["forecast"].to_numpy(float) * handle_times(site, comparison, "forecast_aht")
    came = first_attempts(site, comparison) * handle_times(site, comparison, "aht")
    available = comparison["scheduled"].to_numpy(float) * on_duty(site, comparison)
    more = _above((came - ahead) / seconds / sessions.to_numpy(float))
    required = comparison["required_net"].to_numpy(float)
    here = (comparison["actual"] + comparison["unknown"]).to_numpy(float)
    absent, rerouted = (comparison[name].to_numpy(float) for name in ("absent", "rerouted"))
    local = comparison["interval_start"].dt.tz_convert(site.time_zone)
    return comparison.assign(
        schedule_fit=_above(required - available),
        volume=more,
        absence=absent,
        adherence=_above(available - absent - (here - rerouted)),
        routing=_above(-rerouted),
        ahead=ahead,
        came=came,
        date=local.dt.date,
        minute=local.dt.hour * 60 + local.dt.minute,
        missing=_above(required + more - here),
        lost=comparison["abandoned"].fillna(0.0),
    )


def _above(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out what is below nothing or unknown."""
    return np.maximum(np.nan_to_num(values), 0.0)


def _runs(rows: pd.DataFrame) -> Iterator[_Run]:
    """Join the intervals of one queue that lack heads or lost contacts; one between may be well."""
    rows = rows[(rows["missing"] >= NOTICEABLE) | (rows["lost"] >= NOTICEABLE)]
    rows = rows.sort_values("interval_start")
    length = pd.to_timedelta(rows["interval_minutes"], unit="min")
    apart = (rows["interval_start"].diff() > 2 * length) | (rows["date"] != rows["date"].shift())
    for _, run in rows.groupby(apart.cumsum()):
        cause = str(run[list(CAUSES)].sum().idxmax())
        end = int(run["minute"].iloc[-1] + run["interval_minutes"].iloc[-1])
        yield _Run(run["date"].iloc[0], int(run["minute"].iloc[0]), end, cause, run)


def _alike(runs: list[_Run]) -> Iterator[list[_Run]]:
    """Put runs of several days together that one thing would help, the longest first."""
    left = sorted(runs, key=lambda run: len(run.rows), reverse=True)
    while left:
        first = left[0]
        alike = [run for run in left if run.meets(first)]
        left = [run for run in left if not run.meets(first)]
        yield alike


def _joined(site: Site, rows: pd.DataFrame, queue: Queue, runs: Sequence[_Run]) -> Action:
    """Make one thing to do of runs, with the figures of all its hours, good and bad ones."""
    begin, end = (median_low([getattr(run, name) for run in runs]) for name in ("begin", "end"))
    days = {run.day for run in runs}
    hours = rows["date"].isin(days) & (rows["minute"] >= begin) & (rows["minute"] < end)
    hours |= rows.index.isin([number for run in runs for number in run.rows.index])
    rows = rows[hours]
    helped = np.ceil(rows["missing"].to_numpy(float))
    none = np.zeros(len(rows))
    before, after = (float(contacts_lost(rows, site, more).sum()) for more in (none, helped))
    late, then = (float(contacts_in_time(rows, site, more).sum()) for more in (none, helped))
    ahead, came, lost = (float(rows[name].sum()) for name in ("ahead", "came", "lost"))
    saved = lost * (1 - after / before) if before > 0 else None if loses_nobody(queue) else 0.0
    return Action(
        queue=queue.name,
        dates=tuple(sorted(days)),
        begin=begin,
        end=end,
        cause=runs[0].cause,
        heads=float(rows["missing"].mean()),
        change=came / ahead - 1 if ahead > 0 else 0.0,
        lost=lost,
        saved=saved,
        value=None if saved is None else saved * queue.contact_value,
        in_time=max(then - late, 0.0),
    )
