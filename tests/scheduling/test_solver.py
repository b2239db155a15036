"""The front door: what is found is proven, repeated, and never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.benchmarks.weeks import read_week, write_schedule
from tests.reference_data import reference_data
from wfm.errors import ParameterError
from wfm.scheduling import Limits, Problem, SearchProgress, Solution, check, solve, solver
from wfm.scheduling.bound import column_generation as bound
from wfm.scheduling.exact import reworked_days
from wfm.scheduling.search import annealing as chain


def small_week(agents: int = 12) -> dict[str, Any]:
    """A reference week cut down to a few agents and as much work as they can do."""
    week: dict[str, Any] = json.loads(
        reference_data("data", "weeks", "week-0050-1.json").read_text()
    )
    week["agents"] = week["agents"][:agents]
    week["required"] = [[round(heads * agents / 50) for heads in day] for day in week["required"]]
    return week


@pytest.fixture(autouse=True, scope="module")
def brief() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "FIRST_ROUNDS", 500)
        patch.setattr(bound, "STEPS", 200)
        patch.setattr(solver, "FIRST_EFFORT", 0.1)
        patch.setattr(solver, "CLOSING_ROUNDS", 1)
        patch.setattr(reworked_days, "EFFORT", 0.02)
        yield


@pytest.fixture(scope="module")
def problem() -> Problem:
    return read_week(small_week())


@pytest.fixture(scope="module")
def by_effort(problem: Problem) -> list[Solution]:
    return [solve(problem, Limits(time=None, effort=effort)) for effort in range(4)]


def test_the_reference_judge_agrees_with_the_objective(by_effort: list[Solution]) -> None:
    week, solution = small_week(), by_effort[1]
    path = reference_data("data", "weeks", "judge.py")
    names: dict[str, Any] = {"__name__": "judge"}
    exec(compile(path.read_text(), str(path), "exec"), names)  # noqa: S102 - the shared judge
    verdict = names["judge"](week, write_schedule(week, solution.schedule))
    assert verdict["objective"] == solution.objective


def test_the_bound_is_below_the_objective(problem: Problem, by_effort: list[Solution]) -> None:
    solution = by_effort[3]
    assert solution.bound is not None
    assert solution.bound <= solution.objective
    assert solution.gap == (solution.objective - solution.bound) / solution.objective
    assert not [finding for finding in check(problem, solution.schedule) if finding.hard]


def test_the_same_effort_and_seed_give_the_same_schedule(problem: Problem) -> None:
    first = solve(problem, Limits(time=None, effort=1, seed=7))
    again = solve(problem, Limits(time=None, effort=1, seed=7))
    assert first.schedule == again.schedule
    assert first.objective == again.objective


def test_more_effort_is_never_worse(by_effort: list[Solution]) -> None:
    prices = [solution.objective for solution in by_effort]
    assert prices == sorted(prices, reverse=True)
    assert prices[-1] < prices[0]


def test_a_fraction_of_an_effort_lies_between_none_and_one(
    problem: Problem, by_effort: list[Solution]
) -> None:
    part = solve(problem, Limits(time=None, effort=0.2))
    assert part.schedule == solve(problem, Limits(time=None, effort=0.2)).schedule
    assert by_effort[1].objective <= part.objective < by_effort[0].objective
    assert part.bound is None, "only whole rungs are followed by a proof"


def test_a_cancel_keeps_the_best_schedule_so_far(problem: Problem) -> None:
    seen: list[int | None] = []

    def cancel_at_once(now: SearchProgress) -> bool:
        seen.append(now.objective)
        return False

    solution = solve(problem, Limits(time=600), cancel_at_once)
    assert solution.seconds < 300
    assert solution.objective <= (seen[0] or 0)
    assert len(solution.schedule.shifts) > 0
    assert "stopped" in solution.messages[0].text


@pytest.mark.parametrize(
    ("field", "limits"),
    [
        ("time", {"time": -1.0}),
        ("effort", {"time": None}),
        ("effort", {"effort": 99}),
        ("effort", {"effort": float("nan")}),
        ("workers", {"workers": 0}),
    ],
)
def test_limits_out_of_range_are_named(field: str, limits: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match=field):
        Limits(**limits)


def test_the_schedule_of_a_progress_report_is_legal_and_priced_as_told(problem: Problem) -> None:
    reports: list[SearchProgress] = []
    solve(problem, Limits(time=None, effort=1), reports.append)
    assert reports
    findings = check(problem, reports[-1].schedule())
    assert not [finding for finding in findings if finding.hard]
    assert sum(finding.price for finding in findings) == reports[-1].objective


def test_a_search_goes_on_from_an_earlier_schedule(problem: Problem) -> None:
    earlier = solve(problem, Limits(time=None, effort=2))
    later = solve(problem, Limits(time=None, effort=0, seed=2), start=earlier.schedule)
    assert later.objective <= earlier.objective < solve(problem, Limits(None, 0, 2)).objective


def test_a_week_that_is_no_longer_legal_is_planned_anew(problem: Problem) -> None:
    earlier = solve(problem, Limits(time=None, effort=0)).schedule
    without = [s for s in earlier.shifts if s.agent_id != problem.agents[0].id]
    start = replace(earlier, shifts=tuple(without))
    assert solve(problem, Limits(time=None, effort=0), start=start).status == "feasible"
