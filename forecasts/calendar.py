"""What is special about a date: public holidays, their eves and days after, the month's turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

import numpy as np

from forecasts.arrays import BoolArray, DayArray, FloatArray, IntArray, weekdays
from forecasts.errors import ArgumentError
from forecasts.holiday_kinds import CHRISTMAS
from forecasts.said import said

MARGIN = 35
"""Days looked at on either side, so that months are whole and a holiday's eve is known."""
HOLIDAY_EFFECT, DAY_AFTER_EFFECT = -0.7, 0.1
"""What a public holiday and the day after do to the logarithm of the contacts, before any of the
queue's own was seen: half as many call, and some of the others the next day."""
COMING_BACK_EFFECT = (0.05, 0.06, 0.03)
"""The same of the first working day after a holiday where a rest day lies between, of the second
and of the third: work that waited comes back."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Consecutive dates with what is special about each; arrays have one entry a date.

    `working` says whether the weekday is a working day. A holiday on a rest day changes little: it
    has no `eve` and no `day_after`, and no working day next to a rest day is one. `observance`
    marks days that are no public holiday but kept by many (optional, bank and school holidays).
    `coming_back` marks working days after a holiday: the first where a rest day lies between, the
    second, the third; `year_end` those around Christmas and New Year that are no holidays:
    Christmas Eve, the days between, New Year's Eve.
    `month` has one column per position in the month. `names` holds the holiday's name, or an
    empty string.
    """

    days: DayArray
    working: BoolArray
    holiday: BoolArray
    eve: BoolArray
    day_after: BoolArray
    observance: BoolArray
    coming_back: FloatArray
    year_end: FloatArray
    month: FloatArray
    names: tuple[str, ...]

    @property
    def weekday(self) -> IntArray:
        """0 is Monday."""
        return weekdays(self.days)

    @property
    def special(self) -> BoolArray:
        """Days that are not like others: holidays, eves, days after, observances, year's ends."""
        year_end: BoolArray = np.any(self.year_end, axis=1)
        return self.holiday | self.eve | self.day_after | self.observance | year_end

    @property
    def marks(self) -> FloatArray:
        """Columns of the kinds of special days: holiday on a working day, eve, day after, other."""
        kinds = (self.holiday & self.working, self.eve, self.day_after, self.observance)
        return np.column_stack(kinds).astype(float)

    @property
    def dummies(self) -> FloatArray:
        """Columns for regressions: weekdays but Monday, the kinds of special days, the month."""
        weekday = np.equal.outer(self.weekday, np.arange(1, 7))
        return np.column_stack([weekday, self.marks, self.month]).astype(float)

    @property
    def expected_effect(self) -> FloatArray:
        """What is expected of special days before any was seen, on the logarithm of contacts."""
        effect: FloatArray = self.marks @ np.array([HOLIDAY_EFFECT, 0.0, DAY_AFTER_EFFECT, 0.0])
        effect += self.coming_back @ np.array(COMING_BACK_EFFECT)
        return effect

    def between(self, first: int, last: int) -> Calendar:
        """Only the dates from position `first` up to, not including, `last`."""
        part = slice(first, last)
        return Calendar(**{field.name: getattr(self, field.name)[part] for field in fields(self)})


