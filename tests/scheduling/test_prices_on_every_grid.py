"""A schedule costs the same on every grid: a finer one comes of somebody else's short break."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
import pytest

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at, pause, shift
from tests.scheduling.random_sites import _maybe_shift, random_case
from wfm.model import (
    Agent,
    GroupRule,
    GroupRuleKind,
    Meeting,
    Preference,
    PreferenceKind,
    Schedule,
    Site,
    WorkPlan,
)
from wfm.scheduling import build_problem, check
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.work_plan import changed


def of_a_colleague(minutes: int) -> dict[str, WorkPlan]:
    """A contract that nobody has, with a break of these minutes."""
    return {"colleague's": changed(PLAN, activities=[pause("B", minutes, 120, 180)])}


def costs(findings: Iterable[Finding]) -> Counter[tuple[object, ...]]:
    """Price of each finding; heads that queues share may count for another one at its price."""
    found: Counter[tuple[object, ...]] = Counter()
    for each in findings:
        text = "" if each.rule == "Coverage" else str(each.text)
        found[each.rule, each.agent_id, each.date, text, each.hard] += each.price
    return found


@pytest.mark.parametrize("seed", [3, 6, 8, 13, 19])
def test_random_rosters_cost_the_same_with_and_without_a_short_break(seed: int) -> None:
    case, draw, found = random_case(seed), random.Random(seed), []
    shifts = tuple(
        each
        for agent in case.site.agents
        for day in range(7)
        for each in _maybe_shift(draw, agent, case.site, case.first, day, 0.7)
    )
    schedule = Schedule("site", case.first, shifts)
    for more in ({}, of_a_colleague(10)):
        site = replace(case.site, work_plans={**case.site.work_plans, **more})
        problem = replace(case, site=site, locked=()).problem()
        found.append((problem.horizon.grid.interval_minutes, costs(check(problem, schedule))))
    (coarse, price), (fine, same) = found
    assert coarse > fine
    assert price == same


GROUPS = tuple(
    GroupRule(kind.value, kind, heads, price=7)
    for kind, heads in (
        (GroupRuleKind.SEATS, 1), (GroupRuleKind.BREAKS, 0), (GroupRuleKind.DAYS_OFF, 0),
        (GroupRuleKind.PRESENT, 2), (GroupRuleKind.ON_QUEUE, 2), (GroupRuleKind.SAME_TIMES, 1),
    )
)  # fmt: skip
EVERYTHING = {
    "paid_minutes_per_week": (600, 960), "overtime_minutes": 600, "overtime_price": 11,
    "voluntary_time_off_minutes": 480, "voluntary_time_off_price": 13, "average_paid_minutes": 810,
    "account_price": 7, "maximum_split_days": 1, "split_part_minutes": (240,), "split_day_price": 5,
    "activities": [pause("Tea", 30, 60, 240, shift_minutes=(480,))], "consecutive_days_off": 6,
}  # fmt: skip
PRICED = {
    "Absent at once", "Breaks at once", "Coverage", "Days off together", "Fairness over weeks",
    "Hours account", "Meetings and training", "Minimum heads", "Paid hours per week", "Same times",
    "Seats", "Split shifts", "Stability", "Wishes",
}  # fmt: skip
HALF_HOURS = pd.DataFrame(
    {
        "interval_start": [at(day, hour / 2) for day in range(7) for hour in range(48)],
        "interval_minutes": 30,
        "queue": "calls",
        "gross_requirement": [0.37 * (n * 7 % 11) for n in range(7 * 48)],
    }
)


def test_every_price_is_the_same_on_grids_of_30_15_10_and_5_minutes() -> None:
    tea = [("Tea", 2.5, 30)]
    mine = [shift(0, 9, 8, tea), shift(1, 9, 4), shift(1, 15, 4), shift(2, 10.5, 8, tea)]
    shifts = (*mine, replace(shift(0, 13, 8, tea), id="B1-0", agent_id="B1"))
    mornings = PreferenceKind.START_BETWEEN
    site = Site(
        "site", "UTC", None, 0, 30, 0.0, "EUR",
        (replace(ALWAYS, goal=replace(ALWAYS.goal, minimum_heads=1)),),
        {"plan": changed(PLAN, **EVERYTHING)},
        tuple(Agent(f"{n}1", n, "team", "plan", frozenset({"calls"})) for n in "AB"),
        preferences=(Preference("A1", mornings, frozenset({0, 2}), 480, 600, 9),),
        meetings=(Meeting("Talk", ("B1",), at(3, 9), at(3, 10), 60),),
        group_rules=GROUPS,
    )  # fmt: skip
    found = {}
    for minutes in (30, 15, 20, 5):
        plans = {**site.work_plans, **of_a_colleague(minutes)}
        problem = build_problem(
            replace(site, work_plans=plans), HALF_HOURS, MONDAY, given=mine[:1],
            ledger={"A1": {"weekend": 2.0, "late": 1.4}, "B1": {"late": 1.4, "hours_account": 3.0}},
        )  # fmt: skip
        findings = check(problem, Schedule("site", MONDAY, shifts))
        found[problem.horizon.grid.interval_minutes] = costs(findings)
    assert set(found) == {30, 15, 10, 5}
    asked = {str(rule) for (rule, *_), price in found[30].items() if price}
    assert asked >= PRICED
    assert all(price == found[30] for price in found.values())
