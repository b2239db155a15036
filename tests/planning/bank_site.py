"""A site around real calls: one queue with an AHT of 240 s, and agents by the hundred."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

AHT = 240
SITE = """\
name = "Bank"
time_zone = "America/New_York"
country = "US"
week_start = "monday"
interval_minutes = 15
shrinkage = 0.05
currency = "USD"
"""
QUEUE = {
    "queue": "calls",
    "channel": "voice",
    "skill": "calls",
    "hours": "mon-fri 07:00-21:15",
    "service_level": 0.8,
    "threshold_seconds": 20,
    "patience_seconds": 354,
}
PLAN = """\
[{name}]
min_paid_hours_per_week = {hours}
max_paid_hours_per_week = {hours}
min_days_per_week = {days}
max_days_per_week = {days}
shift_hours = [{length}]
earliest_start = "07:00"
latest_end = "21:15"
start_step_minutes = 15
weekly_start_window_minutes = 120
minimum_rest_hours = 11
weekdays = "mon-fri"

[[{name}.activities]]
code = "Break"
category = "break"
minutes = 15
paid = true
earliest_minutes = 90
latest_minutes = 150

[[{name}.activities]]
code = "Meal"
category = "meal"
minutes = 30
paid = false
earliest_minutes = 210
latest_minutes = 300
"""


def write_bank_site(folder: Path, calls: Path, agents: int) -> Path:
    """Write the site's tables to a folder and return it."""
    folder.mkdir()
    (folder / "site.toml").write_text(SITE)
    plans = [("full", 40, 5, 8.5), ("four", 40, 4, 10.5)]
    texts = [PLAN.format(name=n, hours=h, days=d, length=x) for n, h, d, x in plans]
    (folder / "work_plans.toml").write_text("\n".join(texts))
    _write(folder / "queues.csv", [QUEUE])
    people = [
        {
            "agent_id": f"B{number:03d}",
            "name": f"Agent {number:03d}",
            "team": f"Team {number % 14 + 1:02d}",
            "skills": "calls",
            "hourly_cost": 25,
            "work_plan": "four" if number % 4 == 0 else "full",
        }
        for number in range(agents)
    ]
    _write(folder / "agents.csv", people)
    _history(calls).to_csv(folder / "history.csv", index=False)
    return folder


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _history(calls: Path) -> pd.DataFrame:
    table = pd.read_csv(calls, parse_dates=["timestamp"])
    local = table["timestamp"].dt.tz_localize("America/New_York")
    return pd.DataFrame(
        {
            "interval_start": local.map(pd.Timestamp.isoformat),
            "interval_minutes": 5,
            "queue": "calls",
            "channel": "voice",
            "offered": table["calls"],
            "handled": table["calls"],
            "talk_seconds": AHT * table["calls"],
        }
    )
