"""Goals that count over a day or a week: planned at least cost, simulated, and judged so."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.benchmarks.goal_periods import demand_of
from wfm.model import GoalPeriod, Schedule
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_warnings import missed_periods
from wfm.planning.predicted_kpis import goal_in_words, predicted_kpis
from wfm.planning.schedule_search import Searched, search_schedule
from wfm.planning.simulate_week import simulate_demand
from wfm.scheduling import Limits, check

LIMITS = Limits(time=None, effort=0.2, workers=1)
OTHER_SEED = 4711


def planned(over: GoalPeriod) -> Searched:
    """Plan a small site whose days have a peak of an hour."""
    return search_schedule(demand_of("peak", 10, over), PlanOptions(LIMITS), lambda _: None)


def hours(schedule: Schedule) -> float:
    return sum(shift.paid_minutes for shift in schedule.shifts) / 60


def test_a_goal_of_the_day_is_met_on_each_day_of_the_simulation_for_fewer_hours() -> None:
    found, each = planned(GoalPeriod.DAY), planned(GoalPeriod.INTERVAL)
    week = simulate_demand(
        found.demand, found.solution.schedule, runs=200, seed=OTHER_SEED, uncertain=False
    )
    assert (week.days["service_level"] + week.days["service_level_margin"] >= 0.79).all()
    assert hours(found.solution.schedule) < hours(each.solution.schedule)
    assert not any(finding.hard for finding in check(found.problem, found.solution.schedule))
    assert "contact_worth" in found.demand.requirement
    near = week.days["predicted_service_level"] - week.days["service_level"]
    assert near.abs().max() < 0.04


def kpis(over: GoalPeriod, levels: dict[str, float]) -> pd.DataFrame:
    """Judge days that have these service levels, the required heads being there."""
    demand = demand_of("peak", 10, over)
    rows = demand.requirement[["interval_start", "interval_minutes", "queue"]]
    rows = rows.assign(
        required=demand.requirement["gross_requirement"],
        scheduled=demand.requirement["gross_requirement"],
        service_level=rows["interval_start"].dt.strftime("%a").map(levels).fillna(0.85),
        asa_seconds=5.0, abandonment=0.0, occupancy=0.7,
    )  # fmt: skip
    return predicted_kpis(rows, demand.forecast, demand.site)


@pytest.mark.parametrize(
    ("over", "days_missed", "week_met"),
    [(GoalPeriod.INTERVAL, 1, True), (GoalPeriod.DAY, 1, False), (GoalPeriod.WEEK, 0, True)],
)
def test_a_goal_is_judged_over_its_period(
    over: GoalPeriod, days_missed: int, week_met: bool
) -> None:
    found = kpis(over, {"Tue": 0.75})
    found = found[found["queue"].notna()]
    days, week = found[found["date"].notna()], found[found["date"].isna()]
    assert days["goal_met"].eq(False).sum() == days_missed
    assert days["goal_met"].isna().all() == (over is GoalPeriod.WEEK)
    assert week["goal_met"].tolist() == [week_met]


def test_the_goal_says_over_what_it_counts() -> None:
    words = [goal_in_words(demand_of("peak", 10, over).site.queues[0]) for over in GoalPeriod]
    assert words == ["80% in 20 s", "80% in 20 s over the day", "80% in 20 s over the week"]


def test_a_missed_day_is_told_with_its_level_and_not_the_intervals() -> None:
    site = demand_of("peak", 10, GoalPeriod.DAY).site
    (message,) = missed_periods(kpis(GoalPeriod.DAY, {"Tue": 0.75, "Wed": 0.7}), site)
    assert "80% in 20 s over the day will be missed on 2 days" in str(message.text)
    assert "70.0%" in str(message.text)
    assert not missed_periods(kpis(GoalPeriod.WEEK, {"Tue": 0.75}), site)


def test_a_week_is_simulated_as_a_week() -> None:
    demand = demand_of("peak", 10, GoalPeriod.WEEK)
    empty = Schedule(demand.site.name, demand.first, ())
    week = simulate_demand(demand, empty, runs=2, seed=1, uncertain=False)
    assert week.days["goal_chance"].isna().all()
    assert week.queues["goal_chance"].tolist() == [0.0]
