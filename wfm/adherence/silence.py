"""When a feed that says nothing stops being believed.

Silence is judged by how much a feed should have said: the clock runs only while agents are due on
shift. A centre of sixty is doubted after minutes, a lone agent after a working day,
and nobody after a night when no one was due.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.adherence.categories import INDEX, UNSCHEDULED
from wfm.adherence.overlap import Ints
from wfm.adherence.scheduled_segments import Pieces
from wfm.errors import ParameterError
from wfm.model import ActivityCategory
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class Silence:
    """Limits beyond which what a feed said last is no longer believed.

    A feed is silent once the agents due on shift have together been due for `agent_hours` since
    its last word, though never sooner than `at_least` seconds. `seconds` replaces both by one
    fixed time in which somebody was due. One agent's state is believed for `agent_seconds`
    without a word about that agent, other than having left.
    """

    agent_hours: float = 10.0
    at_least: int = 900
    seconds: int | None = None
    agent_seconds: int = 12 * 3600

    def __post_init__(self) -> None:
        for name in ("agent_hours", "at_least", "agent_seconds"):
            if not getattr(self, name) > 0:
                raise ParameterError(name, getattr(self, name), phrase("range.above_zero"))
        if self.seconds is not None and not self.seconds > 0:
            raise ParameterError("seconds", self.seconds, phrase("range.above_zero_or_none"))


@dataclass(frozen=True, slots=True)
class Due:
    """How many agents are due on shift: a step function over the window."""

    knots: Ints
    heads: Ints

    def silent_from(self, signs: Ints, silence: Silence) -> Ints:
        """Find the instant from which each sign of life no longer vouches for the feed."""
        somebody = np.minimum(self.heads, 1)
        if silence.seconds is not None:
            return self._after(signs, somebody, silence.seconds)
        together = self._after(signs, self.heads, round(silence.agent_hours * 3600))
        return np.maximum(together, self._after(signs, somebody, silence.at_least))

    def _after(self, signs: Ints, rate: Ints, amount: int) -> Ints:
        """When the integral of `rate` from each sign reaches `amount`; beyond the end if never."""
        grown = np.concatenate([[0], np.cumsum(rate * np.diff(self.knots))])
        at = np.clip(np.searchsorted(self.knots, signs, side="right") - 1, 0, len(rate) - 1)
        inside = np.clip(signs, self.knots[0], self.knots[-1])
        target = grown[at] + rate[at] * (inside - self.knots[at]) + amount
        step = np.clip(np.searchsorted(grown, target, side="left") - 1, 0, len(rate) - 1)
        ahead = -((grown[step] - target) // np.maximum(rate[step], 1))
        never = np.iinfo(np.int64).max
        return np.where(target > grown[-1], never, self.knots[step] + ahead)


def due(pieces: Pieces, window: tuple[int, int]) -> Due:
    """Agents on shift over [begin, end)."""
    off = [UNSCHEDULED, INDEX[ActivityCategory.TIME_OFF], INDEX[ActivityCategory.UNAVAILABLE]]
    on = ~np.isin(pieces.category, off)
    edges = np.concatenate([pieces.start[on], pieces.end[on]])
    change = np.concatenate([np.ones(on.sum(), np.int64), -np.ones(on.sum(), np.int64)])
    knots, at = np.unique(np.concatenate([edges, np.array(window)]), return_inverse=True)
    steps = np.zeros(len(knots), dtype=np.int64)
    np.add.at(steps, at[: len(change)], change)
    return Due(knots, np.cumsum(steps)[:-1])


def silent_stretches(
    signs: Ints, due: Due, silence: Silence, until: int | None = None
) -> tuple[Ints, Ints]:
    """Find starts and ends of the stretches in which a feed is not believed.

    `signs` are sorted epoch seconds of events; the window's begin counts as one, and a feed
    without any event is silent throughout. Nothing is known after `until`.
    """
    begin, end = int(due.knots[0]), int(due.knots[-1])
    known = end if until is None else min(max(until, begin), end)
    if not len(signs):
        return np.array([begin]), np.array([end])
    starts = np.unique(np.concatenate([[begin] if signs[0] > begin else [], signs]).astype(int))
    ends = np.append(starts[1:], known)
    doubted = np.maximum(due.silent_from(starts, silence), begin)
    ends = np.minimum(ends, known)
    silent = doubted < ends
    tail = [known] if known < end else []
    return (
        np.concatenate([doubted[silent], tail]).astype(int),
        np.concatenate([ends[silent], [end] * len(tail)]).astype(int),
    )
