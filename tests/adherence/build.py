"""Short ways to write shifts and events down in tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pandas as pd

from wfm.adherence.mapping import StateMap
from wfm.adherence.measure import Measurement, Policy, measure
from wfm.adherence.state_events import read_events
from wfm.model import Activity, ActivityCategory, Schedule, Shift

ZONE = "Europe/Berlin"
MONDAY = date(2026, 1, 5)
STATES = StateMap({**{c.value: c.value for c in ActivityCategory}, "talking": "on_queue"})


def at(clock: str, day: date = MONDAY, zone: str = ZONE) -> datetime:
    """`09:30` of a local day; `26:30` is 02:30 of the next one."""
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    day += timedelta(days=hours // 24)
    local = datetime(day.year, day.month, day.day, hours % 24, minutes, *seconds)
    return local.replace(tzinfo=ZoneInfo(zone))


def shift(agent: str, *stretches: tuple[str, str], day: date = MONDAY, zone: str = ZONE) -> Shift:
    """`("09:00", "on_queue"), ("12:00", "meal"), ("12:30", "")`: the last one ends the shift."""
    activities = tuple(
        Activity(category, ActivityCategory(category), at(start, day, zone), at(end, day, zone))
        for (start, category), (end, _) in pairwise(stretches)
    )
    return Shift(f"{agent}-{day}", agent, day, activities)


def week(*shifts: Shift, first: date = MONDAY, version: int = 1) -> Schedule:
    """A published schedule."""
    return Schedule("test", first, tuple(shifts), version)


def rows(
    agent: str, *states: tuple[str, str], day: date = MONDAY, zone: str = ZONE, source: str = "acd"
) -> list[Mapping[str, object]]:
    """`("09:10", "on_queue"), ("17:00", "logout")` as events."""
    return [
        {
            "event_id": f"{agent}-{day}-{index}",
            "source_id": source,
            "external_agent_id": agent,
            "state_code": state,
            "started_at": at(clock, day, zone),
            "is_logged_on": state != "logout",
        }
        for index, (clock, state) in enumerate(states)
    ]


def log(*batches: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """All events as a checked frame."""
    return read_events([row for batch in batches for row in batch])


def judged(schedule: Schedule, events: pd.DataFrame, **policy: object) -> Measurement:
    """Grade with the states of this module."""
    return measure(schedule, events, Policy(STATES, **policy), time_zone=ZONE)  # type: ignore[arg-type]
