"""All starts of a week lie close together, so that the body keeps its hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift
from wfm.scheduling.contracts import Scope
from wfm.scheduling.horizon import WEEK, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import usual_start
from wfm.scheduling.tours.day_automata import Pattern, explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class WeeklyStartSettings(RuleSettings):
    """How close together the starts of a week lie."""

    rule: ClassVar[str] = "Weekly start window"
    weekly_start_window: int | None = setting(
        "All starts of a week lie this close together", FieldKind.MINUTES,
        default=None, least=0, most=2880, column="weekly_start_window_minutes", example=120,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeeklyStartWindow(Rule):
    """The earliest and latest start of the week differ by no more than the plan's window."""

    name: str = WeeklyStartSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = WeeklyStartSettings
    scope: ClassVar[Scope] = Scope.CONTRACT

    def shape(self, space: TourSpace) -> None:
        """Offer one window per possible earliest start."""
        width = WeeklyStartSettings.of(space.plan).weekly_start_window
        keys = np.unique(space.shifts.key)
        if width is None or self.name in space.relaxed or not len(keys):
            return
        if space.own is not None:
            space.follow(_within(space, width))
            return
        inside = keys[keys + width <= keys[-1]]
        first = np.union1d(inside, keys[keys + width >= keys[-1]][:1])
        space.windows = np.stack([first, first + width], axis=1).astype(np.int32)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        allowed = WeeklyStartSettings.of(horizon.plan(agent)).weekly_start_window
        return phrase("rule.weekly_start_window.terms", allowed=allowed)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare the earliest with the latest start."""
        width = WeeklyStartSettings.of(horizon.plan(agent)).weekly_start_window
        if width is None:
            return
        for _, own, told in horizon.by_week(shifts):
            starts = [usual_start(horizon, agent, shift) for shift in own]
            apart = max(starts, default=0) - min(starts, default=0)
            if apart > width:
                text = phrase("rule.weekly_start_window.too_wide", minutes=apart, allowed=width)
                yield Finding(self.name, text, agent.id, told, hard=True)


def _within(space: TourSpace, width: int) -> Pattern:
    """Remember the earliest and the latest start of the week so far."""

    def follow(seen: _Seen, today: tuple[int | None, bool]) -> tuple[_Seen, bool]:
        start, first_day = today
        if first_day:
            seen = None
        if start is None:
            return seen, True
        earliest, latest = seen or (start, start)
        wider = min(earliest, start), max(latest, start)
        return (wider, True) if wider[1] - wider[0] <= width else (seen, False)

    begins = [day % WEEK == 0 for day in range(space.horizon.days)]
    starts = zip(space.shifts.key.tolist(), space.shifts.day.tolist(), strict=True)
    worked = [(start, begins[day]) for start, day in starts]
    return explored(worked, [(None, begin) for begin in begins], None, follow)


_Seen = tuple[int, int] | None
"""Earliest and latest start."""
