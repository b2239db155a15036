"""A work plan that changes inside the horizon, and two that one person has at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.scheduling.typed_shifts import DAYS, FREE, MONDAY, broken, price_in_search, problem_of
from wfm.model import Contract
from wfm.model.contract import contract_on
from wfm.scheduling import Limits, solve

ANYTHING = {"shift_types": FREE, "maximum_consecutive_days": 31, "days_per_week": (0, 7)}
FROM_THURSDAY = Contract("A", "other", MONDAY + timedelta(days=3))
LAST_FOUR_DAYS = Contract("A", "other", weekdays=frozenset({3, 4, 5, 6}))


def told(letters: str, contract: Contract, other: dict[str, object], **usual: object) -> set[str]:
    """Hard rules that a roster breaks; search and checker agree on whether it is legal."""
    fields = {**ANYTHING, **usual}
    problem = problem_of(contracts={contract: {**ANYTHING, **other}}, **fields)
    found = broken(problem, letters)
    if problem.stuck:  # the search has relaxed the rules
        assert found
    else:
        assert (price_in_search(problem, letters) is None) == bool(found), found
    return found


@pytest.mark.parametrize(
    ("letters", "hard"),
    [
        ("EEE.E..E", set()),
        ("EEEEE..E", {"Days per week", "Paid hours per week"}),
        ("EE..E..E", {"Days per week", "Paid hours per week"}),
        ("EEEE...E", set()),
    ],
    ids=["each share", "two days of the second", "two of the first", "another day"],
)
def test_each_contract_has_its_share_of_the_week(letters: str, hard: set[str]) -> None:
    full = {"days_per_week": (7, 7), "paid_minutes_per_week": (3360, 3360)}
    small = {"days_per_week": (1, 1), "paid_minutes_per_week": (480, 480)}
    # three of seven days of the first, and of the second one day in each week
    assert told(letters, FROM_THURSDAY, small, **full) == hard


def test_a_rule_of_the_new_contract_begins_with_it_and_knows_what_was_before() -> None:
    two_late = {"maximum_late_shifts_in_a_row": 2}
    assert told("LLL", FROM_THURSDAY, two_late) == set()
    assert told("LLLL", FROM_THURSDAY, two_late) == {"Late shifts in a row"}
    assert told("...LLL", FROM_THURSDAY, {}, **two_late) == set()


def test_rest_is_that_of_the_later_shift_s_contract() -> None:
    long_rest = {"minimum_rest": 1200}
    assert told("LEE", FROM_THURSDAY, long_rest) == set()
    assert told("..LE", FROM_THURSDAY, long_rest) == {"Rest between shifts"}


def test_the_weekly_rest_of_one_contract_holds_over_both_that_somebody_has_at_once() -> None:
    long_rest = {"weekly_rest": 2100}
    assert told("EEEEEEEEE", LAST_FOUR_DAYS, {}, **long_rest) == {"Weekly rest"}
    assert told("EEEEEE.EE", LAST_FOUR_DAYS, {}, **long_rest) == set()


def test_two_contracts_at_once_each_have_all_their_hours() -> None:
    half = {"days_per_week": (2, 2), "paid_minutes_per_week": (960, 960)}
    assert told("EE.EE..EE.EE", LAST_FOUR_DAYS, half, **half) == set()
    assert "Days per week" in told("EEE.E..EE.EE", LAST_FOUR_DAYS, half, **half)


@settings(max_examples=20, deadline=None)
@example("NNNNNNNNNNNNNN", 5, None, {"nights_in_a_row": (2, 3)}, {"rest_after_nights": 2880})
@given(
    letters=st.text("EELN..", min_size=DAYS, max_size=DAYS),
    begin=st.integers(1, 12),
    weekdays=st.sampled_from([None, {3, 4}, {0, 5, 6}]),
    usual=st.deferred(lambda: FIELDS),
    other=st.deferred(lambda: FIELDS),
)
def test_search_and_checker_agree(letters, begin, weekdays, usual, other) -> None:
    days = frozenset(range(7) if weekdays is None else weekdays)
    told(
        letters, Contract("A", "other", MONDAY + timedelta(days=begin), None, days), other, **usual
    )


def runs_fit(fields: dict[str, int]) -> bool:
    """Whether the shortest run of working days is none that may not be worked: that is refused."""
    least = fields.get("minimum_consecutive_days", 1)
    return least <= fields.get("maximum_consecutive_days", least)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "minimum_rest": st.sampled_from([0, 660, 1200]),
        "maximum_consecutive_days": st.integers(2, 6),
        "maximum_late_shifts_in_a_row": st.integers(0, 2),
        "nights_in_a_row": st.sampled_from([(1, 2), (2, 3)]),
        "rest_after_nights": st.sampled_from([None, 2880]),
        "minimum_consecutive_days": st.integers(1, 3),
        "minimum_days_off": st.integers(1, 3),
        "maximum_weekend_days": st.integers(0, 2),
        "maximum_weekends": st.integers(0, 2),
        "whole_weekends": st.booleans(),
        "weekly_rest": st.sampled_from([None, 2100]),
        "weekly_start_window": st.sampled_from([None, 120]),
        "maximum_start_change": st.sampled_from([None, 60]),
        "days_per_week": st.sampled_from([(0, 4), (2, 5)]),
        "paid_minutes_per_week": st.sampled_from([(0, 2400), (960, 10080)]),
        "early_after_late": st.booleans(),
        "consecutive_days_off": st.sampled_from([None, 2]),
        "consecutive_days_off_required": st.booleans(),
    },
).filter(runs_fit)


def test_the_contract_that_began_last_holds() -> None:
    later = replace(
        FROM_THURSDAY, work_plan="third", first=date(2026, 1, 10), last=date(2026, 1, 11)
    )
    told = [contract_on((FROM_THURSDAY, later), MONDAY + timedelta(days=d)) for d in (2, 3, 5, 7)]
    assert told == [None, FROM_THURSDAY, later, FROM_THURSDAY]


def test_the_solver_finds_both_shares() -> None:
    full = {**ANYTHING, "days_per_week": (7, 7), "paid_minutes_per_week": (3360, 3360)}
    small = {**ANYTHING, "days_per_week": (1, 1), "paid_minutes_per_week": (480, 480)}
    problem = problem_of(contracts={FROM_THURSDAY: small}, **full)
    found = solve(problem, Limits(effort=1))
    worked = [shift.date - MONDAY for shift in found.schedule.shifts]
    assert [gap.days for gap in sorted(worked)][:3] == [0, 1, 2]
    assert len(worked) in {4, 5}
