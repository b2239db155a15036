"""What is odd about an input, with its place and what to do."""

from __future__ import annotations

from wfm.words.phrase import Phrase, Value, phrase


def in_place(
    what: Phrase,
    remedy: Phrase | None = None,
    *,
    file: str | None = None,
    queue: str | None = None,
    row: int | None = None,
    field: str | None = None,
) -> Phrase:
    """Say what is odd at a place of an input."""
    place: tuple[Value, ...] = (
        *([file] if file else []),
        *([phrase("input.queue", queue=queue)] if queue is not None else []),
        *([phrase("input.row", row=row)] if row is not None else []),
        *([phrase("input.field", field=field)] if field else []),
    )
    return phrase("input.finding", place=place, what=what, remedy=remedy)
