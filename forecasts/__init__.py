"""Contact history → contacts and AHT per interval, with uncertainty."""

from __future__ import annotations

from forecasts.backtest import Backtest, backtest
from forecasts.errors import ArgumentError, ForecastError, HistoryError, HistoryFinding
from forecasts.events import PlannedEvent
from forecasts.forecaster import Forecast, ForecastWarning, forecast, forecast_queues
from forecasts.holiday_kinds import HolidayKind
from forecasts.intraday import IntradayUpdate, update_day
from forecasts.outlook import Basis, Decision, HolidayOutlook, Tried, holiday_outlook
from forecasts.overrides import Override, apply_overrides
from forecasts.queue_forecast import QueueReport
from forecasts.request import NewQueue, Request
from forecasts.tracking import accuracy_of, bias_trend

__all__ = [
    "ArgumentError",
    "Backtest",
    "Basis",
    "Decision",
    "Forecast",
    "ForecastError",
    "ForecastWarning",
    "HistoryError",
    "HistoryFinding",
    "HolidayKind",
    "HolidayOutlook",
    "IntradayUpdate",
    "NewQueue",
    "Override",
    "PlannedEvent",
    "QueueReport",
    "Request",
    "Tried",
    "accuracy_of",
    "apply_overrides",
    "backtest",
    "bias_trend",
    "forecast",
    "forecast_queues",
    "holiday_outlook",
    "update_day",
]
