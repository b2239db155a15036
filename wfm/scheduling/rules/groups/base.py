"""What a rule between people is: the heads that it counts, and how many there may be.

Every such rule counts heads (of some agents, in some state) and bounds the count, interval by
interval or day by day. So one table serves the search, the composer and the checker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import ActivityCategory, GroupRule, GroupRuleKind, Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.groups.members import members_of
from wfm.scheduling.rules.hourly import HOUR, in_parts
from wfm.scheduling.rules.resting import resting
from wfm.scheduling.split_days import parted
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase

HARD = 40_000
"""Price of a head-hour, or of a day, beyond a rule that must be kept: that of minimum heads."""
NO_LEAST, NO_MOST = -(1 << 20), 1 << 20
NAMED = 8
"""Most agents whom a message names."""


class CountedState(IntEnum):
    """In which state agents are counted."""

    PRESENT = 0
    ON_QUEUE = 1
    PAUSED = 2
    DAYS = 3
    """At work at all on a day: an entry is a day, not an interval."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Agents who are counted, each by a weight, and how many there may be of them.

    Arrays are [interval], or [day] in their first entries where days are counted. `price` is of
    each head too few or too many.
    """

    weights: Mapping[str, int]
    counted: CountedState
    least: Ints
    most: Ints
    price: NDArray[np.int64]

    def beyond(self, heads: Ints) -> Ints:
        """Heads too few or too many."""
        found: Ints = np.maximum(0, self.least - heads) + np.maximum(0, heads - self.most)
        return found


@dataclass(frozen=True, slots=True)
class Breach:
    """The worst moment of a day on which a rule is broken."""

    heads: int
    at: datetime
    hours: float
    """Head-hours too few or too many on all of the day."""
    resting: tuple[Phrase, ...]
    """Who of those meant has a break then, where few have."""
    counted: tuple[str, ...]
    """Ids of those who are counted then, without mentors."""


class RuleBetweenPeople:
    """One kind of rule about several agents."""

    __slots__ = ()
    kind: ClassVar[GroupRuleKind]
    name: ClassVar[str]
    """The rule in the scheduler's words."""
    counted: ClassVar[CountedState]

    def bound(self, horizon: Horizon, rule: GroupRule, least: Ints, most: Ints) -> None:
        """Write how many there may be where anything is asked."""
        raise NotImplementedError

    def weights(self, horizon: Horizon, rule: GroupRule) -> Mapping[str, int]:
        """By how much each agent counts."""
        return dict.fromkeys(members_of(horizon.site.agents, rule), 1)

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say what is wrong on a day."""
        raise NotImplementedError

    def crowd(self, horizon: Horizon, rule: GroupRule) -> Crowd:
        """Tabulate a rule of this kind."""
        size = len(horizon.grid)
        least, most = np.full(size, NO_LEAST, np.int32), np.full(size, NO_MOST, np.int32)
        self.bound(horizon, rule, least, most)
        price = np.full(size, HARD if rule.price is None else rule.price, np.int64)
        if self.counted is not CountedState.DAYS:
            price = in_parts(price, horizon.grid.interval_minutes, np.arange(size))
        return Crowd(self.weights(horizon, rule), self.counted, least, most, price)

    def check(
        self, horizon: Horizon, rule: GroupRule, shifts: Sequence[Shift]
    ) -> Iterator[Finding]:
        """Judge explicit shifts of all agents, day by day, without the search."""
        crowd = self.crowd(horizon, rule)
        heads = counted_heads(horizon, crowd, shifts)
        beyond = crowd.beyond(heads)
        for day in range(horizon.days):
            span = slice(horizon.day_starts[day], horizon.day_starts[day + 1])
            at = horizon.day_starts[day]
            if self.counted is CountedState.DAYS:
                span = slice(day, day + 1)
            if beyond[span].any():
                worst = span.start + int(beyond[span].argmax())
                at = at if self.counted is CountedState.DAYS else worst
                hours = float(beyond[span].sum() * horizon.grid.interval_minutes / HOUR)
                moment = horizon.local(horizon.grid.at(at))
                away = resting(horizon, crowd.weights, shifts, moment)
                counted = _counted_at(horizon, crowd, shifts, worst)
                breach = Breach(int(heads[worst]), moment, hours, away, counted)
                text = self.broken(horizon, rule, breach)
                price = int((beyond * crowd.price)[span].sum())
                date = horizon.grid.date_of(day)
                yield Finding(self.name, text, None, date, price, hard=rule.price is None)


_PAUSES = frozenset({ActivityCategory.BREAK, ActivityCategory.MEAL})


def few(agents: Iterable[str]) -> tuple[str, ...]:
    """Name agents in a message where they are few; none where they are many."""
    named = tuple(sorted(agents))
    return named if len(named) <= NAMED else ()


def counted_heads(horizon: Horizon, crowd: Crowd, shifts: Sequence[Shift]) -> Ints:
    """Count explicit shifts, those of before the horizon too, by interval or by day."""
    found = np.zeros(len(horizon.grid), np.int32)
    for shift in _all_shifts(horizon, shifts):
        if weight := crowd.weights.get(shift.agent_id, 0):
            for span in _spans(horizon, crowd.counted, shift):
                found[span] += weight
    return found


def _counted_at(
    horizon: Horizon, crowd: Crowd, shifts: Sequence[Shift], at: int
) -> tuple[str, ...]:
    """Ids of the agents who are counted at one entry of the count."""
    found = {
        shift.agent_id
        for shift in _all_shifts(horizon, shifts)
        if crowd.weights.get(shift.agent_id, 0) > 0
        and any(span.start <= at < span.stop for span in _spans(horizon, crowd.counted, shift))
    }
    return tuple(sorted(found))


def _all_shifts(horizon: Horizon, shifts: Sequence[Shift]) -> Iterator[Shift]:
    yield from (shift for mine in horizon.previous.values() for shift in mine)
    yield from shifts


def _spans(horizon: Horizon, counted: CountedState, shift: Shift) -> Iterator[slice]:
    """Give the entries of a count in which a shift's agent is counted."""
    if counted is CountedState.DAYS:
        day = (shift.date - horizon.first).days
        if 0 <= day < horizon.days:
            yield slice(day, day + 1)
    elif counted is CountedState.PRESENT:
        yield from map(horizon.span, parted(shift))
    else:
        for part in shift.activities:
            paused = part.category in _PAUSES
            on_queue = part.category is ActivityCategory.ON_QUEUE
            if paused if counted is CountedState.PAUSED else on_queue:
                begin, end = horizon.grid.index(part.start), horizon.grid.index(part.end)
                yield slice(max(0, begin), max(0, end))
