"""Both errors of the holidays' model, on simulated queues in the calendars of ten countries.

A day forecast at zero on which contacts come in full is one error, a closed day that is forecast
open the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from forecasts.holiday_kinds import Holiday, HolidayKind, kept_days
from forecasts.holiday_record import SeenHoliday
from forecasts.open_chance import chance_open
from forecasts.outlook import EVEN

COUNTRIES = ("DE", "GB", "US", "FR", "ES", "IT", "JP", "IL", "CA", "AT")
PUBLIC, MINOR = HolidayKind.PUBLIC, HolidayKind.MINOR


@dataclass(frozen=True)
class Centre:
    """How likely it is to be open on the holidays of a kind; each name stays as it once is."""

    name: str
    public: float
    minor: float
    at_worst: tuple[float, float]
    """Shares of holidays forecast at zero though open, and open though closed, with a year."""


CENTRES = (
    Centre("closed on days of rest", 0.0, 1.0, (0.005, 0.03)),
    Centre("closed on days of rest but for few", 0.1, 1.0, (0.04, 0.03)),
    Centre("closed with the authorities", 0.0, 0.0, (0.0, 0.03)),
    Centre("always open", 1.0, 1.0, (0.005, 0.0)),
    Centre("open on every other day of rest", 0.5, 1.0, (0.04, 0.08)),
)


@dataclass(frozen=True)
class Judged:
    holiday: Holiday
    chance: float
    is_open: bool


def judged(centre: Centre, months: int, seed: int) -> Iterator[Judged]:
    """Holidays of the four weeks after a history, for three queues in each of ten countries."""
    rng = np.random.default_rng(seed)
    for country in COUNTRIES * 3:
        kept = kept_days(country, tuple(range(2021, 2027)))
        working = {day: one for day, one in kept.items() if day.weekday() < 5}
        chances = {PUBLIC: centre.public, MINOR: centre.minor, HolidayKind.OBSERVANCE: 1.0}
        is_open = {one.names: bool(rng.random() < chances[one.kind]) for one in working.values()}
        start = date(2023, 6, 1) + timedelta(days=int(rng.integers(1000)))
        first = start - timedelta(days=round(30.4 * months))
        seen = [
            SeenHoliday(one, is_open[one.names], 1.0)
            for day, one in working.items()
            if first <= day < start
        ]
        for day, one in working.items():
            if start <= day < start + timedelta(days=28) and one.kind in (PUBLIC, MINOR):
                yield Judged(one, chance_open(one, seen), is_open[one.names])


def errors(found: list[Judged]) -> tuple[float, float]:
    """Shares forecast at zero though open, and open though closed."""
    zero = np.mean([one.chance < EVEN and one.is_open for one in found])
    full = np.mean([one.chance >= EVEN and not one.is_open for one in found])
    return float(zero), float(full)


@pytest.mark.parametrize("centre", CENTRES, ids=lambda centre: centre.name)
def test_after_a_year_both_errors_are_rare_in_ten_countries(centre: Centre) -> None:
    found = [one for seed in range(4) for one in judged(centre, 13, seed)]
    assert len(found) > 80
    zero, full = errors(found)
    assert zero <= centre.at_worst[0]
    assert full <= centre.at_worst[1]


@pytest.mark.parametrize("months", [3, 6, 9])
def test_with_less_than_a_year_it_errs_less_than_by_any_fixed_assumption(months: int) -> None:
    """Nothing of the same name is known yet: always closed errs on 40 %, always open on 60 %."""
    found = [one for centre in CENTRES for seed in range(4) for one in judged(centre, months, seed)]
    always_open = np.mean([not one.is_open for one in found])
    always_closed = np.mean([one.is_open for one in found])
    zero, full = errors(found)
    assert zero + full < 0.7 * min(always_open, always_closed)


@pytest.mark.parametrize(
    ("country", "day", "years"),
    [("PL", date(2025, 12, 24), 4), ("IN", date(2026, 10, 20), 1), ("IN", date(2026, 10, 20), 3)],
)
def test_a_day_of_rest_is_judged_by_days_of_rest_though_its_name_was_worked_on(
    country: str, day: date, years: int
) -> None:
    """Christmas Eve became a day of rest; the days up to Dussehra are called so, too."""
    kept = kept_days(country, tuple(range(day.year - years, day.year + 1)))
    seen = [
        SeenHoliday(one, one.kind is not PUBLIC, 1.0)
        for at, one in kept.items()
        if at < day and at.weekday() < 5
    ]
    assert any(one.was_open and one.holiday.names & kept[day].names for one in seen)
    assert chance_open(kept[day], seen) < EVEN


def test_chances_are_honest() -> None:
    """Of the days that are open with some chance about that share is open."""
    found = [
        one
        for centre in CENTRES
        for months in (3, 6, 13)
        for seed in range(4)
        for one in judged(centre, months, seed)
    ]
    chances = np.array([one.chance for one in found])
    came = np.array([one.is_open for one in found])
    for low, high in [(0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)]:
        inside = (chances >= low) & (chances <= high)
        assert inside.sum() > 20
        assert came[inside].mean() == pytest.approx(chances[inside].mean(), abs=0.2), (low, high)


def test_own_holidays_outweigh_those_of_all_sister_queues() -> None:
    kept = [one for one in kept_days("DE", (2025,)).values() if one.kind is PUBLIC]
    coming = next(one for one in kept if one.name == "Easter Monday")
    own = [one for one in kept if one is not coming][:2]

    def seen(days: list[Holiday], *, is_open: bool) -> list[SeenHoliday]:
        return [SeenHoliday(one, is_open, 1.0) for one in days]

    nothing = chance_open(coming, [])
    sisters = chance_open(coming, [], seen(kept * 5, is_open=False))
    assert sisters < 0.5 * nothing
    assert chance_open(coming, seen(own, is_open=True), seen(kept * 5, is_open=False)) > EVEN
    assert chance_open(coming, seen(own, is_open=False), seen(kept * 5, is_open=True)) < EVEN
    assert chance_open(coming, seen([coming], is_open=True), seen(kept, is_open=False)) > EVEN
