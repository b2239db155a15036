"""Employment dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Employment(Rule):
    """Nobody works before the first day of employment or after the last, past its midnight too."""

    name: str = "Employment"
    relaxed_at: ClassVar[int | None] = None
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Exclude days outside the employment."""
        days, grid = range(space.horizon.days), space.horizon.grid
        away = [not space.agent.employed_on(grid.date_of(day)) for day in days]
        space.forbid(space.on_days(np.array(away)))
        over = _over(space.horizon, space.agent)
        if over is not None:
            space.forbid(space.shifts.end > grid.index(over))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say when it begins or ends."""
        first, last = agent.start_date, agent.end_date
        if first is None or first <= horizon.first:
            return None if last is None else phrase("rule.employment.until", last=last)
        if last is None:
            return phrase("rule.employment.since", first=first)
        return phrase("rule.employment.between", first=first, last=last)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each shift with the employment."""
        over = _over(horizon, agent)
        for shift in shifts:
            if not agent.employed_on(shift.date):
                text = phrase("rule.employment.outside")
                yield Finding(self.name, text, agent.id, shift.date, hard=True)
            elif over is not None and shift.end > over:
                text = phrase("rule.employment.past_midnight")
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def _over(horizon: Horizon, agent: Agent) -> datetime | None:
    """Give the midnight with which the employment ends."""
    last = agent.end_date
    return None if last is None else horizon.grid.instant(last + timedelta(days=1), 0)
