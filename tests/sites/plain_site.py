"""A site of one queue and alike agents, whose contract, hours and zone a test chooses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HISTORY = "interval_start,interval_minutes,queue,channel,offered,handled,talk_seconds"
WEEKS = 5
"""Weeks of history, each day like every other."""


def write_plain_site(
    folder: Path,
    work_plans: str,
    *,
    agents: int | str = 6,
    hours: tuple[int, int] = (0, 24),
    per_half_hour: int = 6,
    zone: str = "Europe/Berlin",
    week: date,
    **more: str,
) -> Path:
    """Write a site's tables for a week to a new folder.

    `agents` is how many have the first work plan, or their whole table; `hours` are those in which
    the queue is open and contacts come; further tables come by name, with `__` for the dot.
    """
    folder.mkdir()
    name = work_plans.partition("]")[0].lstrip("[")
    if isinstance(agents, int):
        rows = [f"A{n},Agent {n},Team,{name},phone,20" for n in range(agents)]
        agents = "\n".join(["agent_id,name,team,work_plan,skills,hourly_cost", *rows, ""])
    opening = f"mon-sun {hours[0]:02}:00-{hours[1]:02}:00"
    tables = {
        "site.toml": f'name = "Plain"\ntime_zone = "{zone}"\nweek_start = "monday"\n',
        "queues.csv": "queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds\n"
        f"calls,voice,phone,{opening},0.8,20,300\n",
        "work_plans.toml": work_plans,
        "agents.csv": agents,
        "history.csv": _history(hours, per_half_hour, zone, week),
    }
    tables |= {table.replace("__", "."): text for table, text in more.items()}
    for table, text in tables.items():
        (folder / table).write_text(text, encoding="utf-8")
    return folder


def _history(hours: tuple[int, int], contacts: int, zone: str, week: date) -> str:
    local, lines = ZoneInfo(zone), [HISTORY]
    for number in range(7 * WEEKS):
        day = week - timedelta(days=7 * WEEKS - number)
        for half in range(2 * hours[0], 2 * hours[1]):
            start = datetime(day.year, day.month, day.day, half // 2, half % 2 * 30, tzinfo=local)
            lines.append(
                f"{start.isoformat()},30,calls,voice,{contacts},{contacts},{300 * contacts}"
            )
    return "\n".join([*lines, ""])
