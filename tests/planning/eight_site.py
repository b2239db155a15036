"""A site of eight agents, one queue and a year of history that is closed on public holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

EASTER_MONDAY = date(2026, 4, 6)
FIRST = date(2025, 3, 3)
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2025-04-18", "2025-04-21", "2025-05-01", "2025-05-29", "2025-06-09", "2025-10-03",
        "2025-12-25", "2025-12-26", "2026-01-01", "2026-04-03",
    )
)  # fmt: skip
TABLES: Mapping[str, str] = {
    "site.toml": """\
name = "Eight"
time_zone = "Europe/Berlin"
country = "DE"
week_start = "monday"
interval_minutes = 60
shrinkage = 0.1
currency = "EUR"
""",
    "queues.csv": """\
queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds,minimum_heads
calls,voice,phone,mon-fri 08:00-18:00,0.8,20,300,2
""",
    "work_plans.toml": """\
["Full time"]
min_paid_hours_per_week = 40
max_paid_hours_per_week = 40
min_days_per_week = 5
max_days_per_week = 5
shift_hours = [8]
earliest_start = "08:00"
latest_end = "18:00"
""",
    "agents.csv": "agent_id,name,team,work_plan,skills,hourly_cost\n"
    + "".join(f"E{n},Agent {n},North,Full time,phone,20\n" for n in range(8)),
}
CLOSURE = (
    f"event,queues,from,to,kind,effect\nStocktaking,,{EASTER_MONDAY},{EASTER_MONDAY},closure,\n"
)


def write_eight(
    folder: Path,
    *,
    closed: frozenset[date] = HOLIDAYS,
    first: date = FIRST,
    until: date = EASTER_MONDAY,
    **more: str,
) -> Path:
    """Write the site's tables to a folder and return it; `more` replaces or adds tables."""
    folder.mkdir()
    named = {f"{name}.toml" if name in {"site", "work_plans"} else f"{name}.csv": text
             for name, text in more.items()}  # fmt: skip
    for name, text in {**TABLES, **named}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "history.csv").write_text("\n".join(_history(closed, first, until)) + "\n")
    return folder


def _history(closed: frozenset[date], first: date, until: date) -> list[str]:
    random, zone = np.random.default_rng(5), ZoneInfo("Europe/Berlin")
    lines = ["interval_start,interval_minutes,queue,channel,offered,handled,talk_seconds"]
    for number in range((until - first).days):
        day = first + timedelta(days=number)
        for hour in range(8, 18) if day.weekday() < 5 and day not in closed else ():
            start = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
            calls = int(random.poisson(25))
            lines.append(f"{start.isoformat()},60,calls,voice,{calls},{calls},{180 * calls}")
    return lines
