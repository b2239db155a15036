"""A longer plan sees what its weeks see: it begins from them, and is no dearer than they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from wfm.model import Meeting, Schedule
from wfm.model.plan import HOLIDAYS, Message, Plan, Severity
from wfm.planning import fill_weeks, plan_weeks, read_inputs
from wfm.planning.fill_weeks import fill_week
from wfm.planning.opening_backlog import left_waiting
from wfm.planning.pipeline import demand_of_site
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.problem_of import problem_of
from wfm.planning.several_weeks import plan_several_weeks
from wfm.planning.two_stage_search import Filled, Hear, search_on
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling import Limits, Problem, SearchProgress, Solution, stopwatch
from wfm.scheduling.meeting_times import Placed
from wfm.scheduling.stopwatch import Stopwatch
from wfm.words import phrase

ORIGIN = PlanOrigin(datetime(2026, 1, 1, tzinfo=UTC), {})
WEEKS = 3


EXHAUSTED = Limits(time=1e-6, workers=1)
"""A time limit that is over before any search begins."""


def options(effort: float) -> PlanOptions:
    return PlanOptions(Limits(time=None, effort=effort, workers=1), weeks=WEEKS)


@pytest.fixture(scope="module")
def demand(tmp_path_factory: pytest.TempPathFactory) -> WeekDemand:
    site = write_tiny_site(tmp_path_factory.mktemp("weeks") / "site")
    return demand_of_site(read_inputs(site), NEXT_WEEK, options(0))


def one_by_one(demand: WeekDemand, effort: float, limits: Limits | None = None) -> list[Plan]:
    plans: list[Plan] = []
    previous, waiting, each = demand.site.previous, demand.backlog, options(effort)
    each = replace(each, limits=limits or each.limits)
    for number in range(demand.weeks):
        week = demand.week(number, previous, waiting)
        plan = plan_weeks(week, replace(each, weeks=1), ORIGIN)
        previous, waiting = plan.schedule.shifts, left_waiting(plan.backlog)
        each = replace(each, ledger=plan.ledger)
        plans.append(plan)
    return plans


def test_without_a_search_across_them_weeks_are_as_they_are_one_by_one(demand: WeekDemand) -> None:
    alone = one_by_one(demand, 0)
    found = plan_several_weeks(demand, options(0), ORIGIN)
    for mine, own in zip(found.plans, alone, strict=True):
        assert {(s.agent_id, s.start, s.end) for s in mine.schedule.shifts} == {
            (s.agent_id, s.start, s.end) for s in own.schedule.shifts
        }
    prices = [plan.solve.objective or 0 for plan in alone]
    assert [plan.solve.objective for plan in found.plans] == prices
    assert found.solve.objective == sum(prices)


def test_the_search_across_weeks_makes_them_no_dearer_and_bounds_them(demand: WeekDemand) -> None:
    alone = one_by_one(demand, 1)
    together = plan_several_weeks(demand, options(1), ORIGIN)
    found = together.solve
    assert found.objective is not None
    assert found.bound is not None
    prices = [plan.solve.objective or 0 for plan in alone]
    assert found.bound <= found.objective <= sum(prices)
    assert sum(plan.solve.objective or 0 for plan in together.plans) <= sum(prices)


def test_progress_tells_of_all_weeks_so_far(demand: WeekDemand) -> None:
    """What is kept of a search that breaks off has the weeks before the one at work, too."""
    weeks: list[set[int]] = []

    def hear(state: SearchProgress) -> bool:
        days = [(shift.date - demand.first).days for shift in state.schedule().shifts]
        weeks.append({day // 7 for day in days})
        return True

    plan_several_weeks(demand, options(1), ORIGIN, hear=hear)
    assert weeks[0] == {0}
    assert weeks[-1] == set(range(WEEKS))
    assert all(before <= after for before, after in pairwise(weeks))


def test_a_plan_goes_on_from_what_was_kept_of_it(demand: WeekDemand) -> None:
    """The first week of a search that broke off is no dearer when it is begun again."""
    kept = plan_several_weeks(demand, options(1), ORIGIN).plans[0]
    again = plan_several_weeks(demand, options(0), ORIGIN, start=kept.schedule)
    assert kept.solve.objective is not None
    assert (again.plans[0].solve.objective or 0) <= kept.solve.objective


def test_what_people_know_already_stays_where_nothing_else_has_changed(demand: WeekDemand) -> None:
    """However short the search: it begins from the base, of which each change has a price."""
    known = plan_several_weeks(demand, options(1), ORIGIN).plans
    shifts = tuple(shift for plan in known for shift in plan.schedule.shifts)
    base = Schedule(demand.site.name, demand.first, shifts)
    again = plan_several_weeks(demand, replace(options(0), base=base), ORIGIN)
    prices = [plan.solve.objective for plan in known]
    assert [plan.solve.objective for plan in again.plans] == prices


def test_a_holiday_is_told_in_its_own_week_alone(demand: WeekDemand) -> None:
    days = [demand.first + timedelta(days=7 * number) for number in range(WEEKS)]
    told = tuple(
        Message(Severity.INFO, HOLIDAYS, phrase("holiday.open", date=day)) for day in days
    )  # fmt: skip
    level = Message(Severity.INFO, "forecast", phrase("forecast.level", date=days[0]))
    demand = replace(demand, messages=(*told, level))
    for number, message in enumerate(told):
        assert demand.week(number, (), {}).messages == (message, level)


def test_a_search_that_is_stopped_in_its_first_week_has_shifts_in_all(demand: WeekDemand) -> None:
    found = plan_several_weeks(demand, options(20), ORIGIN, hear=lambda _: False)
    assert all(plan.schedule.shifts for plan in found.plans)
    assert found.solve.status == "feasible"


def test_weeks_are_kept_that_would_be_dearer_by_the_ledgers_that_they_leave(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill_weeks, "_price_by_own_ledgers", lambda *_: 10**9)
    alone = one_by_one(demand, 1)
    found = plan_several_weeks(demand, options(1), ORIGIN)
    prices = [plan.solve.objective or 0 for plan in alone]
    assert [plan.solve.objective for plan in found.plans] == prices
    assert found.solve.bound is not None
    assert found.solve.bound <= sum(prices)


def test_weeks_that_simulation_corrected_stay_as_they_were_found_one_by_one(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Schedule] = []

    def corrected(*given: Any) -> Filled:
        # a schedule that the search across the weeks can better, as one that only simulation needs
        week, asked, hear, start = given
        poor = replace(asked, limits=replace(asked.limits, effort=0))
        filled = fill_week(week, poor, hear, start)
        found.append(filled.solution.schedule)
        return filled._replace(corrected=("calls",))

    monkeypatch.setattr(fill_weeks, "fill_week", corrected)
    together = plan_several_weeks(demand, options(1), ORIGIN)
    for mine, own in zip(together.plans, found, strict=True):
        assert {(s.agent_id, s.start, s.end) for s in mine.schedule.shifts} == {
            (s.agent_id, s.start, s.end) for s in own.shifts
        }
        [told] = [m.phrase for m in mine.messages if m.phrase.code == "simulation.goals_met"]
        assert told.parameters["queues"] == ("calls",)


def test_each_week_tells_what_the_search_for_all_of_them_has_to_say(demand: WeekDemand) -> None:
    first, *others = demand.site.agents
    unmatched = replace(first, skills=frozenset({"cals"}))
    site = replace(demand.site, agents=(unmatched, *others))
    asked = replace(demand, site=site)
    found = plan_several_weeks(asked, options(1), ORIGIN, hear=lambda _: False)
    for plan in found.plans:
        codes = [message.phrase.code for message in plan.messages]
        assert codes.count("schedule.search_stopped") == 1
        assert codes.count("site.unmatched_skill") == 1
    together = [message.phrase.code for message in found.messages]
    assert together.count("schedule.search_stopped") == 1


def with_a_talk(demand: WeekDemand) -> WeekDemand:
    """Ask for a talk without a time in each week: it is placed after the search."""
    begin = datetime(2026, 3, 16, 9, tzinfo=UTC)
    talk = Meeting(
        "Talk", ("T0", "T1", "T2"), begin, begin + timedelta(days=4), 60, every_weeks=1
    )  # fmt: skip
    return replace(demand, site=replace(demand.site, meetings=(talk,)))


@pytest.mark.parametrize("asked", [lambda demand: demand, with_a_talk])
def test_weeks_together_are_no_dearer_than_one_by_one(
    demand: WeekDemand,
    asked: Callable[[WeekDemand], WeekDemand],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prices: list[tuple[int, int]] = []
    no_dearer = fill_weeks._no_dearer

    def watched(
        alone: Placed, together: Problem, solution: Solution, *, corrected: bool
    ) -> tuple[Problem, Solution]:
        known, found = no_dearer(alone, together, solution, corrected=corrected)
        own = fill_weeks._price_by_own_ledgers(known, found.schedule)
        prices.append((own, alone.price))
        return known, found

    monkeypatch.setattr(fill_weeks, "_no_dearer", watched)
    found = plan_several_weeks(asked(demand), options(1), ORIGIN)
    assert {plan.solve.status for plan in found.plans} == {"feasible"}
    [(together, one_by_one)] = prices
    assert together <= one_by_one


@pytest.mark.parametrize("asked", [lambda demand: demand, with_a_talk])
def test_without_time_for_a_search_across_them_weeks_stay_as_they_are_and_say_so(
    demand: WeekDemand,
    asked: Callable[[WeekDemand], WeekDemand],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone: list[Placed] = []
    priced_alone = fill_weeks._priced_alone

    def watched(problem: Problem, schedule: Schedule) -> tuple[Placed, bool]:
        placed, broken = priced_alone(problem, schedule)
        alone.append(placed)
        return placed, broken

    monkeypatch.setattr(fill_weeks, "_priced_alone", watched)
    found = plan_several_weeks(asked(demand), replace(options(0), limits=EXHAUSTED), ORIGIN)
    [one_by_one] = alone
    assert found.solve.objective == one_by_one.price
    shifts = [shift for plan in found.plans for shift in plan.schedule.shifts]
    assert shifts == list(one_by_one.schedule.shifts)
    for plan in found.plans:
        assert plan.solve.status == "feasible"
        assert any("a search across the weeks" in m.text for m in plan.messages)


@dataclass
class Planned:
    """Weeks that take as long as they are told to, by a clock that goes on by hand."""

    clock: SimpleNamespace
    takes: Callable[[float], float]
    """Seconds of a search, by those that it is given."""
    simulating: float = 0.0
    given: list[float] = field(default_factory=list)
    across: list[float] = field(default_factory=list)

    def known(self, *_: object) -> tuple[()]:
        self.clock.now += 2
        return ()

    def week(
        self, week: WeekDemand, asked: PlanOptions, hear: Hear, start: Schedule | None
    ) -> Filled:
        assert asked.limits.time is not None
        self.given.append(asked.limits.time)
        seconds = self.takes(asked.limits.time)
        self.clock.now += seconds + self.simulating
        found = fill_week(week, replace(asked, limits=options(0).limits), hear, start)
        return found._replace(solution=replace(found.solution, seconds=seconds))

    def built(self, *asked: Any) -> Problem:
        self.clock.now += 2
        return problem_of(*asked)

    def search_on(self, problem: Problem, watch: Stopwatch, *asked: Any, **more: Any) -> Any:
        assert watch.left is not None
        self.across.append(watch.left)
        self.clock.now += watch.left
        return search_on(problem, Stopwatch(options(0).limits), *asked, **more)


def planned(
    demand: WeekDemand,
    monkeypatch: pytest.MonkeyPatch,
    limit: float,
    takes: Callable[[float], float],
    simulating: float = 0.0,
) -> tuple[Planned, float]:
    """Plan weeks within a limit of a clock by hand; what they had, and what all took."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(stopwatch, "time", SimpleNamespace(monotonic=lambda: clock.now))
    weeks = Planned(clock, takes, simulating)
    monkeypatch.setattr(fill_weeks, "known_before", weeks.known)
    monkeypatch.setattr(fill_weeks, "fill_week", weeks.week)
    monkeypatch.setattr(fill_weeks, "problem_of", weeks.built)
    monkeypatch.setattr(fill_weeks, "search_on", weeks.search_on)
    limits = Limits(time=limit, workers=1)
    found = plan_several_weeks(demand, replace(options(0), limits=limits), ORIGIN)
    return weeks, found.solve.seconds


