"""What a rule is: its name and price, how it shapes an agent's weeks, how it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace


class Rule(Protocol):
    """A rule about one agent's week."""

    @property
    def name(self) -> str:
        """The rule in the scheduler's words."""

    def shape(self, space: TourSpace) -> None:
        """Exclude or price what the rule concerns, for the search."""

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Judge an agent's explicit shifts, in order of time, without the search."""
