"""Whether there is a legal tour is told without a product of automata as with it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, PLAN
from tests.scheduling.random_sites import random_case
from wfm.model import Agent, Site
from wfm.scheduling import build_problem
from wfm.scheduling.candidate_shifts import candidates_of, with_locked
from wfm.scheduling.evaluation.conflicts import conflict_of
from wfm.scheduling.everybody import agents_without_week
from wfm.scheduling.problem import Problem
from wfm.scheduling.rule_effects import RuleEffects
from wfm.scheduling.rules import RULES
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.shaping import shape
from wfm.scheduling.tours import to_arrays
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.legal_tour import LegalTours
from wfm.scheduling.tours.products import PatternTables
from wfm.scheduling.tours.to_arrays import flatten
from wfm.scheduling.tours.tour_space import TourSpace

NAMES = sorted(rule.name for rule in RULES)


def blank_spaces(problem: Problem) -> Iterator[TourSpace]:
    """Give each agent's space before any rule."""
    horizon = problem.horizon
    for agent in horizon.site.agents:
        locked = horizon.locked_by_agent.get(agent.id, ())
        shifts = with_locked(candidates_of(horizon, agent), horizon, agent, locked)
        yield TourSpace(horizon, agent, horizon.plan(agent), shifts)


def legal_by_product(space: TourSpace) -> bool:
    tables, _ = flatten([space], {space.agent.skills: 0})
    return not agents_without_week(tables)


@settings(max_examples=25)
@given(st.integers(0, 400), st.sets(st.sampled_from(NAMES), max_size=20))
def test_it_is_as_the_product_of_automata_says(seed: int, without: set[str]) -> None:
    problem, tours = random_case(seed).problem(), LegalTours()
    rules = [rule for rule in problem.rules if rule.name not in without]
    for space in (shape(blank, rules) for blank in blank_spaces(problem)):
        found = tours.left_in(space)
        assert found is LegalTours().left_in(space)
        if space.limits:  # of which the search may miss tours that keep them
            assert found >= legal_by_product(space)
        else:
            assert found is legal_by_product(space)


@settings(max_examples=25)
@given(st.integers(0, 400), st.sets(st.sampled_from(NAMES), max_size=20))
def test_rules_leave_together_what_each_leaves_alone(seed: int, without: set[str]) -> None:
    problem, tours = random_case(seed).problem(), LegalTours()
    rules = [rule for rule in problem.rules if rule.name not in without]
    days = range(problem.horizon.days)
    for whole, blank in zip(blank_spaces(problem), blank_spaces(problem), strict=True):

        def made(like: TourSpace = blank) -> TourSpace:
            return TourSpace(like.horizon, like.agent, like.plan, like.shifts)

        effects = RuleEffects(made, problem.rules, tours, apart=False)
        parts = {rule.name: days for rule in rules}
        assert effects.leave_a_tour(parts) is tours.left_in(shape(whole, rules))


def test_what_stands_in_the_way_multiplies_no_automata(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each product of eight weeks took as long as a week's search for all that it says."""
    asked = {"days_per_week": (4, 5), "minutes_in_horizon": (5280, 5760), "maximum_weekends": 1}
    agents = tuple(Agent(f"A{n}", "Ann", "team", "plan", frozenset({"calls"})) for n in range(3))
    plans = {"plan": changed(PLAN, **asked, maximum_consecutive_days=5)}
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), plans, agents)
    multiplied = list[int]()
    multiply = to_arrays.multiply

    def counted(patterns: list[Pattern], rows: list[NDArray[np.int64]]) -> PatternTables:
        multiplied.append(len(patterns))
        return multiply(patterns, rows)

    monkeypatch.setattr(to_arrays, "multiply", counted)
    problem = build_problem(site, HEADS, MONDAY, days=14)
    assert problem.stuck == ("A0", "A1", "A2")
    once_as_asked, and_once_relaxed = [size for size in multiplied if size]
    assert once_as_asked
    assert and_once_relaxed
    multiplied.clear()
    assert {name for name, _, _ in conflict_of(problem, "A0").rules} == {
        "Days per week", "Hours in the horizon",
    }  # fmt: skip
    assert not any(multiplied)
