"""A small plan made by hand: two queues, five agents, a week with a gap, a night and an absence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from tests.work_plans import contract
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    Schedule,
    ServiceGoal,
    Shift,
    Site,
    TimeOff,
)
from wfm.model.plan import Message, Plan, Severity, SolveRecord
from wfm.planning.predicted_kpis import predicted_kpis
from wfm.timegrid import TimeGrid
from wfm.words import phrase

SHORT = phrase("text", text="Sunday 00:00–06:00 is 6 heads short.")
WEEK = date(2026, 10, 19)
"""Its Sunday has 25 hours in Berlin."""
ZONE = "Europe/Berlin"
WEEKDAYS = tuple(((480, 1200),) for _ in range(5))
HOURS = OpeningHours((*WEEKDAYS, (), ((0, 360),)))

CALLS = Queue(
    "Support calls", Channel.VOICE, "support", HOURS, ServiceGoal(asa=20, abandonment=0.015)
)
MAIL = Queue(
    "E-mail", Channel.EMAIL, "mail", HOURS, ServiceGoal(service_level=0.95), response_minutes=240
)
PLAN = contract("full-time", (2220, 2400), (4, 5), (510,), 360, 1440)

AGENTS = (
    Agent("A1", "Anna Albers", "Blue", "full-time", frozenset({"support", "mail"}), hourly_cost=30),
    Agent("A2", "=cmd|'/c calc'!A1", "Blue", "full-time", frozenset({"support"}), hourly_cost=30),
    Agent("A3", "Chloë Özdemir", "Blue", "full-time", frozenset({"mail"}), hourly_cost=28),
    Agent("B1", "Björn <b>Berg</b>", "Green", "full-time", frozenset({"support"}), hourly_cost=26),
    Agent(
        *("B2", "Dana Diaz", "Green", "full-time", frozenset({"support"})),
        start_date=date(2026, 10, 22),
        hourly_cost=26,
    ),
)


def shift(agent: str, day: int, start: int, minutes: int = 510) -> Shift:
    """Return a shift with a break after 2 h, a meal after 4 h and work on calls in between."""
    grid = TimeGrid(ZONE, WEEK, 7, 15)
    first = grid.instant(grid.date_of(day), start)
    parts = [
        ("WORK", ActivityCategory.ON_QUEUE, 0, 120, True),
        ("BRK", ActivityCategory.BREAK, 120, 135, True),
        ("WORK", ActivityCategory.ON_QUEUE, 135, 240, True),
        ("LUNCH", ActivityCategory.MEAL, 240, 270, False),
        ("WORK", ActivityCategory.ON_QUEUE, 270, minutes, True),
    ]
    activities = tuple(
        Activity(code, kind, first + timedelta(minutes=a), first + timedelta(minutes=b), paid)
        for code, kind, a, b, paid in parts
    )
    return Shift(f"{agent}-{day}", agent, grid.date_of(day), activities)


def schedule() -> Schedule:
    """Return shifts of A1 (early), A2 (day), B1 (late) and B2 (a night into the long Sunday)."""
    shifts = [shift("A1", day, 420) for day in range(5)]
    shifts += [shift("A2", day, 540) for day in range(4)]
    shifts += [shift("B1", day, 720) for day in range(5)]
    shifts += [shift("B2", 5, 1320)]
    return Schedule("Example", WEEK, tuple(shifts))


def site() -> Site:
    """Return the site; A3 is away all week for a reason that nobody may read."""
    away = TimeOff("A3", datetime(2026, 10, 18, 22, tzinfo=UTC), at(5), "sick: confidential")
    return Site(
        *("Example & <Co>", ZONE, "DE", 0, 15, 0.1, "EUR", (CALLS, MAIL)),
        work_plans={"full-time": PLAN},
        agents=AGENTS,
        time_off=(away,),
    )


def at(day: int) -> datetime:
    """Return the local midnight that begins a day of the week."""
    return TimeGrid(ZONE, WEEK, 7, 15).instant(WEEK + timedelta(days=day), 0)


def _open_intervals() -> list[int]:
    grid = TimeGrid(ZONE, WEEK, 7, 15)
    spans = [(day, start, end) for day in range(7) for start, end in HOURS.windows[day]]
    return [
        index
        for day, start, end in spans
        for index in range(grid.local_index(day, start), grid.local_index(day, end))
    ]


def small_plan() -> Plan:
    """Return the plan."""
    grid, the_site, the_schedule = TimeGrid(ZONE, WEEK, 7, 15), site(), schedule()
    working = [
        (activity.start, activity.end)
        for each in the_schedule.shifts
        for activity in each.activities
        if activity.category is ActivityCategory.ON_QUEUE
    ]
    forecast, requirement, coverage = [], [], []
    for index in _open_intervals():
        moment = pd.Timestamp(grid.at(index))
        heads = sum(start <= grid.at(index) < end for start, end in working)
        for queue, contacts, aht, required in ((CALLS, 6.0, 180.0, 2.4), (MAIL, 2.0, 300.0, 0.5)):
            key = {"interval_start": moment, "interval_minutes": 15, "queue": queue.name}
            scheduled = heads * (0.75 if queue is CALLS else 0.25)
            spread = {"p05": 0.6, "p25": 0.85, "p50": 1.0, "p75": 1.15, "p95": 1.4}
            forecast.append(
                key
                | {"channel": queue.channel.value, "contacts": contacts, "aht_seconds": aht}
                | {f"contacts_{name}": contacts * factor for name, factor in spread.items()}
                | {f"rate_{name}": contacts * factor for name, factor in spread.items()}
            )
            load = contacts * aht / 900
            requirement.append(
                key
                | {"load_erlangs": load, "net_requirement": required * 0.9}
                | {"gross_requirement": required, "binding_target": "service level"}
            )
            quality = min(1.0, scheduled / required)
            coverage.append(
                key
                | {"required": required, "scheduled": scheduled, "net": scheduled - required}
                | {"service_level": quality * 0.9, "occupancy": min(1.0, load / max(heads, 1))}
                | {"asa_seconds": 30 * (1 - quality) if queue is CALLS else float("nan")}
                | {"abandonment": 0.2 * (1 - quality) if queue is CALLS else float("nan")}
            )
    frames = [pd.DataFrame(rows) for rows in (forecast, requirement, coverage)]
    return Plan(
        id="0123456789ab",
        site=the_site,
        week=WEEK,
        forecast=frames[0],
        requirement=frames[1],
        coverage=frames[2],
        kpis=predicted_kpis(frames[2], frames[0], the_site),
        schedule=the_schedule,
        solve=SolveRecord("feasible", 123.5, 120.0, 0.028, 4.2, 1, {"coverage": 123.5}),
        created=datetime(2026, 10, 12, 8, tzinfo=UTC),
        messages=(Message(Severity.WARNING, "schedule", SHORT),),
        hashes={"history.csv": "ab" * 32},
        versions={"contact-centre-wfm": "0.1.0"},
        parameters={"time_limit": 10.0},
        special_days={date(2026, 10, 23): "Invented Day"},
    )
