"""Quasi-Poisson regression of day totals on the calendar, spread by the profile of the day."""

from __future__ import annotations

import warnings

import numpy as np

from forecasts.arrays import FloatArray
from forecasts.methods.base import Past
from forecasts.profile import recency

HALF_LIFE_DAYS = 56.0
FEWEST_DAYS = 10


class DayRegression:
    """A generalised linear model of recency-weighted day totals (statsmodels `GLM`)."""

    name = "day regression"
    trust = 0.25
    fewest_trials = 1

    def fits(self, past: Past) -> bool:
        """Two weeks of known days are enough, if any contacts came."""
        known = past.totals[np.isfinite(past.totals)]
        return len(known) >= FEWEST_DAYS and float(known.sum()) > 0

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        from statsmodels.api import GLM
        from statsmodels.genmod.families import Poisson

        totals = past.totals
        known = np.isfinite(totals)
        calendar = past.calendar
        features = np.column_stack([np.ones(len(calendar.days)), calendar.dummies])
        seen = features[: past.days][known]
        used = np.ptp(seen, axis=0) > 0
        used[0] = True
        weight = past.day_weight * recency(past.days, HALF_LIFE_DAYS)
        scale = max(float(np.mean(totals[known])), 1e-9)
        special = past.special_and_season
        model = GLM(
            totals[known] / scale,
            seen[:, used],
            family=Poisson(),
            freq_weights=weight[known],
            offset=special[: past.days][known],
        )
        with warnings.catch_warnings():
            # Weekdays without any contacts drift to minus infinity: the link is clipped below.
            warnings.simplefilter("ignore")
            coefficients = model.fit(maxiter=20, tol=1e-6).params
        link = features[past.days :][:, used] @ coefficients + special[past.days :]
        return past.spread(scale * np.exp(np.clip(link, -10.0, 3.0)))
