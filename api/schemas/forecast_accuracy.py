"""How good forecasts were."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel


class WeekAccuracyView(BaseModel):
    """A forecast of a queue and week against what came; shares, null where nothing came.

    `wape` is the sum of absolute errors per interval over what came, `bias` the relative excess of
    the forecast, `coverage_90` the share of intervals inside the band of 90 %.
    """

    week: date
    queue: str
    forecast: Literal["locked", "live"]
    number: int
    intervals: int
    contacts: float
    came: float
    wape: float | None
    bias: float | None
    coverage_90: float | None


class BiasTrendView(BaseModel):
    """By how much a queue's bias grows from week to week; null for fewer than three weeks."""

    queue: str
    forecast: str
    bias_trend: float | None


class AccuracyView(BaseModel):
    """The last weeks, and where the bias goes."""

    weeks: list[WeekAccuracyView]
    trends: list[BiasTrendView]
