"""Employment dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Employment(Rule):
    """Nobody works before the first or after the last day of employment."""

    name: str = "Employment"
    relaxed_at: ClassVar[int | None] = None

    def shape(self, space: TourSpace) -> None:
        """Exclude days outside the employment."""
        days = range(space.horizon.days)
        away = [not space.agent.employed_on(space.horizon.grid.date_of(day)) for day in days]
        space.forbid(space.on_days(np.array(away)))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say when it begins or ends."""
        first, last = agent.start_date, agent.end_date
        if first is None or first <= horizon.first:
            return None if last is None else phrase("rule.employment.until", last=last)
        if last is None:
            return phrase("rule.employment.since", first=first)
        return phrase("rule.employment.between", first=first, last=last)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:  # noqa: ARG002
        """Compare each shift with the employment."""
        for shift in shifts:
            if not agent.employed_on(shift.date):
                text = phrase("rule.employment.outside")
                yield Finding(self.name, text, agent.id, shift.date, hard=True)
