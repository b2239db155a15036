"""A queue whose level changed for good, or so it seems: found and asked about, never acted upon.

The latest days are judged by what the mixed model of the days before says of them together: how
far their mean is off, against how far levels that drift and the noise of days let it be. A season
that the history does not know looks the same, so that the planner is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray, IntArray
from forecasts.methods.base import Past
from forecasts.mixed_model import LOG_LEVEL, MixedModel

FEWEST_BEFORE = 28
"""Known days before a shift by which it is judged."""
FEWEST_DAYS, MOST_DAYS = 5, 20
"""Consecutive known days that confirm a shift; an earlier one is the level by now."""
SMALLEST = 0.18
"""Change of the level's logarithm: a fifth more, or a sixth less."""
SURE = 3.0
"""Standard deviations that the mean of the days is off."""
ALIKE = 0.4
"""Share of the change that every day but one of five shows by itself."""
FEWEST_CONTACTS = 5.0
"""Mean contacts a day below which a change is hardly ever told from chance."""


@dataclass(frozen=True, slots=True)
class LevelShift:
    """Since position `day` of the history contacts are multiplied by `effect`."""

    day: int
    effect: float

    @property
    def variance(self) -> float:
        """Relative variance of a level that may be the old one or the new one."""
        return float(np.log(self.effect) ** 2) / 4.0


def find_shift(past: Past) -> LevelShift | None:
    """Look for a change of level in the latest days; the surest one, if any is sure."""
    known = np.flatnonzero(past.totals > 0)
    usual = known[~past.calendar.special[known]]
    if len(known) < FEWEST_BEFORE + FEWEST_DAYS or past.totals[known].mean() < FEWEST_CONTACTS:
        return None
    found = None
    surest = SURE
    for count in range(FEWEST_DAYS, min(MOST_DAYS, len(usual)) + 1):
        late = usual[-count:]
        before = known[known < late[0]]
        if len(before) < FEWEST_BEFORE:
            break
        off, deviation = _off(past, before, late)
        mean = float(off.mean())
        sure = abs(mean) / deviation
        alike = float((off * np.sign(mean) > ALIKE * abs(mean)).mean())
        if abs(mean) >= SMALLEST and alike >= 0.8 and sure > surest:
            found, surest = LevelShift(int(late[0]), float(np.exp(mean))), sure
    return found


def _off(past: Past, before: IntArray, late: IntArray) -> tuple[FloatArray, float]:
    """Tell how far late days are off what earlier ones say, and how far their mean may be."""
    totals = past.totals
    logs = np.log(totals[before]) - past.special_and_season[before]
    centre = float(np.median(logs))
    extra = 1.0 / totals[before] + past.excess[before] ** 2
    model = MixedModel(past.effects, LOG_LEVEL)
    signal = model.signal
    covariance = signal[np.ix_(before, before)]
    covariance[np.diag_indices(len(before))] += LOG_LEVEL["noise"] ** 2 + extra
    cross = signal[np.ix_(late, before)]
    solved = np.linalg.solve(covariance, np.column_stack([logs - centre, cross.T]))
    expected = centre + past.special_and_season[late] + cross @ solved[:, 0]
    spread = signal[np.ix_(late, late)] - cross @ solved[:, 1:]
    spread[np.diag_indices(len(late))] += LOG_LEVEL["noise"] ** 2 + 1.0 / totals[late]
    own = np.log(totals[before]) - past.special_and_season[before] - centre
    fitted = signal[np.ix_(before, before)] @ solved[:, 0]
    noise = 1.4826 * float(np.median(np.abs(own - fitted)))
    scale = max(noise / float(np.sqrt(LOG_LEVEL["noise"] ** 2 + np.median(extra))), 1.0)
    return np.log(totals[late]) - expected, scale * float(np.sqrt(spread.mean()))
