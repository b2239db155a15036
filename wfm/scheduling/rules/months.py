"""Calendar months of an agent's contract: their days, week by week, and what is known of them.

What was worked in a month before the weeks at hand, the ledger says. Where it does not know from
the first of the month on, the month counts from the day from which on it is known, as for somebody
who starts then: by its share of the month's days.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from operator import and_

from wfm.model import Agent, Contract, Shift
from wfm.model.contract import EVERY_WEEKDAY
from wfm.model.day_parts import MONTH_DAYS, MONTH_HOURS, MONTH_LEAVE, MONTH_SINCE
from wfm.model.weeks_beside import WeeksBeside
from wfm.scheduling.contracts import AgentUnder
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.closed_days import closing_of, counted_closing
from wfm.scheduling.rules.days_per_week import leave_of_week, workable_days
from wfm.scheduling.rules.shift_times import ShiftTimeSettings

DAY = timedelta(days=1)
LONGEST, FULL_WEEKS = 31, 4
"""Most days of a month, and most full weeks; it has one less at least."""
ROUNDED = 1000
"""Largest denominator of a number of days that a ledger says."""


@dataclass(frozen=True, slots=True)
class Before:
    """What an agent's contract had in a month before the weeks at hand, from day `since` on."""

    since: int
    minutes: int = 0
    days: int = 0
    leave: Fraction = Fraction()


@dataclass(frozen=True, slots=True)
class WeekPart:
    """The days of a week that lie in a month and are the contract's."""

    week: Horizon
    agent: Agent
    """As the contract has them in that week."""
    days: int
    workable: int
    """Days on which a shift may begin."""
    elsewhere: int
    """Such days of the week that lie in another month."""
    leave: Fraction
    """Working days of leave."""
    closed_days: Fraction
    closed_minutes: Fraction
    """What closed days count for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A calendar month of a contract: `before` the weeks at hand, `here`, and after them."""

    first: date
    days: int
    plan: str
    """Work plan of the contract."""
    usual: int
    """Days of the month that are the contract's where it holds all the time."""
    before: Before
    days_before: int
    """Days of the contract before the weeks at hand of which is known what was worked."""
    workable_before: int
    """Those of them on which a shift may begin."""
    unknown: int
    """Days of the contract before the weeks at hand of which it is not known."""
    here: tuple[WeekPart, ...]
    known: tuple[WeekPart, ...]
    """Parts of later weeks whose shifts are known."""
    open: tuple[WeekPart, ...]
    """Parts of later weeks that are planned later."""
    beside: tuple[Shift, ...]
    """The contract's shifts of the known later weeks."""

    @property
    def parts(self) -> tuple[WeekPart, ...]:
        """All parts from the weeks at hand on."""
        return (*self.here, *self.known, *self.open)

    @property
    def share(self) -> Fraction:
        """Days of the contract, where they are known, as a share of the month's."""
        mine = self.days_before + sum(part.days for part in self.parts)
        return Fraction(mine, max(1, self.usual))

    @property
    def leave(self) -> Fraction:
        """Working days of leave in it."""
        return sum((part.leave for part in self.parts), self.before.leave)

    @property
    def share_planned(self) -> Fraction:
        """Days on which shifts may begin until all that is known, as a share of the month's."""
        planned = self.workable_before + sum(p.workable for p in (*self.here, *self.known))
        every = planned + sum(part.workable for part in self.open)
        return Fraction(planned, every) if every else Fraction(1)

    @property
    def is_here(self) -> bool:
        """Whether the weeks at hand have days of it that are the contract's."""
        return any(part.days for part in self.here)

    @property
    def is_open(self) -> bool:
        """Whether days of it that are the contract's are planned later."""
        return any(part.days for part in self.open)

    @property
    def since(self) -> date | None:
        """Day from which on it is known; None where all of it is."""
        return self.first.replace(day=self.before.since) if self.unknown else None


def months_of(horizon: Horizon, agent: Agent) -> tuple[Month, ...]:
    """Give the months that a horizon has days of, in order, as an agent's contract has them."""
    part = horizon.contracts(agent)[-1]
    return tuple(_month(horizon, part, first) for first in days_by_month(horizon))


def days_by_month(horizon: Horizon) -> Mapping[date, int]:
    """Count the horizon's days of each month, by the first of the month."""
    days = (horizon.first + DAY * number for number in range(horizon.days))
    return Counter(day.replace(day=1) for day in days)


