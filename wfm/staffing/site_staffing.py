"""A site's requirement: heads per queue and interval that its goals need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from wfm.errors import InputError, InputProblem, ParameterError
from wfm.model import Site
from wfm.staffing.deferred_work import DeferredWork, deferred_work
from wfm.staffing.demand import QueueDemand, beside, demands
from wfm.staffing.goal_over_period import heads_over_period
from wfm.staffing.idle_time import IdleTime
from wfm.staffing.immediate_work import Names, queue_requirement
from wfm.staffing.levelling import Gates, after_idle_time, gates_at_chance, gates_of, levelled
from wfm.staffing.shrinkage import gross, net, residual_shrinkage
from wfm.staffing.tolerances import Floats
from wfm.staffing.uncertainty import at_chance, on_average
from wfm.words import phrase

NO_BACKLOG: Mapping[str, float] = MappingProxyType({})
WORTH = "contact_worth"
"""Column of a requirement with goals of a day or a week."""
DEFAULT_WINDOW_MINUTES = 480.0
"""Response window of a deferred queue that declares none: a working day."""


def site_requirements(
    forecast: pd.DataFrame,
    site: Site,
    backlog: Mapping[str, float] = NO_BACKLOG,
    chance: float | None = None,
    average: bool = False,
    scheduled: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Heads that each queue and interval needs.

    Parameters
    ----------
    forecast
        `interval_start` (with time zone), `interval_minutes`, `queue`, `contacts`, `aht_seconds`;
        `rate_p05` … `rate_p95` too where `chance` or `average` ask for them.
    site
        Its queues' goals, opening hours, response windows and shrinkage, and their options:
        patience, concurrency, redials, lines, deferred work in idle time.
    backlog
        Contacts that wait in deferred queues at the start.
    chance
        Meet the goals of each interval, and keep each response window, with this chance, whatever
        the rates turn out to be, instead of at the forecast's expected contacts.
    average
        Meet the goals of immediate queues on average over the rate's distribution, each contact
        counting once, instead of at the expected contacts.
    scheduled
        `interval_start`, `queue`, `scheduled`: gross heads that deferred queues have already. Their
        work is laid into these, the earliest deadline first; only the rest is levelled.

    Returns
    -------
    pd.DataFrame
        `interval_start`, `interval_minutes`, `queue`, `load_erlangs` (of the expected contacts,
        redials not among them),
        `net_requirement` (available heads, fractional), `gross_requirement` (net / (1 - residual
        shrinkage)), `binding_target` (`closed` and 0 heads outside opening hours).

    Raises
    ------
    InputError
        For a forecast that does not fit the site.
    ParameterError
        For a chance outside 0..1.
    """
    if chance is not None and not 0 < chance < 1:
        raise ParameterError("chance", chance, phrase("range.share_inside"))
    if scheduled is not None:
        forecast = beside(forecast, scheduled, "scheduled", "schedule")
    every = tuple(demands(forecast, site))
    if not every:
        raise InputError([InputProblem(phrase("demand.no_rows"), phrase("do.forecast_one"))])
    heads = {} if scheduled is None else {d.queue.name: available_heads(d, site) for d in every}
    staffing = _Staffing(every, backlog, chance, average, heads)
    parts = [_rows(demand, site, *staffing.heads(demand)) for demand in every]
    found = pd.concat(parts, ignore_index=True)
    if not staffing.worth:
        return found
    worth = [staffing.worth_of(demand, site) for demand in every]
    return found.assign(**{WORTH: np.concatenate(worth)})


def work_of(demand: QueueDemand, backlog: float) -> DeferredWork:
    """Return a deferred queue's work with `backlog` contacts that wait at the start.

    Raises
    ------
    InputError
        For a queue with work that never opens.
    """
    if not demand.open.any() and (demand.work.any() or backlog):
        what = phrase("demand.never_opens", queue=demand.queue.name)
        raise InputError([InputProblem(what, phrase("do.opening_hours"), field="hours")])
    window = (demand.queue.response_minutes or DEFAULT_WINDOW_MINUTES) / demand.minutes
    waiting = backlog * float(demand.aht.mean()) / demand.seconds
    return deferred_work(demand.work, demand.open, window, waiting)


