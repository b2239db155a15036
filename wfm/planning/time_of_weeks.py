"""How several weeks share a time limit: what is done for all of them, and each by itself.

    it is found out what no schedule of the weeks can keep
    each week is planned after the one before: an equal share of what is left, but for
    the problem of all weeks is built, and a search across them goes on from there

Building and judging it takes about `AFTER` times as long as finding out what it cannot keep, for
which it is built, too: so much is kept back from the weeks, and `ACROSS` of the limit for the
search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wfm.planning.two_stage_search import Filled
    from wfm.scheduling import Limits
    from wfm.scheduling.stopwatch import Stopwatch

ACROSS = 0.05
"""Share of the time limit that the search across the weeks has at least."""
AFTER = 1.5
"""Times as long as before the weeks is needed after them, beside that search."""


class TimeOfWeeks:
    """Counts all seconds of the search for some weeks' shifts against one limit."""

    def __init__(self, limits: Limits, weeks: int) -> None:
        self._limits, self._weeks_left = limits, weeks
        self._watch = _watch(limits, 0.0)
        self._kept = ACROSS * (limits.time or 0.0)

    @property
    def seconds(self) -> float:
        """Seconds that have passed, without simulations."""
        return self._watch.seconds

    def keep_back(self) -> None:
        """Keep time back from the weeks, by what has passed until they begin."""
        self._kept += AFTER * self.seconds

    def plan_week(self, fill: Callable[[Limits], Filled]) -> Filled:
        """Let the next week be filled within its share."""
        begun = self.seconds
        filled = fill(self._watch.rest(self._kept, 1 / self._weeks_left))
        # simulations, which are no part of the limit, are none of a search's seconds
        self._watch = _watch(self._limits, begun + filled.solution.seconds)
        self._weeks_left -= 1
        return filled

    def across(self, kept: float) -> Stopwatch:
        """Give the search across the weeks what is left, but for some seconds after it."""
        from wfm.scheduling.stopwatch import SHORTEST

        time = self._limits.time
        limits = replace(self._limits, time=None if time is None else max(SHORTEST, time - kept))
        return _watch(limits, self.seconds)


def _watch(limits: Limits, passed: float) -> Stopwatch:
    from wfm.scheduling.stopwatch import Stopwatch

    return Stopwatch(limits, passed)
