"""A schedule is mended with few changes, each listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at, pause
from wfm.model import Agent, Schedule, Site, TimeOff
from wfm.scheduling import Limits, build_problem, check, solve
from wfm.scheduling.repair import Repair, repair
from wfm.scheduling.rules.work_plan import changed


def centre() -> Site:
    plan = changed(
        PLAN, days_per_week=(5, 5), earliest_start=480, latest_end=1200,
        activities=(pause("L", 30, 180, 300),),
    )  # fmt: skip
    agents = tuple(
        Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset({"calls"})) for n in range(6)
    )
    return Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": plan}, agents)


def heads(needed: float, evening: float) -> pd.DataFrame:
    rows = [
        (at(day, hour / 2), 30, "calls", evening if hour >= 32 else needed)
        for day in range(7)
        for hour in range(16, 40)
    ]
    names = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return pd.DataFrame(rows, columns=names)


def first() -> Schedule:
    problem = build_problem(centre(), heads(3, 1), MONDAY)
    return solve(problem, Limits(time=None, effort=0, workers=1)).schedule


def mended(schedule: Schedule, requirement: pd.DataFrame, **more) -> Repair:
    return repair(centre(), requirement, schedule, seconds=None, effort=3, **more)


def test_nothing_changes_where_nothing_must_and_a_change_costs_more_than_it_saves() -> None:
    schedule = first()
    found = mended(schedule, heads(3, 1), price=10_000)
    assert found.changes == ()
    assert found.solution.schedule.shifts == schedule.shifts
    assert found.solution.schedule.version == schedule.version + 1


def test_only_the_absent_agents_days_change_where_change_is_dear() -> None:
    schedule = first()
    gone = next(shift for shift in schedule.shifts if shift.agent_id == "A2")
    off = TimeOff("A2", gone.start.replace(hour=0), gone.start.replace(hour=23), "sick")
    found = mended(schedule, heads(3, 1), absent=[off], price=10_000)
    assert [(c.agent_id, c.date, c.before, c.after) for c in found.changes] == [
        ("A2", gone.date, gone, None)
    ]


def test_new_demand_moves_shifts_that_are_not_locked_and_lists_each() -> None:
    old = first()
    locked = tuple(replace(s, locked=s.agent_id in {"A0", "A1"}) for s in old.shifts)
    schedule = replace(old, shifts=locked)
    requirement = heads(1, 4)
    found = mended(schedule, requirement, price=5)
    assert found.changes
    assert not {"A0", "A1"} & {change.agent_id for change in found.changes}
    new = found.solution.schedule
    assert not any(f.hard for f in check(build_problem(centre(), requirement, MONDAY), new))
    before = {(s.agent_id, s.date): s for s in schedule.shifts}
    after = {(s.agent_id, s.date): s for s in new.shifts}
    for change in found.changes:
        key = change.agent_id, change.date
        assert (before.get(key), after.get(key)) == (change.before, change.after)
        before[key] = change.after
    assert {k: s for k, s in before.items() if s} == after


def test_an_evening_needs_heads_that_the_repair_brings() -> None:
    schedule, requirement = first(), heads(1, 4)

    def evening(shifts) -> float:
        late = timedelta(hours=16)
        return sum(s.end - at((s.date - MONDAY).days, 0) > late for s in shifts)

    found = mended(schedule, requirement, price=5)
    assert evening(found.solution.schedule.shifts) > evening(schedule.shifts)
