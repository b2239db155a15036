"""Sites whose agents serve several queues, drawn from a seed.

Contracts leave hours open, so that a requirement that asks for less is paid less. The loads of the
queues and the hours of their peaks are drawn, and who has which skills.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tests.work_plans import contract
from wfm.model import ActivityCategory, Agent, Channel, OpeningHours, Queue, ServiceGoal, Site
from wfm.planning.week_demand import WeekDemand, staffed_demand
from wfm.scheduling.rules.breaks import ActivityRule

MONDAY, ZONE, DAYS = date(2026, 1, 5), "UTC", 5
OPENS, CLOSES = 480, 1200
OPEN = OpeningHours((((OPENS, CLOSES),),) * DAYS + ((),) * (7 - DAYS))
PAUSES = (
    ActivityRule("Break 1", ActivityCategory.BREAK, 15, True, 75, 150),
    ActivityRule("Meal", ActivityCategory.MEAL, 30, False, 210, 285, shift_minutes=(390, 510)),
)
HOURS = (16, 40)
PLAN = contract(
    "flexible", tuple(60 * hours for hours in HOURS), (4, 5), (240, 390, 510), OPENS, CLOSES,
    activities=PAUSES,
)  # fmt: skip
SKILL_SETS = ((0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2))
"""Queues by number of each set of skills; on sites without shared skills only the first three."""
GOAL = ServiceGoal(service_level=0.8, threshold=20)
AGENTS = 25
"""Agents whose loads are those of a kind; of more, loads are as many times more."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the queues of a site are like."""

    queues: tuple[Queue, ...]
    aht: tuple[float, ...]
    loads: tuple[float, float] = (2.5, 6.0)
    """Least and most Erlangs at the peak of an immediate queue."""
    shared: bool = True


CALLS = tuple(
    Queue(name, Channel.VOICE, name, OPEN, GOAL, patience_seconds=300.0)
    for name in ("orders", "support", "billing")
)
CHAT = Queue(
    "chat", Channel.CHAT, "chat", OPEN, ServiceGoal(0.8, 60.0), patience_seconds=600.0,
    concurrency=3,
)  # fmt: skip
MAIL = Queue("mail", Channel.EMAIL, "mail", OPEN, ServiceGoal(None), response_minutes=480.0)
KINDS = {
    "calls": Kind(CALLS, (240.0, 300.0, 360.0)),
    "chat beside": Kind((*CALLS[:2], CHAT), (240.0, 300.0, 600.0)),
    "mail beside": Kind((*CALLS[:2], MAIL), (240.0, 300.0, 400.0)),
    "long calls": Kind(CALLS, (240.0, 600.0, 1500.0)),
    "apart": Kind(CALLS, (240.0, 300.0, 360.0), shared=False),
}
"""What is known to part prediction from simulation, each on sites of its own."""


def demand_of(kind: str, seed: int, agents: int = AGENTS) -> WeekDemand:
    """Draw a site and what its week asks for; loads grow with the agents."""
    asked = KINDS[kind]
    random = np.random.default_rng((seed, list(KINDS).index(kind)))
    site = Site(
        f"{kind} {seed}", ZONE, None, 0, 15, 0.1, "EUR", asked.queues, {"flexible": PLAN},
        _people(asked, agents, random),
    )  # fmt: skip
    forecast = _forecast(asked, random)
    forecast["contacts"] *= agents / AGENTS
    return staffed_demand(site, MONDAY, forecast, {})


def _people(asked: Kind, agents: int, random: np.random.Generator) -> tuple[Agent, ...]:
    """Deal the sets of skills out evenly; who gets one more is drawn."""
    sets = SKILL_SETS if asked.shared else SKILL_SETS[: len(asked.queues)]
    dealt = random.permutation(len(sets))[np.arange(agents) % len(sets)]
    return tuple(
        Agent(f"A{n:02d}", f"A{n:02d}", "team", "flexible", _skills(asked.queues, sets[chosen]))
        for n, chosen in enumerate(dealt)
    )


def _skills(queues: Sequence[Queue], numbers: Sequence[int]) -> frozenset[str]:
    return frozenset(queues[number].skill for number in numbers)


def _forecast(asked: Kind, random: np.random.Generator) -> pd.DataFrame:
    """Days whose load is a hill about the queue's peak."""
    starts = pd.DatetimeIndex(
        [
            pd.Timestamp(MONDAY, tz=ZONE) + pd.Timedelta(days=day, minutes=OPENS + 15 * k)
            for day in range(DAYS)
            for k in range((CLOSES - OPENS) // 15)
        ]
    )
    hour, parts = starts.hour + starts.minute / 60, []
    for queue, aht in zip(asked.queues, asked.aht, strict=True):
        highest, peak = random.uniform(*asked.loads), random.uniform(10, 17)
        load = highest * (0.35 + 0.65 * np.exp(-(((hour - peak) / 2.5) ** 2)))
        if queue.channel.deferred:
            load = np.full(len(starts), 0.5 * highest)
        contacts = load * 900 / aht * queue.concurrency
        parts.append(
            pd.DataFrame(
                {
                    "interval_start": starts, "interval_minutes": 15, "queue": queue.name,
                    "contacts": contacts, "aht_seconds": aht,
                }
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)
