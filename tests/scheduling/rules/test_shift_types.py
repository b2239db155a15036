"""Rules over named types of shifts: what follows what, how many, how long, what is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scheduling.typed_shifts import (
    MONDAY,
    TYPES,
    broken,
    price_in_search,
    problem_of,
    shifts_of,
)
from wfm.model import Schedule, ShiftRequest
from wfm.scheduling import check


def test_an_early_shift_on_the_day_after_a_late_one_is_refused() -> None:
    problem = problem_of()
    assert broken(problem, "LE") == {"Shift successions"}
    assert price_in_search(problem, "LE") is None


def test_a_day_off_between_late_and_early_is_enough() -> None:
    problem = problem_of()
    assert broken(problem, "L.EL") == set()
    assert price_in_search(problem, "L.EL") == 0


def test_the_shift_on_the_eve_of_the_horizon_forbids_its_successors_too() -> None:
    problem = problem_of(previous="EEEEE.N")
    assert broken(problem, "L") == {"Shift successions"}
    assert price_in_search(problem, "L") is None
    assert price_in_search(problem, ".L") == 0


@pytest.mark.parametrize(("letters", "legal"), [("N.N", True), ("N.N.N", False), ("NNN", False)])
def test_two_nights_at_most(letters: str, legal: bool) -> None:
    problem = problem_of()
    assert (broken(problem, letters) == set()) == legal
    assert (price_in_search(problem, letters) is not None) == legal


@pytest.mark.parametrize(
    ("letters", "legal"),
    [("EE", False), ("EEE", True), ("EN", True), ("EEEE.E", True), ("EEEE.EE", False)],
)
def test_hours_in_the_horizon_count_a_night_for_twelve_hours(letters: str, legal: bool) -> None:
    problem = problem_of(minutes_in_horizon=(1200, 2400))
    assert (broken(problem, letters) == set()) == legal
    assert (price_in_search(problem, letters) is not None) == legal


def test_a_shift_that_is_of_no_type_is_refused() -> None:
    early_only = (TYPES["E"],)
    assert broken(problem_of(shift_types=early_only, shift_minutes=(480,)), "L") == {
        "Shift lengths and start times"
    }


def test_a_refused_request_costs_its_weight_in_search_and_checker() -> None:
    asked = [
        ShiftRequest("A", MONDAY, "E", weight=3),
        ShiftRequest("A", MONDAY + timedelta(days=1), "L", wanted=False, weight=5),
    ]
    problem = problem_of(requests=asked)
    for letters, price in (("E", 0), ("EE", 0), ("EL", 5), (".L", 8), ("L", 3), ("", 3)):
        assert price_in_search(problem, letters) == price
        schedule = Schedule("Shifts", MONDAY, shifts_of(letters))
        assert sum(f.price for f in check(problem, schedule) if f.rule == "Shift requests") == price
