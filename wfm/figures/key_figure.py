"""A key figure: a quotient of counts, which are summed before anything is divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from wfm.figures.counts import COUNTS
from wfm.figures.ratio import ratio, weighted
from wfm.figures.units import Unit

Terms: TypeAlias = Mapping[str, int]
"""Count → 1 where it is added, −1 where it is taken away."""


class Counts(Protocol):
    """Counts by name: numbers, arrays or the columns of a frame."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure: the sum of some counts over the sum of others, which is its weight too."""

    name: str
    title: str
    unit: Unit
    part: Terms
    whole: Terms
    undefined: str
    """Why there is none where the whole is 0."""
    note: str = ""
    complement: bool = False
    """Whether it is what the quotient leaves of one."""
    most: float | None = None
    """What it can be at most, whatever was booked to which interval."""
    lower_is_better: bool = False
    of_deferred: bool = True
    """Whether deferred work has it."""

    @property
    def formula(self) -> str:
        """Say what is divided by what."""
        quotient = f"{_sum_in_words(self.part)} / {_sum_in_words(self.whole)}"
        return f"1 − {quotient}" if self.complement else quotient

    @property
    def words(self) -> str:
        """Say what the figure means."""
        formula = self.formula[:1].upper() + self.formula[1:]
        return f"{formula}. {self.note}".strip() if self.note else f"{formula}."

    def part_of(self, counts: Counts) -> Any:
        """Sum what stands above the line."""
        return _sum(self.part, counts)

    def whole_of(self, counts: Counts) -> Any:
        """Sum what stands below the line: the weight of rows that are joined."""
        return _sum(self.whole, counts)

    def value(self, counts: Counts) -> Any:
        """Give the figure of summed counts, or of each row of counts; NaN where undefined."""
        import numpy as np

        found = ratio(self.part_of(counts), self.whole_of(counts))
        found = 1 - found if self.complement else found
        return found if self.most is None else np.minimum(found, self.most)

    def joined(self, values: Any, counts: Counts) -> float:
        """Join the figures of rows into that of all, weighted by what they are a share of."""
        return weighted(values, self.whole_of(counts))


def _sum(terms: Terms, counts: Counts) -> Any:
    first, *others = ((sign, counts[name]) for name, sign in terms.items())
    total = first[0] * first[1]
    for sign, values in others:
        total = total + sign * values
    return total


def _sum_in_words(terms: Terms) -> str:
    named = [(_lower(COUNTS[name].title), sign) for name, sign in terms.items()]
    words = "".join(
        (" + " if sign > 0 else " − ") * (place > 0) + title
        for place, (title, sign) in enumerate(named)
    )
    return f"({words})" if len(named) > 1 else words


def _lower(title: str) -> str:
    return title if title.isupper() else title[:1].lower() + title[1:]
