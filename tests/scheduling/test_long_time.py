"""How the search over a long horizon takes its time: sweeps, a limit, steps of prices."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest

from tests.benchmarks.rostering_drawn import draw
from tests.benchmarks.rostering_instances import express
from wfm.scheduling import Limits, check, solve, solver
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.long.scaled_steps import ScaledSteps
from wfm.scheduling.long.sweeps import here_and_there
from wfm.scheduling.tours.cheapest_tour import Floats


def test_each_sweep_goes_through_all_days() -> None:
    """Whatever its borders."""
    problem = express(draw(2, 9, 1))
    for sweep in range(4):
        windows = list(here_and_there(problem, 1, sweep))
        seen = {day for window in windows for day in range(window.begin, window.end)}
        assert seen == set(range(problem.horizon.days))


def test_a_limit_that_comes_in_the_first_pass_leaves_a_complete_schedule_and_tells_what_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Days that were not reached keep all rules but sums."""
    problem = express(draw(3, 9, 1))
    ticks = count()
    monkeypatch.setattr(solver, "time", SimpleNamespace(monotonic=lambda: float(next(ticks))))
    solution = solve(problem, Limits(2))
    findings = check(problem, solution.schedule)
    broken = {finding.rule for finding in findings if finding.hard}
    assert broken <= {"Hours in the horizon", "Weekends worked", "Shifts of a type"}
    assert (solution.status == "partial") == bool(broken)
    assert solution.objective == objective(findings)


def test_steps_reach_the_best_prices_though_one_counts_a_thousand_times_another() -> None:
    """The best of a concave function in pieces, from far away."""
    best, weight = np.array([40.0, -3.0, 7.0]), np.array([1.0, 1000.0, 30.0])

    def value(at: Floats) -> tuple[float, Floats]:
        return float(-(weight * np.abs(at - best)).sum()), weight * np.sign(best - at)

    ends = np.full(3, -100.0), np.full(3, 100.0)
    steps = ScaledSteps(value, np.zeros(3), ends, 16.0)
    while not steps.closed:
        steps.step()
    assert np.allclose(steps.prices, best, atol=0.1)
