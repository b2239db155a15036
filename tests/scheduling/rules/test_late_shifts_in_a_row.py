"""Late shifts on days in a row, by the one definition of late."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import accepted, judge, refused, shift
from tests.scheduling.typed_shifts import DAYS, broken, price_in_search, problem_of

RULE = "Late shifts in a row"
TWO = {"maximum_late_shifts_in_a_row": 2}


def late(*days: int):
    return [shift(day, 12.5) for day in days]


def test_three_late_shifts_in_a_row_are_refused_where_two_are_allowed() -> None:
    assert refused(judge(late(0, 1, 2), plan=TWO), RULE)


@pytest.mark.parametrize(
    "week",
    [late(0, 1), late(0, 1, 3, 4), [*late(0, 1), shift(2, 12), *late(3, 4)]],
    ids=["two", "a day off between", "until 20:00, which is not late"],
)
def test_a_day_off_or_another_shift_ends_the_run(week) -> None:
    assert accepted(judge(week, plan=TWO))


def test_without_the_setting_any_number_is_allowed() -> None:
    assert accepted(judge(late(0, 1, 2, 3), plan={}))


def test_none_at_all_may_be_late() -> None:
    assert refused(judge(late(3), plan={"maximum_late_shifts_in_a_row": 0}), RULE)


def test_last_week_s_late_shifts_count() -> None:
    problem = problem_of(previous="EEE.ELL", maximum_late_shifts_in_a_row=2)
    assert broken(problem, "L") == {RULE}
    assert price_in_search(problem, "L") is None
    assert price_in_search(problem, ".L") == 0
    rested = problem_of(previous="EEELL.L", maximum_late_shifts_in_a_row=2)
    assert price_in_search(rested, "L") == 0
    assert price_in_search(rested, "LL") is None


def test_nights_are_no_late_shifts() -> None:
    problem = problem_of(maximum_late_shifts_in_a_row=1)
    assert broken(problem, "LN.") == set()
    assert price_in_search(problem, "LN.") == 0


@settings(max_examples=80, deadline=None)
@given(
    letters=st.text("ELLN.", min_size=DAYS, max_size=DAYS),
    previous=st.one_of(st.just(""), st.text("EL.", min_size=7, max_size=7)),
    most=st.integers(0, 4),
)
def test_search_and_checker_agree(letters: str, previous: str, most: int) -> None:
    problem = problem_of(previous=previous, maximum_late_shifts_in_a_row=most)
    legal = broken(problem, letters) == set()
    assert (price_in_search(problem, letters) is not None) == legal
