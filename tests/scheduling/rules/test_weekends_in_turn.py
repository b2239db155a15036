"""Every other weekend off, some weekends of some, and weekends worked whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import accepted, judge, refused, shift
from tests.scheduling.typed_shifts import DAYS, MONDAY, broken, problem_of, shifts_of, told
from wfm.scheduling.rules.ledger import continued

TURN, WHOLE = "Weekends in turn", "Whole weekends"
OTHER = {"maximum_weekends_in_turn": 1, "weekends_in_turn": 2}
ROSTERS = st.text("E..", min_size=DAYS, max_size=DAYS)
LAST_WEEKS = st.one_of(st.just(""), st.text("E.", min_size=7, max_size=7))
WEEKENDS = st.sampled_from([{5, 6}, {4, 5}, {6, 0}, {0}, {6}])


def test_two_weekends_in_a_row_are_refused_where_every_other_is_off() -> None:
    assert told(".....E.......E", **OTHER) == {TURN}
    assert told(".....EE.......", **OTHER) == set()
    assert told("............EE", ".....E.", **OTHER) == set()


def test_last_week_s_weekend_counts() -> None:
    assert told(".....E.", ".....E.", **OTHER) == {TURN}
    assert told(".....E.", "EEEEE..", **OTHER) == set()


def test_without_the_setting_any_weekend_is_free() -> None:
    assert told(".....EE.....EE") == set()


@pytest.mark.parametrize(
    ("earlier", "legal"),
    [({}, True), ({"weekend_3_ago": 1.0}, True), ({"weekend_2_ago": 1.0}, False)],
)
def test_the_ledger_tells_earlier_weekends(earlier: dict[str, float], legal: bool) -> None:
    plan = {"maximum_weekends_in_turn": 1, "weekends_in_turn": 3}
    verdict = judge([shift(5, 8)], plan=plan, ledger={"A1": earlier})
    assert accepted(verdict) if legal else refused(verdict, TURN)


def test_the_ledger_goes_on_from_week_to_week() -> None:
    plan = {"maximum_weekends_in_turn": 1, "weekends_in_turn": 3}
    week = replace(problem_of(**plan).horizon, days=7)
    once = continued(week, shifts_of(".....E."))["A"]
    assert once["weekend_1_ago"] == 1
    next_week = replace(week, first=MONDAY.replace(day=12))
    twice = continued(next_week, (), {"A": once})["A"]
    assert "weekend_1_ago" not in twice
    assert twice["weekend_2_ago"] == 1
    gone = replace(week, first=MONDAY.replace(day=26))
    later = continued(replace(week, first=MONDAY.replace(day=19)), (), {"A": twice})
    assert later["A"]["weekend_3_ago"] == 1
    assert "weekend_3_ago" not in continued(gone, (), later)["A"]


def test_a_ledger_of_weekends_has_no_price() -> None:
    assert accepted(judge([shift(5, 8)], plan={}, ledger={"A1": {"weekend_1_ago": 1.0}}))


def test_a_weekend_is_worked_whole_or_not_at_all() -> None:
    whole = {"whole_weekends": True}
    assert told(".....EE.....EE", **whole) == set()
    assert told(".....E........", **whole) == {WHOLE}
    assert told("......E.......", **whole) == {WHOLE}
    assert told("E.....", **whole) == set()


@settings(max_examples=80, deadline=None)
@given(
    letters=ROSTERS, previous=LAST_WEEKS, weekend=WEEKENDS,
    most=st.integers(0, 3), of=st.integers(1, 4),
)  # fmt: skip
def test_search_and_checker_agree(
    letters: str, previous: str, weekend: set[int], most: int, of: int
) -> None:
    plan = {"maximum_weekends_in_turn": most, "weekends_in_turn": of}
    told(letters, previous, weekend=frozenset(weekend), whole_weekends=True, **plan)
    told(letters, previous, weekend=frozenset(weekend), **plan)


def test_a_weekend_over_the_border_of_weeks_is_one_weekend() -> None:
    sunday_and_monday = problem_of(
        previous="......E", weekend=frozenset({6, 0}), **OTHER, whole_weekends=True
    )
    assert broken(sunday_and_monday, "E") == set()
    assert broken(sunday_and_monday, ".") == {WHOLE}
    assert broken(sunday_and_monday, "E.....E") == {TURN, WHOLE}
