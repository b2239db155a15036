"""Shifts of published weeks that nobody has (any more), until somebody takes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Connection

from wfm.model import Activity
from wfm.store.entities import Stored, documents
from wfm.store.tables import OPEN_SHIFTS


class OpenStatus(StrEnum):
    """What became of an open shift."""

    OPEN = "open"
    TAKEN = "taken"
    HELD = "held"
    """Given up where there were too many: nobody is to take it, and it may be given back."""
    CLOSED = "closed"
    """Given back, or not offered any more."""


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift of the published week without an agent; why its agent lost it is told to nobody."""

    week: dt.date
    date: dt.date
    activities: tuple[Activity, ...]
    of_agent: str | None
    """Whose it was."""
    opened_at: dt.datetime
    status: OpenStatus = OpenStatus.OPEN
    taken_by: str | None = None

    @property
    def start(self) -> dt.datetime:
        """First instant, in UTC."""
        return self.activities[0].start

    @property
    def end(self) -> dt.datetime:
        """First instant after it, in UTC."""
        return self.activities[-1].end


OPEN_SHIFT = documents(
    "open shift", OPEN_SHIFTS, "id", TypeAdapter(OpenShift),
    lambda one: {"date": one.date, "status": one.status},
)  # fmt: skip


def open_shifts(
    connection: Connection,
    site: str,
    after: dt.datetime,
    status: Collection[OpenStatus] = (OpenStatus.OPEN,),
    *,
    running: bool = False,
) -> list[Stored[OpenShift]]:
    """List the open shifts, or those of other states, that have not begun, by their start.

    With `running`, those that have begun and are not over as well.
    """
    found = OPEN_SHIFT.page(connection, site, OPEN_SHIFTS.c.status.in_(status))
    ahead = (one for one in found if (one.value.end if running else one.value.start) > after)
    return sorted(ahead, key=lambda one: (one.value.start, one.key))
