"""Nights in which the clocks change: a shift keeps its times, or its length, as the site says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.scheduling.fixed import ALWAYS, HEADS
from tests.work_plans import TypedShift, contract
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    ClockChange,
    Schedule,
    Shift,
    Site,
    WorkPlan,
)
from wfm.scheduling import Limits, build_problem, check, solve
from wfm.scheduling.candidate_shifts import candidates
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.rotation import RotationPart
from wfm.scheduling.rules.weekday_times import WeekdayTimes
from wfm.scheduling.rules.work_plan import changed

MINUTE = timedelta(minutes=1)
SHORT = [
    ("Europe/Berlin", date(2026, 3, 28)),
    ("America/New_York", date(2026, 3, 7)),
    ("Australia/Sydney", date(2026, 10, 3)),
    ("America/Santiago", date(2026, 9, 5)),
]
LONG = [
    ("Europe/Berlin", date(2026, 10, 24)),
    ("America/New_York", date(2026, 10, 31)),
    ("Australia/Sydney", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 4, 4)),
]
"""The Saturday nights in which clocks are put forward, and back."""
BREAK = ActivityRule("Break", ActivityCategory.BREAK, 30, False, 180, 300)
NIGHTS = contract("plan", (2250, 2250), (5, 5), (480,), 1320, 1800, minimum_rest=480,
                  activities=(BREAK,), maximum_consecutive_days=7)  # fmt: skip


TYPED = changed(NIGHTS, shift_types=(TypedShift("Night", 1320, 480),))
"""The same nights, by name."""
PLANS = pytest.mark.parametrize("plan", [NIGHTS, TYPED], ids=["times", "types"])


def centre(zone: str, clock_change: ClockChange, plan: WorkPlan = NIGHTS) -> Site:
    agents = tuple(Agent(f"A{n}", "Ann", "team", "plan", frozenset({"calls"})) for n in (1, 2))
    return Site("site", zone, None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": plan}, agents,
                clock_change=clock_change)  # fmt: skip


def offered(
    zone: str, night: date, clock_change: ClockChange, plan: WorkPlan
) -> set[tuple[str, str, float]]:
    """Local start, local end and hours of the shifts that the plan has in a night."""
    horizon = Horizon(centre(zone, clock_change, plan), night - timedelta(days=5))
    shifts = candidates(horizon, plan)
    found = set()
    for start, end in zip(shifts.start[shifts.day == 5], shifts.end[shifts.day == 5], strict=True):
        here, there = (horizon.local(horizon.grid.at(int(at))) for at in (start, end))
        found.add((f"{here:%H:%M}", f"{there:%H:%M}", (end - start) / 2))
    return found


def night_of(night: date, start: datetime, hours: int) -> Shift:
    """A shift of A1 with its break after four hours."""
    before, after, end = (start + timedelta(hours=h) for h in (4, 4.5, hours))
    parts = (
        Activity("ON", ActivityCategory.ON_QUEUE, start, before),
        Activity("Break", ActivityCategory.BREAK, before, after, paid=False),
        Activity("ON", ActivityCategory.ON_QUEUE, after, end),
    )
    return Shift("A1-1", "A1", night, parts)


@PLANS
@pytest.mark.parametrize(("zone", "night"), SHORT)
def test_in_the_short_night_no_shift_is_past_its_latest_end(zone, night, plan):
    assert offered(zone, night, ClockChange.WALL_CLOCK, plan) == {("22:00", "06:00", 7)}
    assert offered(zone, night, ClockChange.ELAPSED, plan) == {("21:00", "06:00", 8)}


MIDNIGHT = {"shift_minutes": (360,), "earliest_start": 0, "latest_end": 360, "activities": ()}
SINCE_MIDNIGHT = pytest.mark.parametrize(
    "asked", [MIDNIGHT, {**MIDNIGHT, "shift_types": (TypedShift("Night", 0, 360),)}],
    ids=["times", "types"],
)  # fmt: skip


@SINCE_MIDNIGHT
def test_a_night_from_midnight_belongs_to_its_date_in_the_short_night_too(asked):
    """It ends an hour late: an hour earlier it would be a shift of the day before."""
    zone, night = SHORT[0]
    plan, sunday = changed(NIGHTS, **asked), night + timedelta(days=1)
    horizon = Horizon(centre(zone, ClockChange.ELAPSED, plan), night - timedelta(days=5))
    shifts = candidates(horizon, plan)
    begins = [horizon.local(horizon.grid.at(int(at))) for at in shifts.start[shifts.day == 6]]
    assert [(f"{at:%H:%M}", at.date()) for at in begins] == [("00:00", sunday)]
    problem = build_problem(
        centre(zone, ClockChange.ELAPSED, changed(plan, paid_minutes_per_week=(0, 2400))),
        HEADS, horizon.first,
    )  # fmt: skip
    start = begins[0].astimezone(UTC)
    kept = Shift("A1-1", "A1", sunday, (
        Activity("ON", ActivityCategory.ON_QUEUE, start, start + timedelta(hours=6)),
    ))  # fmt: skip
    found = check(problem, Schedule("site", horizon.first, (kept,)))
    assert "Shift lengths and start times" not in {f.rule for f in found}


@PLANS
@pytest.mark.parametrize(("zone", "night"), LONG)
def test_in_the_long_night_somebody_may_stay_until_the_latest_end(zone, night, plan):
    assert offered(zone, night, ClockChange.WALL_CLOCK, plan) == {("22:00", "06:00", 9)}
    assert offered(zone, night, ClockChange.ELAPSED, plan) == {("22:00", "05:00", 8),
                                                               ("23:00", "06:00", 8)}  # fmt: skip


@pytest.mark.parametrize("clock_change", ClockChange)
@pytest.mark.parametrize(("zone", "night"), [SHORT[0], LONG[0], SHORT[2], LONG[3]])
def test_the_week_has_its_hours_and_the_checker_agrees(zone, night, clock_change):
    """A contract of 37.5 h has five nights of which one lasts an hour less or more."""
    problem = build_problem(centre(zone, clock_change), HEADS, night - timedelta(days=5))
    solution = solve(problem, Limits(time=None, effort=0, workers=1))
    assert not problem.stuck
    assert not [f for f in check(problem, solution.schedule) if f.hard]
    zone_info = ZoneInfo(zone)
    for shift in solution.schedule.shifts:
        end = shift.end.astimezone(zone_info)
        assert (end.hour, end.minute) <= (6, 0)
        worked = (shift.end - shift.start) // MINUTE
        assert shift.paid_minutes == worked - 30
        assert clock_change is ClockChange.WALL_CLOCK or worked == 480


OTHERS = {
    "weekly start window": {"weekly_start_window": 0},
    "starts from day to day": {"maximum_start_change": 0},
    "times by weekday": {"weekday_times": (WeekdayTimes(frozenset({5}), (), 1320, 1800),)},
    "rotation": {"rotation": (RotationPart(1, frozenset(range(7)), frozenset({"Night"})),)},
    "most of a type": {"shift_types": (TypedShift("Night", 1320, 480, most=5),)},
}


@pytest.mark.parametrize("asked", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize(("zone", "night"), [SHORT[0], LONG[0]])
def test_a_night_that_keeps_its_end_is_the_same_shift_for_all_other_rules(zone, night, asked):
    """Whatever looks at starts or names goes by the start that the night has else."""
    site = centre(zone, ClockChange.ELAPSED, changed(TYPED, **asked))
    problem = build_problem(site, HEADS, night - timedelta(days=5))
    solution = solve(problem, Limits(time=None, effort=0, workers=1))
    assert not problem.stuck
    assert not [f for f in check(problem, solution.schedule) if f.hard]
    assert any(shift.date == night for shift in solution.schedule.shifts)


@pytest.mark.parametrize("kept", ["21:00", "22:00", "23:00"])
@pytest.mark.parametrize(("zone", "night"), [SHORT[0], LONG[0]])
def test_the_check_of_a_named_night_offers_what_the_search_does(zone, night, kept):
    site = centre(zone, ClockChange.ELAPSED, TYPED)
    problem = build_problem(site, HEADS, night - timedelta(days=5))
    start = datetime.combine(night, time.fromisoformat(kept), ZoneInfo(zone)).astimezone(UTC)
    shift = night_of(night, start, 8)
    found = check(problem, Schedule("site", problem.horizon.first, (shift,)))
    refused = any(f.rule == "Shift lengths and start times" for f in found)
    starts = {begin for begin, _, _ in offered(zone, night, ClockChange.ELAPSED, TYPED)}
    assert refused is (kept not in starts)


@pytest.mark.parametrize("clock_change", ClockChange)
@pytest.mark.parametrize(("zone", "night"), [SHORT[0], LONG[0]])
def test_a_break_by_the_clock_is_when_clocks_show_it(zone, night, clock_change):
    """From 04:00 to 04:30 of every night: five, six or seven hours into the shift."""
    early = replace(BREAK, earliest=0, latest=480, clock=(28 * 60, 28 * 60 + 30))
    site = replace(
        centre(zone, clock_change), work_plans={"plan": changed(NIGHTS, activities=(early,))}
    )
    problem = build_problem(site, HEADS, night - timedelta(days=5))
    solution = solve(problem, Limits(time=None, effort=0, workers=1))
    assert not [f for f in check(problem, solution.schedule) if f.hard]
    breaks = [part.start.astimezone(ZoneInfo(zone)) for shift in solution.schedule.shifts
              for part in shift.activities if part.category is ActivityCategory.BREAK]  # fmt: skip
    assert len(breaks) == 10
    assert {f"{at:%H:%M}" for at in breaks} <= {"04:00", "04:30"}


@pytest.mark.parametrize("clock_change", ClockChange)
def test_a_night_of_the_usual_length_that_ends_late_is_refused_either_way(clock_change):
    """From 22:00 to 06:00 are seven hours of the short night; eight end at 07:00."""
    zone, night = SHORT[0]
    problem = build_problem(centre(zone, clock_change), HEADS, night - timedelta(days=5))
    local = datetime.combine(night, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=22)
    start = local.astimezone(UTC)

    def broken(hours: int) -> set[str]:
        schedule = Schedule("site", problem.horizon.first, (night_of(night, start, hours),))
        return {f.rule for f in check(problem, schedule) if f.hard and f.date == night}

    assert "Shift lengths and start times" in broken(8)
    assert bool(broken(7)) is (clock_change is ClockChange.ELAPSED)
