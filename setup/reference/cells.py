"""What a cell of a site's table may hold, in words, read from its type."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import NoneType
from typing import Any, Final, get_args

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from wfm.model import OpeningHours
from wfm.sites import cells, fields

READ: Final[Mapping[Any, str]] = {
    cells.text: "text",
    cells.names: "names, separated by |",
    cells.number: "number",
    cells.numbers: "numbers, separated by |",
    cells.amount: "number; marks may part its thousands",
    cells.share: "share: 0.1 or 10%",
    cells.whole: "whole number",
    cells.flag: "yes or no",
    cells.clock: "time: 08:30; past midnight it counts on, 26:00",
    cells.weekday: "day of the week",
    cells.weekdays: "days of the week: mon-fri, sat, daily",
    cells.zone: "IANA time zone: Europe/Berlin",
    cells.country: "country: DE, or a part of it: DE-BY",
    cells.date_hours: "hours of a date: 10:00-14:00, or closed",
    cells.opening_hours: "opening hours: mon-fri 08:00-20:00; sat 09:00-13:00",
    cells.interval: "15, 30 or 60",
}
"""How a cell is read → what it holds."""
DATES: Final[Mapping[Any, str]] = {
    fields.Day: "date: 2026-03-02",
    fields.Moment: "date or local time: 2026-03-02 14:30",
}
BOUNDS: Final[Mapping[type, tuple[str, str]]] = {
    Ge: ("ge", "{} or more"),
    Gt: ("gt", "more than {}"),
    Le: ("le", "{} or less"),
    Lt: ("lt", "less than {}"),
}


def holds(field: FieldInfo) -> str:
    """Say what the cells of a column hold, with bounds."""
    hint: Any = field.annotation
    marks = list(field.metadata)
    while True:
        kinds = [part for part in get_args(hint) if part is not NoneType]
        if NoneType in get_args(hint) and len(kinds) == 1:
            hint = kinds[0]
        elif hasattr(hint, "__metadata__"):
            marks += hint.__metadata__
            hint = get_args(hint)[0]
        else:
            break
    kind = next(iter(_kinds(hint, marks)))
    return ", ".join([kind, *_bounds(marks)])


def _kinds(hint: Any, marks: list[Any]) -> Iterator[str]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        yield "one of " + ", ".join(hint)
    for mark in marks:
        if isinstance(mark, BeforeValidator):
            if mark.func in READ:
                yield READ[mark.func]
            for name, text in DATES.items():
                if mark.func is name.__metadata__[0].func:
                    yield text
    if hint is OpeningHours:
        yield READ[cells.opening_hours]
    readers = [mark.func for mark in marks if isinstance(mark, BeforeValidator)]
    yield from (inspect.getdoc(reader) or "" for reader in readers)
    raise LookupError(f"say in setup/reference/cells.py what a cell read by {readers} holds")


def _bounds(marks: list[Any]) -> Iterator[str]:
    for mark in marks:
        for part in getattr(mark, "metadata", [mark]):
            if type(part) in BOUNDS:
                name, text = BOUNDS[type(part)]
                yield text.format(f"{getattr(part, name):g}")
            elif isinstance(part, MinLen) and part.min_length > 1:
                yield f"{part.min_length} at least"
