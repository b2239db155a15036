"""Work that comes back after holidays, and the year's end, on simulated queues."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from forecasts import Request, forecast_queues, holiday_outlook
from forecasts.calendar import Calendar, calendar

ZONE, COUNTRY = "Europe/Berlin", "DE"
A_DAY = 1000.0
A_WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.0, 0.0])
Effect = Callable[[Calendar], np.ndarray]


def queue(first: date, last: date, effect: Effect, *, seed: int = 1) -> pd.DataFrame:
    """1,000 contacts a working day, closed on holidays; the effect is on their logarithm."""
    rng = np.random.default_rng(seed)
    dates = calendar(np.arange(first, last, dtype="datetime64[D]"), COUNTRY, A_WEEK > 0)
    level = 0.97 ** np.abs(
        np.subtract.outer(np.arange(len(dates.days)), np.arange(len(dates.days)))
    )
    drift = np.tril(level) @ rng.normal(0.0, 0.012, len(dates.days))
    noise = rng.normal(0.0, 0.05, len(dates.days))
    mean = A_DAY * A_WEEK[dates.weekday] * np.exp(drift + noise + effect(dates))
    mean[dates.holiday] = 0.0
    hours = pd.timedelta_range("8h", "19h", freq="h")
    shape = np.sin(np.linspace(0.3, np.pi - 0.3, len(hours)))
    rows = [
        pd.DataFrame(
            {
                "interval_start": pd.Timestamp(day).tz_localize(ZONE) + hours,
                "queue": "calls",
                "channel": "voice",
                "offered": rng.poisson(total * shape / shape.sum()).astype(float),
            }
        )
        for day, total in zip(dates.days, mean, strict=True)
        if total > 0
    ]
    return pd.concat(rows, ignore_index=True)


def coming_back(dates: Calendar) -> np.ndarray:
    back = dates.coming_back @ np.array([0.2, 0.12, 0.06])
    return np.asarray(back + 0.2 * dates.day_after)


def none(dates: Calendar) -> np.ndarray:
    return np.zeros(len(dates.days))


def quiet_year_end(dates: Calendar) -> np.ndarray:
    return np.asarray(-0.6 * dates.year_end.any(axis=1))


def after_easter(effect: Effect) -> pd.Series:
    """Day totals around Easter 2025, forecast from the year before."""
    rows = queue(date(2024, 4, 8), date(2025, 4, 14), effect)
    frame = forecast_queues(rows, Request(date(2025, 4, 14), 28, ZONE, COUNTRY)).frame
    return frame.groupby(frame["interval_start"].dt.date)["contacts"].sum()


@pytest.mark.parametrize(("effect", "second", "third"), [(coming_back, 0.12, 0.06), (none, 0, 0)])
def test_work_that_comes_back_is_learned_and_nothing_where_none_does(
    effect: Effect, second: float, third: float
) -> None:
    """Easter Monday is 21 April: Wednesday and Thursday beside those of later weeks."""
    days = after_easter(effect)
    wednesday = np.log(days[date(2025, 4, 23)] / days[date(2025, 4, 30)])
    thursday = np.log(days[date(2025, 4, 24)] / days[date(2025, 5, 8)])
    assert wednesday == pytest.approx(second, abs=0.05)
    assert thursday == pytest.approx(third, abs=0.05)


def test_the_days_between_the_years_are_like_those_a_year_before() -> None:
    rows = queue(date(2024, 11, 4), date(2025, 12, 15), quiet_year_end)
    frame = forecast_queues(rows, Request(date(2025, 12, 15), 28, ZONE, COUNTRY)).frame
    days = frame.groupby(frame["interval_start"].dt.date)["contacts"].sum()
    between, usual = days[date(2025, 12, 29)], days[date(2025, 12, 15)]
    assert between / usual == pytest.approx(np.exp(-0.6), rel=0.2)
    assert days[date(2026, 1, 12) - timedelta(days=3)] / usual > 0.6


def test_a_queue_that_was_closed_between_the_years_is_so_again() -> None:
    rows = queue(date(2024, 11, 4), date(2025, 12, 15), none)
    day = rows["interval_start"].dt.date
    shut = (day >= date(2024, 12, 24)) & (day <= date(2024, 12, 31))
    found = holiday_outlook(rows[~shut], Request(date(2025, 12, 22), 12, ZONE, COUNTRY))
    closed = {one.date.day for one in found if not one.is_open and one.certain}
    assert closed == {24, 25, 26, 29, 30, 31, 1}
    open_days = {
        one.date.day
        for one in holiday_outlook(rows, Request(date(2025, 12, 22), 10, ZONE, COUNTRY))
    }
    assert open_days == {25, 26}
