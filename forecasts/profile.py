"""The shape of a day: which share of its contacts comes in which slot, per weekday."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray, IntArray, divide

HALF_LIFE_DAYS = 56.0
PRIOR_CONTACTS = 1000.0
"""A weekday's own shape counts as much as the shape of all days once it rests on so many."""
LEAST_KNOWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """`shares` is (7, slots); the open slots of a weekday sum to 1."""

    shares: FloatArray

    def day_totals(self, contacts: FloatArray, weekday: IntArray) -> FloatArray:
        """Total of each day, completed where slots are unknown; NaN below half a day known."""
        shares = self.shares[weekday]
        known = np.isfinite(contacts)
        covered = np.where(known, shares, 0.0).sum(axis=1)
        sums = np.where(known, contacts, 0.0).sum(axis=1)
        enough = covered >= LEAST_KNOWN_SHARE
        return np.where(enough, divide(sums, covered), np.nan)


def recency(days: int, half_life: float) -> FloatArray:
    """Weights that halve every `half_life` days into the past; the latest day weighs most."""
    weights: FloatArray = 0.5 ** (np.arange(days - 1, -1, -1) / half_life)
    return weights


def fit_profile(
    contacts: FloatArray,
    weekday: IntArray,
    day_weight: FloatArray,
    parent: FloatArray | None = None,
) -> Profile:
    """Learn each weekday's shape, shrunk to that of all days (or of the `parent` queue).

    Slots in which a weekday has no known contacts take no share.
    """
    weight = day_weight * recency(len(contacts), HALF_LIFE_DAYS)
    if not (weight > 0).any():
        weight = recency(len(contacts), HALF_LIFE_DAYS)
    known = np.isfinite(contacts)
    weighted = np.where(known, contacts, 0.0) * weight[:, None]
    mass = np.where(known, weight[:, None], 0.0)
    indicator = (weekday[None, :] == np.arange(7)[:, None]).astype(float)
    seen = indicator @ mass
    mean = divide(indicator @ weighted, seen)
    pooled = parent if parent is not None else divide(weighted.sum(axis=0), mass.sum(axis=0))
    prior = _shares(np.where(seen > 0, np.broadcast_to(pooled, mean.shape), 0.0))
    evidence = (indicator @ weighted).sum(axis=1, keepdims=True)
    shares = (evidence * _shares(mean) + PRIOR_CONTACTS * prior) / (evidence + PRIOR_CONTACTS)
    return Profile(shares)


def _shares(mean: FloatArray) -> FloatArray:
    return divide(mean, mean.sum(axis=1, keepdims=True))
