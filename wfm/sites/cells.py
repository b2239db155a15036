"""One cell of a table, from a file or a sheet, as the value that it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from wfm.sites.cell_text import CellError, short, spoken, text
from wfm.sites.clock import clock
from wfm.sites.dates import day, moment
from wfm.sites.findings import likely
from wfm.sites.numerals import amount, number, numbers, share, whole
from wfm.sites.opening import date_hours, opening_hours
from wfm.sites.weekdays import weekday, weekdays
from wfm.words import phrase

__all__ = [
    "CellError", "amount", "choice", "clock", "country", "date_hours", "day", "flag", "interval",
    "moment", "names", "number", "numbers", "opening_hours", "share", "text", "weekday", "weekdays",
    "whole", "zone",
]  # fmt: skip

Choice = TypeVar("Choice", bound=StrEnum)

TRUE = {"true", "yes", "y", "1", "x", "ja", "j", "wahr"}
FALSE = {"false", "no", "n", "0", "nein", "falsch"}
CHANNELS = {
    **dict.fromkeys(("phone", "telephone", "telefon", "call", "calls", "phone_calls"), "voice"),
    **dict.fromkeys(("e_mail", "e_mails", "emails", "mail", "mails"), "email"),
    **dict.fromkeys(("live_chat", "web_chat", "webchat", "chats"), "chat"),
    **dict.fromkeys(("social_media",), "social"),
}
"""Words of others for channels."""
CHANGE = re.compile(r"([+-])\s*(\d+(?:[.,]\d+)?)\s*%")


def flag(cell: object) -> bool:
    """Read yes or no."""
    words = str(cell).strip().casefold()
    if words not in TRUE | FALSE:
        raise CellError(phrase("cell.no_flag", cell=short(cell)), phrase("do.yes_or_no"))
    return words in TRUE


def names(cell: object) -> tuple[str, ...]:
    """Read names separated by `|`."""
    parts = cell if isinstance(cell, list) else str(cell).split("|")
    found = tuple(text(part) for part in parts if str(part).strip())
    if len(set(found)) < len(found):
        raise CellError(phrase("cell.named_twice", cell=short(cell)), phrase("do.name_once"))
    return found


def zone(cell: object) -> str:
    """Read an IANA time zone."""
    name = text(cell)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        known = {zone.casefold(): zone for zone in available_timezones()}
        if found := known.get(name.casefold().replace(" ", "_")):
            return found
        city = f"/{name.casefold().replace(' ', '_')}"
        # the sign of Etc/GMT+1 is that of POSIX: an hour behind UTC, not ahead as people mean it
        cities = {low: zone for low, zone in known.items() if not low.startswith("etc/")}
        likely = sorted(zone for low, zone in cities.items() if low.endswith(city))
        raise CellError(
            phrase("cell.no_zone", name=short(name)),
            phrase("do.did_you_mean", name=likely[0]) if likely else phrase("do.zone_name"),
        ) from None
    return name


def interval(cell: object) -> int:
    """Read a planning interval in minutes."""
    minutes = whole(cell)
    if minutes not in {15, 30, 60}:
        raise CellError(phrase("cell.no_interval", minutes=minutes), phrase("do.intervals"))
    return minutes


def country(cell: object) -> str:
    """Read a country whose public holidays are known, such as DE, or a part of it: DE-BY."""
    from holidays import list_supported_countries

    name = text(cell)
    parts = list_supported_countries()
    whole_country, dash, part = name.partition("-")
    if whole_country not in parts or (dash and part not in parts[whole_country]):
        raise CellError(phrase("cell.no_country", name=short(name)), phrase("do.iso_country"))
    return name


def effect(cell: object) -> float:
    """Read what contacts are multiplied by; `+20%` is 1.2."""
    words = spoken(cell)
    if match := CHANGE.fullmatch(words):
        change = float(match[2].replace(",", ".")) / 100
        return 1 + change if match[1] == "+" else 1 - change
    if words.endswith("%"):
        what = phrase("cell.percentage", cell=short(cell))
        raise CellError(what, phrase("do.write_effect"))
    return number(cell)


def choice(
    kind: type[Choice], others: Mapping[str, str] = MappingProxyType({})
) -> Callable[[object], Choice]:
    """Make a parser for the words of an enumeration, and for those that `others` say for them."""

    def parse(cell: object) -> Choice:
        word = "_".join(str(cell).casefold().replace("-", " ").replace("_", " ").split())
        word = others.get(word, word)
        if word not in set(kind):
            names = tuple(str(each) for each in kind)
            meant = likely(word, names)
            remedy = (
                phrase("do.did_you_mean", name=meant)
                if meant
                else phrase("do.use_one_of", names=names)
            )
            raise CellError(phrase("cell.unknown", cell=short(cell)), remedy)
        return kind(word)

    return parse
