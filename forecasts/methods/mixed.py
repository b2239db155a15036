"""Mixed model of the day's total and of the day's shape."""

from __future__ import annotations

import numpy as np

from forecasts.arrays import FloatArray, IntArray, divide
from forecasts.methods.base import Past
from forecasts.mixed_model import LOG_LEVEL, SHAPE, MixedModel

FEWEST_DAYS = 14
FEWEST_CONTACTS = 30.0
"""Mean contacts a day below which logarithms of totals mislead."""
FARTHEST = 3.0


class DayAndShape:
    """Logarithms of day totals, and deviations from the usual shape, each by a mixed model."""

    name = "mixed model"
    trust = 3.0
    fewest_trials = 1

    def fits(self, past: Past) -> bool:
        """Two weeks of known days with some contacts each."""
        totals = past.totals
        known = totals[np.isfinite(totals)]
        return len(known) >= FEWEST_DAYS and float(known.mean()) >= FEWEST_CONTACTS

    def forecast(self, past: Past) -> FloatArray:
        """Give the expected contacts, (H, slots)."""
        totals = past.totals
        known = np.flatnonzero(totals > 0)
        ahead = np.arange(past.days, len(past.calendar.days))
        extra = 1.0 / totals[known] + past.excess[known] ** 2
        special = past.calendar.expected_effect + past.season
        logs = np.log(totals[known]) - special[known]
        centre = float(np.median(logs))
        model = MixedModel(past.effects, LOG_LEVEL).learn(logs - centre, known, extra)
        expected = model.predict(logs - centre, known, extra, ahead) + special[ahead]
        totals_ahead = np.exp(centre + expected + model.deviations["noise"] ** 2 / 2)
        spread: FloatArray = totals_ahead[:, None] * _shapes(past, known, ahead)
        return spread


def _shapes(past: Past, known: IntArray, ahead: IntArray) -> FloatArray:
    """Share of each slot in its day: the usual one, bent as days like it were bent.

    The square root of a Poisson count has the variance 1/4: that share of the bends is chance.
    """
    shares = past.profile.shares[past.calendar.weekday]
    totals = past.totals[known][:, None]
    expected = totals * shares[known]
    actual = past.contacts[known]
    seen = np.isfinite(actual) & (expected > 0)
    root = np.sqrt(np.where(seen, actual, 0.0) + 0.25) - np.sqrt(expected + 0.25)
    bend = np.where(seen, root, 0.0) / np.sqrt(totals)
    size = bend.std(axis=0)
    score = np.clip(divide(bend, np.broadcast_to(size, bend.shape)), -FARTHEST, FARTHEST)
    bends = max(float((size**2).sum() * totals.mean()), 1e-9)
    chance = min(0.25 * int((size > 0).sum()) / bends, 1.0)
    extra = chance + past.excess[known] ** 2
    model = MixedModel(past.effects, SHAPE).scaled(1.0 - chance)
    bent = model.predict(score, known, extra, ahead) * size
    usual = shares[past.days :]
    shape = np.where(usual > 0, np.maximum(np.sqrt(usual) + bent, 0.0) ** 2, 0.0)
    return divide(shape, np.broadcast_to(shape.sum(axis=1, keepdims=True), shape.shape))
