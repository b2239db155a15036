"""Histories whose truth is known."""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest

import forecasts.said
from forecasts.arrays import weekdays
from wfm.words.told import phrase_told

History = Callable[..., pd.DataFrame]
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])


@pytest.fixture
def history() -> History:
    """A maker of histories: Poisson contacts with a weekly shape and a hump over the day."""

    def make(
        queue: str = "calls",
        *,
        first: date = date(2026, 1, 5),
        days: int = 70,
        zone: str = "Europe/Berlin",
        minutes: int = 30,
        open_from: int = 8,
        open_to: int = 20,
        a_day: float = 1000.0,
        aht: float = 240.0,
        seed: int = 1,
    ) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        end = pd.Timestamp(first) + pd.Timedelta(days=days)
        starts = pd.date_range(first, end, freq=f"{minutes}min", inclusive="left", tz=zone)
        hour = np.asarray(starts.hour + starts.minute / 60)
        shape = 1.0 + np.sin(np.pi * (hour - open_from) / (open_to - open_from))
        is_open = (hour >= open_from) & (hour < open_to)
        day = starts.tz_localize(None).to_numpy().astype("datetime64[D]")
        mean = a_day * WEEK[weekdays(day)] * shape / shape[is_open].sum() * days
        offered = rng.poisson(np.where(is_open, mean, 0.0))
        frame = pd.DataFrame(
            {
                "interval_start": starts,
                "queue": queue,
                "channel": "voice",
                "offered": offered,
                "handled": offered,
                "talk_seconds": offered * aht,
            }
        )
        return frame[is_open].reset_index(drop=True)

    return make


@pytest.fixture(autouse=True)
def said_by_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever these tests make forecasts say is said by the catalogue, word for word."""
    told: list[forecasts.said.Said] = []

    def heard(text: str) -> forecasts.said.Said:
        told.append(made(text))
        return told[-1]

    made = forecasts.said.Said
    monkeypatch.setattr(forecasts.said, "Said", heard)
    yield
    wrong = [(each.code, str(each)) for each in told if phrase_told(each).code != each.code]
    assert not wrong, wrong
