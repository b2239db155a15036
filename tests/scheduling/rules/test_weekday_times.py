"""Other shift lengths and times on some weekdays."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import PLAN, accepted, at, judge, refused, shift
from tests.scheduling.typed_shifts import FREE, told
from wfm.model import TimeOff
from wfm.scheduling.rules.weekday_times import WeekdayTimes
from wfm.scheduling.rules.work_plan import changed, contradictions_of

RULE = "Shift times by weekday"
FRIDAY = WeekdayTimes(frozenset({4}), (360,), 480, 960)
PLAN_WITH = {"shift_minutes": (360, 480), "weekday_times": (FRIDAY,)}


def test_a_friday_has_its_own_length_and_times() -> None:
    assert accepted(judge([shift(3, 12), shift(4, 8, 6)], plan=PLAN_WITH))
    for wrong in (shift(4, 8, 8), shift(4, 7, 6), shift(4, 11, 6)):
        assert refused(judge([wrong], plan=PLAN_WITH), RULE)


def test_a_day_in_two_rows_has_the_shifts_of_both() -> None:
    late = WeekdayTimes(frozenset({4, 5}), (), 840)
    plan = {**PLAN_WITH, "weekday_times": (FRIDAY, late)}
    assert accepted(judge([shift(4, 8, 6)], plan=plan))
    assert accepted(judge([shift(4, 15, 8)], plan=plan))
    assert refused(judge([shift(5, 8, 6)], plan=plan), RULE)


def test_a_type_of_shift_may_start_on_its_weekdays_alone() -> None:
    types = tuple(
        replace(each, type_weekdays=frozenset({5, 6})) if each.name == "N" else each
        for each in FREE
    )
    assert told(".....NN", shift_types=types) == set()
    assert told("N", shift_types=types) == {RULE}


def test_leave_over_all_shifts_of_a_weekday_is_a_day_of_leave() -> None:
    """The plan's late shifts would be free, but that Friday has none."""
    off = (TimeOff("A1", at(4, 8), at(4, 16), "leave"),)
    plan = {**PLAN_WITH, "days_per_week": (5, 5)}
    week = [shift(day, 8) for day in (0, 1, 2, 3)]
    assert accepted(judge(week, plan=plan, time_off=off))


def test_a_row_that_leaves_no_shift_is_told_with_its_place() -> None:
    rows = (FRIDAY, WeekdayTimes(frozenset({5}), (300,)))
    [(rule, fault)] = contradictions_of(changed(PLAN, **{**PLAN_WITH, "weekday_times": rows}))
    assert (rule, fault.table, fault.record) == (RULE, "weekday_times", 1)


@settings(max_examples=60, deadline=None)
@given(
    day=st.integers(0, 6), start=st.integers(0, 44), hours=st.sampled_from([6, 8]),
    rows=st.lists(
        st.builds(
            WeekdayTimes, st.frozensets(st.integers(0, 6), min_size=1),
            st.sampled_from([(), (360,), (480,)]), st.integers(0, 20).map(lambda n: n * 30),
            st.integers(40, 80).map(lambda n: n * 30),
        ), max_size=3,
    ),
)  # fmt: skip
def test_search_and_checker_agree(
    day: int, start: int, hours: int, rows: list[WeekdayTimes]
) -> None:
    plan = {"shift_minutes": (360, 480), "weekday_times": tuple(rows)}
    verdict = judge([shift(day, start / 2, hours)], plan=plan)
    assert verdict.broken <= {RULE}
    assert verdict.refused == bool(verdict.broken)
