"""Shifts inside the opening hours of the queues that an agent serves, and how closed days count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.split_days import parted
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


class ClosedDays(StrEnum):
    """What becomes of the hours of a day on which all of an agent's queues are closed."""

    PAID_HOLIDAY = "paid_holiday"
    """They count as hours of the contract, though nobody works them."""
    WORKED_OFF = "worked_off"
    """The contract's hours are worked on the other days."""
    FEWER_HOURS = "fewer_hours"
    """The contract has as many hours less that week, and they are not paid."""


@dataclass(frozen=True, slots=True)
class OpeningSettings(RuleSettings):
    """Days on which all of an agent's queues are closed: holidays, closures."""

    rule: ClassVar[str] = "Opening hours"
    closed_days: ClosedDays = setting(
        "How a day counts on which all queues are closed: paid_holiday (as hours of the contract), "
        "worked_off (on other days) or fewer_hours (less that week, unpaid)", FieldKind.CHOICE,
        default=ClosedDays.PAID_HOLIDAY, example="paid_holiday",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpeningHoursKept(Rule):
    """During all of a shift at least one of the agent's queues is open (or between two windows)."""

    name: str = OpeningSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = OpeningSettings
    relaxed_at: ClassVar[int | None] = None

    def shape(self, space: TourSpace) -> None:
        """Exclude the shifts that reach outside the opening hours."""
        space.forbid(space.shifts.outside(open_to(space.horizon, space.agent)))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Name the queues that the agent serves."""
        queues = tuple(horizon.site.queues[n].name for n in horizon.serves[agent.skills])
        if not queues:
            return phrase("rule.opening_hours.no_queue")
        return phrase("rule.opening_hours.queues", queues=queues)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Look at each interval of each shift."""
        is_open = open_to(horizon, agent)
        for shift in shifts:
            if not all(is_open[horizon.span(part)].all() for part in parted(shift)):
                text = phrase("rule.opening_hours.outside")
                yield Finding(self.name, text, agent.id, shift.date, hard=True)


def open_to(horizon: Horizon, agent: Agent) -> NDArray[np.bool_]:
    """Tell of each interval of the horizon whether any of an agent's queues is open."""
    mine = horizon.open_intervals[list(horizon.serves[agent.skills])]
    somewhere: NDArray[np.bool_] = np.logical_or.reduce(mine, axis=0)
    return somewhere
