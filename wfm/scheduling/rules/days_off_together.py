"""Days off that follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.tours.arrays import FORBIDDEN
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.tour_space import Indices, TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class DaysOffSettings(RuleSettings):
    """Days off in a row."""

    rule: ClassVar[str] = "Days off together"
    consecutive_days_off: int | None = setting(
        "At least once a week, days off in a row", default=None, least=0, most=7, example=2
    )
    consecutive_days_off_required: bool = setting(
        "Whether that is a must; else it has a price",
        FieldKind.FLAG,
        default=False,
        example="no",
        needs="consecutive_days_off",
    )


@dataclass(frozen=True, slots=True)
class DaysOffTogether(Rule):
    """The week has a run of the plan's number of days off; else it costs, or is refused."""

    price: int = 20
    name: str = DaysOffSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = DaysOffSettings
    scope: ClassVar[Scope] = Scope.PERSON

    def shape(self, space: TourSpace) -> None:
        """Follow the run of days off until it is long enough."""
        asked = _asked(space.horizon, space.agent)
        wanted = asked.consecutive_days_off
        if wanted is None or wanted < 1:
            return
        breach = FORBIDDEN if asked.consecutive_days_off_required else self.price
        run = np.arange(wanted + 1)
        worked = np.where(run == wanted, wanted, 0)
        next_state = np.stack([np.minimum(run + 1, wanted), worked], axis=1)

        def of_week(week: Horizon, mine: Indices) -> Pattern:
            return Pattern(
                np.ones(len(mine), np.int32),
                np.zeros(week.days, np.int32),
                next_state.astype(np.int32),
                np.zeros((wanted + 1, 2), np.int64),
                np.where(run == wanted, 0, breach).astype(np.int64),
            )

        space.follow_weeks(of_week)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        wanted = _asked(horizon, agent).consecutive_days_off
        return phrase("rule.days_off_together.terms", wanted=wanted)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Find the longest run of days off."""
        asked = _asked(horizon, agent)
        wanted = asked.consecutive_days_off
        if wanted is None:
            return
        for week, own, told in horizon.by_week(shifts):
            longest = _longest_run_off(week, own)
            if longest < wanted:
                text = phrase("rule.days_off_together.too_few", longest=longest, wanted=wanted)
                hard = asked.consecutive_days_off_required
                price = 0 if hard else self.price
                yield Finding(self.name, text, agent.id, told, price=price, hard=hard)


def _asked(horizon: Horizon, agent: Agent) -> DaysOffSettings:
    """Give what the strictest of an agent's contracts asks."""
    return max(
        map(DaysOffSettings.of, horizon.plans(agent)),
        key=lambda one: (one.consecutive_days_off_required, one.consecutive_days_off or 0),
    )


def _longest_run_off(week: Horizon, shifts: Sequence[Shift]) -> int:
    worked, run, longest = {shift.date for shift in shifts}, 0, 0
    for day in range(week.days):
        run = 0 if week.grid.date_of(day) in worked else run + 1
        longest = max(longest, run)
    return longest
