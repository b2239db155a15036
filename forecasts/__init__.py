"""Contact history → contacts and AHT per interval, with uncertainty."""

from __future__ import annotations

from forecasts.errors import ArgumentError, Finding, ForecastError, HistoryError
from forecasts.front import (
    Forecast,
    ForecastWarning,
    QueueReport,
    Request,
    forecast,
    forecast_queues,
)

__all__ = [
    "ArgumentError",
    "Finding",
    "Forecast",
    "ForecastError",
    "ForecastWarning",
    "HistoryError",
    "QueueReport",
    "Request",
    "forecast",
    "forecast_queues",
]
