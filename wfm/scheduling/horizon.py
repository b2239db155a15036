"""What every rule may look at: the site, the horizon and the people's facts, indexed by agent."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.model import (
    Agent,
    Availability,
    ClockChange,
    Contract,
    Meeting,
    Opening,
    Preference,
    Shift,
    ShiftRequest,
    Site,
    TimeOff,
    WorkPlan,
    opening_of,
)
from wfm.model.contract import EVERY_WEEKDAY, contract_on
from wfm.scheduling.contracts import AgentUnder, contracts_of
from wfm.scheduling.grid_step import grid_step
from wfm.scheduling.interruptions import Interruption, interruptions_of
from wfm.scheduling.meeting_series import held_in
from wfm.scheduling.meetings_held import Occurrence, with_a_time, without_a_time
from wfm.scheduling.split_days import joined_by_agent
from wfm.timegrid import TimeGrid

if TYPE_CHECKING:
    from wfm.scheduling.tours.day_automata import Pattern

WEEK = 7
Entry = TypeVar("Entry", TimeOff, Availability, Preference, ShiftRequest, Shift, Contract)


@dataclass(frozen=True, eq=False)
class Horizon:
    """The horizon to be planned at a site, `days` local days from `first`.

    `ledger` says per agent how much more than the fair share of unpopular work (weekend days,
    nights, late ends, wishes refused) the agent has had so far; `given` is a schedule to stay close
    to; `locked` shifts are kept as they are.
    """

    site: Site
    first: date
    days: int = 7
    ledger: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    meeting_times: Mapping[Occurrence, datetime] = field(default_factory=dict)
    """When each meeting that is not fixed was placed."""
    given: tuple[Shift, ...] = ()
    locked: tuple[Shift, ...] = ()
    locked_off: frozenset[tuple[str, date]] = frozenset()
    """Days of agents on which no shift begins, as they were made or went by; no leave."""
    later_ledgers: tuple[Mapping[str, Mapping[str, float]], ...] = ()
    """The ledger of each week after the first, as an earlier schedule leaves it."""

    @cached_property
    def weeks(self) -> tuple[Horizon, ...]:
        """The horizon's weeks: what is asked of a week is asked of each."""
        if self.days <= WEEK:
            return (self,)
        begins = range(0, self.days, WEEK)
        later = [self.later_ledgers[n : n + 1] or (self.ledger,) for n in range(len(begins) - 1)]
        return tuple(
            replace(
                self,
                first=self.first + timedelta(days=begin),
                days=min(WEEK, self.days - begin),
                ledger=ledger,
                later_ledgers=(),
            )
            for begin, (ledger,) in zip(begins, [(self.ledger,), *later], strict=True)
        )

    def by_week(
        self, shifts: Iterable[Shift]
    ) -> Iterator[tuple[Horizon, tuple[Shift, ...], date | None]]:
        """Give each week with its shifts, and its first day where there are several."""
        mine = tuple(shifts)
        for week in self.weeks:
            own = tuple(s for s in mine if 0 <= (s.date - week.first).days < week.days)
            yield week, own, week.first if len(self.weeks) > 1 else None

    @cached_property
    def weeks_beside(self) -> tuple[Horizon, ...]:
        """The other weeks of the same plan whose shifts are known."""
        return tuple(map(self._other_week, sorted(self.site.beside.known)))

    @cached_property
    def weeks_to_end_of_month(self) -> tuple[Horizon, ...]:
        """The weeks after the horizon that have a day of the month in which it ends."""
        last = self.first + timedelta(days=self.days - 1)
        left = monthrange(last.year, last.month)[1] - last.day
        begins = (last + timedelta(days=ahead + 1) for ahead in range(0, left, WEEK))
        return tuple(map(self._other_week, begins))

    def _other_week(self, first: date) -> Horizon:
        return replace(
            self, first=first, days=WEEK, ledger={}, later_ledgers=(), locked=(), given=()
        )

    @cached_property
    def beside(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts of those weeks per agent, in order."""
        return _by_agent(joined_by_agent(self.site.beside.shifts))

    @cached_property
    def later_beside(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts after the horizon in weeks of the same plan, or published, per agent in order."""
        beside, after = self.site.beside, self.first + timedelta(days=self.days)
        others = (s for s in beside.later_shifts if not beside.has(s.date))
        both = (shift for shift in (*beside.shifts, *others) if shift.date >= after)
        return _by_agent(joined_by_agent(both))

    @cached_property
    def grid(self) -> TimeGrid:
        """Intervals fine enough for every start and activity; a further day holds late ends."""
        return TimeGrid(
            self.site.time_zone, self.first, self.days + 1, grid_step(self.site, self.first)
        )

    @cached_property
    def day_starts(self) -> tuple[int, ...]:
        """First interval of each day and of the day after the horizon."""
        return tuple(self.grid.day_start(day) for day in range(self.days + 1))

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where local rules are judged."""
        return ZoneInfo(self.site.time_zone)

    def span(self, shift: Shift) -> slice:
        """Intervals of the horizon in which any of a shift lies."""
        begin, end = self.grid.index(shift.start), self.grid.index(shift.end - INSTANT) + 1
        return slice(max(0, begin), max(0, end))

    def minutes_to_steps(self, minutes: int) -> int:
        """Intervals of the horizon that last `minutes`, rounded up."""
        return -(-minutes // self.grid.interval_minutes)

    def plan(self, agent: Agent) -> WorkPlan:
        """Contract of an agent; of several in the horizon, the last."""
        return self.site.work_plans[self.contracts(agent)[-1].work_plan]

    def plan_on(self, agent: Agent, day: date) -> WorkPlan:
        """Contract of an agent on a day, beyond the horizon too."""
        told = self.contract_on(agent, day)
        return self.site.work_plans[told.work_plan if told else agent.work_plan]

    def contract_on(self, agent: Agent, day: date) -> Contract | None:
        """Give the contract that an agent has on a day; None where the usual work plan holds."""
        return contract_on(self._told.get(agent.id, ()), day)

    def plans(self, agent: Agent) -> tuple[WorkPlan, ...]:
        """All contracts that an agent has in the horizon."""
        return tuple(self.site.work_plans[part.work_plan] for part in self.contracts(agent))

    def contracts(self, agent: Agent) -> tuple[Agent, ...]:
        """Give the agent once as each contract has them in the horizon."""
        return (agent,) if isinstance(agent, AgentUnder) else self._parts.get(agent.id, (agent,))

    @cached_property
    def _told(self) -> Mapping[str, tuple[Contract, ...]]:
        return _by_agent(self.site.contracts)

    @cached_property
    def _parts(self) -> Mapping[str, tuple[AgentUnder, ...]]:
        dates = [self.grid.date_of(day) for day in range(self.days)]
        return contracts_of(self.site, dates)

    def own_days(self, agent: Agent) -> NDArray[np.bool_]:
        """[day] whether the agent is employed, under this contract."""
        return np.array([agent.employed_on(self.grid.date_of(day)) for day in range(self.days)])

    def own_weekdays(self, agent: Agent) -> frozenset[int]:
        """Weekdays that are the contract's in every week."""
        return agent.weekdays if isinstance(agent, AgentUnder) else EVERY_WEEKDAY

    def local(self, instant: datetime) -> datetime:
        """Site's wall time."""
        return instant.astimezone(self.zone)

    def zone_of(self, agent: Agent) -> str | None:
        """Give the zone in which an agent's times of day count, if it is not the site's."""
        return None if agent.time_zone == self.site.time_zone else agent.time_zone

    def own_instant(self, agent: Agent, day: date, minutes: int) -> datetime:
        """Instant at which the agent's clocks show `minutes` after midnight of `day`."""
        if self.zone_of(agent) is None:
            return self.grid.instant(day, minutes)
        own = replace(self.grid, time_zone=agent.time_zone or self.site.time_zone)
        return own.instant(day, minutes)

    def own_date(self, shift: Shift) -> date:
        """Date on which a shift starts where the agent lives."""
        abroad = shift.agent_id in self._zones
        return self.own_day(shift.agent_id, shift.start) if abroad else shift.date

    def own_day(self, agent_id: str, instant: datetime) -> date:
        """Date of an instant where an agent lives."""
        return instant.astimezone(self._zones.get(agent_id, self.zone)).date()

    def local_minutes(self, shift: Shift) -> int:
        """Start of a shift in minutes from the midnight of its date, where the agent lives."""
        return self.own_minutes_of(shift.agent_id, shift.start, self.own_date(shift))

    def local_end(self, shift: Shift) -> int:
        """End of a shift in minutes from the same midnight."""
        return self.own_minutes_of(shift.agent_id, shift.end, self.own_date(shift))

    def own_minutes_of(self, agent_id: str, instant: datetime, date: date) -> int:
        """Wall time of an instant where an agent lives, in minutes from midnight of a date."""
        local = instant.astimezone(self._zones.get(agent_id, self.zone)).replace(tzinfo=None)
        return (local - datetime.combine(date, datetime.min.time())) // MINUTE

    @cached_property
    def _zones(self) -> Mapping[str, ZoneInfo]:
        zones = {agent.id: self.zone_of(agent) for agent in self.site.agents}
        return {agent: ZoneInfo(zone) for agent, zone in zones.items() if zone is not None}

    def length(self, shift: Shift) -> int:
        """Minutes of a shift's presence as its contract counts them."""
        return self.length_between(shift.agent_id, shift.start, shift.end)

    def length_between(self, agent_id: str, start: datetime, end: datetime) -> int:
        """Minutes between two instants, by the clock on the wall or as they pass.

        Which of both, in a night in which the clocks change, the site says.
        """
        if self.site.clock_change is ClockChange.ELAPSED:
            return (end - start) // MINUTE
        date = self.own_day(agent_id, start)
        return self.own_minutes_of(agent_id, end, date) - self.own_minutes_of(agent_id, start, date)

    def paid_minutes(self, shift: Shift) -> int:
        """Paid minutes of a shift as its contract counts them."""
        return shift.paid_minutes + self.length(shift) - (shift.end - shift.start) // MINUTE

    def minutes_of(self, instant: datetime, date: date) -> int:
        """Wall time of an instant, in minutes from the local midnight of a date."""
        local = self.local(instant).replace(tzinfo=None)
        return (local - datetime.combine(date, datetime.min.time())) // MINUTE

    @cached_property
    def agents(self) -> Mapping[str, Agent]:
        """Everyone who may have a shift, by id."""
        return {agent.id: agent for agent in self.site.agents}

    @cached_property
    def agent_ids(self) -> frozenset[str]:
        """Everyone who may have a shift."""
        return frozenset(agent.id for agent in self.site.agents)

    @cached_property
    def serves(self) -> Mapping[frozenset[str], tuple[int, ...]]:
        """Numbers of the queues that a set of skills serves, per set that an agent has."""
        return {
            skills: tuple(n for n, queue in enumerate(self.site.queues) if queue.skill in skills)
            for skills in dict.fromkeys(agent.skills for agent in self.site.agents)
        }

    @cached_property
    def open_intervals(self) -> NDArray[np.bool_]:
        """[queue, interval] whether a queue is open; gaps within a day count as open."""
        return self._open([opening_of(self.site, queue) for queue in self.site.queues])

    @cached_property
    def usually_open_intervals(self) -> NDArray[np.bool_]:
        """[queue, interval] the same by the hours of each weekday alone."""
        return self._open([Opening(queue.hours, {}) for queue in self.site.queues])

    @cached_property
    def opening_differs(self) -> bool:
        """Whether some day has other opening hours than its weekday."""
        return not np.array_equal(self.open_intervals, self.usually_open_intervals)

    @cached_property
    def closings(self) -> dict[Hashable, tuple[tuple[int, int], ...]]:
        """Keeps, per skills, work plan and zone, what `rules.closed_days` finds of each day."""
        return {}

    @cached_property
    def weekly_rests(self) -> dict[Hashable, tuple[object, Pattern]]:
        """Keeps what `rules.weekly_rest` follows, with the shifts that it was made of."""
        return {}

    def _open(self, openings: Sequence[Opening]) -> NDArray[np.bool_]:
        found = np.zeros((len(openings), len(self.grid)), bool)
        for row, opening in zip(found, openings, strict=True):
            for day in range(-1, self.days + 1):
                windows = opening.on(self.grid.date_of(day))
                if windows:
                    begin = self.grid.local_index(day, min(start for start, _ in windows))
                    end = self.grid.local_index(day, max(end for _, end in windows))
                    row[max(0, begin) : max(0, end)] = True
        return found

    @cached_property
    def time_off(self) -> Mapping[str, tuple[TimeOff, ...]]:
        """Approved absences per agent."""
        return _by_agent(self.site.time_off)

    @cached_property
    def availability(self) -> Mapping[str, tuple[Availability, ...]]:
        """Recurring windows per agent."""
        return _by_agent(self.site.availability)

    @cached_property
    def wishes(self) -> Mapping[str, tuple[Preference, ...]]:
        """Preferences per agent, of those that concern a day of the horizon."""
        dates = [self.first + timedelta(days=day) for day in range(self.days)]
        return _by_agent(w for w in self.site.preferences if any(map(w.on, dates)))

    @cached_property
    def shift_requests(self) -> Mapping[str, tuple[ShiftRequest, ...]]:
        """Requests for types of shifts per agent."""
        return _by_agent(self.site.shift_requests)

    @cached_property
    def previous(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts before the horizon per agent, in order."""
        before = (shift for shift in self.site.previous if shift.date < self.first)
        return _by_agent(joined_by_agent(before))

    @cached_property
    def meetings(self) -> Mapping[str, tuple[tuple[Meeting, datetime], ...]]:
        """Meetings with a time, and their starts, per agent in order of time."""
        return with_a_time(self)

    @cached_property
    def held_meetings(self) -> tuple[Meeting, ...]:
        """The site's meetings, of each series those whose windows begin in the horizon."""
        return tuple(
            held
            for meeting in self.site.meetings
            for held in held_in(meeting, self.first, self.days, self.zone)
        )

    @cached_property
    def open_meetings(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Meetings of which an agent has no time yet, but could be at some, per agent."""
        return without_a_time(self)

    def starts_of(self, meeting: Meeting) -> range:
        """Intervals in which a meeting without a fixed time may begin."""
        length = self.minutes_to_steps(meeting.minutes)
        step = self.grid.at(1) - self.grid.start
        first = max(0, -(-(meeting.earliest - self.grid.start) // step))
        last = min(self.grid.index(meeting.latest), self.day_starts[-1]) - length
        return range(first, last + 1)

    @cached_property
    def interruptions(self) -> Mapping[str, tuple[Interruption, ...]]:
        """Meetings with a time, and hours of time off, that a shift may contain, per agent."""
        return interruptions_of(self)

    @cached_property
    def locked_by_agent(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts of the horizon that stay as they are, those of a day joined."""
        return _by_agent(joined_by_agent(self.locked))

    @cached_property
    def locked_days_off(self) -> Mapping[str, tuple[date, ...]]:
        """Days of the horizon that stay off, per agent in order."""
        found: dict[str, list[date]] = defaultdict(list)
        for agent, day in sorted(self.locked_off):
            if 0 <= (day - self.first).days < self.days:
                found[agent].append(day)
        return {agent: tuple(days) for agent, days in found.items()}

    @cached_property
    def given_by_agent(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts that the new schedule should keep where it can."""
        return _by_agent(joined_by_agent(self.given))


MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
"""Shortest time: just before an end."""


def _by_agent(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.agent_id].append(entry)
    return {agent: tuple(mine) for agent, mine in found.items()}
