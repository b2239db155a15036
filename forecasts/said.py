"""What is said: its English, with the code and parameters by which another language says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias, Union

import numpy as np

Part: TypeAlias = Union[str, float, date, "Said", tuple["Part", ...], None]
"""What a parameter can be; one that is said itself has a code of its own."""


class Said(str):
    """English, by `said` alone; where it is compared or written it is its text."""

    code: str
    given: Mapping[str, Part]

    def __getstate__(self) -> tuple[str, dict[str, Part]]:
        return self.code, dict(self.given)

    def __setstate__(self, state: tuple[str, dict[str, Part]]) -> None:
        self.code, self.given = state[0], MappingProxyType(state[1])


def said(code: str, text: str, /, **given: Part) -> Said:
    """Say something in English, and how it is said by code."""
    found = Said(text)
    found.code, found.given = code, MappingProxyType(given)
    return found


def day_of(day: np.datetime64) -> date:
    """Give a date as Python has it."""
    found: date = day.astype(object)
    return found