def test_weeks_share_what_building_them_and_the_search_across_them_leave_of_the_limit(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seconds until all is known, half as much again for all weeks, and a twentieth across."""
    weeks, seconds = planned(demand, monkeypatch, 40, lambda given: given)
    assert weeks.given == pytest.approx([(40 - 2 - 3 - 2) / WEEKS] * WEEKS)
    assert weeks.across == pytest.approx([2 + 1])
    assert seconds == pytest.approx(40)


def test_a_week_that_takes_longer_takes_it_from_those_after_it(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks, seconds = planned(demand, monkeypatch, 40, lambda given: given + 2)
    first = 33 / WEEKS
    assert weeks.given == pytest.approx([first, first - 1, first - 3])
    assert (weeks.across, seconds) == (pytest.approx([1]), pytest.approx(40))


def test_weeks_that_are_done_sooner_leave_their_time_to_the_others(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks, seconds = planned(demand, monkeypatch, 40, lambda given: given - 6)
    first = 33 / WEEKS
    assert weeks.given == pytest.approx([first, first + 3, first + 9])
    assert (weeks.across, seconds) == (pytest.approx([3 + 6]), pytest.approx(40))


def test_simulations_of_weeks_are_no_part_of_the_limit(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks, seconds = planned(demand, monkeypatch, 40, lambda given: given, simulating=50)
    assert weeks.given == pytest.approx([33 / WEEKS] * WEEKS)
    assert seconds == pytest.approx(40)


def test_where_there_is_no_time_for_weeks_they_are_planned_all_the_same(
    demand: WeekDemand, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks, _ = planned(demand, monkeypatch, 3, lambda given: given)
    assert weeks.given == [stopwatch.SHORTEST] * WEEKS
