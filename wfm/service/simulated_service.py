"""What simulated weeks gave of a stored schedule, by queue and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wfm.store.database import Connection
from wfm.store.edited_days import edited_days
from wfm.store.schedules import ScheduleInfo


@dataclass(frozen=True, slots=True)
class SimulatedQueue:
    """A queue's simulated figures on a day, or in the whole week where there is no date.

    `figures` has the columns of simulation.csv; what is undefined is None.
    """

    queue: str
    date: date | None
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SimulatedService:
    """How often a schedule's week was played, and what came of it; a queue's week comes first."""

    runs: int
    edited: bool
    """Whether somebody edited the schedule since: then nothing is known of it as it is now."""
    rows: tuple[SimulatedQueue, ...]


def simulated_service(tx: Connection, info: ScheduleInfo) -> SimulatedService:
    """Read what was simulated of a schedule when it was made; no rows where nothing was."""
    summary = info.summary
    weeks, days = summary.get("simulated") or (), summary.get("simulated_days") or ()
    runs = int(summary.get("parameters", {}).get("simulation_runs") or 0)
    edited = bool(edited_days(tx, info.id))
    rows = (
        row
        for week in weeks
        for row in (week, *(day for day in days if day["queue"] == week["queue"]))
    )
    found = () if edited else tuple(SimulatedQueue(row["queue"], _day(row), row) for row in rows)
    return SimulatedService(runs if weeks else 0, edited, found)


def _day(row: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(row["date"]) if "date" in row else None
