"""English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from wfm.words import (
    adherence,
    bids,
    cells,
    demands,
    feeds,
    forecasts,
    inputs,
    leave,
    messages,
    offers,
    opening,
    pages,
    plans,
    ranges,
    refusals,
    remedies,
    rosters,
    rules,
    schedules,
    schemas,
    terms,
    trades,
    wishes,
)
from wfm.words.language import Language
from wfm.words.phrase import Phrase

AREAS: Final = (
    rules, schedules, opening, plans, forecasts, adherence, pages, refusals, ranges, schemas,
    cells, inputs, remedies, feeds, rosters, demands, terms, leave, trades, messages,
    offers, wishes, bids,
)  # fmt: skip
"""Where the templates stand, by what they are about."""
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _name(day: date | int) -> str:
    return WEEKDAYS[day if isinstance(day, int) else day.weekday()]


def _short(day: date | int) -> str:
    return _name(day)[:3]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _instant(moment: datetime) -> str:
    return moment.isoformat()


def _all_of(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


ENGLISH: Final = Language(
    templates={code: text for area in AREAS for code, text in area.TEMPLATES.items()},
    kinds={
        "date": "{:%Y-%m-%d}".format,
        "full_date": lambda day: f"{_short(day)} {day:%Y-%m-%d}",
        "month": "{:%B %Y}".format,
        "weekday": _short,
        "weekday_name": _name,
        "time": "{:%H:%M}".format,
        "weekday_time": lambda moment: f"{_short(moment)} {moment:%H:%M}",
        "full_time": lambda moment: f"{_short(moment)} {moment:%Y-%m-%d %H:%M}",
        "instant": _instant,
        "clock": _clock,
        "word": lambda word: word.replace("_", " "),
        "quoted": repr,
        "if": lambda _: "",
    },
    joins={
        "": ", ".join,
        "and": _all_of,
        "then": "; ".join,
        "slash": "/".join,
        "plus": " + ".join,
        "or": " or ".join,
    },
)


def english(phrase: Phrase) -> str:
    """Say a phrase in English."""
    return ENGLISH.say(phrase)
