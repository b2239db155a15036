"""Forecasting methods, one a file; each turns the past of a queue into expected contacts."""

from __future__ import annotations

from forecasts.methods.base import Method, Past
from forecasts.methods.day_regression import DayRegression
from forecasts.methods.same_weekdays import LastWeek, SameWeekdays

METHODS: tuple[Method, ...] = (DayRegression(), SameWeekdays(), LastWeek())
"""All methods, in the order in which reports name them."""

__all__ = ["METHODS", "Method", "Past"]
