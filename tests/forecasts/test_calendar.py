"""Special days are found for the country, with the days around them."""

from datetime import date

import numpy as np
import pytest

from forecasts import ArgumentError
from forecasts.calendar import calendar

WORKING = np.array([True] * 5 + [False] * 2)


def days(first: str, count: int) -> np.ndarray:
    return np.datetime64(first) + np.arange(count)


def test_a_holiday_has_an_eve_and_a_day_after_also_beyond_the_span() -> None:
    found = calendar(days("2026-04-30", 3), "DE", WORKING)
    assert found.holiday.tolist() == [False, True, False]
    assert found.eve.tolist() == [True, False, False]
    assert found.day_after.tolist() == [False, False, True]
    assert calendar(days("2026-04-30", 1), "DE", WORKING).eve.all()


def test_a_holiday_on_a_rest_day_has_no_eve_and_no_day_after() -> None:
    """Boxing Day 2026 is a Saturday: the Friday is Christmas itself, the Monday a plain one."""
    found = calendar(days("2026-12-23", 6), "DE", WORKING)
    assert found.holiday.tolist() == [False, False, True, True, False, False]
    assert found.marks.tolist() == [
        [0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0],
    ]  # fmt: skip


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    epiphany = days("2026-01-06", 1)
    assert calendar(epiphany, "DE-BY", WORKING).holiday.all()
    assert not calendar(epiphany, "DE-HH", WORKING).holiday.any()


def test_a_country_nobody_knows_is_refused() -> None:
    with pytest.raises(ArgumentError, match="ISO 3166"):
        calendar(days("2026-01-06", 1), "XX", WORKING)


def test_the_months_turn_is_counted_in_working_days() -> None:
    found = calendar(days("2026-05-01", 31), "DE", WORKING)
    first, second, *_, last, second_last = found.month.T.astype(bool)
    dates = [day.astype(object) for day in found.days]
    assert [dates[k] for k in np.flatnonzero(first)] == [date(2026, 5, 4)]
    assert [dates[k] for k in np.flatnonzero(second)] == [date(2026, 5, 5)]
    assert [dates[k] for k in np.flatnonzero(last)] == [date(2026, 5, 29)]
    assert [dates[k] for k in np.flatnonzero(second_last)] == [date(2026, 5, 28)]


def test_working_days_after_a_holiday_are_counted_over_the_weekend() -> None:
    """Good Friday and Easter Monday 2026, then Tuesday 7 April is the day after, at once."""
    found = calendar(days("2026-04-07", 5), "DE", WORKING)
    assert found.day_after.tolist() == [True, False, False, False, False]
    assert found.coming_back.tolist() == [
        [0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0],
    ]  # fmt: skip
    labour_day_is_a_friday = calendar(days("2026-05-01", 6), "DE", WORKING)
    assert labour_day_is_a_friday.coming_back.argmax(axis=1)[3:].tolist() == [0, 1, 2]
    assert not labour_day_is_a_friday.coming_back[:3].any()


def test_the_days_from_christmas_to_new_year_are_days_of_their_own() -> None:
    found = calendar(days("2025-12-23", 11), "DE", WORKING)
    assert [int(day) for day in found.year_end.sum(axis=1)] == [0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0]
    assert found.year_end[1].tolist() == [1, 0, 0]
    assert found.year_end[8].tolist() == [0, 0, 1]
    assert found.special[6]
    assert not calendar(days("2025-12-23", 11), "JP", WORKING).year_end.any()
