"""A site of two agents on two days, small enough to try every pair of weeks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from tests.scheduling.fixed import MONDAY, PLAN, at, pause
from wfm.model import Agent, Channel, OpeningHours, Queue, ServiceGoal, Site
from wfm.scheduling import Problem, build_problem
from wfm.scheduling.decode import is_legal
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.tours.roster import own_price


def tiny(required: list[float], days: tuple[int, int], minimum: int = 0) -> Problem:
    """Two agents, two days of three hours, shifts of two with a break of half an hour."""
    open_ = OpeningHours((((540, 720),),) * 2 + ((),) * 5)
    queue = Queue("calls", Channel.VOICE, "calls", open_, ServiceGoal(minimum_heads=minimum))
    plan = changed(
        PLAN, paid_minutes_per_week=(0, 240), days_per_week=days, shift_minutes=(120,),
        earliest_start=540, latest_end=720, start_step=30, activities=[pause("B", 30, 30, 60)],
    )  # fmt: skip
    people = tuple(Agent(f"A{n}", f"A{n}", "red", "plan", frozenset({"calls"})) for n in range(2))
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (queue,), {"plan": plan}, people)
    starts = [at(day, hour) for day in range(2) for hour in np.arange(9, 12, 0.5)]
    columns = {"interval_start": pd.to_datetime(starts), "interval_minutes": 30, "queue": "calls"}
    heads = pd.DataFrame({**columns, "gross_requirement": required})
    return build_problem(site, heads, MONDAY)


def every_week(problem: Problem, agent: int) -> list[tuple[int, np.ndarray]]:
    """Price and heads of each week that an agent may work, one by one."""
    tours, found = problem.tours, []
    first = tours.option_ptr[agent * tours.days]
    days = []
    for day in range(tours.days):
        row = agent * tours.days + day
        options = range(tours.option_ptr[row] - first, tours.option_ptr[row + 1] - first)
        days.append([(-1, 0), *product(options, (1, 2))])  # the break in its first or second place
    for week in product(*days):
        option = np.array([o for o, _ in week], np.int32)
        if tours.off_class[agent * tours.days :][: tours.days][option < 0].min(initial=0) < 0:
            continue
        if is_legal(tours, agent, option):
            heads = np.zeros(problem.cover.price.shape[1], int)
            for o, pause_at in week:
                if o >= 0:
                    start = tours.start[first + o]
                    heads[start : start + 4] += 1
                    heads[start + pause_at] -= 1
            found.append((int(own_price(tours, agent, option)), heads))
    return found


def least(problem: Problem) -> int:
    """Price of the cheapest of all pairs of weeks."""
    price, t = problem.cover.price[0], np.arange(problem.cover.price.shape[1])
    width = price.shape[1] - 1
    return min(
        mine + theirs + int((price[t, np.minimum(h + k, width)]
                             + np.maximum(h + k - width, 0) * problem.cover.over[0]).sum())
        for (mine, h), (theirs, k) in product(every_week(problem, 0), every_week(problem, 1))
    )  # fmt: skip
