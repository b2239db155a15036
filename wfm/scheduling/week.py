"""What every rule may look at: the site, the horizon and the people's facts, indexed by agent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from math import gcd
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError, Problem
from wfm.model import Agent, Availability, Meeting, Preference, Shift, Site, TimeOff, WorkPlan
from wfm.timegrid import TimeGrid

_STEPS = (60, 30, 15, 10, 6, 5)
Entry = TypeVar("Entry", TimeOff, Availability, Preference, Shift)


@dataclass(frozen=True, eq=False)
class Week:
    """The horizon to be planned at a site, `days` local days from `first`.

    `ledger` says per agent how much more than the fair share of unpopular work (weekend days,
    nights, late ends, wishes refused) the agent has had so far; `given` is a schedule to stay close
    to; `locked` shifts are kept as they are.
    """

    site: Site
    first: date
    days: int = 7
    ledger: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    meeting_times: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """(meeting, agent) → when it was placed, for meetings that are not fixed."""
    given: tuple[Shift, ...] = ()
    locked: tuple[Shift, ...] = ()

    @cached_property
    def grid(self) -> TimeGrid:
        """Intervals fine enough for every start and activity; a further day holds late ends."""
        return TimeGrid(self.site.time_zone, self.first, self.days + 1, _step(self.site))

    @cached_property
    def day_starts(self) -> tuple[int, ...]:
        """First interval of each day and of the day after the horizon."""
        return tuple(self.grid.day_start(day) for day in range(self.days + 1))

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where local rules are judged."""
        return ZoneInfo(self.site.time_zone)

    def minutes_to_steps(self, minutes: int) -> int:
        """Intervals of the horizon that last `minutes`, rounded up."""
        return -(-minutes // self.grid.interval_minutes)

    def plan(self, agent: Agent) -> WorkPlan:
        """Contract of an agent."""
        return self.site.work_plans[agent.work_plan]

    def local(self, instant: datetime) -> datetime:
        """Site's wall time."""
        return instant.astimezone(self.zone)

    def local_minutes(self, shift: Shift) -> int:
        """Start of a shift in minutes from the local midnight of its date."""
        start = self.local(shift.start).replace(tzinfo=None)
        return int((start - datetime.combine(shift.date, datetime.min.time())) / _MINUTE)

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
        found = np.zeros((len(self.site.queues), len(self.grid)), bool)
        for row, queue in zip(found, self.site.queues, strict=True):
            for day in range(-1, self.days + 1):
                windows = queue.hours.on(self.grid.date_of(day))
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
        """Preferences per agent."""
        return _by_agent(self.site.preferences)

    @cached_property
    def previous(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts before the horizon per agent, in order."""
        before = (shift for shift in self.site.previous if shift.date < self.first)
        return _by_agent(sorted(before, key=lambda shift: shift.start))

    @cached_property
    def meetings(self) -> Mapping[str, tuple[tuple[Meeting, datetime], ...]]:
        """Meetings with a time, and their starts, per agent in order of time."""
        found: dict[str, list[tuple[Meeting, datetime]]] = defaultdict(list)
        for meeting in self.site.meetings:
            for agent in meeting.agent_ids:
                at = self.meeting_times.get((meeting.name, agent))
                start = meeting.earliest if meeting.fixed else at
                if start is not None and 0 <= self.grid.index(start) < self.day_starts[-1]:
                    found[agent].append((meeting, start))
        return {a: tuple(sorted(m, key=lambda pair: pair[1])) for a, m in found.items()}

    @cached_property
    def locked_by_agent(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts of the horizon that stay as they are."""
        return _by_agent(self.locked)

    @cached_property
    def given_by_agent(self) -> Mapping[str, tuple[Shift, ...]]:
        """Shifts that the new schedule should keep where it can."""
        return _by_agent(self.given)

    def days_off_work(self, agent: Agent) -> tuple[bool, ...]:
        """Tell per day of the horizon whether approved time off covers all of it."""
        return tuple(
            any(
                entry.start <= self.grid.at(begin) and self.grid.at(end) <= entry.end
                for entry in self.time_off.get(agent.id, ())
            )
            for begin, end in zip(self.day_starts, self.day_starts[1:], strict=False)
        )


_MINUTE = timedelta(minutes=1)


def _by_agent(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.agent_id].append(entry)
    return {agent: tuple(mine) for agent, mine in found.items()}


def _step(site: Site) -> int:
    """Longest interval on whose borders every shift and activity can begin and end."""
    lengths = [site.interval_minutes]
    for plan in site.work_plans.values():
        lengths += [*plan.shift_minutes, plan.start_step, plan.earliest_start, plan.minimum_gap]
        for rule in plan.activities:
            lengths += [rule.minutes, rule.earliest]
    common = gcd(*lengths)
    for step in _STEPS:
        if common % step == 0:
            return step
    raise InputError(
        [
            Problem(
                "shifts and activities do not fit on intervals of 5 minutes",
                "give lengths, start times and activity times in multiples of 5 minutes",
                file="work_plans.toml",
            )
        ]
    )
