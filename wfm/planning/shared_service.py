"""What agents with several skills add to each queue, learned from a simulated schedule.

A queue's model sees the heads that the schedule shares out to it in an interval; on the floor its
contacts are answered by whoever has the skill and is free. A schedule is therefore simulated, and
every queue and interval is given the heads with which its model would show the service that came of
it. The difference to its own heads is what sharing adds, or takes: it corrects what the model
predicts, and what the queue is said to require. Chats that share agents with calls, deferred work
between calls, contacts that end after their agent's shift and breaks that begin late are seen by
the same way.

The contacts are the expected ones and the same in each round (common random numbers), so that two
schedules differ by what they are and not by luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wfm.simulation import Simulated, simulate
from wfm.simulation.counts import COUNTS
from wfm.staffing.coverage import SHARED, predict_coverage
from wfm.staffing.demand import QueueDemand, beside, demands
from wfm.staffing.effective_heads import TELLING, effective_heads
from wfm.staffing.shrinkage import gross, residual_shrinkage
from wfm.staffing.tolerances import Floats

if TYPE_CHECKING:
    from wfm.model import Schedule, Site
    from wfm.planning.week_demand import WeekDemand

RUNS, LAST_RUNS = 40, 150
"""Runs of each round, whose corrections are smoothed and mixed; and of the last simulation, which
tells an interval's service level to some 2 points."""
OWN_NUMBERS = 7_919
"""Added to the seed, so that a plan is not judged by the contacts that it was corrected by."""
NEAR = np.ones(5)
"""Intervals over which rare events are summed."""
SMOOTH = np.array([0.25, 0.5, 0.25])
"""Weights of neighbouring intervals in what is required of one."""
CLOSING_IN = 3
"""Times that what is added is corrected by what the model, backlogs and all, makes of it."""
KEYS = ["interval_start", "queue"]
SPARED = "spared"
"""Gross heads fewer that a queue requires beside those that it shares."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What one simulation told."""

    table: pd.DataFrame
    """By `interval_start` and `queue`: `shared_heads`, `spared`."""
    alone: float
    """Mean size of predicted less simulated service level by the models alone, by contacts."""
    off: float
    """The same with what sharing adds."""

    def mixed_into(self, before: Learned | None, weight: float) -> Learned:
        """Go a part of the way from what was learned before."""
        if before is None:
            return self
        both = self.table.merge(before.table, on=KEYS, suffixes=("", "_before"))
        spared = both[f"{SPARED}_before"] * (1 - weight) + both[SPARED] * weight
        return Learned(both[[*KEYS, SHARED]].assign(**{SPARED: spared}), self.alone, self.off)

    def asked(self, formula: pd.DataFrame, site: Site) -> pd.DataFrame:
        """Correct a requirement that the queues' models have found by what sharing spares."""
        formula = formula.drop(columns=SHARED, errors="ignore")
        rows = formula.merge(self.table, on=KEYS, how="left")
        queue = formula["queue"].to_numpy()
        kept = 1 - np.array([residual_shrinkage(q, site) for q in site.queues])
        of_queue = dict(zip((q.name for q in site.queues), kept, strict=True))
        least = {q.name: q.goal.minimum_heads / of_queue[q.name] for q in site.queues}
        needed = formula["gross_requirement"].to_numpy()
        floor = np.minimum(needed, [least[name] for name in queue])
        heads = np.maximum(needed - rows[SPARED].fillna(0.0).to_numpy(), floor)
        heads = np.where(needed > 0, heads, 0.0)
        return formula.assign(
            gross_requirement=heads,
            net_requirement=heads * [of_queue[name] for name in queue],
            **{SHARED: rows[SHARED].fillna(0.0).to_numpy()},
        )


def learn(
    demand: WeekDemand,
    schedule: Schedule,
    heads: pd.DataFrame,
    formula: pd.DataFrame,
    seed: int,
    runs: int = LAST_RUNS,
) -> Learned:
    """Simulate a schedule, whose heads are shared out so, and tell what sharing adds.

    `formula` is the requirement by the queues' own models, whose binding targets are corrected.
    """
    return learned_of(expected_service(demand, schedule, heads, seed, runs), demand, heads, formula)


def expected_service(
    demand: WeekDemand, schedule: Schedule, heads: pd.DataFrame, seed: int, runs: int
) -> Simulated:
    """Simulate a schedule at the expected contacts, the same for each schedule of a seed."""
    site = demand.site
    return simulate(
        site, demand.forecast, (*site.previous, *schedule.shifts), heads, runs=runs,
        seed=seed + OWN_NUMBERS, uncertain=False, backlog=demand.backlog,
    )  # fmt: skip


def learned_of(
    found: Simulated, demand: WeekDemand, heads: pd.DataFrame, formula: pd.DataFrame
) -> Learned:
    """Tell what sharing adds by what a simulation showed; arguments are those of `learn`."""
    site = demand.site
    means = pd.DataFrame(found.counts.mean(axis=1).T, columns=list(COUNTS))
    means = pd.concat([found.rows[KEYS], means], axis=1)
    table = beside(demand.forecast, heads, "scheduled", "schedule")
    every = [d for d in demands(table, site) if not d.queue.channel.deferred]
    seen = {d.queue.name: _Seen(d, site, _of_queue(means, d)) for d in every}
    alone = _predicted(demand, formula.drop(columns=SHARED, errors="ignore"), heads)
    added = {name: one.first_guess() for name, one in seen.items()}
    for _ in range(CLOSING_IN):
        predicted = _predicted(demand, _with_added(formula, seen, added), heads)
        added = {name: one.closer(added[name], predicted[name]) for name, one in seen.items()}
    parts = [one.rows(added[name], formula) for name, one in seen.items()]
    predicted = _predicted(demand, _with_added(formula, seen, added), heads)
    table = pd.concat(parts, ignore_index=True)
    return Learned(table, _off(seen, alone), _off(seen, predicted))


