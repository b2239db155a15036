"""The best edits of a day for a gap or a broken rule: judged and priced, none is kept.

Candidates are the shifts of each agent's contract on that day, a day off, and a swap with somebody
else's day. The most promising by heads and by the agent's own rules are judged in full, as any edit
by hand is, and what mends most is listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError
from wfm.model import Activity, ActivityCategory, Agent, Schedule, Shift, Site
from wfm.planning.merge_schedules import by_agent_day
from wfm.planning.preserved_shifts import AgentDay
from wfm.planning.roster_edits import clocks
from wfm.service.hand_edits import EditTrial, Spans, trial_of
from wfm.service.site_of_schedule import site_of_schedule
from wfm.service.stored_demand import demand_of_schedule
from wfm.store.database import Connection
from wfm.store.errors import ConflictError
from wfm.store.schedules import ScheduleInfo, load_schedule
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

    from wfm.planning.week_demand import WeekDemand
    from wfm.scheduling.horizon import Horizon

MINUTE: Final = timedelta(minutes=1)
Heads = NDArray[np.float64]
LISTED: Final = 3
TRIED: Final = 8
"""Candidates that are judged in full."""
LOOKED_AT: Final = 60
"""Candidates whose agent's own rules are judged."""
WORTH: Final = 0.05
"""Head-hours that a gap must shrink by to be worth an edit that mends no rule."""


@dataclass(frozen=True, slots=True)
class BestRepair:
    """An edit that mends something: new hours of a day, or a swap with another agent's."""

    of: AgentDay
    hours: Spans
    """Minutes after midnight, from and to; none: the day is off."""
    swap: AgentDay | None
    trial: EditTrial

    @property
    def missing(self) -> tuple[float, float]:
        """Head-hours that the week lacks, before and after."""
        rows = [row for row in self.trial.revision.compared() if row["date"] is None]
        before, after = (float(sum(row["under_hours"][n] for row in rows)) for n in (0, 1))
        return before, after

    @property
    def mends(self) -> bool:
        """Whether it mends a rule or a gap and breaks no more than it mends."""
        told, (before, after) = self.trial.revision, self.missing
        rules = len(told.mended) - len(told.broken)
        return rules > 0 or (rules == 0 and before - after >= WORTH)

    @property
    def rank(self) -> tuple[int, float, float]:
        """Sort key: rules first, then heads, then cost."""
        told, (before, after) = self.trial.revision, self.missing
        cost = self.trial.cost[1] - self.trial.cost[0]
        return len(told.broken) - len(told.mended), round(after - before, 2), cost


@dataclass(frozen=True, slots=True)
class _Candidate:
    of: AgentDay
    hours: Spans
    gain: float
    """Head-hours that the gap shrinks by, as far as is known without placing breaks."""
    unpaid: int = 0
    """Minutes."""
    swap: AgentDay | None = None
    broken: int = 0
    """Hard rules of the agents themselves."""


def best_repairs(
    tx: Connection, info: ScheduleInfo, day: date, agent: str | None = None
) -> list[BestRepair]:
    """List the best repairs of an agent's day, or of a day of any agent; fewer where few help.

    Raises
    ------
    ConflictError
        If the schedule is published.
    NotFoundError
        If the run that made the schedule kept no tables.
    """
    if info.published_at is not None:
        raise ConflictError(phrase("refusal.published_is_fixed"))
    site = site_of_schedule(tx, info)
    demand, base = demand_of_schedule(tx, info, site), load_schedule(tx, info)
    horizon = demand.horizon
    gaps = _Gaps(horizon, demand.coverage(demand.heads_of(base)))
    now = by_agent_day(base.shifts)
    free = [
        one
        for one in site.agents
        if one.employed_on(day) and not any(s.locked for s in now.get((one.id, day), ()))
    ]
    mine = [one for one in free if agent in {None, one.id}]
    found = [each for one in mine for each in _hours(horizon, one, day, now, gaps)]
    if agent is not None:
        found += [each for one in mine for each in _swaps(horizon, one, day, now, free)]
    found = _most_promising(horizon, base, found, every=agent is not None)
    repairs = [repair for each in found if (repair := _tried(demand, base, horizon, now, each))]
    return sorted((one for one in repairs if one.mends), key=lambda one: one.rank)[:LISTED]


class _Gaps:
    """What a head more or less in an interval is worth, by the queues of a skill."""

    def __init__(self, horizon: Horizon, coverage: pd.DataFrame) -> None:
        self._site, self._hours = horizon.site, horizon.grid.interval_minutes / 60
        self._net: dict[str, Heads] = {}
        for queue, rows in coverage.groupby("queue"):
            net = np.full(len(horizon.grid), np.inf)
            at = [horizon.grid.index(start.to_pydatetime()) for start in rows["interval_start"]]
            net[at] = rows["net"].to_numpy(float)
            self._net[str(queue)] = net

    def gain(self, agent: Agent, before: Iterable[slice], after: Iterable[slice]) -> float:
        """Head-hours that are missing less if the agent is there at other times."""
        nets = [self._net[q.name] for q in self._site.queues
                if q.skill in agent.skills and q.name in self._net]  # fmt: skip
        if not nets:
            return 0.0
        was, then = (np.zeros(len(nets[0]), bool) for _ in range(2))
        for there, spans in ((was, before), (then, after)):
            for span in spans:
                there[span] = True
        lack = np.max([np.clip(-net, 0, 1) for net in nets], axis=0)
        lost = np.min([np.clip(1 - net, 0, 1) for net in nets], axis=0)
        return float((lack[then & ~was].sum() - lost[was & ~then].sum()) * self._hours)


