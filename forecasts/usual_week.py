"""The usual week of a queue, which a queue without history can be like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasts.arrays import BoolArray, FloatArray, divide
from forecasts.methods.base import Past

LATEST = 8
"""Days of history whose mean stands for a weekday of which no usual day is forecast."""


@dataclass(frozen=True, slots=True)
class UsualWeek:
    """A week without special days and events, and what the days asked for do to it.

    `contacts` and `opening` are (7, slots). `effect` (days) is what a special day brings over the
    same weekday otherwise, `closed` (days) marks those that are closed though their weekday is
    open.
    """

    contacts: FloatArray
    opening: BoolArray
    effect: FloatArray
    closed: BoolArray


def usual_week(past: Past, expected: FloatArray, week: BoolArray, opening: BoolArray) -> UsualWeek:
    """Take the usual week from the forecast without events, or from history where it has none.

    `expected` and `opening` (days, slots) are of the days asked for, the last of the calendar;
    `week` (7, slots) is the usual opening.
    """
    asked = slice(-len(expected), None)
    weekday, special = past.calendar.weekday[asked], past.calendar.special[asked]
    contacts = np.empty(week.shape)
    for number in range(7):
        usual = expected[(weekday == number) & ~special]
        contacts[number] = usual.mean(axis=0) if len(usual) else _latest(past, number)
    came, otherwise = expected.sum(axis=1), contacts.sum(axis=1)[weekday]
    closed: BoolArray = np.any(week[weekday], axis=1) & ~np.any(opening, axis=1)
    return UsualWeek(
        contacts, week, np.where(special & ~closed, divide(came, otherwise, 1.0), 1.0), closed
    )


def _latest(past: Past, weekday: int) -> FloatArray:
    """Mean of the latest usual days of a weekday, in its usual shape."""
    usual = (past.calendar.weekday == weekday) & ~past.calendar.special
    totals = past.totals[usual[: past.days]]
    known = totals[np.isfinite(totals)][-LATEST:]
    level = float(known.mean()) if len(known) else 0.0
    shape: FloatArray = level * past.profile.shares[weekday]
    return shape
