"""What is counted over all weeks of a plan: each week is judged and planned with the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.scheduling.test_weeks_together import MONDAY, QUICK, problem, shift, site
from tests.work_plans import TypedShift
from wfm.model import Contract, Schedule, Shift, Site
from wfm.scheduling import check, solve
from wfm.scheduling.rules import RULES, counts_over_all_weeks
from wfm.scheduling.rules.counted_by_month import CountedByMonth

WEEKS = tuple(MONDAY + timedelta(weeks=number) for number in range(4))
FREE: dict[str, Any] = {
    "paid_minutes_per_week": (0, 10_080), "days_per_week": (0, 7), "shift_minutes": (480,),
    "minimum_rest": 0, "maximum_consecutive_days": 60,
}  # fmt: skip
LIMITS: dict[str, tuple[dict[str, Any], tuple[int, ...], tuple[int, ...], int]] = {
    "Shifts of a type": (
        {"shift_types": (TypedShift("E", 480, 480, most=4), TypedShift("L", 720, 480))},
        (0, 1, 2), (0, 1), 1,
    ),
    "Weekends worked": ({"maximum_weekends": 1}, (5, 6), (5,), 0),
    "Hours in the horizon": ({"minutes_in_horizon": (480, 4 * 480)}, (0, 1, 2), (0, 1), 1),
}  # fmt: skip
"""By the rule: a work plan with a limit, days of two weeks that break it, and how many of the
second week's days keep it."""


def beside(where: Site, *weeks: tuple[int, tuple[int, ...]]) -> Site:
    """Let other weeks of the plan be worked on some of their days."""
    shifts = tuple(moved(shift(day, 8), 7 * week) for week, days in weeks for day in days)
    known = [WEEKS[week] for week, _ in weeks]
    return replace(where, beside=where.beside.with_weeks(known, known, shifts))


def moved(one: Shift, days: int) -> Shift:
    by = timedelta(days=days)
    parts = tuple(replace(p, start=p.start + by, end=p.end + by) for p in one.activities)
    return replace(one, id=f"{one.id}-{days}", date=one.date + by, activities=parts)


def broken(where: Site, days: tuple[int, ...]) -> list[str]:
    shifts = tuple(shift(day, 8) for day in days)
    known = problem(where, 7)
    return [f.rule for f in check(known, Schedule(where.name, MONDAY, shifts)) if f.hard]


@pytest.mark.parametrize("rule", LIMITS)
def test_a_week_is_judged_with_the_other_weeks_of_its_plan(rule: str) -> None:
    asked, before, after, kept = LIMITS[rule]
    where = site(**FREE | asked)
    assert counts_over_all_weeks(where)
    assert broken(where, after) == []
    assert broken(beside(where, (1, before)), after) == [rule]
    assert broken(beside(where, (1, before)), after[:kept]) == []


@pytest.mark.parametrize("rule", LIMITS)
def test_the_sum_is_told_with_the_weeks_that_it_is_of(rule: str) -> None:
    asked, before, after, _ = LIMITS[rule]
    where = beside(site(**FREE | asked), (1, before), (3, ()))
    shifts = tuple(shift(day, 8) for day in after)
    [told] = [f for f in check(problem(where, 7), Schedule("", MONDAY, shifts)) if f.hard]
    assert "in the 3 weeks planned together" in str(told)


def test_less_of_a_breach_over_all_weeks_eases_it() -> None:
    """What eases a breach is not held against a change; the number of weeks is no part of it."""
    asked, before, _, _ = LIMITS["Shifts of a type"]
    known = problem(beside(site(**FREE | asked), (1, before)), 7)
    worse, better = (
        next(f for f in check(known, Schedule("", MONDAY, shifts)) if f.hard)
        for shifts in (tuple(shift(day, 8) for day in days) for days in ((0, 1, 2), (0, 1)))
    )
    assert better.eases(worse)
    assert not worse.eases(better)


@pytest.mark.parametrize("rule", LIMITS)
def test_a_week_that_is_planned_anew_keeps_to_what_the_others_leave(rule: str) -> None:
    asked, before, _, _ = LIMITS[rule]
    alone = site(**FREE | asked)
    among = problem(beside(alone, (1, before)), 7)
    used_up, kept = (solve(known, QUICK).schedule for known in (problem(alone, 7), among))
    assert {f.rule for f in check(among, used_up) if f.hard} == {rule}
    assert not any(f.hard for f in check(among, kept))


def test_weeks_that_are_not_planned_yet_keep_their_share() -> None:
    """Of four of a type in four weeks the first may have one, the first two together two."""
    types = {"shift_types": (TypedShift("E", 480, 480, most=4),)}
    where = site(**FREE | types)
    first = replace(where, beside=where.beside.with_weeks(WEEKS[1:], (), ()))
    assert len(solve(problem(first, 7), QUICK).schedule.shifts) == 1


def test_what_people_know_of_a_week_stays_though_it_is_more_than_a_share() -> None:
    types = {"shift_types": (TypedShift("E", 480, 480, most=4),)}
    where = site(**FREE | types)
    first = replace(where, beside=where.beside.with_weeks(WEEKS[1:], (), ()))
    base = tuple(shift(day, 8) for day in (0, 1, 2))
    found = solve(problem(first, 7, given=base), QUICK).schedule
    assert {s.date for s in found.shifts} == {s.date for s in base}


def test_only_weeks_under_the_same_contract_count() -> None:
    asked = {"maximum_weekends": 1}
    where = site(**FREE | asked)
    other = replace(where.work_plans["plan"], name="other")
    later = Contract("A", "other", first=WEEKS[1])
    where = replace(where, work_plans={**where.work_plans, "other": other}, contracts=(later,))
    assert broken(beside(where, (1, (5,))), (5,)) == []


def test_a_weekend_that_two_weeks_share_counts_once() -> None:
    """Where weeks begin on Sunday, the weekend is the last day of one and the first of the next."""
    where = replace(site(**FREE | {"maximum_weekends": 1}), week_start=6)
    sunday = MONDAY - timedelta(days=1)
    saturday = moved(shift(5, 8), -7)
    before = [sunday - timedelta(weeks=1)]
    where = replace(where, beside=where.beside.with_weeks(before, before, [saturday]))
    found = solve(problem(where, 7, sunday), QUICK).schedule.shifts
    assert {s.date for s in found if s.date.weekday() >= 5} == {sunday}


def test_every_rule_over_all_weeks_is_tried_here() -> None:
    # what is worked before, those know by the ledger: `test_months` tries them
    by_month = {rule.name for rule in RULES if isinstance(rule, CountedByMonth)}
    assert {rule.name for rule in RULES if rule.over_all_weeks} == set(LIMITS) | by_month
    assert not counts_over_all_weeks(site())
