"""A site that is planned in seconds: one queue, six agents, ten weeks of half hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

TABLES = {
    "site.toml": """\
name = "Tiny"
time_zone = "Europe/Berlin"
country = "DE"
week_start = "monday"
interval_minutes = 30
shrinkage = 0.1
currency = "EUR"
""",
    "queues.csv": """\
queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds
calls,voice,phone,mon-fri 09:00-17:00,0.8,20,300
""",
    "work_plans.toml": """\
[part]
min_paid_hours_per_week = 20
max_paid_hours_per_week = 20
min_days_per_week = 4
max_days_per_week = 4
shift_hours = [5]
earliest_start = "09:00"
latest_end = "17:00"

[[part.activities]]
code = "Break"
category = "break"
minutes = 30
paid = true
earliest_minutes = 90
latest_minutes = 180
""",
    "agents.csv": "agent_id,name,team,work_plan,skills,hourly_cost\n"
    + "".join(f"T{n},Agent {n},Team {n % 2},part,phone,20\n" for n in range(6)),
}
FIRST, WEEKS = date(2026, 1, 5), 10
NEXT_WEEK = FIRST + timedelta(weeks=WEEKS)


def write_tiny_site(folder: Path) -> Path:
    """Write the site's tables to a folder and return it."""
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "history.csv").write_text("\n".join(_history()) + "\n", encoding="utf-8")
    return folder


def _history() -> list[str]:
    random, zone = np.random.default_rng(7), ZoneInfo("Europe/Berlin")
    lines = ["interval_start,interval_minutes,queue,channel,offered,handled,talk_seconds"]
    for number in range(7 * WEEKS):
        day = FIRST + timedelta(days=number)
        for slot in range(16 if day.weekday() < 5 else 0):
            start = datetime(day.year, day.month, day.day, 9, tzinfo=zone)
            start += timedelta(minutes=30 * slot)
            calls = int(random.poisson(8 + 4 * np.sin(slot / 5)))
            lines.append(f"{start.isoformat()},30,calls,voice,{calls},{calls},{180 * calls}")
    return lines
