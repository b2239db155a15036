"""The programme of a whole site says the same as search and checker, and its optimum is one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import MONDAY, PLAN, at, pause
from tests.scheduling.random_sites import random_case
from wfm.model import Agent, Channel, OpeningHours, Queue, ServiceGoal, Site
from wfm.scheduling import Limits, Problem, build_problem, check, solve
from wfm.scheduling.decode import is_legal, to_schedule
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.exact import integer_model
from wfm.scheduling.exact.day_costs import day_costs
from wfm.scheduling.exact.proof import Proof
from wfm.scheduling.exact.whole_site import whole_site
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.search import annealing as chains
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.scheduling.tours.roster import own_price

SEEDS = range(12)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "FIRST_ROUNDS", 100)
    monkeypatch.setattr(chains, "STEPS", 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_legal_roster_keeps_all_rows_at_the_price_of_search_and_checker(seed: int) -> None:
    problem = random_case(seed).problem()
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    site = whole_site(problem, chain.best, chain.movable.tolist())
    assert not site.model.broken_by_hint()
    assert site.model.hinted_price() == chain.best_price
    read = site.read(dict(enumerate(site.model.hint)))
    assert (read.option[chain.movable] == chain.best.option[chain.movable]).all()
    assert to_schedule(problem, read) == to_schedule(problem, chain.best)


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


@settings(max_examples=6, deadline=None)
@given(
    required=st.lists(st.sampled_from([0.0, 0.4, 1.0, 1.3, 2.0, 2.6]), min_size=12, max_size=12),
    days=st.sampled_from([(0, 1), (1, 2), (2, 2)]),
    minimum=st.sampled_from([0, 0, 2]),
)
def test_what_is_proven_is_the_cheapest_of_all_pairs_of_weeks(
    required: list[float], days: tuple[int, int], minimum: int
) -> None:
    problem = tiny(required, days, minimum)
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    prices = np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]))
    proof = Proof(problem, [0, 1], seed=1, stopped=lambda: False, prices=prices)
    chain.adopt(proof.attempt(chain.best, lambda: None))
    assert proof.closed
    assert proof.bound == chain.best_price == least(problem)
    assert objective(check(problem, to_schedule(problem, chain.best))) == proof.bound


def test_a_days_heads_cost_at_least_what_the_cheapest_of_all_pairs_of_shifts_does() -> None:
    problem = tiny([1.0, 2.6, 0.4] * 4, (1, 2))
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    site = whole_site(problem, chain.best, [0, 1])
    monday = day_costs(problem, site.weeks, seed=1, stopped=lambda: False)[0]
    price, first = problem.cover.price[0], int(problem.tours.start[0])
    days = [
        np.array([start <= t < start + 4 and t != start + pause for t in range(6)], int)
        for start, pause in product(range(3), (1, 2))
    ]
    t = first + np.arange(6)
    nobody = int(price[t, 0].sum())
    for number in (0, 1, 2):
        rosters = (sum(chosen, np.zeros(6, int)) for chosen in product(days, repeat=number))
        cheapest = min(int(price[t, heads].sum()) for heads in rosters)
        assert monday.price[number,] == cheapest - nobody


def test_days_that_do_not_depend_on_each_other_are_proven_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(integer_model, "TRIFLE", 10)
    problem = tiny([1.0, 2.0] * 6, (2, 2))
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    site = whole_site(problem, chain.best, [0, 1])
    parts = [set(part.variables) for part in site.model.parts()]
    for day in range(2):
        shifts = {v for weeks in site.weeks for v in weeks.shift[day].values()}
        assert any(shifts <= part for part in parts)
    monday, tuesday = (next(iter(site.weeks[0].shift[day].values())) for day in range(2))
    assert not any({monday, tuesday} <= part for part in parts)


def test_a_minimum_that_cannot_be_kept_leaves_bound_and_proof() -> None:
    """Two agents cannot be there all day; the plan is partial, and none is cheaper."""
    problem = tiny([1.0, 2.0] * 6, (1, 2), minimum=2)
    solution = solve(problem, Limits(time=None, effort=2, workers=1))
    assert solution.status == "partial"
    assert solution.bound == solution.objective == least(problem)
