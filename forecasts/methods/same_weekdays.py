"""The yardsticks: the mean of the latest same weekdays, and last week again."""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray, divide
from forecasts.methods.base import Past


class SameWeekdays:
    """Mean of the latest weeks' same weekday and slot; of all weekdays where none is known.

    Outlier days weigh less; of two years and more the season is taken off and put back.
    """

    name = "mean of same weekdays"
    trust = 0.5
    fewest_trials = 1

    def __init__(self, weeks: int = 13) -> None:
        self.weeks = weeks

    def fits(self, past: Past) -> bool:  # noqa: ARG002
        """Any history will do."""
        return True

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        weekday = past.calendar.weekday
        horizon = weekday[past.days :]
        latest = slice(-7 * self.weeks, None)
        known = np.isfinite(past.contacts[latest])
        weight = known * past.day_weight[latest, None]
        season = np.exp(past.season)[:, None]
        usual = past.contacts / season[: past.days]
        contacts = np.where(known, usual[latest], 0.0) * weight
        on_weekday = np.equal.outer(np.arange(7), weekday[: past.days][latest]).astype(float)
        anywhere = divide(contacts.sum(axis=0), weight.sum(axis=0))
        seen = on_weekday @ weight
        mean = np.where(seen > 0, divide(on_weekday @ contacts, seen), anywhere)
        forecast: FloatArray = mean[horizon] * season[past.days :]
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
