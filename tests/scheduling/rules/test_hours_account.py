"""Overtime at a price, and hours that even out over the weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, PLAN, accepted, at, judge, priced, refused, shift
from tests.scheduling.fixed import MONDAY as WEEK
from tests.scheduling.typed_shifts import MONDAY, problem_of, shifts_of
from wfm.model import Agent, Site, TimeOff
from wfm.scheduling import Limits, build_problem, check, solve
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.rules.ledger import continued
from wfm.scheduling.rules.work_plan import changed

PAID, ACCOUNT = "Paid hours per week", "Hours account"
OVERTIME = {"paid_minutes_per_week": (960, 1440), "overtime_minutes": 480, "overtime_price": 7}


def days(number: int):
    return [shift(day, 8) for day in range(number)]


def test_overtime_costs_by_the_hour_up_to_its_cap() -> None:
    assert accepted(judge(days(3), plan=OVERTIME))
    assert priced(judge(days(4), plan=OVERTIME), PAID, 8 * 7)
    assert refused(judge(days(5), plan=OVERTIME), PAID)
    assert refused(judge(days(1), plan=OVERTIME), PAID)


def test_voluntary_time_off_costs_by_the_hour_down_to_its_floor() -> None:
    free = {
        "paid_minutes_per_week": (1920, 1920), "days_per_week": (4, 4),
        "voluntary_time_off_minutes": 960, "voluntary_time_off_price": 3,
    }  # fmt: skip
    assert accepted(judge(days(4), plan=free))
    assert priced(judge(days(3), plan=free), PAID, 8 * 3)
    assert priced(judge(days(2), plan=free), PAID, 16 * 3)
    assert judge(days(1), plan=free).broken == {PAID, "Days per week"}
    assert judge(days(3), plan=free | {"voluntary_time_off_minutes": 0}).refused


@pytest.mark.parametrize(("heads", "price", "worked"), [(0.0, 4, 3), (1.0, 200, 4), (1.0, 4, 5)])
def test_a_plan_goes_below_or_beyond_the_hours_where_that_is_worth_its_price(
    heads: float, price: int, worked: int
) -> None:
    """What the week left on the account goes on through the ledger to the next."""
    plan = {
        "paid_minutes_per_week": (1920, 1920), "days_per_week": (4, 5), "earliest_start": 480,
        "latest_end": 960, "voluntary_time_off_minutes": 480, "voluntary_time_off_price": 1,
        "overtime_minutes": 480, "overtime_price": price, "average_paid_minutes": 1920,
        "account_minutes": (-960, 960), "account_price": 0,
    }  # fmt: skip
    needed = pd.DataFrame(
        {
            "interval_start": [at(day, 8 + n / 2) for day in range(5) for n in range(16)],
            "interval_minutes": 30, "queue": "calls", "gross_requirement": heads,
        }
    )  # fmt: skip
    agent = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}))
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": changed(PLAN, **plan)},
                (agent,))  # fmt: skip
    problem = build_problem(site, needed, WEEK)
    solution = solve(problem, Limits(time=None, effort=0, workers=1))
    assert len(solution.schedule.shifts) == worked
    assert objective(check(problem, solution.schedule)) == solution.objective
    ledger = continued(problem.horizon, solution.schedule.shifts)
    assert ledger["A1"]["hours_account"] == 8 * (worked - 4)
    after = replace(problem.horizon, ledger=ledger, first=WEEK + timedelta(days=7))
    assert continued(after, (), ledger)["A1"]["hours_account"] == 8 * (worked - 4) - 32


AVERAGE = {
    "average_paid_minutes": 38 * 60, "account_minutes": (-20 * 60, 10 * 60), "account_price": 3,
}  # fmt: skip


def test_what_a_week_has_beyond_the_average_costs_on_the_account() -> None:
    assert priced(judge(days(5), plan=AVERAGE), ACCOUNT, 2 * 3)
    assert priced(judge(days(4), plan=AVERAGE), ACCOUNT, 6 * 3)


def test_the_account_has_a_most_and_a_least() -> None:
    assert priced(judge(days(6), plan=AVERAGE), ACCOUNT, 10 * 3)
    assert refused(judge(days(7), plan=AVERAGE), ACCOUNT)
    assert refused(judge(days(2), plan=AVERAGE), ACCOUNT)


@pytest.mark.parametrize(("hours", "price"), [(-2.0, 0), (4.0, 6 * 3), (6.0, 8 * 3)])
def test_the_account_goes_on_from_the_ledger(hours: float, price: int) -> None:
    ledger = {"A1": {"hours_account": hours}}
    verdict = judge(days(5), plan=AVERAGE, ledger=ledger)
    assert priced(verdict, ACCOUNT, price) if price else accepted(verdict)
    assert refused(judge(days(7), plan=AVERAGE, ledger=ledger), ACCOUNT)


def test_a_day_of_leave_takes_its_share_of_the_average() -> None:
    plan = {
        **AVERAGE, "average_paid_minutes": 40 * 60,
        "days_per_week": (5, 5), "paid_minutes_per_week": (0, 2400),
    }  # fmt: skip
    off = (TimeOff("A1", at(4, 0), at(5, 0), "leave"),)
    assert accepted(judge(days(4), plan=plan, time_off=off))


def test_the_ledger_keeps_the_account() -> None:
    week = replace(problem_of(average_paid_minutes=2400).horizon, days=7)
    once = continued(week, shifts_of("EEEEEE"))
    assert once["A"]["hours_account"] == 8
    later = replace(week, first=MONDAY.replace(day=12))
    twice = continued(later, shifts_of("EEE", later.first), once)
    assert twice["A"]["hours_account"] == 8 - 16


def test_who_has_no_account_has_none_in_the_ledger() -> None:
    week = replace(problem_of().horizon, days=7)
    assert "hours_account" not in continued(week, shifts_of("EEEEEE"))["A"]


def test_a_contract_without_an_account_keeps_what_is_on_it() -> None:
    """Whoever changes to it, and back, still has the hours."""
    week = replace(problem_of().horizon, days=7)
    kept = continued(week, shifts_of("EEEEEE"), {"A": {"hours_account": 8.5}})
    assert kept["A"]["hours_account"] == 8.5


@settings(max_examples=60, deadline=None)
@given(
    worked=st.frozensets(st.integers(0, 6)), most=st.integers(0, 7), overtime=st.integers(0, 3),
    average=st.one_of(st.none(), st.integers(0, 56)), before=st.integers(-30, 30),
    least=st.integers(-40, 0), more=st.integers(0, 60),
)  # fmt: skip
def test_search_and_checker_agree(
    worked: frozenset[int], most: int, overtime: int, average: int | None, before: int,
    least: int, more: int,
) -> None:  # fmt: skip
    plan = {
        "paid_minutes_per_week": (0, most * 480), "overtime_minutes": overtime * 480 + 90,
        "average_paid_minutes": None if average is None else average * 60,
        "account_minutes": (least * 60, (least + more) * 60), "account_price": 7,
    }  # fmt: skip
    ledger = {"A1": {"hours_account": before + 0.25}}
    mean = 0 if average is None else average

    def legal(hours: int) -> bool:
        balance = before + 0.25 + hours - mean
        account = average is None or (least <= balance and (balance <= least + more or not hours))
        return hours <= most * 8 + overtime * 8 + 1.5 and account

    assume(any(legal(8 * number) for number in range(8)))
    verdict = judge([shift(day, 8) for day in sorted(worked)], plan=plan, ledger=ledger)
    assert bool(verdict.broken) != legal(8 * len(worked))
    assert verdict.broken <= {PAID, ACCOUNT}
    assert verdict.refused == bool(verdict.broken)
    if not verdict.refused:
        assert verdict.price == sum(verdict.costs.values())
