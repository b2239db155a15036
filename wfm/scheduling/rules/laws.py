"""Working-time laws as ready-made limits, each with its source and the date of its wording.

Where the first day of a wording is not known, it is a day on which it stood so.

They hold what a week of one agent shows. Averages over months, night work by age or health, and
what collective agreements change are not among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final

from wfm.model import ActivityCategory, WorkPlan
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting


class Law(StrEnum):
    """Whose law it is."""

    EU = "eu"
    GERMANY = "germany"
    FRANCE = "france"
    UK = "uk"
    CALIFORNIA = "california"
    NEW_YORK = "new_york"


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses that work of more than `over` minutes has in all, in parts of at least `part`."""

    over: int
    minutes: int
    part: int
    category: ActivityCategory | None = None
    """Which pauses serve, and count as work themselves; None: breaks and meals, which do not."""


@dataclass(frozen=True, slots=True)
class MealPeriod:
    """One pause in its time, in shifts of more than `over` minutes.

    It begins at most `latest` minutes into the shift, lies between the clock times `clock`, or
    begins in the middle half of the shift.
    """

    over: int
    minutes: int
    latest: int | None = None
    clock: tuple[int, int] | None = None
    middle: bool = False
    starts: tuple[int, int] = (0, 1439)
    """Starts of the shifts that have it, past midnight counting on."""
    ends: int = 0
    """They end then or later."""

    def applies_to(self, start: int, length: int) -> bool:
        """Whether a shift of that start and presence, in minutes, has it."""
        first, last = self.starts
        inside = first <= start <= last or first <= start + 1440 <= last
        return length > self.over and inside and start + length >= self.ends

    def begins(self, start: int, length: int) -> tuple[int, int]:
        """First and last minute into the shift at which it may begin."""
        if self.clock is not None:
            return max(0, self.clock[0] - start), self.clock[1] - self.minutes - start
        if self.middle:
            return length // 4, length * 3 // 4 - self.minutes
        return 0, length if self.latest is None else self.latest


@dataclass(frozen=True, slots=True)
class LegalLimits:
    """What a law asks, in minutes; None and 0 where it asks nothing."""

    source: str
    as_of: date
    rest: int = 0
    """Between two shifts."""
    weekly_rest: int = 0
    """In one piece, once a week."""
    days: int | None = None
    """In a row."""
    day: int | None = None
    """Work of a day, without pauses."""
    week: int | None = None
    """Work of a week, without pauses."""
    regular_week: int | None = None
    """Paid time of a week beyond which all is overtime."""
    stretch: int | None = None
    """Work without a pause."""
    pauses: tuple[Pauses, ...] = ()
    meals: tuple[MealPeriod, ...] = ()


LAWS: Final[Mapping[Law, LegalLimits]] = MappingProxyType(
    {
        # Article 4 asks for a break on days of more than six hours and leaves its length to others.
        Law.EU: LegalLimits(
            "Directive 2003/88/EC, articles 3 to 5", date(2003, 11, 4),
            rest=660, weekly_rest=2100, pauses=(Pauses(360, 1, 1),),
        ),
        Law.GERMANY: LegalLimits(
            "Arbeitszeitgesetz (ArbZG), sections 3 to 5, 9 and 11", date(1994, 6, 6),
            rest=660, weekly_rest=2100, day=600, week=3600, stretch=360,
            pauses=(Pauses(360, 30, 15), Pauses(540, 45, 15)),
        ),
        Law.FRANCE: LegalLimits(
            "Code du travail, L3121-16, L3121-18, L3121-20, L3121-27, L3121-28, L3131-1, L3132-1 "
            "and L3132-2",
            date(2016, 8, 8),
            rest=660, weekly_rest=2100, days=6, day=600, week=2880, regular_week=2100, stretch=360,
            pauses=(Pauses(359, 20, 20),),
        ),
        # The 24 hours of a week hold none of the 11 of a day, regulation 11 (7), unless the
        # organisation of the work justifies it.
        Law.UK: LegalLimits(
            "Working Time Regulations 1998, regulations 10 to 12", date(1998, 10, 1),
            rest=660, weekly_rest=2100, pauses=(Pauses(360, 20, 20),),
        ),
        # A day of rest in each workweek, not in any seven days: Mendoza v. Nordstrom (2017).
        Law.CALIFORNIA: LegalLimits(
            "California Labor Code, sections 512, 551 and 552; IWC Wage Order 4, section 12",
            date(2001, 1, 1), weekly_rest=1440,
            pauses=tuple(
                Pauses(over, minutes, 10, ActivityCategory.BREAK)
                for over, minutes in ((209, 10), (360, 20), (600, 30))
            ),
            meals=(MealPeriod(300, 30, 300), MealPeriod(600, 30, 600)),
        ),
        Law.NEW_YORK: LegalLimits(
            "New York Labor Law, sections 161 and 162", date(2014, 4, 30), weekly_rest=1440,
            meals=(
                MealPeriod(360, 30, clock=(660, 840), starts=(0, 660), ends=840),
                MealPeriod(360, 45, middle=True, starts=(780, 1799)),
                MealPeriod(0, 20, clock=(1020, 1140), starts=(0, 659), ends=1141),
            ),
        ),
    }
)  # fmt: skip
NO_LAW: Final = LegalLimits("", date.min)


@dataclass(frozen=True, slots=True)
class LawSettings(RuleSettings):
    """Which law's limits hold beside the work plan's own."""

    rule: ClassVar[str] = "Working-time law"
    law: Law | None = setting(
        f"Law whose limits hold, too, the stricter ones of both: {', '.join(Law)}",
        FieldKind.CHOICE,
        default=None,
    )  # fmt: skip


def limits_of(plan: WorkPlan) -> LegalLimits:
    """Give the limits of the law that a work plan names."""
    law = LawSettings.of(plan).law
    return NO_LAW if law is None else LAWS[law]
