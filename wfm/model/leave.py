"""Leave as a process: its types, what each agent may take of them, and how many may be away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LeaveUnit(StrEnum):
    """What an account of leave counts; none: the type has no account."""

    DAYS = "days"
    HOURS = "hours"
    NONE = "none"


class LeaveDecision(StrEnum):
    """Whether a request is decided without a person."""

    NEVER = "never"
    WITHIN_LIMITS = "within_limits"
    """Where account and allowances have room and no rule is broken; else it waits or is refused."""
    ALWAYS = "always"
    """Whatever the allowances say, which do not count it either: for what nobody can refuse."""


class LeaveMeasure(StrEnum):
    """What an allowance bounds."""

    HEADS = "heads"
    """Agents away at the same time."""
    HOURS = "hours"
    """Hours of leave in a day."""
    COVERAGE = "coverage"
    """Heads by which a queue of the published week may then be short."""


@dataclass(frozen=True, slots=True)
class LeaveType:
    """A kind of absence that agents can ask for. Which it is stays private, whatever it is."""

    name: str
    paid: bool = True
    unit: LeaveUnit = LeaveUnit.DAYS
    decision: LeaveDecision = LeaveDecision.NEVER
    accrues: bool = False
    """Whether a twelfth of the year's entitlement comes with each month; else all of it at once."""
    carry_over: float = 0.0
    """Most that goes over into the next year, in the account's unit."""
    carry_over_until: int = 12
    """Last month in which what came over can be taken; 12 is the whole year."""


@dataclass(frozen=True, slots=True)
class LeaveAccount:
    """What an agent may take of a type in a calendar year, in the unit of the type."""

    agent_id: str
    leave_type: str
    year: int
    entitlement: float
    carried_over: float | None = None
    """From the year before; None: what is left there, up to the most that the type lets over."""


@dataclass(frozen=True, slots=True)
class LeaveAllowance:
    """How much leave a team, or those with a skill, may take at once, on a day or in some hours."""

    team: str | None
    skill: str | None
    """One of the two."""
    measure: LeaveMeasure
    limit: float
    first: date | None = None
    last: date | None = None
    """Dates on which it holds; None: from ever, for ever."""
    weekdays: frozenset[int] = frozenset(range(7))
    start: int = 0
    end: int = 1440
    """Hours of the day, in local minutes after midnight."""

    def holds_on(self, day: date) -> bool:
        """Whether it bounds the leave of a day."""
        return (
            day.weekday() in self.weekdays
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )
