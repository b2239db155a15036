"""The yardsticks: the mean of the latest same weekdays, and last week again."""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray
from forecasts.methods.base import Past


class SameWeekdays:
    """Mean of the latest weeks' same weekday and slot; of all weekdays where none is known."""

    name = "mean of same weekdays"
    trust = 0.5

    def __init__(self, weeks: int = 13) -> None:
        self.weeks = weeks

    def fits(self, past: Past) -> bool:  # noqa: ARG002
        """Any history will do."""
        return True

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        weekday = past.calendar.weekday
        horizon = weekday[past.days :]
        latest = past.contacts[-7 * self.weeks :]
        known = np.isfinite(latest)
        indicator = np.arange(7)[:, None] == weekday[: past.days][None, -7 * self.weeks :]
        seen = indicator.astype(float) @ known
        sums = indicator.astype(float) @ np.where(known, latest, 0.0)
        anywhere = known.sum(axis=0)
        overall = np.where(known, latest, 0.0).sum(axis=0) / np.maximum(anywhere, 1)
        mean = np.where(seen > 0, sums / np.maximum(seen, 1), overall)
        forecast: FloatArray = mean[horizon]
        return forecast


class LastWeek(SameWeekdays):
    """The latest known value of the same weekday and slot (seasonal naive)."""

    name = "last week"

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        weekday = past.calendar.weekday
        latest = SameWeekdays().forecast(past)
        for position, day in enumerate(weekday[past.days :]):
            rows = past.contacts[weekday[: past.days] == day]
            for row in rows[-4:]:
                latest[position] = np.where(np.isfinite(row), row, latest[position])
        return latest