def learned_before(requirement: pd.DataFrame) -> Learned:
    """Take what an earlier plan's requirement knows of its agents' sharing."""
    table = requirement[[*KEYS, SHARED]]
    return Learned(table.assign(**{SPARED: table[SHARED]}), np.nan, np.nan)


def _of_queue(means: pd.DataFrame, demand: QueueDemand) -> dict[str, Floats]:
    own = means[means["queue"] == demand.queue.name]
    return {name: own[name].to_numpy(np.float64) for name in COUNTS}


def _predicted(
    demand: WeekDemand, requirement: pd.DataFrame, heads: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    table = predict_coverage(requirement, demand.forecast, heads, demand.site, demand.backlog)
    return {str(name): rows for name, rows in table.groupby("queue", sort=False)}


def _with_added(
    formula: pd.DataFrame, seen: dict[str, _Seen], added: dict[str, Floats]
) -> pd.DataFrame:
    parts = [one.keys().assign(**{SHARED: added[name]}) for name, one in seen.items()]
    table = pd.concat(parts, ignore_index=True)
    return formula.drop(columns=SHARED, errors="ignore").merge(table, on=KEYS, how="left")


def _off(seen: dict[str, _Seen], predicted: dict[str, pd.DataFrame]) -> float:
    pairs = [
        (one.counts["offered"], predicted[name]["service_level"].to_numpy() - one.service_level)
        for name, one in seen.items()
    ]
    weight, off = (np.concatenate(part) for part in zip(*pairs, strict=True))
    known = ~np.isnan(off)
    return float(np.average(np.abs(off[known]), weights=weight[known] + 1e-9))


class _Seen:
    """What the simulation showed of an immediate queue, by interval."""

    def __init__(self, demand: QueueDemand, site: Site, counts: dict[str, Floats]) -> None:
        self.demand, self.counts = demand, counts
        self.shrinkage = residual_shrinkage(demand.queue, site)
        self.scheduled = demand.column("scheduled")
        aht = demand.queue.aht_by_concurrency
        self.aht = np.full(demand.aht.shape, aht[-1]) if aht else demand.aht
        self.load = demand.load * self.aht / demand.aht
        self.service_level = _share(counts["in_threshold"], counts["offered"])
        self.heads = self._alone("service_level", self.service_level)

    def _alone(self, target: str, values: Floats) -> Floats:
        """Gross heads with which the queue alone would have these values."""
        queue = self.demand.queue
        found = effective_heads(queue, self.load, self.aht, target, values)
        heads: Floats = gross(found, self.shrinkage)
        return heads

    def first_guess(self) -> Floats:
        """Take the service as that of a steady state."""
        return np.nan_to_num(self.heads - self.scheduled)

    def closer(self, added: Floats, predicted: pd.DataFrame) -> Floats:
        """Let the model with what is added predict what was seen."""
        shown = self._alone("service_level", predicted["service_level"].to_numpy(np.float64))
        more = np.nan_to_num(self.heads - shown)
        return np.maximum(added + more, -self.scheduled)

    def keys(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "interval_start": self.demand.rows["interval_start"].array,
                "queue": self.demand.queue.name,
            }
        )

    def rows(self, added: Floats, formula: pd.DataFrame) -> pd.DataFrame:
        """Tell what is added, and what the queue may require less by its binding targets."""
        own = self.keys().merge(formula[[*KEYS, "binding_target"]], on=KEYS, how="left")
        binding = own["binding_target"].to_numpy()
        spared = np.where(np.isin(binding, list(TELLING)), added, np.minimum(added, 0.0))
        by_share = self._alone("service_level", self._near("in_threshold", "offered"))
        for target, part, whole in (
            ("asa", "wait_seconds", "answered"),
            ("abandonment", "abandoned", "offered"),
        ):
            if (binding == target).any():
                by_target = self._alone(target, self._near(part, whole))
                other = np.nan_to_num(by_target - by_share)
                spared = np.where(binding == target, added + other, spared)
        return self.keys().assign(**{SHARED: added, SPARED: self._smooth(spared)})

    def _near(self, part: str, whole: str) -> Floats:
        """Give a ratio of counts over neighbouring intervals."""
        return _share(
            np.convolve(self.counts[part], NEAR, "same"),
            np.convolve(self.counts[whole], NEAR, "same"),
        )

    def _smooth(self, values: Floats) -> Floats:
        """Weigh neighbouring open intervals."""
        known = (self.load > 0).astype(np.float64)
        weight = np.convolve(known, SMOOTH, "same")
        summed = np.convolve(values * known, SMOOTH, "same")
        smooth: Floats = np.divide(summed, weight, out=np.zeros(values.shape), where=known > 0)
        return smooth


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return share
