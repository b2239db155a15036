"""What must hold for every load, goal and patience."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wfm.staffing import (
    Performance,
    ServiceGoal,
    erlang_b,
    erlang_c,
    performance,
    required_agents,
    requirement,
)

LOADS = st.floats(0.01, 2000)
AGENTS = st.integers(1, 2500)
AHT = st.floats(10, 3600)
PATIENCE = st.floats(5, 5000)
THRESHOLDS = st.floats(0, 300)
TOLERANCE = 1e-9

goals = st.builds(
    ServiceGoal,
    service_level=st.one_of(st.none(), st.floats(0.05, 0.99)),
    threshold=THRESHOLDS,
    asa=st.one_of(st.none(), st.floats(1, 300)),
    abandonment=st.one_of(st.none(), st.floats(0.005, 0.5)),
    occupancy=st.one_of(st.none(), st.floats(0.3, 0.98)),
)


@given(LOADS, AGENTS)
def test_erlang_b_follows_its_recursion(load: float, agents: int) -> None:
    before, blocked = erlang_b(load, [agents - 1, agents])
    assert blocked == pytest.approx(load * before / (agents + load * before), rel=1e-9, abs=1e-300)


@given(LOADS, st.floats(0.01, 2500))
def test_waiting_is_at_least_as_likely_as_being_blocked(load: float, agents: float) -> None:
    assert erlang_c(load, agents) >= erlang_b(load, agents) - 1e-15


@given(LOADS, st.floats(0, 2500), AHT, PATIENCE, THRESHOLDS)
@example(load=1.0, agents=0.0, aht=180.0, patience=60.0, threshold=20.0)
@example(load=1e5, agents=1.0, aht=180.0, patience=60.0, threshold=20.0)
@example(load=1e5, agents=1.2e5, aht=180.0, patience=1800.0, threshold=20.0)
@example(load=1e5, agents=1e5, aht=180.0, patience=180.0, threshold=0.0)
def test_shares_are_shares_and_times_are_not_negative(
    load: float, agents: float, aht: float, patience: float, threshold: float
) -> None:
    found = performance(load, agents, aht, threshold, patience)
    for share in (found.waiting_probability, found.service_level, found.abandonment):
        assert 0 <= share <= 1
    assert 0 <= found.abandoned_in_threshold <= found.abandonment + TOLERANCE
    assert found.mean_wait >= 0
    assert found.queue_length >= 0
    assert found.service_level + found.abandonment <= 1 + TOLERANCE
    if agents > 1e-6:
        assert 0 <= found.occupancy <= 1 + TOLERANCE
        assert found.asa >= 0


@given(LOADS, st.floats(0, 500), AHT, PATIENCE, THRESHOLDS)
@example(load=0.5, agents=1.1e-130, aht=180.0, patience=300.0, threshold=20.0)
def test_more_agents_never_make_it_worse(
    load: float, agents: float, aht: float, patience: float, threshold: float
) -> None:
    found = performance(load, [agents, agents + 0.5], aht, threshold, patience)
    assert found.service_level[1] >= found.service_level[0] - TOLERANCE
    assert found.abandonment[1] <= found.abandonment[0] + TOLERANCE
    assert found.waiting_probability[1] <= found.waiting_probability[0] + TOLERANCE
    if agents > 1e-6:
        assert found.asa[1] <= found.asa[0] * (1 + 1e-8) + 1e-12


@given(st.floats(0.1, 500), st.floats(1.001, 2), AHT, THRESHOLDS)
def test_endless_patience_is_erlang_c(
    load: float, slack: float, aht: float, threshold: float
) -> None:
    agents = np.ceil(load * slack) + 1
    patient = performance(load, agents, aht, threshold, patience=aht * 1e8)
    endless = performance(load, agents, aht, threshold)
    assert patient.service_level == pytest.approx(endless.service_level, abs=1e-4)
    assert patient.asa == pytest.approx(endless.asa, rel=1e-2, abs=1e-6)
    assert performance(load, agents, aht, threshold, patience=np.inf).asa == endless.asa


@given(LOADS, AGENTS, AHT)
def test_without_any_patience_it_is_erlang_b(load: float, agents: int, aht: float) -> None:
    found = performance(load, agents, aht, patience=aht * 1e-9)
    assert found.abandonment == pytest.approx(erlang_b(load, agents), abs=1e-6)


@given(LOADS, st.floats(0, 2500), AHT, PATIENCE)
def test_abandonment_is_the_mean_wait_over_patience(
    load: float, agents: float, aht: float, patience: float
) -> None:
    found = performance(load, agents, aht, patience=patience)
    assert found.abandonment == pytest.approx(found.mean_wait / patience, rel=1e-9)


@given(LOADS, AGENTS, AHT, PATIENCE)
def test_contacts_answered_and_lost_are_all_contacts(
    load: float, agents: int, aht: float, patience: float
) -> None:
    found = performance(load, agents, aht, patience=patience)
    carried = found.occupancy * agents / load
    assert carried + found.abandonment == pytest.approx(1, abs=TOLERANCE)


@settings(max_examples=200)
@given(LOADS, AHT, goals, st.one_of(st.none(), PATIENCE))
def test_the_requirement_is_feasible_and_one_agent_less_is_not(
    load: float, aht: float, goal: ServiceGoal, patience: float | None
) -> None:
    alone = goal.service_level is None and goal.abandonment is None
    assume(not (alone and goal.asa and patience and goal.asa >= patience))
    found = requirement(load, aht, goal, patience)
    agents = int(found.agents)
    assert agents == required_agents(load, aht, goal, patience)
    assert misses(performance(load, agents, aht, goal.threshold, patience), goal) <= 2e-9
    if agents > 1 and not (patience is None and agents - 1 <= load):
        one_less = performance(load, agents - 1, aht, goal.threshold, patience)
        assert misses(one_less, goal) > 0 or found.binding == "workload"
    assert agents - 1 <= found.exact <= agents


def misses(found: Performance, goal: ServiceGoal) -> float:
    """Return by how much the worst target is missed (times: relative), at least 0."""
    missed = [0.0]
    for target, value, sign in (
        (goal.service_level, found.service_level, -1),
        (goal.abandonment, found.abandonment, 1),
        (goal.occupancy, found.occupancy, 1),
    ):
        if target is not None:
            missed.append(sign * (float(value) - target))
    if goal.asa is not None:
        missed.append((float(found.asa) - goal.asa) / goal.asa)
    return max(missed)


@given(LOADS, AHT, st.integers(0, 400))
def test_no_volume_needs_the_minimum_and_a_minimum_is_never_undercut(
    load: float, aht: float, minimum: int
) -> None:
    goal = ServiceGoal(minimum_heads=minimum)
    assert required_agents(0, aht, goal) == minimum
    assert required_agents(load, aht, goal) >= minimum
