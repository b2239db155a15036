"""Heads of each set of skills, counted from shifts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at
from wfm.model import Activity, ActivityCategory, Agent, Shift, Site
from wfm.scheduling import build_problem
from wfm.scheduling.coverage.heads import group_heads

AGENTS = tuple(
    Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset(skills))
    for n, skills in enumerate(({"calls"}, {"calls"}, {"calls", "chat"}))
)


def on_queue(agent: str, begin: float, end: float) -> Shift:
    work = Activity("Calls", ActivityCategory.ON_QUEUE, at(0, begin), at(0, end))
    return Shift(f"{agent}-1", agent, MONDAY, (work,))


def test_heads_are_counted_by_set_of_skills_and_interval() -> None:
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": PLAN}, AGENTS)
    columns = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    week = build_problem(site, pd.DataFrame(columns=columns), MONDAY).horizon
    shifts = [on_queue("A0", 8, 9), on_queue("A1", 8.5, 10), on_queue("A2", 9, 9.5)]
    heads = group_heads(week, shifts)
    one, both = (list(week.serves).index(AGENTS[n].skills) for n in (0, 2))
    begin = week.grid.index(at(0, 8))
    assert heads[one, begin : begin + 5].tolist() == [1, 2, 1, 1, 0]
    assert heads[both, begin : begin + 5].tolist() == [0, 0, 1, 0, 0]
    assert heads.sum() == 6
    assert heads.flags.c_contiguous, "each layout in memory has kernels of its own to compile"
    assert heads.dtype == np.int32
