"""Who has a break or meal at a moment: often the whole reason of a gap."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

from wfm.model import Shift
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.breaks import PAUSES
from wfm.words import Phrase, phrase

FEW = 2
"""People up to whom they are named."""


def resting(
    horizon: Horizon, agents: Container[str], shifts: Iterable[Shift], at: datetime
) -> tuple[Phrase, ...]:
    """Name those of some agents who have a break or meal at a moment, where few have."""
    found = [
        phrase(
            "schedule.resting",
            agent=horizon.site.named(shift.agent_id), activity=part.code,
            end=horizon.local(part.end),
        )
        for shift in shifts
        if shift.agent_id in agents
        for part in shift.activities
        if part.start <= at < part.end and part.category in PAUSES
    ]  # fmt: skip
    return tuple(found) if len(found) <= FEW else ()
