"""Dates and times as people type them into the forms of pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from wfm.errors import InputProblem
from wfm.words import Phrase, phrase

DATE, CLOCK, MOMENT = "%Y-%m-%d", "%H:%M", "%Y-%m-%dT%H:%M"
REMEDIES: Final[Mapping[str, Phrase]] = {
    DATE: phrase("do.write_day"),
    CLOCK: phrase("do.write_clock"),
    MOMENT: phrase("do.write_until"),
}


def read_typed(
    name: str,
    text: str,
    form: str,
    problems: list[InputProblem],
    remedies: Mapping[str, Phrase] = REMEDIES,
) -> datetime | None:
    """Read a field; what cannot be read is added to the problems, and None is given."""
    try:
        found = datetime.strptime(text, form)
    except ValueError:
        found = None
    if found is None or (form != CLOCK and not 2000 <= found.year < 2100):
        what = phrase("roster.not_read", text=text) if text else phrase("site.queue.missing")
        problems.append(InputProblem(what, remedies[form], field=name))
        return None
    return found
