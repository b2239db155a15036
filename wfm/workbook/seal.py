"""Tell whether a sheet that is not read was edited: what it held is summed up when it is written.

Values count and looks do not, nor does the order of the rows: sorting is no edit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

SEAL = "SHA-256 of the sheet "
"""Begins the rows of the sheet Meta that hold the seals."""
BITS = 256


def seal_of(rows: Iterable[Iterable[object]], unsealed: Collection[int] = ()) -> str:
    """Sum up the rows of a sheet; the columns `unsealed`, from 0, are left out."""
    seal = Seal(unsealed)
    for row in rows:
        seal.add(row)
    return seal.digest


class Seal:
    """The sum of what a sheet holds, row by row."""

    def __init__(self, unsealed: Collection[int] = ()) -> None:
        self._unsealed, self._sum = frozenset(unsealed), 0

    def add(self, row: Iterable[object]) -> None:
        """Take one row in."""
        cells = [
            f"{column}:{text}"
            for column, value in enumerate(row)
            if column not in self._unsealed and (text := plain(value))
        ]
        if cells:
            found = hashlib.sha256("\0".join(cells).encode()).digest()
            self._sum = (self._sum + int.from_bytes(found)) % 2**BITS

    @property
    def digest(self) -> str:
        """The sum, in hexadecimal."""
        return f"{self._sum:064x}"


def plain(value: object) -> str:
    """Say a value as every program that saves workbooks keeps it."""
    if isinstance(value, timedelta):
        return f"{round(value / timedelta(minutes=1))}min"
    if isinstance(value, time):
        return f"{60 * value.hour + value.minute}min"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}" + (
            f" {value:%H:%M}" if isinstance(value, datetime) else " 00:00"
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(f'{value:.12g}'):.6g}"  # first what all programs keep, then what counts
    return "" if value is None else " ".join(str(value).split())
