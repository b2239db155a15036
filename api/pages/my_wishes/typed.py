"""What an agent types for a week: a line a day or more, each with a wish or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import Depends, Form

from wfm.errors import InputError, InputProblem
from wfm.model import PreferenceKind
from wfm.store.wishes import OwnWish, TimeAway, WeekWishes
from wfm.words import Phrase, phrase

NONE, AWAY = "none", "away"
DAY: Final = 1440
MOST_POINTS: Final = 100
Texts = Annotated[list[Annotated[str, Form(max_length=40)]], Form(max_length=60)]


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line of the form, as it was typed."""

    day: date
    kind: str = NONE
    start: str = ""
    end: str = ""
    points: str = "1"


@dataclass(slots=True)
class TypedWishes:
    """All lines of a week."""

    lines: list[TypedLine] = field(default_factory=list)

    @classmethod
    def of(cls, wishes: WeekWishes) -> TypedWishes:
        """Fill the form: what was entered, and a free line for each other day."""
        said = [
            *(TypedLine(w.date, w.kind.value, *_clocks(w.start, w.end), str(w.points))
              for w in wishes.wishes),
            *(TypedLine(a.date, AWAY, *_clocks(a.start, a.end)) for a in wishes.away),
        ]  # fmt: skip
        days = {line.day for line in said}
        week = (wishes.week + timedelta(days=n) for n in range(7))
        lines = [*said, *(TypedLine(day) for day in week if day not in days)]
        return cls(sorted(lines, key=lambda line: line.day))

    def wishes(self, agent_id: str, week: date) -> WeekWishes:
        """Read what is wished.

        Raises
        ------
        InputError
            For each line that cannot be read, by its number.
        """
        wrong: list[InputProblem] = []
        read = [(line, _Reader(number, wrong)) for number, line in enumerate(self.lines)]
        wishes = tuple(_wishes(read))
        away = tuple(
            TimeAway(line.day, *reader.span(line)) for line, reader in read if line.kind == AWAY
        )
        if wrong:
            raise InputError(wrong)
        return WeekWishes(agent_id, week, wishes, away)


@dataclass(frozen=True, slots=True)
class _Reader:
    number: int
    wrong: list[InputProblem]

    def span(self, line: TypedLine) -> tuple[int, int]:
        """Read two times; none: the whole day."""
        if not line.start and not line.end:
            return 0, DAY
        start, end = (self._minutes(text) for text in (line.start, line.end))
        return start, end if end > start else end + DAY

    def points(self, text: str) -> int:
        """Read points."""
        if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MOST_POINTS:
            return int(text)
        self._refuse(text, phrase("do.write_places", most=MOST_POINTS))
        return 1

    def _minutes(self, text: str) -> int:
        hours, _, minutes = text.partition(":")
        if hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60:
            return int(hours) * 60 + int(minutes)
        self._refuse(text, phrase("do.write_clock"))
        return 0

    def _refuse(self, text: str, remedy: Phrase) -> None:
        what = phrase("roster.not_read", text=text) if text else phrase("site.queue.missing")
        self.wrong.append(InputProblem(what, remedy, field=str(self.number)))


def _wishes(read: Sequence[tuple[TypedLine, _Reader]]) -> Iterator[OwnWish]:
    for line, reader in read:
        if line.kind not in set(PreferenceKind):
            continue
        kind, points = PreferenceKind(line.kind), reader.points(line.points)
        span = (0, DAY) if kind is PreferenceKind.DAY_OFF else reader.span(line)
        yield OwnWish(line.day, kind, *span, points)


def _clocks(start: int, end: int) -> tuple[str, str]:
    if (start, end) == (0, DAY):
        return "", ""
    return _clock(start), _clock(end)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _sent(
    day: Annotated[list[date], Form(max_length=60)],
    kind: Texts,
    start: Texts,
    end: Texts,
    points: Texts,
) -> TypedWishes:
    sent = zip(day, kind, start, end, points, strict=False)
    return TypedWishes([TypedLine(d, k, s.strip(), e.strip(), p.strip()) for d, k, s, e, p in sent])


Sent = Annotated[TypedWishes, Depends(_sent)]
