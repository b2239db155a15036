"""The night after a plan is worth what the first night is: nobody of the next week can work it."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at
from wfm.model import Agent, ServiceGoal, Site, WorkPlan
from wfm.model.queue import Queue
from wfm.scheduling import Limits, Problem, build_problem, solve
from wfm.scheduling.decode import queue_heads
from wfm.scheduling.rules import Coverage
from wfm.scheduling.rules.work_plan import changed

FROM_SIX = changed(PLAN, earliest_start=360, latest_end=1800, start_step=120)
"""Starts from 6:00 to 22:00; the last shift ends at 6:00."""
FIVE_DAYS = changed(FROM_SIX, paid_minutes_per_week=(2400, 2400), days_per_week=(5, 5))


def round_the_clock(
    plan: WorkPlan, *, agents: int = 2, days: int = 7, queue: Queue = ALWAYS, night: float = 2.0
) -> Problem:
    """Heads of every hour of a week: `night` before six, three else."""
    people = tuple(
        Agent(f"A{n}", f"A{n}", "red", "plan", frozenset({"calls"})) for n in range(agents)
    )
    site = Site("site", "UTC", None, 0, 60, 0.0, "EUR", (queue,), {"plan": plan}, people)
    hours = [(day, hour) for day in range(7) for hour in range(24)]
    heads = pd.DataFrame({
        "interval_start": [at(day, hour) for day, hour in hours], "interval_minutes": 60,
        "queue": "calls", "gross_requirement": [night if h < 6 else 3.0 for _, h in hours],
    })  # fmt: skip
    return build_problem(site, heads, MONDAY, days=days, coverage=Coverage())


def test_the_night_after_is_priced_as_the_first_one_and_no_hour_more() -> None:
    tables = round_the_clock(FROM_SIX).cover
    assert (tables.price[0, 168:174] == tables.price[0, :6]).all()
    assert (tables.over[0, 168:174] == tables.over[0, :6]).all()
    assert tables.price[0, 168, 0] > tables.price[0, 168, 2]
    assert not tables.price[0, 174:].any()
    assert not tables.over[0, 174:].any()


def test_a_minimum_of_the_night_counts_after_the_plan_too() -> None:
    guarded = round_the_clock(
        FROM_SIX, queue=Queue(*tuple_of(ALWAYS), ServiceGoal(minimum_heads=4))
    ).cover
    assert (guarded.price[0, 168:174] == guarded.price[0, :6]).all()
    assert guarded.price[0, 168, 3] > guarded.price[0, 168, 4]


def tuple_of(queue: Queue) -> tuple[object, ...]:
    return queue.name, queue.channel, queue.skill, queue.hours


@pytest.mark.parametrize(
    ("plan", "days"),
    [
        (changed(PLAN, earliest_start=480, latest_end=1440), 7),
        (changed(PLAN, earliest_start=0, latest_end=1860), 7),
        (FROM_SIX, 5),
    ],
    ids=["nobody works at night", "the next day begins at midnight", "less than a week"],
)
def test_what_the_next_week_works_itself_or_nobody_does_has_no_price(
    plan: WorkPlan, days: int
) -> None:
    problem = round_the_clock(plan, days=days)
    end = problem.horizon.day_starts[days]
    assert not problem.cover.price[0, end:].any()
    assert not problem.cover.over[0, end:].any()


def test_hours_to_spare_are_not_worked_in_the_last_night() -> None:
    """Of 24 agents 18 began on Sunday at 22:00: only the hours until midnight had a price."""
    problem = round_the_clock(FIVE_DAYS, agents=24)
    found = solve(problem, Limits(time=None, effort=0.2, workers=1)).schedule
    heads = queue_heads(problem, found.shifts)[0]
    nights = [int(heads[24 * day : 24 * day + 6].max()) for day in range(1, 8)]
    assert nights[-1] <= max(nights[:-1]) + 1
    assert int(heads[168:174].min()) >= 2