def calendar(
    days: DayArray, country: str | None, working: BoolArray, replaced: BoolArray | None = None
) -> Calendar:
    """Look up consecutive dates in a country's holidays (ISO 3166, or `DE-BY` with its part).

    `working` says per weekday whether it is a working day: positions in the month count those.
    Holidays that are `replaced` (days) are days like others, and so are their neighbours.

    Raises
    ------
    ArgumentError
        If the country is not known.
    """
    wide = np.arange(days[0] - MARGIN, days[-1] + MARGIN + 1)
    years = tuple(range(wide[0].astype(object).year, wide[-1].astype(object).year + 1))
    public, lesser = holidays_of(country, years) if country else ({}, {})
    dates = [day.astype(object) for day in wide]
    plain = np.zeros(len(wide), dtype=bool)
    if replaced is not None:
        plain[MARGIN:-MARGIN] = replaced
        plain &= np.array([day in public or day in lesser for day in dates], dtype=bool)
    holiday = np.array([day in public for day in dates], dtype=bool) & ~plain
    observance = np.array([day in lesser and day not in public for day in dates]) & ~plain
    works = working[weekdays(wide)]
    whole = Calendar(
        days=wide,
        working=works,
        holiday=holiday,
        eve=np.append((holiday & works)[1:], np.False_) & ~holiday & ~plain,
        day_after=np.insert((holiday & works)[:-1], 0, np.False_) & ~holiday & ~plain,
        observance=observance,
        coming_back=_coming_back(holiday, works),
        year_end=_year_end(wide, public, works & ~holiday & ~plain),
        month=month_positions(wide, works & ~holiday),
        names=tuple(
            "" if as_others else public.get(day, lesser.get(day, ""))
            for day, as_others in zip(dates, plain, strict=True)
        ),
    )
    return whole.between(MARGIN, len(wide) - MARGIN)


def _coming_back(holiday: BoolArray, works: BoolArray) -> FloatArray:
    """Mark the working days after a holiday by their order, (days, 3).

    The first is left out where it follows at once: that is the day after.
    """
    marks = np.zeros((len(holiday), 3))
    since = 3
    for day in range(len(holiday)):
        if works[day]:
            since = 0 if holiday[day] else since + 1
            if 1 <= since <= 3 and not (since == 1 and holiday[day - 1] and works[day - 1]):
                marks[day, since - 1] = 1.0
    return marks


def _year_end(days: DayArray, public: Collection[date], ordinary: BoolArray) -> FloatArray:
    """Mark Christmas Eve, the days up to New Year, and New Year's Eve, (days, 3)."""
    marks = np.zeros((len(days), 3))
    for at in np.flatnonzero(ordinary):
        day = days[at].astype(object)
        if day.month == CHRISTMAS[0] and date(day.year, *CHRISTMAS) in public:
            place = {24: 0, 31: 2}.get(day.day, 1)
            marks[at, place] = day.day >= CHRISTMAS[1] - 1
    return marks


@lru_cache(maxsize=16)
def holidays_of(
    country: str, years: tuple[int, ...]
) -> tuple[Mapping[date, str], Mapping[date, str]]:
    """Public holidays, and lesser ones, of a country.

    Raises
    ------
    ArgumentError
        If the country is not known.
    """
    import holidays

    code, _, part = country.upper().partition("-")
    try:
        public = holidays.country_holidays(code, subdiv=part or None, years=years)
        categories = set(public.supported_categories) & {"bank", "optional", "school", "half_day"}
        lesser = holidays.country_holidays(
            code, subdiv=part or None, years=years, categories=tuple(sorted(categories))
        )
    except NotImplementedError as error:
        accepted = said("range.country", "an ISO 3166 code with an optional part: GB, DE-BY")
        raise ArgumentError("country", country, accepted) from error
    return dict(public.items()), dict(lesser.items()) if categories else {}


def month_positions(days: DayArray, working: BoolArray) -> FloatArray:
    """Dummies of the month's turn, counted in working days: first three, middle, last two."""
    month = days.astype("datetime64[M]")
    position = np.zeros(len(days), dtype=np.int64)
    remaining = np.zeros(len(days), dtype=np.int64)
    for value in np.unique(month):
        inside = month == value
        position[inside] = np.cumsum(working[inside])
        remaining[inside] = np.cumsum(working[inside][::-1])[::-1]
    day_of_month = (days - month).astype(np.int64) + 1
    columns = [
        position == 1,
        position == 2,
        position == 3,
        (day_of_month >= 15) & (day_of_month <= 17),
        remaining == 1,
        remaining == 2,
    ]
    return np.column_stack([column & working for column in columns]).astype(float)
