"""A declared minimum wins over every price where it can be met; elsewhere it is named."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at
from wfm.model import Agent, Preference, PreferenceKind, ServiceGoal, Site
from wfm.model.plan import Severity
from wfm.scheduling import Limits, Problem, build_problem, check, solve

TINY = Limits(time=None, effort=0, workers=1)
GUARDED = replace(ALWAYS, name="alarms", goal=ServiceGoal(minimum_heads=1))


def heads(**required: float) -> pd.DataFrame:
    """Heads for each queue from Monday 08:00 to 16:00."""
    rows = [
        (at(0, 8 + k / 2), 30, queue, number)
        for queue, number in required.items()
        for k in range(16)
    ]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return pd.DataFrame(rows, columns=names)


def problem_of(requirement: pd.DataFrame, agents: int = 1, **more) -> Problem:
    people = tuple(
        Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset({"calls"})) for n in range(agents)
    )
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS, GUARDED), {"plan": PLAN}, people,
                **more)  # fmt: skip
    return build_problem(site, requirement, MONDAY)


def test_the_only_head_serves_the_minimum_though_more_are_missing_elsewhere() -> None:
    problem = problem_of(heads(calls=9, alarms=1))
    solution = solve(problem, TINY)
    assert [f for f in check(problem, solution.schedule) if f.hard] == []
    assert solution.status != "partial"
    assert len(solution.schedule.shifts) == 1


def test_a_minimum_wins_over_a_wish_of_any_weight_a_planner_gives() -> None:
    wish = Preference("A0", PreferenceKind.DAY_OFF, frozenset({0}), weight=500)
    kept = solve(problem_of(heads(alarms=1), preferences=(wish,)), TINY)
    assert len(kept.schedule.shifts) == 1
    free = solve(problem_of(heads(calls=1), preferences=(wish,)), TINY)
    assert len(free.schedule.shifts) == 0


def test_a_minimum_that_nobody_can_meet_is_named_and_the_price_is_the_solvers() -> None:
    problem = problem_of(heads(alarms=1), agents=1)
    empty = replace(solve(problem, TINY).schedule, shifts=())
    (finding,) = [f for f in check(problem, empty) if f.hard]
    assert str(finding) == (
        "Mon 2026-01-05, Minimum heads: alarms has 0 heads at 08:00, at least 1 needed; "
        "8 head-hours with skill calls are missing that day"
    )
    assert finding.price == 8 * 40_000


def test_the_schedule_that_misses_a_minimum_is_partial_and_says_so() -> None:
    both = replace(GUARDED, goal=ServiceGoal(minimum_heads=2))
    agents = (Agent("A0", "Ann", "team", "plan", frozenset({"calls"})),)
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (both,), {"plan": PLAN}, agents)
    problem = build_problem(site, heads(alarms=2), MONDAY)
    solution = solve(problem, TINY)
    assert solution.status == "partial"
    assert len(solution.schedule.shifts) == 1
    odds, message, in_all = solution.messages
    assert "at least 2" in odds.text
    assert "In all, about 8 head-hours" in in_all.text
    assert message.severity is Severity.ERROR
    assert "at 08:00 1 of at least 2 heads" in message.text
    assert solution.objective == sum(f.price for f in check(problem, solution.schedule))
    assert solution.rule_costs["Minimum heads"] == 8 * 40_000


@pytest.mark.parametrize("hour", [7, 16])
def test_no_minimum_holds_where_nothing_is_required(hour: float) -> None:
    problem = problem_of(heads(alarms=1))
    assert problem.least[1, problem.horizon.grid.index(at(0, hour))] == 0
    assert problem.least[1, problem.horizon.grid.index(at(0, 8))] == 1
