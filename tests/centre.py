"""A small centre in a store, for tests: three agents in two teams, shifts as they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from tests.work_plans import contract
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    ServiceGoal,
    Shift,
    Site,
    TimeOff,
)
from wfm.sites.history import COLUMNS, COUNTS
from wfm.store.imports import RecordedTables, import_site

WEEK = date(2026, 3, 23)
"""A Monday; clocks in Berlin go forward on the Sunday of that week."""
ZONE = ZoneInfo("Europe/Berlin")


def centre(agents: Sequence[str] = ("ann", "bob", "cy"), name: str = "North") -> Site:
    """A site; every other agent is in team Blue, the rest in Red."""
    always = OpeningHours(tuple(((480, 1200),) for _ in range(7)))
    return Site(
        name=name,
        time_zone="Europe/Berlin",
        country="DE",
        week_start=0,
        interval_minutes=15,
        shrinkage=0.1,
        currency="EUR",
        queues=(Queue("sales", Channel.VOICE, "sales", always, ServiceGoal()),),
        work_plans={"full": contract("full", (2280, 2400), (5, 5), (510,), 480, 1200)},
        agents=tuple(
            Agent(key, key.title(), ("Blue", "Red")[i % 2], "full", frozenset({"sales"}))
            for i, key in enumerate(agents)
        ),
        time_off=tuple(
            TimeOff(key, at(WEEK, 0), at(day(1), 0), "sick") for key in agents if key == "ann"
        ),
    )  # fmt: skip


HISTORY = f"{','.join(COLUMNS)}\n2025-03-24T08:00:00+00:00,15,sales,voice{',1' * len(COUNTS)}\n"


def put_centre(connection: Connection, key: str = "north", site: Site | None = None) -> None:
    """Store it."""
    import_site(connection, "ada", key, site or centre(), key.encode(), RecordedTables(HISTORY))


def at(day: date, hour: float) -> datetime:
    """Instant at which clocks in Berlin show that hour of a day."""
    local = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def shift(agent: str, day: date, start: float = 9, end: float = 17) -> Shift:
    """A shift with a meal of half an hour in its middle."""
    first, last = at(day, start), at(day, end)
    noon = first + (last - first) / 2
    resumed = noon + timedelta(minutes=30)
    activities = (
        Activity("work", ActivityCategory.ON_QUEUE, first, noon),
        Activity("lunch", ActivityCategory.MEAL, noon, resumed, paid=False),
        Activity("work", ActivityCategory.ON_QUEUE, resumed, last),
    )
    return Shift("", agent, day, activities)


def day(offset: int) -> date:
    """A day of the week, 0 is its Monday."""
    return WEEK + timedelta(days=offset)
