"""A small site and its forecast, for the staffing tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.model import Channel, OpeningHours, Queue, ServiceGoal, Site

ZONE = "Europe/Berlin"
QUANTILES = ("rate_p05", "rate_p25", "rate_p50", "rate_p75", "rate_p95")
NORMAL = np.array([-1.6449, -0.6745, 0.0, 0.6745, 1.6449])


def hours(start: int, end: int, days: int = 5) -> OpeningHours:
    """Return the same window on the first days of the week."""
    return OpeningHours(tuple(((start, end),) if day < days else () for day in range(7)))


CALLS = Queue("calls", Channel.VOICE, "talk", hours(480, 1200), ServiceGoal(), patience_seconds=180)
CHAT = Queue("chat", Channel.CHAT, "write", hours(480, 1200), ServiceGoal(0.8, 120), concurrency=3)
MAIL = Queue(
    "mail", Channel.EMAIL, "write", hours(480, 1080), ServiceGoal(None), response_minutes=240
)


def site(*queues: Queue, shrinkage: float = 0.2) -> Site:
    """Return a site without agents."""
    return Site("Test", ZONE, None, 0, 15, shrinkage, "EUR", queues, {}, ())


def forecast(
    queue: Queue,
    contacts: float | np.ndarray = 30.0,
    aht: float = 240.0,
    days: int = 7,
    first: str = "2026-10-19",
    spread: float = 0.0,
) -> pd.DataFrame:
    """Return a forecast of the same contacts in every interval, with normal rates."""
    starts = pd.date_range(first, periods=days * 96, freq="15min", tz=ZONE)
    frame = pd.DataFrame(
        {
            "interval_start": starts,
            "interval_minutes": 15,
            "queue": queue.name,
            "channel": str(queue.channel),
            "contacts": contacts,
            "aht_seconds": aht,
        }
    )
    for name, score in zip(QUANTILES, NORMAL, strict=True):
        frame[name] = frame["contacts"] * (1 + spread * score)
    return frame


def scheduled(requirement: pd.DataFrame) -> pd.DataFrame:
    """Return exactly the required gross heads."""
    heads = requirement["gross_requirement"]
    return requirement[["interval_start", "queue"]].assign(scheduled=heads)
