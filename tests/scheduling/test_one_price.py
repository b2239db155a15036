"""Shifts and meetings without a fixed time have one price, and a bound that holds for it.

Random sites: several queues with deferred work among them, absences, locks, nights, clock changes.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.scheduling.random_sites import instant, random_case
from wfm.model import Meeting
from wfm.scheduling import Limits, Problem, Solution, check, solver
from wfm.scheduling.bound.open_meetings import begins_within_shifts
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.exact import reworked_days
from wfm.scheduling.meeting_search import solve_with_meetings
from wfm.scheduling.meeting_times import as_held, times_held, without_meetings
from wfm.scheduling.search import annealing as chains

SEEDS = range(12)
EFFORTS = (0, 1, 2, 3)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "FIRST_ROUNDS", 100)
    monkeypatch.setattr(chains, "STEPS", 4)
    monkeypatch.setattr(solver, "COMPOSE_EFFORT", 0.1)
    monkeypatch.setattr(solver, "EXACT_AFTER", max(EFFORTS))
    monkeypatch.setattr(solver, "FIRST_EFFORT", 0.1)
    monkeypatch.setattr(reworked_days, "EFFORT", 0.02)
    monkeypatch.setattr(reworked_days, "AT_ONCE", 2)


def with_open_meetings(seed: int) -> Problem:
    """A random site with one to three meetings, each of which may be held within some days."""
    case, draw = random_case(seed), random.Random(seed)
    zone, agents = case.site.time_zone, [agent.id for agent in case.site.agents]

    def meeting(number: int) -> Meeting:
        begin = instant(zone, case.first + timedelta(days=draw.randint(0, 4)), 480)
        who = tuple(draw.sample(agents, draw.randint(1, len(agents))))
        return Meeting(
            f"Talk {number}", who, begin, begin + timedelta(hours=draw.choice((6, 30, 60))),
            draw.choice((30, 45, 60)), draw.random() < 0.3, draw.random() < 0.8,
            together=draw.random() < 0.5, group_size=draw.choice((None, 1, 2)),
        )  # fmt: skip

    meetings = tuple(meeting(number) for number in range(draw.randint(1, 3)))
    return replace(case, site=replace(case.site, meetings=meetings)).problem()


def solved(problem: Problem, effort: int) -> tuple[Problem, Solution]:
    return solve_with_meetings(problem, Limits(time=None, effort=effort, workers=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_more_effort_is_never_dearer_and_never_below_the_bound(seed: int) -> None:
    problem = with_open_meetings(seed)
    found = [solved(problem, effort) for effort in EFFORTS]
    prices = [solution.objective for _, solution in found]
    assert prices == sorted(prices, reverse=True)
    bounds = [solution.bound for _, solution in found if solution.bound is not None]
    assert all(bound <= min(prices) for bound in bounds)
    paid = all(meeting.paid for meeting in problem.horizon.site.meetings)
    assert bool(bounds) == (paid and not problem.stuck)


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_reads_a_schedule_finds_its_price(seed: int) -> None:
    """With the times that the search knows, with those read off, and with none."""
    problem = with_open_meetings(seed)
    known, solution = solved(problem, 0)
    for judged in (known, as_held(problem, solution.schedule), problem):
        assert objective(check(judged, solution.schedule)) == solution.objective


@pytest.mark.parametrize("seed", SEEDS)
def test_without_its_meetings_a_schedule_is_on_queue_and_pays_for_each(seed: int) -> None:
    problem = with_open_meetings(seed)
    _, solution = solved(problem, 0)
    free = without_meetings(problem.horizon, solution.schedule)
    codes = {part.code for shift in free.shifts for part in shift.activities if not shift.locked}
    assert not codes & {meeting.name for meeting in problem.horizon.site.meetings}
    priced = [f for f in check(problem, free) if f.rule == "Meetings and training"]
    assert sum(f.price for f in priced) == problem.price_of_open_meetings


@pytest.mark.parametrize("seed", SEEDS)
def test_meetings_are_bounded_where_some_shift_could_hold_them(seed: int) -> None:
    """In the night, when nobody may work, a head costs nothing: meetings would be free there."""
    problem = with_open_meetings(seed)
    horizon, tours = problem.horizon, problem.tours
    _, solution = solved(problem, 1)
    held = times_held(horizon, solution.schedule)
    for number, agent in enumerate(problem.agents):
        options = slice(*(tours.option_ptr[n * tours.days] for n in (number, number + 1)))
        for meeting in horizon.open_meetings.get(agent.id, ()):
            length = horizon.minutes_to_steps(meeting.minutes)
            begins = begins_within_shifts(problem, number, meeting)
            assert set(begins) == {
                begin
                for begin in horizon.starts_of(meeting)
                if ((tours.start[options] <= begin) & (begin + length <= tours.end[options])).any()
            }
            at = held.get((meeting.name, agent.id, meeting.earliest))
            assert at is None or horizon.grid.index(at) in begins
