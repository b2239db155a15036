"""Who has no legal week works by all rules but those that stand in the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN
from wfm.model import Agent, ServiceGoal, Site
from wfm.scheduling import Limits, Problem, build_problem, check, solve
from wfm.scheduling.decode import roster_from, to_roster, to_schedule
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.tours.roster import empty_roster

ASKED: dict[str, Any] = {
    "paid_minutes_per_week": (1440, 2400),
    "consecutive_days_off": 4,
    "consecutive_days_off_required": True,
}


@pytest.mark.parametrize("days", [(4, 5), (5, 5)])
def test_missing_heads_make_nobody_work_beyond_the_rules_that_can_be_kept(
    days: tuple[int, int],
) -> None:
    """Of four days, or five, and four days off together one has to go; not both, nor the hours."""
    problem = contradicting(days)
    assert problem.stuck == ("A1",)
    solution = solve(problem, Limits(None, effort=1, workers=1))
    broken = Counter(f.rule for f in check(problem, solution.schedule) if f.hard and f.agent_id)
    assert len(broken) == 1, broken
    hours = sum(shift.paid_minutes for shift in solution.schedule.shifts) / 60
    assert 24 <= hours <= 40
    assert len({shift.date for shift in solution.schedule.shifts}) <= 5


def test_a_search_goes_on_from_the_weeks_of_those_who_have_no_legal_one() -> None:
    """Else they would work as in a greedy schedule, whatever the search before has found."""
    problem = contradicting((5, 5))
    schedule = solve(problem, Limits(None, effort=0, workers=1)).schedule
    roster, strange = roster_from(problem, schedule, empty_roster(1, 7))
    assert not strange.any()
    assert to_schedule(problem, roster).shifts == schedule.shifts
    assert to_roster(problem, schedule)[1] == {"A1"}, "the week is not a legal one"


def contradicting(days: tuple[int, int]) -> Problem:
    """Ask somebody for so many days, and for four days off together."""
    asked = {**ASKED, "days_per_week": days}
    queue = replace(ALWAYS, goal=ServiceGoal(minimum_heads=3))
    agents = (Agent("A1", "Ann", "team", "plan", frozenset({"calls"})),)
    site = Site("site", "UTC", None, 0, 60, 0.0, "EUR", (queue,), {"plan": changed(PLAN, **asked)},
                agents)  # fmt: skip
    starts = pd.date_range(str(MONDAY), periods=7 * 24, freq="1h", tz="UTC")
    heads = pd.DataFrame({"interval_start": starts, "interval_minutes": 60, "queue": queue.name,
                          "gross_requirement": 3.0})  # fmt: skip
    return build_problem(site, heads, MONDAY)
