"""For queues with few contacts: their own means, shrunk to the shape of the parent queue."""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray, divide
from forecasts.methods.base import Past
from forecasts.profile import recency

HALF_LIFE_DAYS = 56.0
PRIOR_CONTACTS = 4.0
"""Contacts of one weekday and slot at which its own mean counts half."""
MOST_CONTACTS = 100.0


class ShrunkMeans:
    """Gamma-Poisson means per weekday and slot, with the parent's shape at the own level as prior.

    Without a parent the prior is what weekday and time of day alone let expect.
    """

    name = "shrunk means"
    trust = 3.0
    fewest_trials = 1

    def fits(self, past: Past) -> bool:
        """Less than a hundred contacts a day, but some."""
        totals = past.totals[np.isfinite(past.totals)]
        return len(totals) > 0 and 0 < float(totals.mean()) < MOST_CONTACTS

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        weekday = past.calendar.weekday
        weight = (past.day_weight * recency(past.days, HALF_LIFE_DAYS))[:, None]
        known = np.isfinite(past.contacts)
        season = np.exp(past.season)[:, None]
        on_weekday = np.equal.outer(np.arange(7), weekday[: past.days]).astype(float)
        exposure = on_weekday @ np.where(known, weight * season[: past.days], 0.0)
        contacts = on_weekday @ np.where(known, past.contacts * weight, 0.0)
        shape = past.parent
        if shape is None:
            slots = divide(contacts.sum(axis=0), exposure.sum(axis=0))
            days = divide(contacts.sum(axis=1), exposure.sum(axis=1))
            shape = np.outer(days, slots)
        prior = shape * contacts.sum() / max(float((shape * exposure).sum()), 1e-9)
        strength = divide(np.full_like(prior, PRIOR_CONTACTS), prior)
        rate = divide((contacts + PRIOR_CONTACTS) * (prior > 0), exposure + strength)
        means: FloatArray = rate[weekday[past.days :]] * season[past.days :]
        return means
