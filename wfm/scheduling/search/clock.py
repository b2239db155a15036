"""The seconds of a search, of which some are kept for judging its schedule in the end."""

from __future__ import annotations

from collections.abc import Callable

from wfm.scheduling.result import Limits

MOST_JUDGING = 0.2
"""Share of the time limit that is kept for judging the schedule in the end, at most."""


class SearchClock:
    """Tells how much time a search has; `seconds` are those that it has been going on."""

    def __init__(self, limits: Limits, seconds: Callable[[], float]) -> None:
        self._limit, self.seconds = limits.time, seconds
        self._judging = 0.0

    @property
    def left(self) -> float | None:
        """Seconds that are left before the schedule is judged; None where there is no limit."""
        return None if self._limit is None else self._limit - self._judging - self.seconds()

    def leaves(self, share: float) -> float | None:
        """Seconds that are left where a share of the limit is kept, too."""
        return None if self.left is None else self.left - share * (self._limit or 0.0)

    def time_judging(self, judge: Callable[[], object]) -> None:
        """See how long it takes to judge a schedule, which is done once the search is over."""
        if self._limit is not None:
            begun = self.seconds()
            judge()
            self._judging = min(self.seconds() - begun, MOST_JUDGING * self._limit)
