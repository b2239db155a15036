"""What became of the wishes for a week: granted or refused by what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wfm.model import Shift, Site
from wfm.service.wishes.entering import WishBook
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.schedules import published
from wfm.store.stored_shifts import shifts_of
from wfm.store.wishes import OwnWish, WeekWishes


class WishFate(StrEnum):
    """What became of a wish."""

    OPEN = "open"
    """It can still be changed."""
    CLOSED = "closed"
    """The week is not published yet."""
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class WishesSeen:
    """What an agent wishes of a week, each wish with its fate."""

    stored: Stored[WeekWishes]
    fates: tuple[tuple[OwnWish, WishFate], ...]


def with_fates(
    tx: Connection, key: str, site: Site, week: date, entries: Sequence[Stored[WeekWishes]]
) -> list[WishesSeen]:
    """Judge wishes for a week by the shifts in force: one that costs nothing is granted."""
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.rules.wishes import refused_by

    info, horizon = published(tx, key, week), Horizon(site, week)
    waiting = WishFate.OPEN if WishBook.of(tx, key).is_open(week) else WishFate.CLOSED
    agents = [entry.value.agent_id for entry in entries]
    shifts: dict[str, list[Shift]] = {}
    for shift in () if info is None else shifts_of(tx, info.id, agents):
        shifts.setdefault(shift.agent_id, []).append(shift)

    def fate(mine: WeekWishes, wish: OwnWish) -> WishFate:
        if info is None:
            return waiting
        asked = mine.preference(wish)
        refused = any(refused_by(horizon, asked, s) for s in shifts.get(mine.agent_id, ()))
        return WishFate.REFUSED if refused else WishFate.GRANTED

    return [
        WishesSeen(entry, tuple((wish, fate(entry.value, wish)) for wish in entry.value.wishes))
        for entry in entries
    ]
