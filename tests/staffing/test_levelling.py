"""Plans for deferred work under uncertain volumes and beside idle time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.staffing.centre import MAIL, forecast, site
from tests.staffing.test_deferred_work import works
from wfm.staffing import site_requirements
from wfm.staffing.deferred_work import DeferredWork, deferred_work, played
from wfm.staffing.levelling import after_idle_time, gates_at_chance, gates_of, levelled

INTERVALS = np.arange(7 * 96)
OPEN = (INTERVALS % 96 >= 32) & (INTERVALS % 96 < 72) & (INTERVALS < 5 * 96)
EVENLY = np.where(OPEN, 6.0, 0.0)
EARLY = np.where(OPEN & (INTERVALS % 96 < 40), 30.0, 0.0)
RUNS = 200


def days_in_time(contacts: np.ndarray, minutes: int, cv: float, heads: np.ndarray) -> float:
    """Share of simulated days whose contacts are all answered in time; each has its own factor."""
    random = np.random.default_rng(4)
    days = []
    for _ in range(RUNS):
        factor = np.maximum(1 + cv * random.standard_normal(7), 0).repeat(96)
        work = deferred_work(contacts * factor * 300 / 900, OPEN, minutes / 15)
        in_window = np.nan_to_num(played(work, heads).in_window, nan=1.0)
        days += [in_window[start : start + 96].min() > 1 - 1e-6 for start in range(0, 480, 96)]
    return float(np.mean(days))


@pytest.mark.parametrize("contacts", [EVENLY, EARLY], ids=["evenly", "early"])
@pytest.mark.parametrize("minutes", [60, 240, 600])
@pytest.mark.parametrize("chance", [0.8, 0.9])
def test_response_windows_are_kept_with_the_chance_asked_for(
    contacts: np.ndarray, minutes: int, chance: float
) -> None:
    queue, cv = replace(MAIL, response_minutes=minutes), 0.2
    demand = forecast(queue, contacts, 300.0, spread=cv)
    heads = site_requirements(demand, site(queue, shrinkage=0.0), chance=chance)
    kept = days_in_time(contacts, minutes, cv, heads["net_requirement"].to_numpy())
    assert kept > chance - 0.02


def test_a_window_of_several_days_needs_fewer_heads_than_each_intervals_quantile() -> None:
    """What one day brings beyond its mean can be done on the next ones."""
    need = {}
    for minutes in (60, 240, 1500):
        queue = replace(MAIL, response_minutes=minutes)
        demand = forecast(queue, EVENLY, 300.0, spread=0.2)
        rows = site_requirements(demand, site(queue), chance=0.9)
        need[minutes] = rows["net_requirement"].sum()
    mean = EVENLY.sum() * 300 / 900
    assert need[1500] == pytest.approx(mean)
    assert need[1500] < need[240] < need[60] < mean * (1 + 0.2 * 1.2816)


@settings(max_examples=60, deadline=None)
@given(works())
def test_without_a_margin_the_chance_changes_no_plan(work: DeferredWork) -> None:
    day = np.arange(work.arriving.size) // 6
    certain, with_chance = gates_of(work), gates_at_chance(work, np.zeros(day.size), day)
    np.testing.assert_allclose(levelled(with_chance), levelled(certain), atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(works(), st.floats(0, 3))
def test_own_heads_do_in_time_what_idle_heads_cannot(work: DeferredWork, idle: float) -> None:
    capacity = np.full(work.arriving.size, idle)
    gates = gates_of(work)
    rest, used = after_idle_time(gates, capacity)
    own = levelled(rest)
    assert (used <= capacity + 1e-9).all()
    assert (own >= -1e-9).all()
    assert (used[~work.open] == 0).all()
    done = np.cumsum(own + used)
    assert (done >= gates.due - 1e-6)[work.open].all()
    assert (done <= work.arrived + 1e-6)[work.open].all()
    assert own.sum() <= levelled(gates).sum() + 1e-6
