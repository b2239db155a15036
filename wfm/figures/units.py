"""Units of figures, and how a number of each is written."""

from __future__ import annotations

from enum import StrEnum
from math import isnan
from typing import Final

UNDEFINED: Final = "–"


class Unit(StrEnum):
    """What a number counts."""

    SHARE = "share"
    SHARE_A_YEAR = "share a year"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    HEADS = "heads"
    HEAD_HOURS = "head-hours"
    CONTACTS = "contacts"
    ERLANGS = "Erlangs"
    MONEY = "money"
    POINTS = "points"
    NUMBER = "number"

    @property
    def scale(self) -> float:
        """What a number is multiplied by to be written."""
        return 100.0 if self in {Unit.SHARE, Unit.SHARE_A_YEAR} else 1.0

    @property
    def sign(self) -> str:
        """What stands behind a number."""
        if self in {Unit.SHARE, Unit.SHARE_A_YEAR}:
            return "%"
        return " s" if self is Unit.SECONDS else ""

    @property
    def digits(self) -> int:
        """Decimals that a number is written with."""
        if self in {Unit.MONEY, Unit.POINTS}:
            return 2
        return 0 if self in {Unit.CONTACTS, Unit.HOURS, Unit.HEAD_HOURS, Unit.MINUTES} else 1

    def in_words(self, value: float | None, digits: int | None = None) -> str:
        """Write a number with its sign; a dash where it is undefined."""
        if value is None or isnan(value):
            return UNDEFINED
        places = self.digits if digits is None else digits
        return f"{self.scale * value:,.{places}f}{self.sign}"
