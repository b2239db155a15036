"""Figures of accuracy by hand, and against SciPy."""

import numpy as np
import pytest
from scipy.stats import poisson

from forecasts.accuracy import (
    bias,
    coverage,
    mase,
    noise_floor,
    pinball,
    poisson_deviance,
    wape,
)

ACTUAL = np.array([10.0, 20.0, np.nan, 10.0])
FORECAST = np.array([12.0, 17.0, 5.0, 10.0])


def test_shares_run_over_known_intervals_only() -> None:
    assert wape(ACTUAL, FORECAST) == pytest.approx(5 / 40)
    assert bias(ACTUAL, FORECAST) == pytest.approx(-1 / 40)
    assert coverage(ACTUAL, FORECAST - 2, FORECAST + 2) == pytest.approx(2 / 3)


def test_pinball_weighs_misses_above_and_below_by_the_level() -> None:
    assert pinball(np.array([10.0]), np.array([4.0]), 0.9) == pytest.approx(5.4)
    assert pinball(np.array([4.0]), np.array([10.0]), 0.9) == pytest.approx(0.6)


def test_mase_of_last_seasons_value_on_its_own_history_is_one() -> None:
    history = np.array([1.0, 5.0, 3.0, 4.0, 6.0, 2.0])
    assert mase(history[2:], history[:-2], history, 2) == pytest.approx(1.0)


@pytest.mark.parametrize("rate", [0.3, 1.0, 7.5, 400.0])
def test_the_noise_floor_is_the_mean_absolute_deviation_of_poisson_counts(rate: float) -> None:
    counts = np.arange(2000)
    deviation = (poisson.pmf(counts, rate) * np.abs(counts - rate)).sum()
    assert noise_floor(np.array([rate])) == pytest.approx(deviation / rate, rel=1e-9)


def test_deviance_is_least_at_the_true_mean_where_wape_prefers_none() -> None:
    counts = np.random.default_rng(1).poisson(0.3, 5000).astype(float)
    truth, nothing = np.full(5000, 0.3), np.zeros(5000)
    assert poisson_deviance(counts, truth) < poisson_deviance(counts, nothing)
    assert wape(counts, nothing) < wape(counts, truth)
