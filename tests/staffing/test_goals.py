"""Goals: known answers, which target binds, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wfm.errors import ParameterError
from wfm.staffing import (
    ServiceGoal,
    compound,
    gross,
    performance,
    required_agents,
    requirement,
    staffing_curve,
)


@pytest.mark.parametrize(
    ("per_hour", "aht", "goal", "agents", "service_level"),
    [
        (300, 120, ServiceGoal(), 13, 0.827),
        (200, 180, ServiceGoal(), 14, 0.8884),
        (400, 180, ServiceGoal(threshold=30), 24, 0.847),
    ],
)
def test_the_golden_numbers(
    per_hour: float, aht: float, goal: ServiceGoal, agents: int, service_level: float
) -> None:
    load = per_hour * aht / 3600
    assert required_agents(load, aht, goal) == agents
    found = performance(load, agents, aht, goal.threshold)
    assert found.service_level == pytest.approx(service_level, abs=5e-4)


def test_with_patience_a_stable_answer_lies_below_the_load() -> None:
    assert required_agents(100, 180, patience=60) == 90


@pytest.mark.parametrize(
    ("goal", "patience", "agents", "binding"),
    [
        (ServiceGoal(), 120, 98, "service_level"),
        (ServiceGoal(abandonment=0.03), 120, 105, "abandonment"),
        (ServiceGoal(abandonment=0.015), 120, 110, "abandonment"),
        (ServiceGoal(), None, 108, "service_level"),
        (ServiceGoal(occupancy=0.8), None, 125, "occupancy"),
        (ServiceGoal(asa=0.5), None, 120, "asa"),
        (ServiceGoal(minimum_heads=200), None, 200, "minimum_heads"),
        (ServiceGoal(None), None, 101, "workload"),
        (ServiceGoal(None, mean_wait=20), 60, 67, "mean_wait"),
    ],
)
def test_all_targets_are_met_and_the_binding_one_is_named(
    goal: ServiceGoal, patience: float | None, agents: int, binding: str
) -> None:
    found = requirement(100, 300, goal, patience)
    assert (int(found.agents), str(found.binding)) == (agents, binding)


def test_net_requirements_stay_fractional_until_shrinkage_has_divided_them() -> None:
    found = requirement(10, 180)
    assert found.exact == pytest.approx(13.0372, abs=1e-4)
    assert gross(found.exact, 0.3) == pytest.approx(18.62, abs=0.01)
    assert performance(10, found.exact, 180).service_level == pytest.approx(0.8, abs=1e-8)


def test_parts_of_shrinkage_compound() -> None:
    assert compound(0.1, 0.2) == pytest.approx(0.28)
    with pytest.raises(ParameterError, match="shrinkage is 1"):
        compound(0.1, 1.0)


def test_arrays_broadcast_and_scalars_stay_scalars() -> None:
    found = required_agents([[1.0], [10.0]], [60, 180, 600])
    assert found.shape == (2, 3)
    assert np.ndim(required_agents(10, 180)) == 0
    assert performance([1, 10], 14, 180).service_level.shape == (2,)


def test_no_volume_is_no_heads_and_nobody_waits() -> None:
    assert required_agents(0, 180) == 0
    found = performance(0, [0, 5], 180)
    assert (found.service_level == 1).all()
    assert (found.asa == 0).all()


def test_huge_and_hopeless_queues_stay_defined() -> None:
    found = performance(1e5, [1, 5e4, 1e5, 2e5], 180, patience=120)
    assert np.isfinite(found.service_level).all()
    assert found.abandonment[0] == pytest.approx(1 - 1 / 1e5)
    assert found.abandonment[1] == pytest.approx(0.5, abs=1e-4)
    assert found.abandonment[3] == 0
    assert required_agents(1e5, 180) == 100_014
    assert required_agents(1e5, 180, patience=120) < 1e5


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("load", lambda: performance(-1, 5, 180)),
        ("load", lambda: required_agents(math.nan, 180)),
        ("load", lambda: required_agents([1, math.inf], 180)),
        ("load", lambda: required_agents("many", 180)),
        ("agents", lambda: performance(1, math.inf, 180)),
        ("aht", lambda: required_agents(1, 0)),
        ("threshold", lambda: performance(1, 5, 180, threshold=-1)),
        ("patience", lambda: performance(1, 5, 180, patience=0)),
        ("service_level", lambda: ServiceGoal(1.2)),
        ("abandonment", lambda: ServiceGoal(abandonment=-0.1)),
        ("occupancy", lambda: ServiceGoal(occupancy=0)),
        ("asa", lambda: ServiceGoal(asa=0)),
        ("asa", lambda: required_agents(5, 180, ServiceGoal(None, asa=30), patience=30)),
        ("mean_wait", lambda: required_agents(5, 180, ServiceGoal(None, mean_wait=30), [90, 25])),
        ("convention", lambda: performance(1, 2, 180).service_level_by("best")),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_range(field: str, call: object) -> None:
    assert callable(call)
    with pytest.raises(ParameterError, match=rf"^{field} is .*: it must be ") as caught:
        call()
    assert isinstance(caught.value, ValueError)


def test_four_conventions_of_the_service_level_differ_where_callers_leave_early() -> None:
    found = performance(100, 95, 180, 20, patience=60)
    offered, less_short, count, answered = (
        float(found.service_level_by(name))
        for name in (
            "offered",
            "offered_less_short_abandons",
            "abandons_count",
            "answered",
        )
    )
    assert offered < less_short < count
    assert offered < answered


def test_the_curve_shows_what_one_more_head_is_worth() -> None:
    curve = staffing_curve(
        100, 300, patience=120, agents=range(95, 116), hourly_cost=25, contact_value=10
    )
    assert curve["service_level"].is_monotonic_increasing
    saved = curve["cost"].diff().shift(-1).iloc[:-1]
    np.testing.assert_allclose(curve["marginal_value"].iloc[:-1], -saved, atol=1e-6)
    best = curve.loc[curve["cost"].idxmin(), "agents"]
    assert curve.loc[curve["agents"] == best, "marginal_value"].item() < 0
    assert curve.loc[curve["agents"] == best - 1, "marginal_value"].item() > 0


def test_the_curve_surrounds_the_requirement() -> None:
    curve = staffing_curve(10, 180)
    assert curve["agents"].min() < 14 < curve["agents"].max()