def before_next(horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Mapping[str, float]:
    """Say what the ledger keeps of the month in which the day after a horizon lies.

    It is of the contract that holds on that day. Nothing is kept where a month begins then, and of
    somebody who has several contracts side by side: each of their weeks counts by its share.
    """
    after = horizon.first + DAY * horizon.days
    told, first = horizon.contract_on(agent, after), after.replace(day=1)
    part = _under(horizon, agent, told)
    if after == first or part is None or _side_by_side(horizon, part):
        return {}
    before, here = _before(horizon, part, first), _parts(horizon.weeks, part, first)
    mine = [s for s in of_month(shifts, first) if horizon.contract_on(agent, s.date) == told]
    minutes = sum(horizon.paid_minutes(shift) for shift in mine)
    minutes += round(sum(one.closed_minutes for one in here))
    days = len({shift.date for shift in mine}) + round(sum(one.closed_days for one in here))
    return {
        MONTH_SINCE: float(before.since),
        MONTH_HOURS: round((before.minutes + minutes) / 60, 6),
        MONTH_DAYS: float(before.days + days),
        MONTH_LEAVE: round(float(before.leave + sum(one.leave for one in here)), 6),
    }


def of_month(shifts: Iterable[Shift], first: date) -> list[Shift]:
    """Give those shifts that belong to a month."""
    return [shift for shift in shifts if shift.date.replace(day=1) == first]


def _month(horizon: Horizon, agent: Agent, first: date) -> Month:
    weekdays, told = horizon.own_weekdays(agent), _told(horizon, agent)
    length = monthrange(first.year, first.month)[1]
    usual = [day for n in range(length) if (day := first + DAY * n).weekday() in weekdays]
    whole, before = horizon.agents[agent.id], _before(horizon, agent, first)
    earlier = [
        day for day in usual
        if day < horizon.first and whole.employed_on(day)
        and horizon.contract_on(whole, day) == told
    ]  # fmt: skip
    counted = [day for day in earlier if day.day >= before.since]
    begun = sum(day.weekday() in _weekdays(horizon, agent) for day in counted)
    later, known = horizon.weeks_to_end_of_month, _known_weeks(horizon.site.beside)
    beside = of_month(horizon.later_beside.get(agent.id, ()), first)
    return Month(
        first=first,
        days=length,
        plan=horizon.plan(agent).name,
        usual=len(usual),
        before=before,
        days_before=len(counted),
        workable_before=max(0, round(begun - before.leave)),
        unknown=len(earlier) - len(counted),
        here=_parts(horizon.weeks, agent, first),
        known=_parts([week for week in later if week.first in known], agent, first),
        open=_parts([week for week in later if week.first not in known], agent, first),
        beside=tuple(
            shift for shift in beside
            if horizon.contract_on(whole, shift.date) == told
        ),
    )  # fmt: skip


def _known_weeks(beside: WeeksBeside) -> frozenset[date]:
    return beside.known | (beside.published_later - frozenset(beside.weeks))


def _before(horizon: Horizon, agent: Agent, first: date) -> Before:
    if first >= horizon.first:
        return Before(1)
    kept = horizon.ledger.get(agent.id, {})
    of_another = horizon.contract_on(agent, horizon.first) != _told(horizon, agent)
    if MONTH_SINCE not in kept or of_another or _side_by_side(horizon, agent):
        return Before(horizon.first.day)
    return Before(
        round(kept[MONTH_SINCE]),
        round(60 * kept.get(MONTH_HOURS, 0.0)),
        round(kept.get(MONTH_DAYS, 0.0)),
        Fraction(kept.get(MONTH_LEAVE, 0.0)).limit_denominator(ROUNDED),
    )


def _parts(weeks: Iterable[Horizon], agent: Agent, first: date) -> tuple[WeekPart, ...]:
    found = []
    for week in weeks:
        part = _under(week, week.agents[agent.id], _told(week, agent))
        if part is not None and any(_in_month(week, first)):
            found.append(_part(week, part, first))
    return tuple(found)


def _part(week: Horizon, agent: Agent, first: date) -> WeekPart:
    inside, weekdays = _in_month(week, first), _weekdays(week, agent)
    dates = [week.grid.date_of(day) for day in range(week.days)]
    workable = [
        can and day.weekday() in weekdays
        for can, day in zip(workable_days(week, agent), dates, strict=True)
    ]
    away, on = leave_of_week(week, agent)
    closing, counted = closing_of(week, agent), counted_closing(week, agent)
    shut = closing.days if any(closing.days) else (True,) * week.days
    return WeekPart(
        week=week,
        agent=agent,
        days=sum(n and agent.employed_on(day) for n, day in zip(inside, dates, strict=True)),
        workable=sum(map(and_, workable, inside)),
        elsewhere=sum(can and not n for can, n in zip(workable, inside, strict=True)),
        leave=Fraction(away * sum(day.replace(day=1) == first for day in on), max(1, len(on))),
        closed_days=Fraction(counted.days * sum(map(and_, shut, inside)), sum(shut)),
        closed_minutes=Fraction(counted.minutes * sum(map(and_, shut, inside)), sum(shut)),
    )


def _in_month(week: Horizon, first: date) -> list[bool]:
    return [week.grid.date_of(day).replace(day=1) == first for day in range(week.days)]


def _weekdays(horizon: Horizon, agent: Agent) -> frozenset[int]:
    """Weekdays on which shifts of the contract may begin."""
    return ShiftTimeSettings.of(horizon.plan(agent)).weekdays & horizon.own_weekdays(agent)


def _under(week: Horizon, agent: Agent, told: Contract | None) -> Agent | None:
    """Give an agent as a contract has them in a week; None where it does not hold then."""
    parts = (part for part in week.contracts(agent) if _told(week, part) == told)
    return next(parts, None)


def _told(horizon: Horizon, agent: Agent) -> Contract | None:
    """Give the contract under which an agent is looked at; None for the usual work plan."""
    part = horizon.contracts(agent)[-1]
    return horizon.contract_on(part, min(part.dates)) if isinstance(part, AgentUnder) else None


def _side_by_side(horizon: Horizon, agent: Agent) -> bool:
    return horizon.own_weekdays(agent) != EVERY_WEEKDAY
