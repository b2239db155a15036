"""Who else is at work on a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.edited_days import Editor, editors_since
from wfm.store.schedules import ScheduleInfo

LATELY: Final = timedelta(minutes=30)
"""How long somebody who edited a draft is said to be at it."""


def other_editors(tx: Connection, info: ScheduleInfo, actor: str) -> list[Editor]:
    """List who else edited days of a schedule lately, the latest first."""
    return [one for one in editors_since(tx, info.id, now() - LATELY) if one.name != actor]
