"""Residual shrinkage as it was: time scheduled on queue and spent elsewhere, by kind and day.

What the scheduler places itself (breaks, meals, meetings, leave) is no part of it, and neither is
time of which nothing is known. Shares of few days are drawn towards the mean of all: a weekday or
month of `n` days counts n / (n + 4) of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from wfm.adherence.categories import ACTUAL_NAMES, ON_QUEUE, UNKNOWN, UNMAPPED
from wfm.adherence.measure import Measurement

PRIOR_DAYS = 4.0
"""Days at the mean that stand beside those of a weekday or a month."""


@dataclass(frozen=True, slots=True)
class LearnedShare:
    """A share of the time scheduled on queue, and of how many days it was learned."""

    share: float
    days: int


@dataclass(frozen=True, slots=True)
class LearnedShrinkage:
    """What was lost of the time scheduled on queue: in all, by kind, weekday (0 is Monday), month.

    Kinds are what agents did instead; they add up to the whole. Shares of weekdays and months are
    shrunk towards the whole.
    """

    whole: LearnedShare
    kinds: Mapping[str, LearnedShare]
    weekdays: Mapping[int, LearnedShare]
    months: Mapping[int, LearnedShare]

    def of_day(self, day: date) -> float:
        """Give the share that is to be expected of a day, by its weekday and month."""
        whole = self.whole.share
        if not whole:
            return 0.0
        parts = (self.weekdays.get(day.weekday()), self.months.get(day.month))
        ratios = [part.share / whole for part in parts if part is not None]
        return min(whole * float(np.prod(ratios)), 0.99)

    def of_week(self, first: date) -> float:
        """Give the mean share of a week's days that were ever worked, to a tenth of a per cent."""
        days = [first + timedelta(days=n) for n in range(7)]
        shares = [self.of_day(day) for day in days if day.weekday() in self.weekdays]
        return round(float(np.mean(shares)), 3) if shares else round(self.whole.share, 3)


def learned_shrinkage(measured: Iterable[Measurement], time_zone: str) -> LearnedShrinkage | None:
    """Learn from published schedules that were measured; None where nothing is known of them."""
    frames = [_lost(each, time_zone) for each in measured]
    lost = pd.concat(frames) if frames else pd.DataFrame()
    if lost.empty or not lost["due"].sum():
        return None
    days = lost.groupby("date")[["due", *KINDS]].sum()
    days = days[days["due"] > 0]
    due, gone = days["due"], days[list(KINDS)].sum(axis=1)
    whole = LearnedShare(float(gone.sum() / due.sum()), len(days))
    kinds = {
        kind: LearnedShare(float(days[kind].sum() / due.sum()), int((days[kind] > 0).sum()))
        for kind in KINDS
        if days[kind].sum()
    }
    dates = pd.DatetimeIndex(days.index)
    by_weekday = _shrunk(due, gone, dates.day_of_week, whole.share)
    by_month = _shrunk(due, gone, dates.month, whole.share)
    return LearnedShrinkage(whole, kinds, by_weekday, by_month)


KINDS = tuple(name for name in ACTUAL_NAMES if name not in {"on_queue", "unmapped", "unknown"})
"""What agents can do instead, by name."""


def _lost(measured: Measurement, time_zone: str) -> pd.DataFrame:
    """Seconds due on queue, and those spent otherwise by kind, of slices with their local date."""
    slices = measured.slices
    known = (slices.scheduled == ON_QUEUE) & ~np.isin(slices.actual, [UNKNOWN, UNMAPPED])
    part = slices.where(known)
    start = pd.to_datetime(part.start, unit="s", utc=True).tz_convert(time_zone)
    table = {"date": start.tz_localize(None).normalize(), "due": part.seconds}
    names = np.array(ACTUAL_NAMES)[part.actual]
    return pd.DataFrame(table | {kind: np.where(names == kind, part.seconds, 0) for kind in KINDS})


def _shrunk(
    due: pd.Series[float], gone: pd.Series[float], group: pd.Index[int], whole: float
) -> dict[int, LearnedShare]:
    found = {}
    usual = PRIOR_DAYS * float(due.mean())
    for number in sorted(set(group)):
        mine = np.asarray(group == number)
        share = (gone[mine].sum() + usual * whole) / (due[mine].sum() + usual)
        found[int(number)] = LearnedShare(float(share), int(mine.sum()))
    return found
