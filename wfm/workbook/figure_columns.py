"""How figures stand in a sheet: heading and number format by their unit."""

from __future__ import annotations

from wfm.figures import Explained, Unit
from wfm.workbook.styles import COUNT, DURATION, ONE, PERCENT, TWO, Look, number

FORMATS = {
    Unit.SHARE: PERCENT,
    Unit.SHARE_A_YEAR: PERCENT,
    Unit.SECONDS: ONE,
    Unit.MINUTES: DURATION,
    Unit.HOURS: DURATION,
    Unit.HEADS: ONE,
    Unit.HEAD_HOURS: DURATION,
    Unit.MONEY: TWO,
    Unit.POINTS: TWO,
}


def heading(figure: Explained, currency: str = "") -> str:
    """Give a figure's title, with its unit where the number does not show it."""
    if figure.unit is Unit.SECONDS:
        return f"{figure.title} seconds"
    if figure.unit is Unit.SHARE_A_YEAR:
        return f"{figure.title}, a year"
    return f"{figure.title}, {currency}" if figure.unit is Unit.MONEY and currency else figure.title


def look_of(figure: Explained) -> Look:
    """Give the look of a figure's cells."""
    return number(FORMATS.get(figure.unit, COUNT))
