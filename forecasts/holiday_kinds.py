"""The days that a country keeps, by name and by how strictly it keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from forecasts.errors import ArgumentError
from forecasts.said import said

GOES_ON: Mapping[str, frozenset[str]] = {
    "US": frozenset(
        {
            "Martin Luther King Jr. Day",
            "Washington's Birthday",
            "Juneteenth National Independence Day",
            "Columbus Day",
            "Columbus Day / Indigenous Peoples' Day",
            "Veterans Day",
        }
    )
}
"""Public holidays by law on which most of business goes on: the law binds authorities alone."""
OF_OFFICES = ("government", "bank", "de_facto")
"""Categories of the library that some close on and most do not."""
KEPT_AT_WORK = ("optional", "half_day", "school", "unofficial")
"""Categories that many keep and few close on."""


CHRISTMAS = (12, 25)
YEAR_END = {24: "Christmas Eve", 31: "New Year's Eve"}
BETWEEN = "between Christmas and New Year"


class HolidayKind(StrEnum):
    """How strictly a country keeps a day."""

    PUBLIC = "public"
    """A day of rest by law."""
    MINOR = "minor"
    """Kept by authorities and banks, or a public holiday on which most of business goes on."""
    OBSERVANCE = "observance"
    """Kept by many, closed on by few; so are the days from Christmas to New Year."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is kept; `names` are those of its occasions without "(observed)"."""

    day: date
    name: str
    names: frozenset[str]
    kind: HolidayKind

    def is_as(self, other: Holiday) -> bool:
        """Whether it is another year's: of the same name, and kept as strictly."""
        return bool(self.names & other.names) and self.kind is other.kind


@lru_cache(maxsize=32)
def kept_days(country: str, years: tuple[int, ...]) -> Mapping[date, Holiday]:
    """Days that a country (ISO 3166, or `DE-BY` with its part) keeps; the strictest kind of each.

    Raises
    ------
    ArgumentError
        If the country is not known.
    """
    import holidays

    code, _, part = country.upper().partition("-")
    goes_on = GOES_ON.get(code, frozenset())

    def listed(*categories: str) -> Mapping[date, str]:
        known = tuple(name for name in categories if name in supported)
        if not known:
            return {}
        found = holidays.country_holidays(code, subdiv=part or None, years=years, categories=known)
        return dict(found.items())

    try:
        supported = set(holidays.country_holidays(code, part or None).supported_categories)
        kept = {
            day: _holiday(day, name, HolidayKind.OBSERVANCE)
            for day, name in listed(*KEPT_AT_WORK).items()
        }
        for day, name in listed(*OF_OFFICES).items():
            kept[day] = _holiday(day, name, HolidayKind.MINOR)
        for day, name in listed("public").items():
            public = _holiday(day, name, HolidayKind.PUBLIC)
            minor = Holiday(day, public.name, public.names, HolidayKind.MINOR)
            kept[day] = minor if public.names <= goes_on else public
            if (day.month, day.day) == CHRISTMAS:
                for one in _year_end(day.year):
                    kept.setdefault(one.day, one)
    except NotImplementedError as error:
        accepted = said("range.country", "an ISO 3166 code with an optional part: GB, DE-BY")
        raise ArgumentError("country", country, accepted) from error
    return kept


def _year_end(year: int) -> Iterator[Holiday]:
    for day in range(CHRISTMAS[1] - 1, 32):
        name = YEAR_END.get(day, BETWEEN)
        yield _holiday(date(year, CHRISTMAS[0], day), name, HolidayKind.OBSERVANCE)


def _holiday(day: date, name: str, kind: HolidayKind) -> Holiday:
    return Holiday(day, name, frozenset(_occasions(name)), kind)


def _occasions(name: str) -> Iterator[str]:
    for occasion in name.split("; "):
        yield re.sub(r"\s*\([^)]*\)$", "", occasion)
