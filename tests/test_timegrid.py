"""The horizon must be true to local clocks on every day of the year."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.errors import ParameterError
from wfm.timegrid import TimeGrid


@pytest.mark.parametrize(
    ("day", "intervals"),
    [(date(2026, 3, 29), 92), (date(2026, 10, 25), 100), (date(2026, 6, 1), 96)],
)
def test_a_day_has_as_many_intervals_as_hours_really_pass(day: date, intervals: int) -> None:
    assert len(TimeGrid("Europe/Berlin", day, 1, 15)) == intervals


def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_a_clock_change() -> None:
    grid = TimeGrid("Europe/Berlin", date(2026, 10, 24), 3, 15)
    assert grid.at(grid.local_index(0, 540)) == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert grid.at(grid.local_index(2, 540)) == datetime(2026, 10, 26, 8, tzinfo=UTC)


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["Europe/Berlin", "Asia/Jerusalem", "America/New_York", "UTC"]),
)
def test_intervals_and_instants_are_inverse(first: date, zone: str) -> None:
    grid = TimeGrid(zone, first, 7, 15)
    for index in (0, 1, len(grid) // 2, len(grid) - 1):
        assert grid.index(grid.at(index)) == index
    assert grid.day_of(len(grid) - 1) == 6


def test_an_odd_interval_is_refused() -> None:
    with pytest.raises(ParameterError, match="interval_minutes"):
        TimeGrid("UTC", date(2026, 1, 5), 7, 7)
