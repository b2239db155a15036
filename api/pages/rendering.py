"""Templates filled in the reader's language: words by their codes, numbers and dates by locale."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import dates, numbers
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.access import PAGES, Access
from api.pages.navigation import NavigationEntry, places, plans
from api.prefix import own_path, with_prefix
from api.routes.help_pages import BUILT
from wfm.words.locales import language, locale_of, tags
from wfm.words.phrase import Phrase, phrase

FOLDER: Final = Path(__file__).parent
LANGUAGE_COOKIE: Final = "wfm_language"
HELP: Final = "/help/"
NOTHING: Final = "–"
"""Stands where a figure is not defined."""


def render(
    request: Request,
    template: str,
    access: Access | None = None,
    *,
    status_code: int = 200,
    here: str = "",
    site: str | None = None,
    **model: Any,
) -> HTMLResponse:
    """Fill a template; `here` is the code of the place in the navigation that it belongs to."""
    tag = language_of(request)
    shown = site or (access.user.site if access else None)
    words: dict[str, Any] = {
        "lang": tag,
        "languages": [(each, language(each).say(_own_name())) for each in tags()],
        "user": access.user if access else None,
        "places": marked(places(access.user, shown), here) if access else (),
        "site": shown,
        "planner": access is not None and plans(access.user),
        "path": own_path(request.scope),
    }
    text = _environment(tag).get_template(template).render({**words, **model})
    page = with_prefix(text, request.scope)
    return HTMLResponse(page, status_code, {"Content-Language": tag, "Vary": "Cookie"})


def _own_name() -> Phrase:
    return phrase("page.language.name")


def marked(all_: tuple[NavigationEntry, ...], here: str) -> list[dict[str, Any]]:
    """Show the places of the navigation, and where one is."""
    return [{"code": p.code, "href": p.path, "here": p.code == here} for p in all_]


def language_of(request: Request) -> str:
    """Choose the reader's language: what they chose, else what their browser asks for."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in tags():
        return chosen
    for asked in request.headers.get("accept-language", "").split(","):
        tag = asked.partition(";")[0].strip().partition("-")[0].lower()
        if tag in tags():
            return tag
    return tags()[0]


def say(request: Request, said: Phrase) -> str:
    """Say a phrase in the reader's language."""
    return language(language_of(request)).say(said)


@cache
def _environment(tag: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    words = language(tag)

    environment.globals |= {
        "say": words.text,
        "asset": asset,
        "app": PAGES,
        "help": HELP if BUILT.is_dir() else "",
        "one_day": timedelta(days=1),
    }
    environment.filters |= {"said": words.say, "in_form": words.in_form, **_filters(tag)}
    return environment


@cache
def asset(path: str) -> str:
    """Give the address of a style sheet or script; it changes with its content."""
    digest = hashlib.sha256((FOLDER / path).read_bytes()).hexdigest()[:12]
    return f"{PAGES}/assets/{path}?v={digest}"


def _filters(tag: str) -> Mapping[str, Callable[..., str]]:
    locale = locale_of(tag)

    def number(value: float | None, digits: int = 0) -> str:
        if value is None or value != value:
            return NOTHING
        return numbers.format_decimal(round(value, digits) + 0.0, _pattern(digits), locale)  # no −0

    def percent(value: float | None, digits: int = 0) -> str:
        if value is None or value != value:
            return NOTHING
        return numbers.format_percent(
            round(value, digits + 2) + 0.0, _pattern(digits) + "%", locale
        )

    def signed(value: float | None, digits: int = 1) -> str:
        text = number(value, digits)
        return f"+{text}" if value is not None and round(value, digits) > 0 else text

    def skeleton(name: str) -> Callable[[date], str]:
        return lambda value: dates.format_skeleton(name, value, fuzzy=True, locale=locale)

    def clock(value: datetime | None, zone: ZoneInfo | None = None) -> str:
        if value is None:
            return NOTHING
        return f"{value.astimezone(zone) if zone else value:%H:%M}"

    return {
        "number": number,
        "percent": percent,
        "signed": signed,
        "clock": clock,
        "day": skeleton("MMMEd"),
        "long_day": skeleton("MMMMEEEEd"),
        "full_day": skeleton("yMMMEd"),
        "weekday": skeleton("E"),
        "month": lambda value: dates.format_skeleton("yMMMM", value, fuzzy=True, locale=locale),
        "moment": lambda value: f"{skeleton('MMMEd')(value)}, {value:%H:%M}",
    }


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")
