"""Days that are unlike what all other days say of them: found, weighted down, reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasts.arrays import BoolArray, FloatArray, IntArray
from forecasts.mixed_model import LOG_LEVEL, Effects, MixedModel

THRESHOLD = 3.5
"""Robust standard deviations beyond which a day is an outlier."""
FEWEST_DAYS = 14
CLEARLY_NONE = 12.0
"""Contacts of a day at which none at all is no chance, as low as the day may have been."""
LONGEST_END = 3
"""Days without contacts at the end of a history that may be an outage; more are the new level."""


@dataclass(frozen=True, slots=True)
class Outliers:
    """Weight of each day of history, and the logarithm by which an outlier is off.

    The weight is 1, or less for an outlier; the excess is 0 for all others. A day without any
    contacts amid busy ones is an outage: its weight is 0, for it says nothing of the demand.
    """

    weight: FloatArray
    excess: FloatArray

    @property
    def outage(self) -> BoolArray:
        """Which days say nothing."""
        return np.asarray(self.weight == 0)


def find_outliers(totals: FloatArray, effects: Effects) -> Outliers:
    """Judge each known day total by all other days of the history."""
    weight, excess = np.ones(len(totals)), np.zeros(len(totals))
    known = np.flatnonzero(totals > 0)
    if len(known) < FEWEST_DAYS:
        return Outliers(weight, excess)
    logs = np.log(totals[known])
    centre = float(np.median(logs))
    model = MixedModel(effects, LOG_LEVEL)
    extra = 1.0 / totals[known]
    off, score = _judged(model, logs - centre, known, extra, np.zeros(len(known)))
    # A day ten times too large makes its neighbours look small: judged again without its pull.
    suspect = np.abs(score) > THRESHOLD
    if suspect.any():
        own = np.where(suspect, off, 0.0) ** 2
        off, score = _judged(model, logs - centre, known, extra, own)
    found = np.abs(score) > THRESHOLD
    weight[known[found]] = (THRESHOLD / score[found]) ** 2
    excess[known[found]] = off[found]
    none = _amid_busy_days(totals, effects["weekday"][: len(totals), : len(totals)])
    if not len(none):
        return Outliers(weight, excess)
    expected = centre + model.predict(logs - centre, known, extra + excess[known] ** 2, none)
    spread = 1.4826 * float(np.median(np.abs(off)))
    outage = expected > np.log(CLEARLY_NONE) + THRESHOLD * spread
    weight[none[outage]] = 0.0
    return Outliers(weight, excess)


def _judged(
    model: MixedModel, logs: FloatArray, known: IntArray, extra: FloatArray, own: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Tell how far each day is off, and in robust standard deviations.

    `own` is the variance that suspect days get so that they do not pull at others.
    """
    off, deviation = model.surprise(logs, known, extra + own)
    score = off / np.sqrt(deviation**2 - own)
    usual = 1.4826 * float(np.median(np.abs(score - np.median(score))))
    return off, score / max(usual, 1.0)


def _amid_busy_days(totals: FloatArray, same_weekday: FloatArray) -> IntArray:
    """Days without contacts on weekdays that mostly have some, but for a long end of such days."""
    some, none = totals > 0, totals == 0
    mostly = same_weekday @ some > same_weekday @ none
    last = int(np.flatnonzero(some)[-1])
    ended: BoolArray = np.arange(len(totals)) > last
    if none[ended].sum() > LONGEST_END:
        none = none & ~ended
    return np.flatnonzero(none & mostly)
