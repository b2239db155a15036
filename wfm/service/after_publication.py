"""What every publication of a week brings about, in its own transaction."""

from __future__ import annotations

from wfm.service.messages.telling import tell_of_publication
from wfm.service.offers.places_back import returned_by
from wfm.service.swaps.ending import end_overtaken
from wfm.store.database import Connection
from wfm.store.schedules import ScheduleInfo


def settle(tx: Connection, actor: str, info: ScheduleInfo) -> ScheduleInfo:
    """Tell whose days have changed, and end the trades whose shifts are others now."""
    tell_of_publication(tx, actor, info)
    end_overtaken(tx, actor, info)
    return info


def settle_planned(tx: Connection, actor: str, info: ScheduleInfo) -> ScheduleInfo:
    """Do the same after a planner's publication, and free the places of overtime that it took.

    What agents' leave and trades take is theirs to whom it goes, or open.
    """
    settle(tx, actor, info)
    returned_by(tx, actor, info)
    return info
