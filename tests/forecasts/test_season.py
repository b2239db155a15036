"""Two years of history tell the season of the year, and growth, to every method."""

import numpy as np
import pytest

from forecasts.arrays import FloatArray
from forecasts.calendar import calendar
from forecasts.methods import METHODS, Past
from forecasts.mixed_model import covariances
from forecasts.season import SEASON_FROM

DAYS, AHEAD, SLOTS = 735, 28, 3
AGE = np.arange(DAYS + AHEAD) - DAYS
SEASON = 0.2 * np.sin(2 * np.pi * AGE / 365.25)
"""Rises steepest at the end of the history: what means of recent weeks miss."""


def drawn(
    logs: FloatArray, a_day: float, days: int = DAYS, seed: int = 4
) -> tuple[Past, FloatArray]:
    """A history of Poisson contacts, and the rates of the days that follow."""
    rng = np.random.default_rng(seed)
    week = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])
    dates = calendar(np.datetime64("2024-01-01") + AGE[DAYS - days :] + DAYS, None, week > 0)
    logs = (logs + rng.normal(0.0, 0.04, len(logs)) * (AGE < 0))[DAYS - days :]
    rate = a_day * week[dates.weekday] * np.exp(logs) / SLOTS
    contacts = rng.poisson(rate[:days, None], (days, SLOTS)).astype(float)
    opening = np.ones((days + AHEAD, SLOTS), dtype=bool)
    return Past.of(contacts, opening, dates, covariances(dates)), SLOTS * rate[days:]


@pytest.mark.parametrize(
    ("a_day", "growth", "most"), [(900.0, 0.0, 0.05), (900.0, 0.4, 0.05), (60.0, 0.0, 0.07)]
)
def test_season_and_growth_bias_no_method(a_day: float, growth: float, most: float) -> None:
    """Without them means of recent weeks were 15 % off, the factor model 20 %."""
    draws = [drawn(SEASON + growth * AGE / 365.0, a_day, seed=seed) for seed in (4, 5, 6)]
    for method in METHODS:
        biases = [
            method.forecast(past).sum() / rate.sum() - 1.0
            for past, rate in draws
            if method.fits(past)
        ]
        assert abs(sum(biases)) <= most * len(biases), method.name


def test_a_queue_without_a_season_gets_next_to_none() -> None:
    past, _ = drawn(np.zeros(DAYS + AHEAD), 900.0)
    assert np.abs(past.season).max() < 0.03


def test_a_year_of_history_tells_no_season() -> None:
    past, _ = drawn(SEASON, 900.0, days=SEASON_FROM - 1)
    assert not past.season.any()
