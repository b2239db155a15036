"""Solve one of the reference weeks and judge the schedule.

python -m tests.benchmarks.weeks WEEK.json --time-limit S --out SCHEDULE.json --json
"""

from __future__ import annotations

import argparse
import json
import resource
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from tests.work_plans import contract
from wfm.model import (
    ActivityCategory,
    Agent,
    Availability,
    Channel,
    OpeningHours,
    Preference,
    PreferenceKind,
    Queue,
    Schedule,
    ServiceGoal,
    Site,
    WorkPlan,
)
from wfm.scheduling import Limits, Problem, SearchProgress, build_problem, solve
from wfm.scheduling.rules import RULES, Coverage
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.days_off_together import DaysOffTogether
from wfm.scheduling.rules.fairness import Fairness

MONDAY = date(2026, 1, 5)
OPENS = 360
ALL_WEEK = frozenset(range(7))
WISHES = {0: (0, 540), 1: (540, 720), 2: (660, 1440)}


def read_week(week: dict[str, Any]) -> Problem:
    """Express a reference week with the product's own rules."""
    weights = week["weights"]
    by_quarter = (weights["under"], weights["deep_under"], weights["over"])
    coverage = Coverage(*(4 * price for price in by_quarter))
    prices = {
        "Days off together": DaysOffTogether(weights["no_two_days_off"]),
        "Fairness over weeks": Fairness(weights["weekend_history"]),
    }
    ledger = {a["id"]: {"weekend": a["weekend_history"]} for a in week["agents"]}
    return build_problem(
        _site(week),
        _requirement(week),
        MONDAY,
        rules=[prices.get(rule.name, rule) for rule in RULES],
        coverage=coverage,
        ledger=ledger,
    )


def _site(week: dict[str, Any]) -> Site:
    closes = OPENS + week["intervals_per_day"] * week["interval_minutes"]
    hours = OpeningHours((((OPENS, closes),),) * 7)
    return Site(
        name=week["name"],
        time_zone="UTC",
        country=None,
        week_start=0,
        interval_minutes=week["interval_minutes"],
        shrinkage=0.0,
        currency="EUR",
        queues=(Queue("calls", Channel.VOICE, "calls", hours, ServiceGoal()),),
        work_plans={name: _plan(week, name) for name in week["contracts"]},
        agents=tuple(
            Agent(a["id"], a["id"], "all", a["contract"], frozenset({"calls"}))
            for a in week["agents"]
        ),
        availability=tuple(entry for a in week["agents"] for entry in _availability(week, a)),
        preferences=tuple(
            Preference(
                a["id"],
                PreferenceKind.START_BETWEEN,
                ALL_WEEK,
                *WISHES[a["start_preference"]],
                week["weights"]["preference"],
            )
            for a in week["agents"]
        ),
    )


def _plan(week: dict[str, Any], name: str) -> WorkPlan:
    terms, step = week["contracts"][name], week["interval_minutes"]
    span, days = terms["span"] * step, terms["days"]
    return contract(
        name=name,
        paid_minutes_per_week=(span * days, span * days),
        days_per_week=(days, days),
        shift_minutes=(span,),
        earliest_start=OPENS,
        latest_end=OPENS + week["intervals_per_day"] * step,
        start_step=week["start_step"] * step,
        weekly_start_window=(week["start_band"] - 1) * week["start_step"] * step,
        activities=tuple(
            ActivityRule(
                b["name"],
                ActivityCategory.BREAK,
                b["length"] * step,
                True,
                b["earliest"] * step,
                b["latest"] * step,
            )
            for b in terms["breaks"]
        ),
        minimum_rest=week["minimum_rest"] * step,
        maximum_consecutive_days=7,
        consecutive_days_off=2,
    )


def _availability(week: dict[str, Any], agent: dict[str, Any]) -> list[Availability]:
    step, found = week["interval_minutes"], []

    def add(weekdays: frozenset[int], start: int, end: int) -> None:
        found.append(Availability(agent["id"], weekdays, start, end, available=False))

    if agent["unavailable_day"] >= 0:
        add(frozenset({agent["unavailable_day"]}), 0, 1440)
    if agent["availability"] == "no_weekend":
        add(frozenset({5, 6}), 0, 1440)
    if agent["availability"] == "day":
        add(ALL_WEEK, OPENS + week["day_ends"] * step, 1440)
    if agent["availability"] == "evening":
        add(ALL_WEEK, 0, OPENS + week["evening_begins"] * step)
    return found


def _requirement(week: dict[str, Any]) -> pd.DataFrame:
    step = week["interval_minutes"]
    start = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC)
    rows = [
        (start + timedelta(days=d, minutes=OPENS + t * step), step, "calls", heads)
        for d, day in enumerate(week["required"])
        for t, heads in enumerate(day)
    ]
    return pd.DataFrame(
        rows, columns=["interval_start", "interval_minutes", "queue", "gross_requirement"]
    )


def write_schedule(week: dict[str, Any], schedule: Schedule) -> dict[str, list[Any]]:
    """Return the schedule in the form that the reference judge reads."""
    step = week["interval_minutes"]
    rows: dict[str, list[Any]] = {a["id"]: [None] * week["days"] for a in week["agents"]}
    for shift in schedule.shifts:
        opening = datetime.combine(shift.date, datetime.min.time(), UTC) + timedelta(minutes=OPENS)

        def at(instant: datetime, opening: datetime = opening) -> int:
            return int((instant - opening) / timedelta(minutes=step))

        breaks = [at(a.start) for a in shift.activities if a.category is ActivityCategory.BREAK]
        rows[shift.agent_id][(shift.date - MONDAY).days] = {
            "start": at(shift.start),
            "breaks": breaks,
        }
    return rows


def main() -> None:
    """Read the arguments, solve, write, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("week", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--effort", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    week = json.loads(arguments.week.read_text())
    problem = read_week(week)
    trace: list[tuple[float, int | None, int | None]] = []

    def progress(now: SearchProgress) -> None:
        trace.append((round(now.seconds, 1), now.objective, now.bound))

    limits = Limits(arguments.time_limit, arguments.effort, arguments.seed, arguments.workers)
    solution = solve(problem, limits, progress)
    if arguments.out:
        arguments.out.write_text(json.dumps(write_schedule(week, solution.schedule)))
    report = {
        "week": week["name"],
        "agents": len(week["agents"]),
        "status": solution.status,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": round(solution.seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "rule_costs": solution.rule_costs,
        "trace": [entry for k, entry in enumerate(trace) if k % 4 == 0],
    }
    if arguments.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name:>12}  {value}")


if __name__ == "__main__":
    main()
