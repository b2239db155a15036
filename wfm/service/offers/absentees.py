"""Who should be working on the running day and is known not to be there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wfm.adherence.live import AgentNow
    from wfm.service.live_day import Follower

AWAY_AFTER: Final = timedelta(minutes=15)
"""Whoever is logged off for less may just be late, or come back at once."""
LOGGED_OFF: Final = "logged_off"
OUT: Final = "out"


def absentees(agents: Iterable[AgentNow], moment: datetime) -> frozenset[str]:
    """Name agents who are logged off against their shift, for so long that they are not expected.

    What a silent feed does not tell is unknown, and keeps nobody away.
    """
    return frozenset(
        one.agent_id
        for one in agents
        if one.status == OUT and one.actual == LOGGED_OFF and one.since <= moment - AWAY_AFTER
    )


def away_now(follower: Follower) -> frozenset[str]:
    """Name the absentees of a site that is followed."""
    now = follower.now()
    return absentees(now.agents, now.at)
