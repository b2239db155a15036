"""What an agent may be doing, and what that means beside the schedule."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from wfm.model import ActivityCategory


class Impact(IntEnum):
    """The grade of one second of scheduled time."""

    IN = 0
    OUT = 1
    NEUTRAL = 2
    IGNORED = 3
    UNKNOWN = 4


CATEGORIES: Final = tuple(ActivityCategory)
"""Activity categories by their index in the kernels."""

INDEX: Final = {category: index for index, category in enumerate(CATEGORIES)}
ON_QUEUE: Final = INDEX[ActivityCategory.ON_QUEUE]

NOT_AT_WORK: Final = (ActivityCategory.TIME_OFF, ActivityCategory.UNAVAILABLE)
"""Scheduled time in which nothing can be kept or broken."""

UNSCHEDULED: Final = len(CATEGORIES)
"""Index of scheduled time outside every shift."""

LOGGED_OFF: Final = len(CATEGORIES)
UNMAPPED: Final = LOGGED_OFF + 1
UNKNOWN: Final = LOGGED_OFF + 2

SCHEDULED_NAMES: Final = (*(c.value for c in CATEGORIES), "unscheduled")
ACTUAL_NAMES: Final = (*(c.value for c in CATEGORIES), "logged_off", "unmapped", "unknown")
"""Actual categories by index: the activity categories and what only a feed can say."""
