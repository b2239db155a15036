"""Changes of level that stored forecasts ask about, and their acceptance: an event of the site."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from wfm.model import Event
from wfm.model.plan import Message
from wfm.planning.level_changes import ACCEPTED, PROPOSED, events_told
from wfm.store.database import Connection
from wfm.store.demand import EVENT
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.plans import PlanKind, plans_of
from wfm.store.runs import get_run
from wfm.store.sites import site_zone
from wfm.words import phrase, phrase_of

NEAR: Final = timedelta(days=20)
"""Two changes of a queue's level that begin so close together are one, seen by two forecasts."""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """An event that a forecast proposes; `accepted` is the key of the stored one that takes it."""

    event: Event
    accepted: str | None

    @property
    def queue(self) -> str:
        """The queue whose level changed."""
        (queue,) = self.event.queues
        return queue


def level_changes(tx: Connection, site: str, week: date, number: int) -> tuple[LevelChange, ...]:
    """List what a stored forecast asks about, by queue.

    Raises
    ------
    NotFoundError
        If the week has no forecast of that number.
    """
    plans = plans_of(tx, site, week, PlanKind.FORECAST)
    run = next((plan.run for plan in plans if plan.number == number), "")
    if run == "":
        raise NotFoundError(PlanKind.FORECAST, f"{week}/{number}")
    messages = () if run is None else get_run(tx, site, run).messages
    proposed = events_told(map(phrase_of, messages), PROPOSED, site_zone(tx, site))
    stored = EVENT.listed(tx, site)
    found = (LevelChange(event, _taken(event, stored)) for event in proposed)
    return tuple(sorted(found, key=lambda change: change.queue))


def accept_level_change(
    tx: Connection, actor: str, site: str, week: date, number: int, queue: str
) -> Stored[Event]:
    """Take a queue's change of level for good, so that every later forecast knows it.

    Raises
    ------
    NotFoundError
        If there is no such forecast.
    ConflictError
        If it asks about no such queue, or was accepted already.
    """
    changes = level_changes(tx, site, week, number)
    change = next((each for each in changes if each.queue == queue), None)
    if change is None:
        raise ConflictError(phrase("refusal.no_level_change"), "queue")
    if change.accepted is not None:
        raise ConflictError(phrase("refusal.level_change_accepted"))
    return EVENT.create(tx, actor, site, uuid4().hex, change.event)


def keep_accepted(
    tx: Connection, actor: str, site: str, told: Iterable[Message], known: Collection[Event]
) -> None:
    """Store the events that a run took as accepted, but for what others accepted meanwhile.

    `known` are the site's events that the run forecast with.
    """
    taken = events_told((message.phrase for message in told), ACCEPTED, site_zone(tx, site))
    meanwhile = [stored for stored in EVENT.listed(tx, site) if stored.value not in known]
    for event in taken:
        if _taken(event, meanwhile) is None:
            EVENT.create(tx, actor, site, uuid4().hex, event)


def _taken(event: Event, stored: Iterable[Stored[Event]]) -> str | None:
    """Find the active event of the same name and queue that begins about then."""
    near = (
        one.key
        for one in stored
        if one.active
        and one.value.name == event.name
        and one.value.queues == event.queues
        and abs(one.value.start - event.start) <= NEAR
    )
    return next(near, None)
