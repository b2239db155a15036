"""Blocks of nights, the time off after them, and what follows a late shift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import accepted, judge, refused, shift
from tests.scheduling.typed_shifts import DAYS, told

ROSTERS = st.text("ELNN.", min_size=DAYS, max_size=DAYS)
OVERLAP = {"One shift a day", "Rest between shifts"}
"""Of an early shift after a night."""
LAST_WEEKS = st.one_of(st.just(""), st.text("ELN.", min_size=7, max_size=7))


BLOCKS = {"nights_in_a_row": (2, 3)}


@pytest.mark.parametrize("letters", ["NN.....", "NNN....", "..NN.NNN", "E" * DAYS, "." * 13 + "N"])
def test_blocks_of_two_or_three_nights_are_accepted(letters: str) -> None:
    assert told(letters, "EEEEE..", **BLOCKS) == set()


@pytest.mark.parametrize(
    ("letters", "previous"),
    [("N.", "E......"), ("NNNN", ""), ("N", ".....NNN"), ("..N.", ""), (".", "......N")],
    ids=["one", "four", "a fourth after last week's three", "one in the week", "one before it"],
)
def test_shorter_and_longer_blocks_are_refused(letters: str, previous: str) -> None:
    assert told(letters, previous, **BLOCKS) == {"Nights in a row"}


def test_a_block_that_may_have_begun_in_an_unknown_week_is_long_enough() -> None:
    assert told("N.", **BLOCKS) == set()


@settings(max_examples=60, deadline=None)
@given(letters=ROSTERS, previous=LAST_WEEKS, least=st.integers(0, 3), more=st.integers(0, 3))
def test_search_and_checker_agree_on_blocks(
    letters: str, previous: str, least: int, more: int
) -> None:
    found = told(letters, previous, nights_in_a_row=(least, least + more))
    assert found - OVERLAP <= {"Nights in a row"}


REST = {"rest_after_nights": 48 * 60}


@pytest.mark.parametrize("letters", ["NN...E", "N.......N", "NN"])
def test_two_days_off_after_nights_are_enough(letters: str) -> None:
    assert told(letters, **REST) == set()


@pytest.mark.parametrize(
    ("letters", "previous"),
    [("N.E", ""), ("N..E", ""), ("N.N", ""), (".E", "......N")],
    ids=["a day off", "two, until 06:00 of the third", "another block", "last week's night"],
)
def test_a_shift_too_soon_after_nights_is_refused(letters: str, previous: str) -> None:
    assert told(letters, previous, **REST) == {"Rest after nights"}


@settings(max_examples=60, deadline=None)
@given(letters=ROSTERS, previous=LAST_WEEKS, hours=st.integers(0, 100))
def test_search_and_checker_agree_on_rest_after_nights(
    letters: str, previous: str, hours: int
) -> None:
    told(letters, previous, rest_after_nights=hours * 60)


def test_rest_after_nights_counts_hours_that_really_pass() -> None:
    week = [shift(0, 22), shift(2, 14)]
    assert accepted(judge(week, plan={"rest_after_nights": 32 * 60}))
    assert refused(judge(week, plan={"rest_after_nights": 33 * 60}), "Rest after nights")


NO_EARLY = {"early_after_late": False, "shift_types": ()}


def test_an_early_shift_on_the_day_after_a_late_one_is_refused() -> None:
    late, early, day = shift(0, 12.5), shift(1, 7.5), shift(1, 8)
    assert refused(judge([late, early], plan=NO_EARLY), "Early after late")
    assert accepted(judge([late, day], plan=NO_EARLY))
    assert accepted(judge([late, shift(2, 7)], plan=NO_EARLY))
    assert accepted(judge([late, early], plan={}))


@settings(max_examples=60, deadline=None)
@given(letters=ROSTERS, previous=LAST_WEEKS)
def test_search_and_checker_agree_on_early_after_late(letters: str, previous: str) -> None:
    told(letters, previous, early_after_late=False)


CHANGE = {"maximum_start_change": 120}


def test_a_start_moves_by_two_hours_at_most_from_day_to_day() -> None:
    assert accepted(judge([shift(0, 8), shift(1, 10), shift(2, 12)], plan=CHANGE))
    assert refused(judge([shift(0, 8), shift(1, 10.5)], plan=CHANGE), "Starts from day to day")
    assert refused(judge([shift(0, 11), shift(1, 8)], plan=CHANGE), "Starts from day to day")


def test_a_day_off_lets_the_start_move_anywhere() -> None:
    assert accepted(judge([shift(0, 8), shift(2, 14)], plan=CHANGE))


def test_the_start_on_the_eve_of_the_week_counts() -> None:
    previous = (shift(-1, 8),)
    assert refused(judge([shift(0, 12)], plan=CHANGE, previous=previous), "Starts from day to day")
    assert accepted(judge([shift(0, 10)], plan=CHANGE, previous=previous))
    earlier = (shift(-2, 8),)
    assert accepted(judge([shift(0, 12)], plan=CHANGE, previous=earlier))


@settings(max_examples=60, deadline=None)
@given(letters=ROSTERS, previous=LAST_WEEKS, hours=st.integers(0, 24))
def test_search_and_checker_agree_on_start_changes(letters: str, previous: str, hours: int) -> None:
    told(letters, previous, maximum_start_change=hours * 60)


def test_last_week_s_shift_that_ends_in_the_week_is_no_day_of_it() -> None:
    assert timedelta(hours=8) == shift(-1, 22).end - shift(-1, 22).start
    verdict = judge([shift(2, 7)], plan=REST, previous=(shift(-1, 22),))
    assert accepted(verdict)
