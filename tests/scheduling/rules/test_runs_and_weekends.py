"""Runs of working days and of days off, and weekends, over a horizon of two weeks."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scheduling.typed_shifts import DAYS, broken, price_in_search, problem_of


@pytest.mark.parametrize(
    ("letters", "legal"),
    [
        ("E.", True),  # may have begun before the horizon
        ("..E..", False),
        ("..EE.", True),
        ("............EE", True),
        (".............E", True),  # may go on after it
    ],
)
def test_working_runs_last_two_days_but_at_the_borders(letters: str, legal: bool) -> None:
    problem = problem_of(minimum_consecutive_days=2)
    assert broken(problem, letters) == (set() if legal else {"Shortest run of working days"})
    assert (price_in_search(problem, letters) is not None) == legal


@pytest.mark.parametrize(
    ("letters", "legal"),
    [(".EE", True), ("E..E", False), ("E...E", True), ("EEEEEE.EEEEE..", False)],
)
def test_days_off_come_in_threes_but_at_the_borders(letters: str, legal: bool) -> None:
    problem = problem_of(minimum_days_off=3)
    refused = set() if legal else {"Shortest run of days off"}
    assert broken(problem, letters) == refused
    assert (price_in_search(problem, letters) is not None) == legal


def test_a_known_last_week_settles_the_runs_at_the_border() -> None:
    problem = problem_of(previous="EEEEE.E", minimum_consecutive_days=2, minimum_days_off=2)
    assert broken(problem, "..") == {"Shortest run of working days"}
    assert price_in_search(problem, "..") is None
    assert price_in_search(problem, "E..") == 0
    rested = problem_of(previous="EEEEEE.", minimum_days_off=2)
    assert broken(rested, "E") == {"Shortest run of days off"}
    assert price_in_search(rested, "E") is None
    assert price_in_search(rested, ".E") == 0


@pytest.mark.parametrize(
    ("letters", "legal"),
    [(".....E", True), (".....EE", True), (".....E.......E", False), ("......E.....E.", False)],
)
def test_one_weekend_is_worked_whether_one_day_of_it_or_both(letters: str, legal: bool) -> None:
    problem = problem_of(maximum_weekends=1)
    assert broken(problem, letters) == (set() if legal else {"Weekends worked"})
    assert (price_in_search(problem, letters) is not None) == legal


@pytest.mark.parametrize(
    ("weekend", "letters", "legal"),
    [
        ({4, 5}, "....E.E", True),
        ({4, 5}, "....EE.....", True),
        ({4, 5}, "....E.E......E", True),
        ({4, 5}, "....E......E", False),
        ({4, 5}, "....E.......E", False),
        ({4, 5, 6}, "....E.E", True),
        ({4, 5, 6}, "....E.E.....E", False),
        ({6, 0}, "E.....EE.....", False),
    ],
)
def test_a_weekend_has_the_days_of_the_site(weekend: set[int], letters: str, legal: bool) -> None:
    problem = problem_of(maximum_weekends=1, weekend=frozenset(weekend))
    assert broken(problem, letters) == (set() if legal else {"Weekends worked"})
    assert (price_in_search(problem, letters) is not None) == legal


@given(
    letters=st.text("EELLN..", min_size=DAYS, max_size=DAYS),
    previous=st.one_of(st.just(""), st.text("EL.", min_size=7, max_size=7)),
    run=st.integers(1, 3),
    off=st.integers(1, 3),
    most=st.integers(2, 6),
    weekends=st.one_of(st.none(), st.integers(0, 2)),
    weekend=st.sampled_from([{5, 6}, {4, 5}, {4}, {6, 0}, {4, 5, 6}, {3, 5}]),
    hours=st.one_of(st.none(), st.integers(0, 3000)),
)
@settings(max_examples=150, deadline=None)
def test_search_and_checker_agree_on_every_roster(
    letters: str,
    previous: str,
    run: int,
    off: int,
    most: int,
    weekends: int | None,
    weekend: set[int],
    hours: int | None,
) -> None:
    assume(run <= most)
    problem = problem_of(
        previous=previous,
        minimum_consecutive_days=run,
        minimum_days_off=off,
        maximum_consecutive_days=most,
        maximum_weekends=weekends,
        maximum_weekend_days=None if weekends is None else 3 * weekends + 1,
        weekend=frozenset(weekend),
        minutes_in_horizon=None if hours is None else (hours, hours + 2400),
    )
    assume(not problem.stuck)
    accepted = price_in_search(problem, letters) is not None
    assert accepted == (broken(problem, letters) == set())
