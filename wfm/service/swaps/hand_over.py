"""Whose day has which shifts once one, or a part of one, has gone to somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from wfm.model import Activity, ActivityCategory, Agent, Shift, Site
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.changed_days import DayShifts
from wfm.store.errors import ConflictError
from wfm.store.trades import Traded
from wfm.words import phrase

DayOf = Callable[[str, date], Sequence[Shift]]
"""Gives an agent's shifts in force of a date."""


class Days:
    """Agents' days as shifts go from hand to hand; untouched days are as in force."""

    def __init__(self, day_of: DayOf) -> None:
        self._day_of = day_of
        self._changed: dict[AgentDay, tuple[Shift, ...]] = {}

    @property
    def changed(self) -> DayShifts:
        """The days that are not as they were."""
        return self._changed

    def take(self, agent_id: str, traded: Traded) -> None:
        """Take a shift, or an edge of one, from its agent.

        Raises
        ------
        ConflictError
            If it is not there as it was.
        """
        day = agent_id, traded.date
        own = self._shifts(day)
        for shift in own:
            left = without(shift, traded)
            if left is not None:
                kept = tuple(left if one is shift else one for one in own)
                self._changed[day] = tuple(one for one in kept if one.activities)
                return
        raise ConflictError(phrase("trade.refused.other"), "shift")

    def give(self, agent: Agent, traded: Traded, site: Site) -> None:
        """Give it to an agent: as a shift, or as more of one that it touches."""
        activities = served(traded.activities, agent, site)
        own = self._shifts((agent.id, traded.date))
        for shift in own:
            parts: tuple[Activity, ...] | None = None
            if shift.end == traded.start:
                parts = (*shift.activities, *activities)
            elif traded.end == shift.start:
                parts = (*activities, *shift.activities)
            if parts is not None:
                longer = replace(shift, activities=parts)
                self._changed[agent.id, traded.date] = tuple(
                    longer if one is shift else one for one in own
                )
                return
        new = Shift("", agent.id, traded.date, activities)
        shifts = sorted((*own, new), key=lambda shift: shift.start)
        self._changed[agent.id, traded.date] = tuple(shifts)

    def _shifts(self, day: AgentDay) -> tuple[Shift, ...]:
        return self._changed[day] if day in self._changed else tuple(self._day_of(*day))


def whole_or_part(shift: Shift, start: datetime | None, end: datetime | None) -> Traded:
    """Give a shift, or the part of it in [start, end), as something to be traded.

    Raises
    ------
    ConflictError
        If the part is none at an edge of the shift.
    """
    begin, until = start or shift.start, end or shift.end
    inside = shift.start <= begin < until <= shift.end
    if not inside or (begin > shift.start and until < shift.end):
        raise ConflictError(phrase("trade.refused.part"), "start")
    parts = [
        replace(part, start=max(part.start, begin), end=min(part.end, until))
        for part in shift.activities
        if part.start < until and begin < part.end
    ]
    return Traded(shift.date, tuple(parts))


def without(shift: Shift, traded: Traded) -> Shift | None:
    """Give what is left of a shift, nothing in it if it is all; None if it does not hold it."""
    inside = shift.start <= traded.start and traded.end <= shift.end
    if not inside or whole_or_part(shift, traded.start, traded.end) != traded:
        return None
    kept = [
        replace(part, start=start, end=end)
        for part in shift.activities
        for start, end in (
            (part.start, min(part.end, traded.start)),
            (max(part.start, traded.end), part.end),
        )
        if start < end
    ]
    return replace(shift, activities=tuple(kept))


def served(activities: Sequence[Activity], agent: Agent, site: Site) -> tuple[Activity, ...]:
    """Let work on queue be on a queue that an agent serves: the same, the only one, or any."""
    queues = [queue.name for queue in site.queues if queue.skill in agent.skills]
    only = queues[0] if len(queues) == 1 else None
    return tuple(
        replace(part, queue=only)
        if part.category is ActivityCategory.ON_QUEUE and part.queue not in queues
        else part
        for part in activities
    )
