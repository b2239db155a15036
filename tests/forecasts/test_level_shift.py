"""A queue whose level changed is asked about, and forecast at the new one once that is accepted."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecasts import Request, forecast_queues
from forecasts.calendar import calendar
from forecasts.level_shift import find_shift
from forecasts.methods import Past
from forecasts.mixed_model import covariances
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"
FIRST, START = date(2026, 1, 5), date(2026, 5, 4)
SINCE = START - timedelta(days=10)
WEEK = Request(START, 7, ZONE)
A_WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])


def shifted(history: History, effect: float) -> pd.DataFrame:
    rows = history(first=FIRST, days=(START - FIRST).days)
    late = rows["interval_start"].dt.date >= SINCE
    for column in ("offered", "handled", "talk_seconds"):
        rows[column] = rows[column].where(~late, (rows[column] * effect).round())
    return rows


@pytest.mark.parametrize("effect", [0.65, 1.35])
def test_a_change_of_level_is_told_with_an_event_and_changes_nothing_until_accepted(
    history: History, effect: float
) -> None:
    rows = shifted(history, effect)
    asked = forecast_queues(rows, WEEK)
    (event,) = asked.shifts
    assert event.start.date() == SINCE
    assert event.effect == pytest.approx(effect, abs=0.1)
    told = next(str(f) for f in asked.findings if "level seems to have changed" in str(f))
    assert f"of effect {event.effect:g} from {SINCE} to" in told
    true = effect * 1000.0 * A_WEEK.sum()
    by_flag = forecast_queues(rows, replace(WEEK, accept_shifts=True))
    by_event = forecast_queues(rows, replace(WEEK, events=(event,)))
    assert by_flag.frame["contacts"].sum() == pytest.approx(true, rel=0.07)
    assert by_event.frame["contacts"].to_numpy() == pytest.approx(by_flag.frame["contacts"])
    assert by_event.shifts == ()
    assert any("as accepted" in str(f) for f in by_flag.findings)


def test_until_then_the_bands_are_wider(history: History) -> None:
    def width(rows: pd.DataFrame) -> float:
        frame = forecast_queues(rows, WEEK).frame
        return float((frame["rate_p95"] - frame["rate_p05"]).sum() / frame["contacts"].sum())

    assert width(shifted(history, 0.65)) > 1.5 * width(shifted(history, 1.0))


def past_of(seed: int) -> Past:
    """Half a year or more of days that drift, vary and have a season, but no shift."""
    rng = np.random.default_rng(seed)
    days, level, season = [90, 180, 300][seed % 3], [30, 300, 3000][seed // 3 % 3], 0.15
    dates = calendar(
        np.datetime64("2025-01-06") + int(rng.integers(300)) + np.arange(days + 7),
        "DE",
        np.ones(7, bool),
    )
    count = len(dates.days)
    drift = np.zeros(count)
    for day in range(1, count):
        drift[day] = 0.98 * drift[day - 1] + rng.normal(0.0, 0.01)
    year = season * np.sin(2 * np.pi * (np.arange(count) + rng.integers(365)) / 365.25)
    logs = drift + year + rng.normal(0.0, 0.06, count) + dates.expected_effect
    mean = level * A_WEEK[dates.weekday] * np.exp(logs)
    contacts = rng.poisson(mean[:days, None] * np.full(4, 0.25)).astype(float)
    return Past.of(contacts, np.ones((count, 4), bool), dates, covariances(dates))


def test_drift_seasons_and_holidays_are_hardly_ever_taken_for_a_shift() -> None:
    found = [find_shift(past_of(seed)) for seed in range(36)]
    assert sum(one is not None for one in found) <= 1
