"""What a method sees of the past, and what it must give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from forecasts.arrays import BoolArray, FloatArray
from forecasts.calendar import Calendar
from forecasts.mixed_model import COMING_BACK, LOG_LEVEL, YEAR_END, Effects, MixedModel
from forecasts.outliers import find_outliers
from forecasts.profile import Profile, fit_profile
from forecasts.season import season_of


@dataclass(frozen=True, slots=True)
class Past:
    """A queue up to the origin, and the calendar of the days to forecast.

    `contacts` is (D, slots) with NaN for unknown and closed; `calendar` and `opening` go on over
    the horizon. `day_weight` (D) is below 1 for outlier days, `excess` (D) the logarithm by which
    they are off; outages are unknown. `profile` is the usual shape of the days, `effects` the
    covariances of the mixed model between the days of the calendar, `parent` the contacts of the
    parent queue, (7, slots). `special` is what special days bring, on the logarithm of contacts:
    what is expected of any queue, and what this one showed of days that are too rare for others
    than the mixed model to learn. `season` is what the time of year brings, on the same scale.
    """

    contacts: FloatArray
    opening: BoolArray
    calendar: Calendar
    day_weight: FloatArray
    excess: FloatArray
    profile: Profile
    effects: Effects
    parent: FloatArray | None
    special: FloatArray
    season: FloatArray

    @property
    def special_and_season(self) -> FloatArray:
        """What special days and the time of year bring, on the logarithm of contacts."""
        return self.special + self.season

    @property
    def days(self) -> int:
        """Days of history."""
        return len(self.contacts)

    @property
    def totals(self) -> FloatArray:
        """Contacts of each day of history; NaN where nothing or too little of it is known."""
        return self.profile.day_totals(self.contacts, self.calendar.weekday[: self.days])

    def spread(self, totals: FloatArray) -> FloatArray:
        """Day totals of the horizon spread over their slots, (H, slots)."""
        shares = self.profile.shares[self.calendar.weekday[self.days :]]
        spread: FloatArray = totals[:, None] * shares
        return spread

    @classmethod
    def of(
        cls,
        contacts: FloatArray,
        opening: BoolArray,
        calendar: Calendar,
        effects: Effects,
        parent: FloatArray | None = None,
    ) -> Past:
        """Look at a history of as many days as `contacts` has rows; `parent` lends its shape."""
        weekday = calendar.weekday[: len(contacts)]
        usual = (~calendar.special[: len(contacts)]).astype(float)
        rough = fit_profile(contacts, weekday, usual, parent)
        outliers = find_outliers(rough.day_totals(contacts, weekday), effects)
        contacts = np.where(outliers.outage[:, None], np.nan, contacts)
        profile = fit_profile(contacts, weekday, usual * outliers.weight, parent)
        totals = profile.day_totals(contacts, weekday)
        special = calendar.expected_effect
        special = special + _learned(totals, special, outliers.excess, effects)
        return cls(
            contacts,
            opening,
            calendar,
            outliers.weight,
            outliers.excess,
            profile,
            effects,
            parent,
            special,
            season_of(totals, calendar, special),
        )


def _learned(
    totals: FloatArray, expected: FloatArray, excess: FloatArray, effects: Effects
) -> FloatArray:
    """Learn what days of returning work and the year's ends bring beyond what is expected."""
    known = np.flatnonzero(totals > 0)
    logs = np.log(totals[known]) - expected[known]
    centre = float(np.median(logs)) if len(known) else 0.0
    extra = 1.0 / totals[known] + excess[known] ** 2
    model = MixedModel(effects, LOG_LEVEL)
    return model.share((COMING_BACK, YEAR_END), logs - centre, known, extra)


class ForecastMethod(Protocol):
    """One way to forecast; the name is shown in reports."""

    @property
    def name(self) -> str:
        """In the planner's words."""

    @property
    def trust(self) -> float:
        """Weight beside the other methods as long as nothing is known of its errors."""

    @property
    def fewest_trials(self) -> int:
        """Inner backtests in which it must have stood before it takes part."""

    def fits(self, past: Past) -> bool:
        """Whether there is enough history for this method."""

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts of the horizon, (H, slots); closed slots are ignored."""
