"""Split shifts: two shifts of one date with a gap, within bounds and on so many days a week."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.scheduling.fixed import (
    ALWAYS,
    MONDAY,
    PLAN,
    accepted,
    at,
    judge,
    pause,
    priced,
    refused,
    shift,
)
from wfm.errors import InputError
from wfm.model import Agent, Availability, GroupRule, GroupRuleKind, Site
from wfm.scheduling import Limits, build_problem, check, solve
from wfm.scheduling.decode import to_roster, to_schedule
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.exact.whole_site import whole_site
from wfm.scheduling.repair import repair
from wfm.scheduling.rules.work_plan import changed, contradictions_of

SPLIT = {
    "shift_minutes": (480,), "earliest_start": 480, "latest_end": 1320, "start_step": 60,
    "maximum_split_days": 2, "split_part_minutes": (180, 240), "split_gap_minutes": (120, 300),
    "maximum_spread": 720,
}  # fmt: skip


def day(number: int, *spans):
    return [shift(number, *span) for span in spans]


def test_two_shifts_with_a_gap_of_their_bounds_are_a_day():
    assert accepted(judge(day(0, (8, 4), (15, 4)), plan=SPLIT))
    assert accepted(judge(day(0, (8, 4), (15, 4)) + day(1, (9, 8)), plan=SPLIT))


def test_another_gap_length_or_time_is_refused():
    for spans in (((8, 4), (13, 4)), ((8, 3), (17, 3)), ((8, 4), (15, 5)), ((8, 4), (15.5, 4))):
        assert refused(judge(day(0, *spans), plan=SPLIT), "Split shifts"), spans


def test_a_longer_spread_is_refused():
    near = SPLIT | {"maximum_spread": 600}
    assert accepted(judge(day(0, (8, 4), (14, 4)), plan=near))
    assert refused(judge(day(0, (8, 4), (15, 4)), plan=near), "Split shifts")


def test_more_such_days_than_the_plan_has_are_refused_and_each_costs():
    three = [s for number in range(3) for s in day(number, (8, 4), (15, 4))]
    assert refused(judge(three, plan=SPLIT), "Split shifts")
    assert priced(judge(three[:4], plan=SPLIT | {"split_day_price": 7}), "Split shifts", 14)


def test_without_the_rule_a_day_has_one_shift():
    plan = SPLIT | {"maximum_split_days": 0, "shift_minutes": (240,)}
    assert refused(judge(day(0, (8, 4), (15, 4)), plan=plan), "One shift a day")


def test_a_third_shift_and_one_that_follows_without_a_gap_are_refused():
    third = judge(day(0, (8, 3), (13, 3), (18, 3)), plan=SPLIT)
    assert refused(third, "Split shifts")
    abutting = judge(day(0, (8, 4), (12, 4)), plan=SPLIT)
    assert abutting.refused
    assert "One shift a day" in abutting.broken


TWO_PEAKS = pd.DataFrame(
    {
        "interval_start": [at(0, hour / 2) for hour in range(16, 44)],
        "interval_minutes": 30,
        "queue": "calls",
        "gross_requirement": [2.0 * (hour < 24 or hour >= 36) for hour in range(16, 44)],
    }
)


def two_agents(plan, **site):
    agents = tuple(Agent(f"A{n}", f"Agent {n}", "team", "plan", frozenset({"calls"}))
                   for n in (1, 2))  # fmt: skip
    return Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,),
                {"plan": changed(PLAN, **plan)}, agents, **site)  # fmt: skip


LUNCH = pause("Lunch", 30, 60, 120, shift_minutes=(240,))
PEAKS = SPLIT | {"activities": (LUNCH,), "split_gap_minutes": (120, 480), "maximum_spread": 840}


@pytest.mark.parametrize(
    "more", [{}, {"minimum_gap": 30}, {"maximum_stretch": 210, "shift_minutes": (240,)}]
)
def test_two_peaks_are_served_by_split_days_that_the_checker_prices_alike(more):
    problem = build_problem(two_agents(PEAKS | more), TWO_PEAKS, MONDAY)
    solution = solve(problem, Limits(time=None, effort=0.2, workers=1))
    monday = [s for s in solution.schedule.shifts if s.date == MONDAY]
    findings = check(problem, solution.schedule)
    assert len(monday) == 4
    assert not any(finding.hard for finding in findings)
    assert objective(findings) == solution.objective
    assert solution.bound is None or solution.bound <= solution.objective
    pauses = [part for shift in monday for part in shift.activities if part.code == "Lunch"]
    assert len(pauses) == 4
    roster, strangers = to_roster(problem, solution.schedule)
    assert not strangers
    assert to_schedule(problem, roster).fingerprint == solution.schedule.fingerprint


def test_work_between_a_pause_and_the_gap_is_as_long_as_between_two_pauses():
    late = pause("Lunch", 30, 0, 210, shift_minutes=(240,))
    plan = SPLIT | {"activities": (late,), "minimum_gap": 60}
    early, second = ("Lunch", 2, 30), (15, 4, (("Lunch", 1, 30),))
    assert accepted(judge(day(0, (8, 4, (early,)), second), plan=plan))
    just_before = judge(day(0, (8, 4, (("Lunch", 3, 30),)), second), plan=plan)
    just_after = judge(day(0, (8, 4, (early,)), (15, 4, (("Lunch", 0.5, 30),))), plan=plan)
    assert refused(just_before, "Breaks and meals")
    assert refused(just_after, "Breaks and meals")


def test_whoever_is_away_in_the_gap_takes_no_seat():
    rules = tuple(GroupRule(str(kind), kind, heads=1, price=50)
                  for kind in (GroupRuleKind.SEATS, GroupRuleKind.BREAKS))  # fmt: skip
    problem = build_problem(two_agents(PEAKS, group_rules=rules), TWO_PEAKS, MONDAY)
    solution = solve(problem, Limits(time=None, effort=0, workers=1))
    assert len([s for s in solution.schedule.shifts if s.date == MONDAY]) > 2
    assert objective(check(problem, solution.schedule)) == solution.objective
    roster, strangers = to_roster(problem, solution.schedule)
    assert not strangers
    exact = whole_site(problem, roster, [0, 1]).model
    assert not exact.broken_by_hint()
    assert exact.hinted_price() == solution.objective


def test_an_agent_may_be_away_in_the_gap_and_not_in_the_shifts():
    everyday = frozenset(range(7))
    in_gap = Availability("A1", everyday, start=12 * 60, end=15 * 60, available=False)
    assert accepted(judge(day(0, (8, 4), (15, 4)), plan=SPLIT, availability=(in_gap,)))
    later = replace(in_gap, end=15 * 60 + 30)
    assert refused(judge(day(0, (8, 4), (15, 4)), plan=SPLIT, availability=(later,)),
                   "Availability")  # fmt: skip


def test_a_locked_split_day_stays_and_a_repair_keeps_both_shifts():
    locked = [replace(s, locked=True) for s in day(0, (9, 4), (16, 4))]
    problem = build_problem(two_agents(PEAKS), TWO_PEAKS, MONDAY, locked=locked)
    solution = solve(problem, Limits(time=None, effort=0, workers=1))
    kept = [s for s in solution.schedule.of("A1") if s.date == MONDAY]
    assert kept == locked
    mended = repair(problem.horizon.site, TWO_PEAKS, solution.schedule, effort=2, seconds=None)
    assert [s for s in mended.solution.schedule.of("A1") if s.date == MONDAY] == locked


def test_locked_shifts_of_a_day_are_two_only_where_the_plan_has_them():
    locked = [replace(s, locked=True) for s in day(0, (9, 4), (16, 4))]
    with pytest.raises(InputError, match="locked"):
        build_problem(two_agents(PEAKS | {"maximum_split_days": 0}), TWO_PEAKS, MONDAY,
                      locked=locked)  # fmt: skip


def test_a_plan_into_which_no_two_shifts_fit_is_refused_before_the_search():
    with pytest.raises(InputError, match="no two of its shifts"):
        build_problem(two_agents(SPLIT | {"maximum_spread": 300}), TWO_PEAKS, MONDAY)


def test_hours_that_only_split_days_reach_are_no_contradiction():
    hours = SPLIT | {"shift_minutes": (240,), "days_per_week": (2, 2),
                     "paid_minutes_per_week": (900, 960)}  # fmt: skip
    assert not list(contradictions_of(changed(PLAN, **hours)))
    assert list(contradictions_of(changed(PLAN, **hours | {"maximum_split_days": 1})))
