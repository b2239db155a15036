"""Rotations over some weeks: fixed lines, assigned ones, and what goes on from week to week."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import accepted, judge, refused, shift
from tests.scheduling.typed_shifts import (
    DAYS,
    FREE,
    MONDAY,
    broken,
    price_in_search,
    problem_of,
    shifts_of,
)
from wfm.model import Schedule
from wfm.scheduling import Problem, check
from wfm.scheduling.rules.ledger import ledgers_by_week
from wfm.scheduling.rules.rotation import lines_before
from wfm.scheduling.rules.work_plan import changed, contradictions_of

RULE = "Rotation"
ALL = list(range(7))
EARLY_LATE: dict[str, Any] = {
    "rotation": [
        {"week": 1, "days": [0, 1, 2, 3, 4], "shifts": ["early"]},
        {"week": 2, "days": [0, 1, 2, 3, 4], "shifts": ["late"]},
    ]
}
"""In the week of 5 January 2026 line 1 is in week 1."""
FIXED = EARLY_LATE | {"rotation_lines": [{"line": 1, "agents": ["A"]}]}
SECOND = EARLY_LATE | {"rotation_lines": [{"line": 2, "agents": ["A"]}]}


def known(**more: Any) -> Problem:
    return problem_of(**{**EARLY_LATE, "shift_types": FREE, **more})


def test_a_fixed_line_says_what_is_worked_in_each_week() -> None:
    problem = known(**FIXED)
    assert broken(problem, "EEEEE..LLLLL..") == set()
    assert price_in_search(problem, "EEEEE..LLLLL..") == 0
    assert broken(problem, "EEEEE..EEEEE..") == {RULE}
    assert price_in_search(problem, "EEEEE..EEEEE..") is None
    assert broken(known(**SECOND), "LLLLL..EEEEE..") == set()
    assert broken(known(**SECOND), "EEEEE..LLLLL..") == {RULE}


def test_weekdays_that_it_does_not_name_are_free() -> None:
    assert broken(known(**FIXED), "EEEEEN.LLLLLE.") == set()


def test_a_shift_of_another_line_is_told_with_what_the_line_has() -> None:
    week = Schedule("Shifts", MONDAY, shifts_of("L....E."))
    [finding] = [one for one in check(known(**FIXED), week) if one.hard]
    assert finding.text == "is no shift of line 1 of the rotation, which has early that day"


def test_a_line_is_assigned_to_whoever_has_none() -> None:
    problem = known()
    for letters in ("EEEEE..LLLLL..", "LLLLL..EEEEE..", "......." + "E......"):
        assert broken(problem, letters) == set()
        assert price_in_search(problem, letters) == 0
    assert broken(problem, "EEEEE..EE.....") == {RULE}
    assert price_in_search(problem, "EEEEE..EE.....") is None
    assert broken(problem, "EL............") == {RULE}


def test_the_week_of_line_1_may_be_another_one() -> None:
    moved = known(**FIXED, rotation_first_week=2)
    assert broken(moved, "LLLLL..EEEEE..") == set()
    assert broken(moved, "EEEEE..LLLLL..") == {RULE}


FROM_SECOND = EARLY_LATE | {
    "rotation_lines": [
        {"line": 1, "agents": ["A"]},
        {"line": 1, "agents": ["A"], "first_week": "2026-01-12"},
        {"line": 2, "agents": ["A"], "first_week": "2026-01-05"},
    ]
}


def test_a_line_counts_from_its_week_on() -> None:
    """Line 2 in the first week, line 1 in the second: the late shift both times."""
    problem = known(**FROM_SECOND)
    assert broken(problem, "LLLLL..LLLLL..") == set()
    assert price_in_search(problem, "LLLLL..LLLLL..") == 0
    assert broken(problem, "LLLLL..EEEEE..") == {RULE}
    assert price_in_search(problem, "LLLLL..EEEEE..") is None


def test_before_a_line_counts_any_one_is_worked() -> None:
    lines = [{"line": 1, "agents": ["A"], "first_week": "2026-01-12"}]
    problem = known(rotation_lines=lines)
    for letters in ("EEEEE..LLLLL..", "LLLLL..LLLLL.."):
        assert broken(problem, letters) == set()
        assert price_in_search(problem, letters) == 0
    for letters in ("EL.....LLLLL..", "EEEEE..EEEEE.."):
        assert broken(problem, letters) == {RULE}
        assert price_in_search(problem, letters) is None
    _, week = problem.horizon.weeks
    [after] = ledgers_by_week(week, (), {})
    assert after["A"]["rotation_line"] == 1


def test_off_and_shift_types_can_be_named() -> None:
    lines = [{"line": 1, "agents": ["A"]}]
    parts = [
        {"week": 1, "days": ALL, "shifts": ["E", "N"]}, {"week": 2, "days": ALL, "shifts": ["off"]},
    ]  # fmt: skip
    problem = known(rotation=parts, rotation_lines=lines)
    assert broken(problem, "EN.....") == set()
    assert broken(problem, "L......") == {RULE}
    assert broken(problem, ".......E......") == {RULE}
    assert price_in_search(problem, ".......E......") is None


def test_an_assigned_line_goes_on_by_the_ledger() -> None:
    problem = known()
    week, *_ = problem.horizon.weeks
    [after] = ledgers_by_week(week, shifts_of("LLLLL.."), {})
    assert after["A"]["rotation_line"] == 2
    onward = replace(problem.horizon.weeks[1], ledger=after)
    [agent] = problem.agents
    assert lines_before(onward, agent) == 0b10
    [idle] = ledgers_by_week(week, (), {})
    assert "rotation_line" not in idle.get("A", {})


def test_one_week_alone_is_judged_too() -> None:
    assert accepted(judge([shift(0, 7), shift(1, 7)], plan=EARLY_LATE))
    assert refused(judge([shift(0, 7), shift(1, 13)], plan=EARLY_LATE), RULE)
    assert accepted(judge([shift(0, 7)], plan={}))


@settings(max_examples=60, deadline=None)
@given(letters=st.text("ELN.", min_size=DAYS, max_size=DAYS), line=st.sampled_from([0, 1, 2, 3]))
def test_search_and_checker_agree(letters: str, line: int) -> None:
    problem = PROBLEMS[line]
    assert (price_in_search(problem, letters) is None) == bool(broken(problem, letters))


PROBLEMS = [known(), known(**FIXED), known(**SECOND), known(**FROM_SECOND)]


@pytest.mark.parametrize("line", [3, 8])
def test_a_line_beyond_the_rotation_and_a_shift_that_there_is_not_are_told(line: int) -> None:
    plan = known(**EARLY_LATE).horizon.site.work_plans["shifts"]
    bad = changed(
        plan,
        rotation=[{"week": 1, "days": ALL, "shifts": ["erly"]}, EARLY_LATE["rotation"][1]],
        rotation_lines=[{"line": line, "agents": ["A"]}],
    )
    assert {(rule, fault.field) for rule, fault in contradictions_of(bad) if rule == RULE} == {
        (RULE, "shifts"), (RULE, "line"),
    }  # fmt: skip
