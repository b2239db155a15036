"""How much of an allowance is used, and what one more absence would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.model import Agent, LeaveAllowance, LeaveDecision, LeaveMeasure, Site, TimeOff
from wfm.service.leave.accounts import HAIR
from wfm.service.leave.amounts import DAY, MINUTE, LeaveCalendar
from wfm.words import Phrase, phrase

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class AllowanceUse:
    """An allowance on a day: what is used of it without an absence, and with it."""

    allowance: LeaveAllowance
    date: date
    before: float
    after: float

    @property
    def exceeded(self) -> bool:
        """Whether the absence goes beyond it."""
        return self.after > max(self.allowance.limit, self.before) + HAIR

    @property
    def group(self) -> str:
        """Name of the team or skill."""
        return self.allowance.team or self.allowance.skill or ""

    @property
    def said(self) -> Phrase:
        """Say how much is used with it."""
        if self.allowance.measure is LeaveMeasure.HOURS:
            return phrase(
                "leave.allowance.hours",
                group=self.group, date=self.date, used=self.after, limit=self.allowance.limit,
            )  # fmt: skip
        return phrase(
            "leave.allowance.heads",
            group=self.group, date=self.date, used=self.after, limit=self.allowance.limit,
        )  # fmt: skip


class Allowances:
    """The declared allowances of a site, and the absences that use them.

    Absences count whose kind is a type of leave that is not always granted.
    """

    def __init__(self, site: Site, calendar: LeaveCalendar) -> None:
        self.site, self.calendar = site, calendar
        self.agents = {agent.id: agent for agent in site.agents}
        self.limited = {
            each.name for each in site.leave_types if each.decision is not LeaveDecision.ALWAYS
        }
        self.absences = [entry for entry in site.time_off if entry.kind in self.limited]

    def uses(self, absence: TimeOff) -> Iterator[AllowanceUse]:
        """Give the allowances of heads and hours that an absence would use, day by day."""
        if absence.kind not in self.limited:
            return
        agent = self.agents[absence.agent_id]
        for allowance in self.of(agent):
            if allowance.measure is LeaveMeasure.COVERAGE:
                continue
            others = [entry for entry in self.absences if self._shares(allowance, entry)]
            for day, window in self.windows(allowance, absence):
                measure = self._hours if allowance.measure is LeaveMeasure.HOURS else self._heads
                yield AllowanceUse(allowance, day, *measure(absence, others, window))

    def of(self, agent: Agent) -> Iterator[LeaveAllowance]:
        """Give the allowances that bound an agent's leave."""
        for allowance in self.site.leave_allowances:
            if allowance.team == agent.team or allowance.skill in agent.skills:
                yield allowance

    def windows(self, allowance: LeaveAllowance, absence: TimeOff) -> Iterator[tuple[date, Span]]:
        """Give the days on which an allowance bounds an absence, each with the bounded hours."""
        day = absence.start.astimezone(self.calendar.zone).date()
        while self.calendar.midnight(day) < absence.end:
            if allowance.holds_on(day):
                begin, end = (self._clock(day, at) for at in (allowance.start, allowance.end))
                if absence.start < end and begin < absence.end:
                    yield day, (begin, end)
            day += DAY

    def bounds(self, allowance: LeaveAllowance, at: datetime) -> bool:
        """Whether an allowance bounds what is at an instant."""
        local = at.astimezone(self.calendar.zone)
        minutes = local.hour * 60 + local.minute
        return allowance.holds_on(local.date()) and allowance.start <= minutes < allowance.end

    def _clock(self, day: date, minutes: int) -> datetime:
        """Give the instant at which clocks show so many minutes after midnight."""
        whole, rest = divmod(minutes, 1440)
        midnight = self.calendar.midnight(day + timedelta(days=whole))
        shown = midnight.astimezone(self.calendar.zone).replace(tzinfo=None) + rest * MINUTE
        return shown.replace(tzinfo=self.calendar.zone).astimezone(midnight.tzinfo)

    def _shares(self, allowance: LeaveAllowance, entry: TimeOff) -> bool:
        agent = self.agents[entry.agent_id]
        return allowance.team == agent.team or allowance.skill in agent.skills

    def _heads(
        self, absence: TimeOff, others: Sequence[TimeOff], window: Span
    ) -> tuple[float, float]:
        """Most agents away at once while the absence lasts, without it and with it."""
        begin, end = max(absence.start, window[0]), min(absence.end, window[1])
        inside = [
            (max(entry.start, begin), min(entry.end, end))
            for entry in others
            if entry.start < end and begin < entry.end and entry.agent_id != absence.agent_id
        ]
        most = _most_at_once(inside)
        return most, most + 1

    def _hours(
        self, absence: TimeOff, others: Iterable[TimeOff], window: Span
    ) -> tuple[float, float]:
        """Hours of leave in the window, without the absence and with it."""
        day = window[0].astimezone(self.calendar.zone).date()
        others = [entry for entry in others if self.calendar.counts(entry.agent_id, day)]
        own = sum(self._taken(e, window, day) for e in others if e.agent_id == absence.agent_id)
        rest = sum(self._taken(e, window, day) for e in others if e.agent_id != absence.agent_id)
        most = self.calendar.minutes_of_day(absence.agent_id, day)
        takes = self.calendar.counts(absence.agent_id, day)
        after = min(own + self._taken(absence, window, day) * takes, most)
        return (rest + min(own, most)) / 60, (rest + after) / 60

    def _taken(self, entry: TimeOff, window: Span, day: date) -> float:
        minutes = (min(entry.end, window[1]) - max(entry.start, window[0])) / MINUTE
        return min(max(minutes, 0.0), self.calendar.minutes_of_day(entry.agent_id, day))


def _most_at_once(spans: Iterable[Span]) -> int:
    changes = sorted([(end, -1) for _, end in spans] + [(start, 1) for start, _ in spans])
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most
