"""What every publication of a week brings about, in its own transaction."""

from __future__ import annotations

from wfm.service.swaps.ending import end_overtaken
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo


def settle(tx: Connection, actor: str, info: ScheduleInfo) -> ScheduleInfo:
    """End the trades whose shifts are not any more what they were."""
    end_overtaken(tx, actor, info)
    return info
