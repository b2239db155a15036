"""What a site says of its demand, in the terms that forecasts take."""

from __future__ import annotations

from collections.abc import Iterable

from forecasts import (
    NewQueue,
    PlannedEvent,
)
from wfm.model import Event, Queue


def planned(events: Iterable[Event]) -> tuple[PlannedEvent, ...]:
    """Give a planner's events as forecasts take them."""
    return tuple(
        PlannedEvent(event.name, event.start, event.end, tuple(sorted(event.queues)), event.effect)
        for event in events
    )


def new_queues(queues: Iterable[Queue]) -> tuple[NewQueue, ...]:
    """Give the queues that are to be like another as forecasts take them."""
    return tuple(
        NewQueue(
            queue.name,
            queue.like_queue,
            queue.contacts_per_week,
            queue.aht_seconds,
            str(queue.channel),
        )
        for queue in queues
        if queue.like_queue is not None and queue.contacts_per_week is not None
    )
