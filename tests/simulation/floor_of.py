"""Small centres whose steady state is known, or whose every contact can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

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
)
from wfm.simulation import Simulated, simulate
from wfm.simulation.centre import week_of
from wfm.simulation.contacts import draw
from wfm.simulation.crew import crew_of
from wfm.simulation.events import play
from wfm.simulation.floor import Contacts

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
ALWAYS = OpeningHours((((0, 1440),),) * 7)
DAYTIME = OpeningHours((((480, 1200),),) * 7)
DAYS = 3
ON, BREAK = ActivityCategory.ON_QUEUE, ActivityCategory.BREAK


@dataclass(frozen=True)
class Played:
    """One run, contact by contact; times in seconds from Monday's midnight."""

    contacts: Contacts
    came: np.ndarray[Any, Any]
    turned_away: np.ndarray[Any, Any]
    begun: np.ndarray[Any, Any]
    ended: np.ndarray[Any, Any]
    by: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Floor:
    """A site, a forecast, the shifts, and the heads shared out to deferred queues."""

    site: Site
    forecast: pd.DataFrame
    shifts: tuple[Shift, ...]
    heads: pd.DataFrame

    def simulated(self, **options: Any) -> Simulated:
        return simulate(self.site, self.forecast, self.shifts, self.heads, **options)

    def figures(self, **options: Any) -> dict[str, Any]:
        """Figures of the first queue over all runs."""
        return self.simulated(**options).figures().iloc[0].to_dict()

    def run(self, run: int = 0) -> Played:
        week = week_of(self.site, self.forecast, self.shifts, self.heads, {})
        contacts = draw(week.queues, 1, run, uncertain=False)
        crew = crew_of(week.stints, np.random.default_rng(run))
        found = play(contacts, crew, week.centre)
        return Played(contacts, found.came, found.turned_away, found.begun, found.ended, found.by)

    def with_agents(self, count: int) -> Floor:
        people = {agent.id for agent in self.site.agents[:count]}
        return replace(self, shifts=tuple(s for s in self.shifts if s.agent_id in people))


def calls(name: str = "calls", **options: Any) -> Queue:
    goal = options.pop("goal", ServiceGoal())
    hours = options.pop("hours", ALWAYS)
    return Queue(name, Channel.VOICE, name, hours, goal, **options)


def mail(name: str = "mail", **options: Any) -> Queue:
    hours = options.pop("hours", ALWAYS)
    goal = ServiceGoal(service_level=None)
    return Queue(name, Channel.EMAIL, name, hours, goal, **options)


def shift(agent: str, *parts: tuple[float, float, ActivityCategory]) -> Shift:
    """One shift from parts in hours after Monday's midnight."""
    day = MONDAY + timedelta(hours=parts[0][0])
    activities = tuple(
        Activity("x", kind, MONDAY + timedelta(hours=a), MONDAY + timedelta(hours=b))
        for a, b, kind in parts
    )
    return Shift(f"{agent}-{day:%d}", agent, day.date(), activities)


def forecast_of(
    loads: dict[str, float], aht: float, days: int = DAYS, hours: tuple[int, int] = (0, 24)
) -> pd.DataFrame:
    """Constant load in Erlangs per queue, in the hours of each day."""
    starts = [
        MONDAY + timedelta(days=day, minutes=15 * k)
        for day in range(days)
        for k in range(hours[0] * 4, hours[1] * 4)
    ]
    rows = [
        (pd.Timestamp(start), 15, queue, load * 900 / aht, aht)
        for queue, load in loads.items()
        for start in starts
    ]
    names = ["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]
    return pd.DataFrame(rows, columns=names)


def heads_of(forecast: pd.DataFrame, scheduled: float) -> pd.DataFrame:
    return forecast[["interval_start", "queue"]].assign(scheduled=scheduled)


def floor_of(
    queues: Sequence[Queue],
    skills: Sequence[frozenset[str]],
    forecast: pd.DataFrame,
    *,
    shifts: Sequence[Shift] = (),
    share: float = 0.0,
    shrinkage: float = 0.0,
) -> Floor:
    """An agent for each set of skills, there all week unless there are shifts."""
    agents = tuple(Agent(f"A{n}", f"A{n}", "team", "plan", s) for n, s in enumerate(skills))
    plan = contract("plan", (0, 9999), (0, 7), (480,), 0, 1440)
    site = Site(
        *("Floor", "UTC", None, 0, 15, shrinkage, "EUR"), tuple(queues), {"plan": plan}, agents
    )
    all_week = [shift(agent.id, (0, 168, ON)) for agent in agents]
    return Floor(site, forecast, tuple(shifts or all_week), heads_of(forecast, share))


def one_queue(load: float, agents: int, queue: Queue, aht: float = 300.0) -> Floor:
    skills = [frozenset({queue.skill})] * agents
    return floor_of([queue], skills, forecast_of({queue.name: load}, aht))
