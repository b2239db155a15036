"""Bands of the rate hold what they promise on queues whose rate is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecasts import Request, forecast_queues
from forecasts.mean_error import MeanError

FIRST = date(2026, 1, 5)
A_WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])
SLOTS = 24
SHAPE = 1.0 + np.sin(np.pi * (np.arange(SLOTS) + 0.5) / SLOTS)


def known_rate(a_day: float, days: int) -> np.ndarray:
    """Contacts per half hour, (days, slots)."""
    weekday = np.arange(days) % 7
    rate: np.ndarray = a_day * np.outer(A_WEEK[weekday] / A_WEEK.mean(), SHAPE / SHAPE.sum())
    return rate


def held(a_day: float, days: int, seed: int) -> tuple[float, float]:
    """Share of a week's rates within the band of nominal 90 %, and its width to the mean."""
    rate = known_rate(a_day, days + 7)
    opening = pd.Timestamp(FIRST, tz="UTC") + pd.Timedelta(hours=8)
    starts = [
        opening + pd.Timedelta(days=day, minutes=30 * slot)
        for day in range(days)
        for slot in range(SLOTS)
    ]
    offered = np.random.default_rng(seed).poisson(rate[:days]).ravel().astype(float)
    rows = pd.DataFrame({"interval_start": starts, "queue": "calls", "offered": offered})
    asked = Request(FIRST + timedelta(days=days), 7, "UTC", hours={"calls": [[(480, 1200)]] * 7})
    frame = forecast_queues(rows, asked).frame
    low, high = frame["rate_p05"].to_numpy(), frame["rate_p95"].to_numpy()
    true = rate[days:].ravel()
    return float(((low <= true) & (true <= high)).mean()), float((high - low).sum() / true.sum())


@pytest.mark.parametrize(
    ("a_day", "least"), [(1, 0.84), (3, 0.85), (10, 0.85), (40, 0.85), (200, 0.85), (1000, 0.85)]
)
def test_nine_of_ten_rates_are_within_the_band_of_any_queue(a_day: float, least: float) -> None:
    """Without the error of the mean the bands of 3 to 200 contacts a day held 30 to 40 %.

    With limits as wide above as below those of one contact a day held 82 %.
    """
    shares = [held(a_day, 70, seed)[0] for seed in range(3)]
    assert least <= float(np.mean(shares)) <= 0.985


def test_bands_narrow_with_the_volume_and_with_the_history() -> None:
    widths = [held(a_day, 70, 1)[1] for a_day in (3, 30, 300)]
    assert widths[0] > 1.5 * widths[1] > 1.5**2 * widths[2]
    assert held(10, 210, 1)[1] < 0.9 * held(10, 42, 1)[1]


def test_the_error_of_the_mean_is_relative_to_its_contacts() -> None:
    found = MeanError(day=0.1, slot=0.02).variance(np.array([[1.0, 4.0], [10.0, 0.0]]))
    assert found == pytest.approx(np.array([[0.04, 0.025], [0.012, 0.01]]))


@pytest.mark.parametrize("seed", [1, 2])
def test_weeks_that_were_wrong_together_are_told_from_days_that_were_wrong_apart(seed: int) -> None:
    """Two queues of one spread: in one whole weeks are busy or quiet, in the other single days."""
    random, days = np.random.default_rng(seed), 105
    rate = known_rate(600, days)
    factors = {
        "weeks": np.exp(0.15 * np.repeat(random.normal(size=days // 7), 7)),
        "days": np.exp(0.15 * random.normal(size=days)),
    }
    opening = pd.Timestamp(FIRST, tz="UTC") + pd.Timedelta(hours=8)
    starts = [
        opening + pd.Timedelta(days=day, minutes=30 * slot)
        for day in range(days)
        for slot in range(SLOTS)
    ]
    rows = pd.concat(
        pd.DataFrame(
            {
                "interval_start": starts, "queue": name,
                "offered": random.poisson(rate * factor[:, None]).ravel().astype(float),
            }
        )
        for name, factor in factors.items()
    )  # fmt: skip
    hours = {name: [[(480, 1200)]] * 7 for name in factors}
    frame = forecast_queues(
        rows, Request(FIRST + timedelta(days=days), 7, "UTC", hours=hours)
    ).frame
    told = frame.groupby("queue")[["rate_week_share", "rate_day_share"]].mean()
    week = told["rate_week_share"] / told["rate_day_share"]
    assert week["weeks"] > 0.6
    assert week["days"] < 0.4
    assert (told["rate_day_share"] > 0.5).all(), "little is the interval's own"
    assert (frame["rate_week_share"] <= frame["rate_day_share"] + 1e-12).all()