def _hours(
    horizon: Horizon,
    agent: Agent,
    day: date,
    now: Mapping[AgentDay, Sequence[Shift]],
    gaps: _Gaps,
) -> Iterator[_Candidate]:
    """Give the hours that the agent's contract allows on the day, and the day off."""
    from wfm.scheduling.candidate_shifts import candidates_of

    of, grid = (agent.id, day), horizon.grid
    own = now.get(of, ())
    before = [slice(grid.index(s.start), grid.index(s.end)) for s in own]
    if own:
        yield _Candidate(of, (), gaps.gain(agent, before, ()))
    known, there = candidates_of(horizon, agent), {(s.start, s.end) for s in own}
    wanted = np.flatnonzero(~known.split & (known.day == (day - horizon.first).days))
    unpaid = {
        (int(known.start[n]), int(known.end[n])): int(known.minutes[n] - known.paid_minutes[n])
        for n in wanted
    }
    for start, end in sorted(unpaid):
        first, last = horizon.local(grid.at(start)), horizon.local(grid.at(end))
        if first.date() != day or {(grid.at(start), grid.at(end))} == there:
            continue
        span = first.hour * 60 + first.minute, last.hour * 60 + last.minute
        yield _Candidate(
            of, (span,), gaps.gain(agent, before, [slice(start, end)]), unpaid[start, end]
        )


def _swaps(
    horizon: Horizon,
    agent: Agent,
    day: date,
    now: Mapping[AgentDay, Sequence[Shift]],
    others: Iterable[Agent],
) -> Iterator[_Candidate]:
    """Give swaps with others who have other hours and a skill in common, each hours once."""
    of, seen = (agent.id, day), {tuple(clocks(horizon, now.get((agent.id, day), ())))}
    for other in others:
        theirs = now.get((other.id, day), ())
        hours = tuple(clocks(horizon, theirs))
        if hours not in seen and agent.skills & other.skills:
            seen.add(hours)
            unpaid = sum((s.end - s.start) // MINUTE - s.paid_minutes for s in theirs)
            yield _Candidate(of, hours, 0.0, unpaid, (other.id, day))


def _most_promising(
    horizon: Horizon, base: Schedule, found: Sequence[_Candidate], *, every: bool
) -> list[_Candidate]:
    """Choose what is judged in full: by the agents' own rules, then by heads."""
    by_gain = sorted(found, key=lambda one: -one.gain)
    if not every:
        by_gain = [one for one in by_gain if one.gain > 0]
    looked_at = [*by_gain[:LOOKED_AT], *(one for one in by_gain[LOOKED_AT:] if one.swap)]
    judges: dict[str, _OwnRules] = {}
    judged = []
    for one in looked_at:
        agent = one.of[0]
        if agent not in judges:
            judges[agent] = _OwnRules(horizon, base, agent)
        judged.append(replace(one, broken=judges[agent].broken(one)))
    return sorted(judged, key=lambda one: (one.broken, -one.gain))[:TRIED]


class _OwnRules:
    """Judges an agent's week by its own rules, but for breaks, which are placed later."""

    def __init__(self, horizon: Horizon, base: Schedule, agent: str) -> None:
        self._horizon, self._agent = replace(horizon, site=_alone(horizon.site, {agent})), agent
        self._base = replace(base, shifts=tuple(s for s in base.shifts if s.agent_id == agent))

    def broken(self, one: _Candidate) -> int:
        """Count the hard rules that the week breaks with a candidate's hours."""
        from wfm.scheduling.evaluation.check import judge
        from wfm.scheduling.rules.breaks import BreakSettings

        others = [shift for shift in self._base.shifts if shift.date != one.of[1]]
        unpaid = one.unpaid // len(one.hours) if one.hours else 0
        made = [self._shift(one.of[1], *span, unpaid) for span in one.hours]
        schedule = replace(self._base, shifts=(*others, *made))
        found = judge(self._horizon, schedule)
        return sum(one.hard and one.rule != BreakSettings.rule for one in found)

    def _shift(self, day: date, start: int, end: int, unpaid: int) -> Shift:
        grid = self._horizon.grid
        begin, last = (grid.instant(day, m) for m in (start, end if end > start else end + 1440))
        rest = last - unpaid * MINUTE
        parts = [Activity("", ActivityCategory.ON_QUEUE, begin, rest)]
        if unpaid:
            parts.append(Activity("", ActivityCategory.MEAL, rest, last, paid=False))
        return Shift(f"{self._agent}/{day}/{start}", self._agent, day, tuple(parts))


def _alone(site: Site, who: Collection[str]) -> Site:
    return replace(
        site,
        agents=tuple(one for one in site.agents if one.id in who),
        time_off=tuple(one for one in site.time_off if one.agent_id in who),
        group_rules=(),
    )


def _tried(
    demand: WeekDemand,
    base: Schedule,
    horizon: Horizon,
    now: Mapping[AgentDay, Sequence[Shift]],
    one: _Candidate,
) -> BestRepair | None:
    wanted = {one.of: one.hours}
    if one.swap is not None:
        wanted[one.swap] = tuple(clocks(horizon, now.get(one.of, ())))
    try:
        return BestRepair(one.of, one.hours, one.swap, trial_of(demand, base, wanted))
    except InputError:
        return None
