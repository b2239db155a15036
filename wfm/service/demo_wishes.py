"""Wishes in the invented centre: some for this week, and some for one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from wfm.model import PreferenceKind
from wfm.service.wishes.entering import WishBook
from wfm.store.database import Database
from wfm.store.wishes import OwnWish, WeekWishes, keep_wishes


def wish(database: Database, site: str, by: str, agents: Sequence[str], week: date) -> None:
    """Let agents wish a day off and an early start of a week, and of the first that is open."""
    with database.writing() as tx:
        for place, agent in enumerate(agents):
            for first in (week, WishBook.of(tx, site).open_weeks()[0]):
                off, early = (first + timedelta(days=day) for day in (4 - place, 1 - place))
                wishes = (
                    OwnWish(off, PreferenceKind.DAY_OFF, points=6),
                    OwnWish(early, PreferenceKind.START_BETWEEN, 420, 540, 2),
                )
                keep_wishes(tx, by, site, 0, WeekWishes(agent, first, wishes))
