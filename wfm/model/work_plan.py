"""Work plans: a contract's rules for one agent's week."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActivityCategory(StrEnum):
    """What a part of a shift is, whatever code a site gives it."""

    ON_QUEUE = "on_queue"
    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    TRAINING = "training"
    OFF_QUEUE_WORK = "off_queue_work"
    TIME_OFF = "time_off"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """A break or meal that every shift of a work plan contains.

    It starts between `earliest` and `latest` minutes after the shift's start and, with `clock`,
    inside that window of local minutes from the midnight of the shift's date too; a shift that
    cannot take it so is not offered. Where shift lengths differ, `shift_minutes` names the lengths
    to which the rule applies (empty: all of them).
    """

    code: str
    category: ActivityCategory
    minutes: int
    paid: bool
    earliest: int
    latest: int
    shift_minutes: tuple[int, ...] = ()
    clock: tuple[int, int] | None = None

    def applies_to(self, shift_minutes: int) -> bool:
        """Whether a shift of that presence, in minutes, contains this activity."""
        return not self.shift_minutes or shift_minutes in self.shift_minutes


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A named shift with a fixed start: early, late, night, on call."""

    name: str
    start: int
    """Local minutes from the midnight that begins the shift's date."""
    minutes: int
    """Presence, breaks and meals included."""
    counted_minutes: int | None = None
    """What it counts for in the hours of the horizon (a night may count for more than it lasts, an
    hour on call for less); None takes its paid minutes."""
    most: int | None = None
    """Most such shifts of an agent in the horizon."""
    not_before: frozenset[str] = frozenset()
    """Shift types that may not follow on the next day."""


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """A contract's rules. Minutes unless a name says otherwise; None switches a rule off.

    Starts and ends are local minutes from the midnight that begins the shift's date;
    `latest_end` above 1440 allows shifts past midnight.
    """

    name: str
    paid_minutes_per_week: tuple[int, int]
    days_per_week: tuple[int, int]
    shift_minutes: tuple[int, ...]
    """Presence, breaks and meals included."""
    earliest_start: int
    latest_end: int
    start_step: int = 30
    weekly_start_window: int | None = None
    """All starts of a week lie within this many minutes of each other."""
    activities: tuple[ActivityRule, ...] = ()
    minimum_gap: int = 0
    """Least work between two activities of a shift."""
    maximum_stretch: int | None = None
    """A break after at most this much work."""
    minimum_rest: int = 660
    maximum_consecutive_days: int = 6
    consecutive_days_off: int | None = None
    """At least one run of this many days off in the week."""
    consecutive_days_off_required: bool = False
    """Whether that is a must; else it has a price."""
    weekdays: frozenset[int] = frozenset(range(7))
    """Days on which a shift may start; 0 is Monday."""
    maximum_weekend_days: int | None = None
    maximum_weekends: int | None = None
    """Weekends in the horizon of which a Saturday or Sunday is worked."""
    minimum_consecutive_days: int = 1
    """Every run of working days is at least so long."""
    minimum_days_off: int = 1
    """Every run of days off is at least so long."""
    minutes_in_horizon: tuple[int, int] | None = None
    """Least and most counted minutes over all days that are planned together."""
    shift_types: tuple[ShiftType, ...] = ()
    """Where there are any, every shift is of one of them; `shift_minutes` still lists the lengths,
    but start step, earliest start and latest end do not matter."""

    def shift_type(self, start: int, minutes: int) -> ShiftType | None:
        """Shift type with that start and presence."""
        found = (t for t in self.shift_types if (t.start, t.minutes) == (start, minutes))
        return next(found, None)

    def paid_minutes(self, shift_minutes: int) -> int:
        """Paid minutes of a shift of that presence."""
        unpaid = (a.minutes for a in self.activities if a.applies_to(shift_minutes) and not a.paid)
        return shift_minutes - sum(unpaid)
