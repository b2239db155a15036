"""The languages of the pages: what each code says in them, dates and numbers by locale.

English is written in the modules of this package; another language is a catalogue in `catalogues/`
whose message ids are the codes; what fields of forms say stands where they are declared. What a
catalogue lacks, or says with other parameters than the English has by now, is said in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale, dates, lists, numbers
from babel.messages.pofile import read_po

from wfm.words.english import ENGLISH
from wfm.words.language import Language
from wfm.words.template import placeholders

CATALOGUES: Final = Path(__file__).with_name("catalogues")
_LOCALES: Final[Mapping[str, str]] = {"en": "en_GB"}
"""English is told as outside the United States; of other languages Babel knows the usual place."""
FORM: Final = "form"
"""Context of names, choices and notes of form fields, whose ids are the English as declared."""
QUOTES: Final[Mapping[str, tuple[str, str]]] = {"en": ("‘", "’"), "de": ("„", "“")}
_A_MONDAY: Final = date(2024, 1, 1)


@cache
def tags() -> tuple[str, ...]:
    """List the languages there are, English first."""
    return ("en", *sorted(path.stem for path in CATALOGUES.glob("*.po")))


def locale_of(tag: str) -> Locale:
    """Give the locale by whose habits a language is written."""
    return Locale.parse(_LOCALES.get(tag, tag))


@cache
def language(tag: str) -> Language:
    """Give one of the languages of `tags`, with dates and numbers as its readers write them."""
    locale = locale_of(tag)
    said = _catalogue(tag)
    templates = {
        code: own if _names(own := said.get((code, None), text)) == _names(text) else text
        for code, text in ENGLISH.templates.items()
    }
    forms = {text: own for (text, context), own in said.items() if context == FORM}
    return Language(templates, _kinds(locale), _joins(locale), _number(locale), forms)


def _catalogue(tag: str) -> Mapping[tuple[str, str | None], str]:
    """Give what a catalogue says, by message id and context."""
    path = CATALOGUES / f"{tag}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, locale=tag)
    return {(str(m.id), m.context): str(m.string) for m in messages if m.id and m.string}


def _names(template: str) -> set[str]:
    return {name for name, _, _ in placeholders(template)}


def _day(value: date | int) -> date:
    return _A_MONDAY + timedelta(days=value) if isinstance(value, int) else value


def _kinds(locale: Locale) -> Mapping[str, Callable[[Any], str]]:
    def as_date(pattern: str) -> Callable[[Any], str]:
        return lambda value: dates.format_date(_day(value), pattern, locale)

    def skeleton(name: str) -> Callable[[Any], str]:
        return lambda value: dates.format_skeleton(name, value, fuzzy=True, locale=locale)

    def words(word: str) -> str:
        return word.replace("_", " ")

    def clock(minutes: int) -> str:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    def moment(value: datetime) -> str:
        return f"{as_date('EEE')(value)} {value:%H:%M}"

    return {
        "date": as_date("medium"),
        "full_date": skeleton("yMMMEd"),
        "month": skeleton("yMMMM"),
        "weekday": as_date("ccc"),
        "weekday_name": as_date("EEEE"),
        "time": "{:%H:%M}".format,
        "weekday_time": moment,
        "full_time": lambda value: f"{skeleton('yMMMEd')(value)} {value:%H:%M}",
        "instant": lambda value: dates.format_datetime(value, "medium", locale=locale),
        "clock": clock,
        "word": words,
        "quoted": _quoted(locale),
        "if": lambda _: "",
    }


def _quoted(locale: Locale) -> Callable[[Any], str]:
    opening, closing = QUOTES.get(locale.language, ("'", "'"))
    return lambda value: f"{opening}{value}{closing}" if isinstance(value, str) else str(value)


def _joins(locale: Locale) -> Mapping[str, Callable[[Any], str]]:
    plain = dict(ENGLISH.joins)
    plain["and"] = lambda items: lists.format_list(list(items), locale=locale)
    plain["or"] = lambda items: lists.format_list(list(items), "or", locale)
    return plain


def _number(locale: Locale) -> Callable[[Any, str], str]:
    """Write by Python's format, with the locale's own decimal and thousands signs."""
    signs = str.maketrans({
        ".": numbers.get_decimal_symbol(locale), ",": numbers.get_group_symbol(locale),
    })  # fmt: skip

    def written(value: Any, spec: str) -> str:
        text = format(value, spec)
        return text if isinstance(value, str) else text.translate(signs)

    return written
