"""Rest between the end of a shift and the start of the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

import numpy as np

from wfm.model import Agent, Shift, WorkPlan
from wfm.scheduling.horizon import INSTANT, Horizon
from wfm.scheduling.rules.base import Rule
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.laws import limits_of
from wfm.scheduling.rules.settings import FieldKind, RuleSettings, setting
from wfm.scheduling.rules.weekly_start_window import WeeklyStartSettings
from wfm.scheduling.tours.arrays import FORBIDDEN, WEEK
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.tour_space import TourSpace
from wfm.words import Phrase, phrase


@dataclass(frozen=True, slots=True)
class RestSettings(RuleSettings):
    """Least rest."""

    rule: ClassVar[str] = "Rest between shifts"
    minimum_rest: int = setting(
        "Least time between two shifts", FieldKind.HOURS,
        default=660, least=0, most=4320, column="minimum_rest_hours", example=11,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rest(Rule):
    """Between two shifts lies at least the plan's rest, in hours that really pass."""

    name: str = RestSettings.rule
    settings: ClassVar[type[RuleSettings] | None] = RestSettings
    relaxed_at: ClassVar[int | None] = 1_000_000

    def shape(self, space: TourSpace) -> None:
        """Exclude starts too soon after last week's end, and follow the ends from day to day."""
        rest = space.horizon.minutes_to_steps(least_rest(space.plan))
        before = space.horizon.previous.get(space.agent.id, ())
        if before:
            ended = space.horizon.grid.index(max(shift.end for shift in before) - INSTANT) + 1
            space.forbid(space.shifts.start < ended + rest)
        pattern = rest_pattern(space, rest)
        if pattern is not None:
            space.follow(pattern)

    def terms(self, horizon: Horizon, agent: Agent) -> Phrase | None:
        """Say what the work plan asks."""
        least = least_rest(horizon.plan(agent))
        return phrase("rule.rest.terms", least=least / 60)

    def check(self, horizon: Horizon, agent: Agent, shifts: Sequence[Shift]) -> Iterator[Finding]:
        """Measure the time between each shift and the one before it, last week's included."""
        least = timedelta(minutes=least_rest(horizon.plan(agent)))
        for shift, following in pairwise([*horizon.previous.get(agent.id, ())[-1:], *shifts]):
            rest = following.start - shift.end
            if rest < least:
                text = phrase("rule.rest.too_short", hours=rest / _HOUR, least=least / _HOUR)
                yield Finding(self.name, text, agent.id, following.date, hard=True)


_HOUR = timedelta(hours=1)


def least_rest(plan: WorkPlan) -> int:
    """Minutes between two shifts, by work plan and law."""
    return max(RestSettings.of(plan).minimum_rest, limits_of(plan).rest)


def rest_pattern(space: TourSpace, rest: int) -> Pattern | None:
    """Automaton whose state is the earliest start that yesterday's end allows; None if any is.

    Ends are ranked by the candidate starts that they exclude on the next day, so that only ends
    that matter get states of their own. A label is not the shift but what it does: the level that
    its end leads to, and the levels that it may follow. A day off leads to level 0 from all.
    """
    starts, ends = space.shifts.start, space.shifts.end
    if not len(starts):
        return None
    begin = np.asarray(space.horizon.day_starts, np.int32)
    opening = starts - begin[space.shifts.day]
    ready = ends + rest - begin[space.shifts.day + 1]
    span = (ends - starts).max()
    window = WeeklyStartSettings.of(space.plan).weekly_start_window
    here = space.horizon.zone_of(space.agent) is None  # else a day's starts go over midnight
    if here and space.windows is not None and window is not None and space.horizon.days <= WEEK:
        # starts of two days in a row lie this far apart at least, where clocks go forward too;
        # from week to week they may be anywhere
        night = 23 * 60 // space.horizon.grid.interval_minutes - space.horizon.minutes_to_steps(
            window
        )
        if night - span >= rest:
            return None
    openings = np.unique(opening)
    excluded = np.searchsorted(openings, ready)
    levels = np.unique(np.concatenate([[0], excluded]))
    if len(levels) == 1:
        return None
    after = np.searchsorted(levels, excluded)
    allowed = np.searchsorted(levels, np.searchsorted(openings, opening), side="right")
    pairs, labels = np.unique(after * (len(levels) + 1) + allowed, return_inverse=True)
    next_state = np.concatenate([pairs // (len(levels) + 1), [0]]).astype(np.int32)
    reach = np.concatenate([pairs % (len(levels) + 1), [len(levels)]])
    state = np.arange(len(levels))
    return Pattern(
        labels.astype(np.int32),
        np.full(space.horizon.days, len(pairs), np.int32),
        np.tile(next_state, (len(levels), 1)),
        np.where(state[:, None] < reach[None, :], 0, FORBIDDEN).astype(np.int64),
        np.zeros(len(levels), np.int64),
    )
