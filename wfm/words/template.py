"""Templates of what is said: `{name}`, `{name:kind}` or `{name:kind|join}`, and `[…]`.

The kind says what a parameter is and how it is written: one of `KINDS`, else a format of Python for
numbers (`.1f`). The join, one of `JOINS`, says how a list of them is written, one after the other.
A kind with a slash is a noun that agrees with a number: `{count} {count:shift/shifts}`.
What stands in `[…]` is left out where a parameter in it is not known, empty or false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from string import Formatter
from typing import Final

from wfm.words.phrase import Value

KINDS: Final[Mapping[str, type]] = {
    "date": date,
    "full_date": date,
    "month": date,
    "weekday": date,
    "weekday_name": date,
    "time": datetime,
    "weekday_time": datetime,
    "full_time": datetime,
    "instant": datetime,
    "clock": int,
    "word": str,
    "quoted": str,
    "if": bool,
}
"""Kind → what a parameter is.

A weekday may be a number from 0, Monday, too; a clock time is minutes after midnight; a word is one
of the product's own, such as the kind of a wish, and said by the code `word.…` where it has one;
what is quoted was typed by somebody; `if` writes nothing.
"""
JOINS: Final = ("", "and", "then", "slash", "plus", "or")
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_FORMATTER: Final = Formatter()


def is_noun(kind: str) -> bool:
    """Whether a kind gives a noun for one thing and for several."""
    return "/" in kind


def noun(count: float, kind: str) -> str:
    """Give the form of a noun that agrees with a number."""
    one, several = kind.split("/")
    return one if count == 1 else several


def placeholders(template: str) -> Iterator[tuple[str, str, str]]:
    """Give name, kind and join of each place that a parameter fills."""
    for _, name, spec, _ in _FORMATTER.parse(template):
        if name is not None:
            kind, _, join = (spec or "").partition("|")
            yield name, kind, join


def filled(
    template: str, parameters: Mapping[str, Value], write: Callable[[Value, str, str], str]
) -> str:
    """Fill a template; `write` puts a parameter into words by its kind and join."""

    def kept(part: re.Match[str]) -> str:
        known = all(_known(parameters.get(name)) for name, _, _ in placeholders(part[1]))
        return part[1] if known else ""

    pieces = []
    for text, name, spec, _ in _FORMATTER.parse(_OPTIONAL.sub(kept, template)):
        pieces.append(text)
        if name is not None:
            kind, _, join = (spec or "").partition("|")
            pieces.append(write(parameters[name], kind, join))
    return "".join(pieces)


def _known(value: Value) -> bool:
    return value is not None and value is not False and value not in ("", ())
