"""What agents wish of a week, and when they cannot work: entered by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Connection

from wfm.model import Availability, Preference, PreferenceKind
from wfm.store.columns import now
from wfm.store.entities import Stored, documents
from wfm.store.errors import StaleError
from wfm.store.tables import WEEK_WISHES
from wfm.words import phrase

REMEMBERED: Final = dt.timedelta(weeks=13)
"""How long wishes of weeks that have begun are part of a site."""


@dataclass(frozen=True, slots=True)
class OwnWish:
    """A wish for a date: a day off, a start in [start, end], no shift that overlaps [start, end).

    `points` of the week's budget are what refusing it costs the plan.
    """

    date: dt.date
    kind: PreferenceKind
    start: int = 0
    end: int = 1440
    points: int = 1


@dataclass(frozen=True, slots=True)
class TimeAway:
    """Local minutes [start, end) of a date in which an agent cannot work."""

    date: dt.date
    start: int = 0
    end: int = 1440


@dataclass(frozen=True, slots=True)
class WeekWishes:
    """All that an agent wishes of a week."""

    agent_id: str
    week: dt.date
    wishes: tuple[OwnWish, ...] = ()
    away: tuple[TimeAway, ...] = ()

    @property
    def points(self) -> int:
        """Points that are spent."""
        return sum(wish.points for wish in self.wishes)

    def preference(self, wish: OwnWish) -> Preference:
        """Give a wish as the plan knows it."""
        return Preference(
            self.agent_id, wish.kind, frozenset({wish.date.weekday()}), wish.start, wish.end,
            wish.points, wish.date, wish.date,
        )  # fmt: skip

    def windows(self) -> tuple[Availability, ...]:
        """Give the times away as the plan knows them."""
        return tuple(
            Availability(
                self.agent_id, frozenset({each.date.weekday()}), each.start, each.end, False,
                each.date, each.date,
            )
            for each in self.away
        )  # fmt: skip


WEEK_WISHES_ENTRY = documents(
    "wishes", WEEK_WISHES, "id", TypeAdapter(WeekWishes),
    lambda one: {"agent_id": one.agent_id, "week": one.week},
    private=frozenset({"wishes", "away"}),
)  # fmt: skip


def wishes_of_week(connection: Connection, site: str, week: dt.date) -> list[Stored[WeekWishes]]:
    """List what agents wish of a week, by agent."""
    found = WEEK_WISHES_ENTRY.page(connection, site, WEEK_WISHES.c.week == week)
    return sorted(found, key=lambda one: one.value.agent_id)


def own_wishes(
    connection: Connection, site: str, agent_id: str, week: dt.date
) -> Stored[WeekWishes]:
    """Give what an agent wishes of a week; version 0 where nothing was entered."""
    mine = (WEEK_WISHES.c.week == week, WEEK_WISHES.c.agent_id == agent_id)
    found = WEEK_WISHES_ENTRY.page(connection, site, *mine)
    return found[0] if found else Stored("", 0, True, WeekWishes(agent_id, week))


def keep_wishes(
    connection: Connection, actor: str, site: str, version: int, wishes: WeekWishes
) -> Stored[WeekWishes]:
    """Replace what an agent wishes of a week, if nobody else did since `version`.

    Raises
    ------
    StaleError, ConflictError
        If somebody did.
    """
    known = own_wishes(connection, site, wishes.agent_id, wishes.week)
    if known.version:
        return WEEK_WISHES_ENTRY.change(connection, actor, site, known.key, version, wishes)
    if version:
        what = phrase("stale.entity", kind=WEEK_WISHES_ENTRY.kind, key=str(wishes.week))
        raise StaleError(what, 0)
    return WEEK_WISHES_ENTRY.create(connection, actor, site, uuid4().hex, wishes)


def recent_wishes(connection: Connection, site: str) -> Sequence[WeekWishes]:
    """List what agents wish of weeks to come, and wished of those that began lately."""
    since = now().date() - REMEMBERED
    found = WEEK_WISHES_ENTRY.page(connection, site, WEEK_WISHES.c.week >= since)
    return [one.value for one in found]


def preferences_in(wishes: Iterable[WeekWishes]) -> Iterable[Preference]:
    """Give all wishes as the plan knows them."""
    return (each.preference(wish) for each in wishes for wish in each.wishes)
