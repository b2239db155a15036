"""Forecasting methods, one a file; each turns the past of a queue into expected contacts."""

from __future__ import annotations

from forecasts.methods.base import ForecastMethod, Past
from forecasts.methods.damped_trend import DampedTrend
from forecasts.methods.day_regression import DayRegression
from forecasts.methods.factors import FactorModel
from forecasts.methods.mixed import DayAndShape
from forecasts.methods.same_weekdays import LastWeek, SameWeekdays
from forecasts.methods.shrunk import ShrunkMeans

METHODS: tuple[ForecastMethod, ...] = (
    DayAndShape(),
    FactorModel(),
    DayRegression(),
    DampedTrend(),
    ShrunkMeans(),
    SameWeekdays(),
)
"""The methods that are combined, in the order in which reports name them."""

YARDSTICKS: tuple[ForecastMethod, ...] = (SameWeekdays(), LastWeek())
"""What every forecast is compared with."""

__all__ = ["METHODS", "YARDSTICKS", "ForecastMethod", "Past"]
