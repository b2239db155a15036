"""A queue whose level changed for good, or so it seems: found and asked about, never acted upon.

The latest days are judged by what the mixed model of the days before says of them together: how
far their mean is off, against how far levels that drift and the noise of days let it be. A season
that the history does not know looks the same, so that the planner is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasts.arrays import FloatArray, IntArray, weekday_means
from forecasts.methods.base import Past
from forecasts.mixed_model import LOG_LEVEL, MixedModel
from forecasts.season import season_of

FEWEST_BEFORE = 28
"""Known days before a shift by which it is judged."""
WINDOWS = (5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28)
"""Consecutive known days that confirm a shift; an earlier one is the level by now."""
FEWEST_SEEN = 120.0
"""Contacts below which chance alone moves their number by a tenth: few a day take more days."""
LARGE, LARGE_WINDOW = 60.0, 20
"""Contacts a day from which days enough are seen in so many."""
SMALLEST = 0.18
"""Change of the level's logarithm: a fifth more, or a sixth less."""
SURE = 2.75
"""Standard deviations that the level of the days is off."""
PARTS, ALIKE = 5, 0.4
"""Consecutive parts of the days, each of which but one shows this share of the change by itself."""
FEWEST_CONTACTS = 3.0
"""Mean contacts a day below which a change is hardly ever told from chance."""
HALF = 0.5
"""The logarithm of a Poisson count and a half is on average that of its mean, nearly."""


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
    usual = weekday_means(past.totals, past.calendar.weekday[: past.days])
    known = np.flatnonzero((past.totals >= 0) & (usual > 0))
    ordinary = known[~past.calendar.special[known]]
    mean = float(past.totals[known].mean()) if len(known) else 0.0
    if len(known) < FEWEST_BEFORE + WINDOWS[0] or mean < FEWEST_CONTACTS:
        return None
    history = _History.of(past, usual, ordinary[-WINDOWS[-1] :][0])
    found, surest = None, SURE
    for count in WINDOWS:
        if count * mean < FEWEST_SEEN:
            continue
        if count > len(ordinary) or (mean >= LARGE and count > LARGE_WINDOW):
            break
        late = ordinary[-count:]
        before = known[known < late[0]]
        if len(before) < FEWEST_BEFORE:
            break
        change, deviation, parts = history.change(before, late)
        alike = parts * np.sign(change) > ALIKE * abs(change)
        sure = abs(change) / deviation
        if abs(change) >= SMALLEST and alike.sum() >= PARTS - 1 and sure > surest:
            found, surest = LevelShift(int(late[0]), float(np.exp(change))), sure
    return found


@dataclass(frozen=True, slots=True)
class _History:
    """Contacts of each day of history, what its calendar lets expect of their logarithm, noise."""

    totals: FloatArray
    calendar: FloatArray
    noise: FloatArray
    signal: FloatArray

    @classmethod
    def of(cls, past: Past, usual: FloatArray, latest: int) -> _History:
        """Take a queue's history; the season is that of the days before the `latest` ones."""
        earlier = np.where(np.arange(past.days) < latest, past.totals, np.nan)
        season = season_of(earlier, past.calendar, past.special)
        noise = LOG_LEVEL["noise"] ** 2 + 1.0 / (usual + HALF) + past.excess**2
        signal = MixedModel(past.effects, LOG_LEVEL).signal
        return cls(past.totals, (past.special + season)[: past.days], noise, signal)

    def change(self, before: IntArray, late: IntArray) -> tuple[float, float, FloatArray]:
        """Tell the change of late days' level against what earlier ones say, and of its parts.

        On the logarithm, with its standard deviation.
        """
        logs = np.log(self.totals[before] + HALF) - self.calendar[before]
        centre = float(np.median(logs))
        among = self.signal[np.ix_(before, before)]
        covariance = among.copy()
        covariance[np.diag_indices(len(before))] += self.noise[before]
        cross = self.signal[np.ix_(late, before)]
        solved = np.linalg.solve(covariance, np.column_stack([logs - centre, cross.T]))
        expected = np.exp(centre + self.calendar[late] + cross @ solved[:, 0])
        spread = self.signal[np.ix_(late, late)] - cross @ solved[:, 1:]
        spread[np.diag_indices(len(late))] += LOG_LEVEL["noise"] ** 2 + 1.0 / expected
        share = expected / expected.sum()
        off = (logs - centre - among @ solved[:, 0]) / np.sqrt(self.noise[before])
        scale = max(1.4826 * float(np.median(np.abs(off))), 1.0)
        parts = np.array_split(np.arange(len(late)), PARTS)
        came = np.array([self.totals[late[part]].sum() for part in parts])
        meant = np.array([expected[part].sum() for part in parts])
        change = float(np.log((came.sum() + HALF) / meant.sum()))
        deviation = scale * float(np.sqrt(share @ spread @ share))
        return change, deviation, np.log((came + HALF) / meant)
