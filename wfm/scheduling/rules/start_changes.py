"""Starts of two days in a row lie close together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.rules.shift_times import usual_start
from wfm.scheduling.tours.day_automata import explored
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class StartChangeSettings(RuleSettings):
    """How far a start may move from one day to the next."""

    rule: ClassVar[str] = "Starts from day to day"
    maximum_start_change: int | None = setting(
        "Most by which the start moves from one day to the next; a day off ends it",
        FieldKind.MINUTES,
        default=None, least=0, most=1440, column="maximum_start_change_minutes",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StartChanges(Rule):
    """From one day to the next, the start moves by no more than the plan allows, by the clock."""

    name: str = StartChangeSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = StartChangeSettings

    def shape(self, space: TourSpace) -> None:
        """Remember yesterday's start."""
        most = StartChangeSettings.of(space.plan).maximum_start_change
        if most is None:
            return

        def follow(yesterday: int | None, today: int | None) -> tuple[int | None, bool]:
            return today, _near(yesterday, today, most)

        starts, off = space.shifts.key.tolist(), [None] * space.horizon.days
        space.follow(explored(starts, off, _eve(space.horizon, space.agent), follow))

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        most = StartChangeSettings.of(horizon.plan(agent)).maximum_start_change
        return None if most is None else phrase("rule.start_changes.terms", most=most)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Compare each start with that of the day before."""
        most = StartChangeSettings.of(horizon.plan(agent)).maximum_start_change
        if most is None:
            return
        for shift, following in pairwise([*horizon.previous.get(agent.id, ())[-1:], *shifts]):
            before, after = (usual_start(horizon, agent, each) for each in (shift, following))
            moved = abs(after - before)
            if (following.date - shift.date).days == 1 and moved > most:
                text = phrase("rule.start_changes.too_far", minutes=moved, most=most)
                yield Finding(self.name, text, agent.id, following.date, hard=True)


def _near(yesterday: int | None, today: int | None, most: int) -> bool:
    return yesterday is None or today is None or abs(today - yesterday) <= most


def _eve(horizon: Horizon, agent: Agent) -> int | None:
    """Give the start of a shift on the eve of the horizon."""
    last = horizon.previous.get(agent.id, ())[-1:]
    if not last or last[0].date != horizon.first - timedelta(days=1):
        return None
    return usual_start(horizon, agent, last[0])
