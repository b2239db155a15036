"""What an absence takes from an account: days or hours of the agent's contract, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from wfm.model import LeaveUnit, Site, TimeOff, WorkPlan, opening_of
from wfm.scheduling.rules.days_per_week import DaysSettings
from wfm.scheduling.rules.paid_hours import PaidHoursSettings
from wfm.scheduling.rules.shift_times import ShiftTimeSettings
from wfm.scheduling.rules.time_off import TimeOffSettings
from wfm.timegrid import week_begin

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NOTHING_OFF: Mapping[TimeOff, Collection[date]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LeaveDay:
    """What absences take of one local date: a part of the contract's day, and its minutes."""

    date: date
    part: float
    minutes: float

    def amount(self, unit: LeaveUnit) -> float:
        """In the unit of an account."""
        return self.part if unit is LeaveUnit.DAYS else self.minutes / 60


class LeaveCalendar:
    """Counts the absences of a site's agents.

    A whole day counts on the contract's days of leave; those of a week count for no more days than
    the contract works. Days on which every queue is closed take nothing. A part of a day takes its
    minutes, at most those of a day, which is the contract's paid hours of a week by its days.
    """

    def __init__(self, site: Site) -> None:
        self.zone, self.week_start = ZoneInfo(site.time_zone), site.week_start
        self._site, self._agents = site, {agent.id: agent for agent in site.agents}
        self._openings = [opening_of(site, queue) for queue in site.queues]

    def _plan(self, agent: str, day: date) -> WorkPlan:
        return self._site.work_plans[self._site.work_plan_on(self._agents[agent], day)]

    def minutes_of_day(self, agent: str, day: date) -> float:
        """Paid minutes of an average day of the contract that holds on a date."""
        plan = self._plan(agent, day)
        return PaidHoursSettings.of(plan).paid_minutes_per_week[1] / self._days(plan)

    def days(
        self,
        agent: str,
        absences: Iterable[TimeOff],
        off: Mapping[TimeOff, Collection[date]] = NOTHING_OFF,
    ) -> list[LeaveDay]:
        """Give what the absences of an agent take together, by date.

        `off` are dates of an absence that were published as days off before it: they take nothing.
        """
        minutes: dict[date, float] = defaultdict(float)
        for entry in absences:
            free = off.get(entry, ())
            for day, taken in self._minutes(entry):
                if day in free:
                    continue
                minutes[day] = min(minutes[day] + taken, self.minutes_of_day(agent, day))
        kept = []
        in_week: dict[date, float] = defaultdict(float)
        for day in sorted(minutes):
            week = week_begin(day, self.week_start)
            length = self.minutes_of_day(agent, day)
            room = self._days(self._plan(agent, day)) * length - in_week[week]
            taken = min(minutes[day], room)
            if taken > 0 and self.counts(agent, day):
                in_week[week] += taken
                kept.append(LeaveDay(day, taken / length, taken))
        return kept

    def counts(self, agent: str, day: date) -> bool:
        """Whether leave on a date takes anything."""
        return day.weekday() in self._counted(agent, day) and not self._closed(day)

    def _minutes(self, entry: TimeOff) -> Iterator[tuple[date, float]]:
        """Minutes of an absence by local date; a whole day is more than any contract's."""
        day = entry.start.astimezone(self.zone).date()
        while (begin := self.midnight(day)) < entry.end:
            end = self.midnight(day + DAY)
            whole = entry.start <= begin and end <= entry.end
            taken = min(end, entry.end) - max(begin, entry.start)
            yield day, 1440.0 if whole else taken / MINUTE
            day += DAY

    def _counted(self, agent: str, day: date) -> frozenset[int]:
        plan = self._plan(agent, day)
        own = TimeOffSettings.of(plan).leave_weekdays
        return frozenset(ShiftTimeSettings.of(plan).weekdays) if own is None else own

    def _closed(self, day: date) -> bool:
        return bool(self._openings) and not any(each.on(day) for each in self._openings)

    def midnight(self, day: date) -> datetime:
        """Give the instant at which a local date begins."""
        return datetime.combine(day, datetime.min.time(), self.zone).astimezone(UTC)

    @staticmethod
    def _days(plan: WorkPlan) -> int:
        return max(1, DaysSettings.of(plan).possible(plan))