def _rows(demand: QueueDemand, site: Site, net: Floats, binding: Names) -> pd.DataFrame:
    load = demand.work if demand.queue.channel.deferred else demand.load
    net = np.where(demand.open, np.maximum(net, demand.queue.goal.minimum_heads), 0.0)
    return pd.DataFrame(
        {
            "interval_start": demand.rows["interval_start"].array,
            "interval_minutes": demand.minutes,
            "queue": demand.queue.name,
            "load_erlangs": load,
            "net_requirement": net,
            "gross_requirement": gross(net, residual_shrinkage(demand.queue, site)),
            "binding_target": np.where(demand.open, binding, "closed"),
        }
    )


class _Staffing:
    """Heads of every queue; those of blended queues depend on each other.

    Idle time is offered as if deferred work always waited. Deferred queues take what they can use
    of it. Immediate queues are then staffed for what they really gave.
    """

    def __init__(
        self,
        every: Sequence[QueueDemand],
        backlog: Mapping[str, float],
        chance: float | None,
        average: bool,
        scheduled: Mapping[str, Floats],
    ) -> None:
        self.chance, self.average = chance, average
        self.idle = IdleTime()
        self.own: dict[str, Floats] = {}
        self.worth: dict[str, Floats] = {}
        for demand in every:
            if demand.queue.blended_queues:
                always = np.full(demand.aht.size, np.inf)
                heads, _ = self._immediate(demand, always)
                self.idle.offer(self._staffed(demand), heads)
        for demand in every:
            if demand.queue.channel.deferred:
                gates = self._gates(demand, work_of(demand, backlog.get(demand.queue.name, 0.0)))
                rest, used = after_idle_time(gates, self.idle.left_for(demand))
                self.idle.take(demand, used)
                self.own[demand.queue.name] = _laid(rest, demand, scheduled)

    def heads(self, demand: QueueDemand) -> tuple[Floats, Names]:
        """Net requirement and binding target of one queue, open or not."""
        if demand.queue.channel.deferred:
            return _deferred(demand, self.own[demand.queue.name])
        given = self.idle.given_by(demand)
        return self._immediate(demand, given if given.any() else None)

    def worth_of(self, demand: QueueDemand, site: Site) -> Floats:
        """Gross head-hours that a contact in time is worth; NaN where a goal is an interval's."""
        own = self.worth.get(demand.queue.name)
        shrinkage = residual_shrinkage(demand.queue, site)
        return np.full(demand.contacts.size, np.nan) if own is None else gross(own, shrinkage)

    def _staffed(self, demand: QueueDemand) -> QueueDemand:
        return demand if self.chance is None else at_chance(demand, self.chance)

    def _immediate(self, demand: QueueDemand, deferred: Floats | None) -> tuple[Floats, Names]:
        staffed = self._staffed(demand)
        if demand.queue.goal.trades_intervals:
            heads, binding, self.worth[demand.queue.name] = heads_over_period(staffed, deferred)
            return heads, binding
        if self.average and demand.queue.goal.targets:
            return on_average(demand, deferred)
        return queue_requirement(staffed.queue, staffed.load, staffed.aht, deferred)

    def _gates(self, demand: QueueDemand, work: DeferredWork) -> Gates:
        if self.chance is None:
            return gates_of(work)
        # A deadline is missed by its own day's work or by what earlier days left: two chances.
        more = at_chance(demand, (1 + self.chance) / 2).work - demand.work
        return gates_at_chance(work, np.maximum(more, 0.0), demand.local_day)


def available_heads(demand: QueueDemand, site: Site) -> Floats:
    """Scheduled heads net of residual shrinkage."""
    return net(demand.column("scheduled"), residual_shrinkage(demand.queue, site))


def _laid(gates: Gates, demand: QueueDemand, scheduled: Mapping[str, Floats]) -> Floats:
    """Lay deferred work into the heads that are there, and level the rest."""
    if demand.queue.name not in scheduled:
        return levelled(gates)
    able = scheduled[demand.queue.name] * (demand.queue.goal.occupancy or 1.0)
    rest, done = after_idle_time(gates, able)
    return done + levelled(rest)


def _deferred(demand: QueueDemand, own: Floats) -> tuple[Floats, Names]:
    goal = demand.queue.goal
    heads = own / (goal.occupancy or 1.0)
    busy = np.where(heads > 0, "response_window", "none")
    return heads, np.where(heads < goal.minimum_heads, "minimum_heads", busy)
