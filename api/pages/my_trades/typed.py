"""The part of a shift that an agent offers, as typed: times by the own clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.pages.typed import CLOCK, read_typed
from wfm.errors import InputError, InputProblem
from wfm.words import Phrase, phrase

REMEDIES: Final[Mapping[str, Phrase]] = {CLOCK: phrase("do.write_time_or_none")}


def typed_part(
    day: date, start: str, end: str, first: datetime | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Read from when to when a shift of a day is offered; blank is its own start or end.

    A time before the `first` of the day's shifts begins is one after midnight.

    Raises
    ------
    InputError
        For each time that is none.
    """
    problems: list[InputProblem] = []
    typed = [
        read_typed(name, text.strip(), CLOCK, problems, REMEDIES) if text.strip() else None
        for name, text in (("start", start), ("end", end))
    ]
    if problems:
        raise InputError(problems)

    def moment(at: datetime | None) -> datetime | None:
        if at is None:
            return None
        found = datetime.combine(day, at.time(), zone)
        if first is not None and found < first:
            found = datetime.combine(day + timedelta(days=1), at.time(), zone)
        return found.astimezone(UTC)

    begin, until = (moment(at) for at in typed)
    return begin, until
