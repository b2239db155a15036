"""The same that is to be said of several weeks, once: with the first days of those weeks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from wfm.words import Phrase, phrase
from wfm.words.phrase import Value

T = TypeVar("T")


def said_of_weeks(
    weeks: Iterable[tuple[date, Iterable[T]]],
    text_of: Callable[[T], Phrase],
    with_text: Callable[[T, Phrase], T],
) -> list[T]:
    """Say each thing once, with the weeks of which it is said; days and times are the first one's.

    `weeks` are first days and what is said of each; `text_of` gives the phrase of one, `with_text`
    the same with another.
    """
    found: dict[T, tuple[T, list[date]]] = {}
    begin: date | None = None
    for first, said in weeks:
        begin = begin or first
        for one in said:
            as_in_first = with_text(one, _moved(text_of(one), first - begin))
            found.setdefault(as_in_first, (one, []))[1].append(first)
    return [with_text(one, _of_weeks(text_of(one), firsts)) for one, firsts in found.values()]


def _of_weeks(said: Phrase, firsts: Sequence[date]) -> Phrase:
    return phrase("schedule.of_weeks", said=said, count=len(firsts), weeks=tuple(firsts))


def _moved(said: Phrase, by: timedelta) -> Phrase:
    """Move the days of a week; what a rule asks (its `terms`) names days of its own."""
    moved = tuple(
        (name, value if name == "terms" else _earlier(value, by)) for name, value in said.given
    )
    return replace(said, given=moved)


def _earlier(value: Value, by: timedelta) -> Value:
    """Move days and moments, by the clock on the wall."""
    if isinstance(value, Phrase):
        return _moved(value, by)
    if isinstance(value, tuple):
        return tuple(_earlier(each, by) for each in value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) - by
    return value - by if isinstance(value, date) else value
