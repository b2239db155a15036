from dataclasses import replace
from datetime import timedelta

import pytest

from tests.scheduling.fixed import ALWAYS, MONDAY, accepted, at, judge, refused, shift
from tests.work_plans import TypedShift
from wfm.model import Agent, OpeningDate, OpeningHours, TimeOff

RULE = "Days per week"
PLAN = {"days_per_week": (3, 4)}


def test_days_lie_between_least_and_most() -> None:
    assert accepted(judge([shift(d, 8) for d in range(3)], plan=PLAN))
    for days in (2, 5):
        assert refused(judge([shift(d, 8) for d in range(days)], plan=PLAN), RULE)


def test_a_day_of_time_off_counts_as_worked() -> None:
    off = (TimeOff("A1", at(6, 0), at(7, 0), "leave"),)
    assert accepted(judge([shift(0, 8), shift(1, 8)], plan=PLAN, time_off=off))
    assert refused(judge([shift(d, 8) for d in range(4)], plan=PLAN, time_off=off), RULE)


def test_leave_on_days_on_which_the_plan_counts_none_costs_no_day() -> None:
    off = (TimeOff("A1", at(5, 0), at(7, 0), "leave"),)
    plan = {"days_per_week": (5, 5)}
    week = [shift(day, 8) for day in range(5)]
    assert accepted(judge(week[:3], plan=plan, time_off=off))
    counted = {**plan, "leave_weekdays": frozenset(range(5))}
    assert accepted(judge(week, plan=counted, time_off=off))
    assert refused(judge(week[:3], plan=counted, time_off=off), RULE)


@pytest.mark.parametrize(("first", "days"), [(2, 4), (5, 2), (0, 5)])
def test_who_starts_in_the_week_works_the_share_of_it(first: int, days: int) -> None:
    """Five of seven days, from Wednesday on: five sevenths of them, three or four."""
    new = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), MONDAY + timedelta(days=first))
    plan = {"days_per_week": (5, 5), "paid_minutes_per_week": (2400, 2400)}
    week = [shift(day, 8) for day in range(first, 7)]
    assert accepted(judge(week[:days], plan=plan, agent=new))
    assert judge(week[: days - 2], plan=plan, agent=new).broken == {RULE, "Paid hours per week"}


def test_leave_before_the_first_day_of_employment_takes_nothing_more() -> None:
    new = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), MONDAY + timedelta(days=2))
    off = (TimeOff("A1", at(0, 0), at(2, 0), "leave"),)
    plan = {"days_per_week": (5, 5), "weekdays": frozenset(range(5))}
    week = [shift(day, 8) for day in (2, 3, 4)]
    assert accepted(judge(week, plan=plan, agent=new, time_off=off))


WORKDAYS = replace(ALWAYS, hours=OpeningHours((((0, 1440),),) * 5 + ((),) * 2))


@pytest.mark.parametrize(("first", "worked"), [(5, 5), (3, 3), (0, 0)])
def test_leave_on_days_on_which_the_centre_is_never_open_costs_no_day(
    first: int, worked: int
) -> None:
    off = (TimeOff("A1", at(first, 0), at(7, 0), "leave"),)
    plan = {"days_per_week": (5, 5), "paid_minutes_per_week": (2400, 2400)}
    week = [shift(day, 8) for day in range(worked)]
    assert accepted(judge(week, plan=plan, time_off=off, queue=WORKDAYS))


def test_who_leaves_works_the_share_of_the_days_on_which_the_centre_is_open() -> None:
    """Monday to Wednesday: three of five days, not of seven."""
    gone = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), None, MONDAY + timedelta(2))
    plan = {"days_per_week": (5, 5), "paid_minutes_per_week": (2400, 2400)}
    week = [shift(day, 8) for day in range(3)]
    assert accepted(judge(week, plan=plan, agent=gone, queue=WORKDAYS))
    assert judge(week[:2], plan=plan, agent=gone, queue=WORKDAYS).broken >= {RULE}


def test_a_holiday_on_a_weekday_without_shifts_of_the_contract_counts_for_nothing() -> None:
    """Saturday is in the plan's weekdays, but its only type of shift is of the others."""
    feast = (OpeningDate("feast", frozenset(), MONDAY + timedelta(5)),)
    plan = {
        "days_per_week": (5, 5), "paid_minutes_per_week": (2400, 2400),
        "shift_types": (TypedShift("Day", 480, 480, type_weekdays=frozenset(range(5))),),
    }  # fmt: skip
    assert accepted(judge([shift(day, 8) for day in range(5)], plan=plan, opening_dates=feast))
