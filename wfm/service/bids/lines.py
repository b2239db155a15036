"""The lines of a rotation in words: what is worked in which week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wfm.model import WorkPlan
from wfm.model.day_parts import DayPart
from wfm.scheduling.rules.rotation import OFF, RotationSettings
from wfm.words import Phrase, phrase

WEEK = timedelta(days=7)
OWN_WORDS = (*DayPart, OFF)


@dataclass(frozen=True, slots=True)
class LineWeek:
    """What a line has in a week: nothing where any shift is free to be planned."""

    week: date
    parts: tuple[Phrase, ...]


def weeks_of_line(plan: WorkPlan, line: int, first: date) -> list[LineWeek]:
    """Say what a line of a rotation has in each week from `first` on, until it repeats."""
    asked = RotationSettings.of(plan)
    weeks = [first + number * WEEK for number in range(asked.weeks)]
    return [
        LineWeek(
            week,
            tuple(
                phrase(
                    "bid.part", days=tuple(sorted(part.days)), shifts=tuple(_shifts(part.shifts))
                )
                for part in asked.rotation
                if part.week == asked.week_of(line, week)
            ),
        )
        for week in weeks
    ]


def _shifts(names: Iterable[str]) -> Iterator[Phrase]:
    known = set(names)
    for name in OWN_WORDS:
        if name in known:
            yield phrase("bid.shift", name=name)
    for name in sorted(known.difference(OWN_WORDS)):
        yield phrase("bid.shift_type", name=name)
