"""Where the published weeks have too few or too many heads: what overtime or time off is for.

Weeks to come are counted by the plan; on the running day those count who are really there, as far
as that is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from wfm.service.changed_days import WEEK
from wfm.service.published_heads import HAIR, PublishedHeads
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.offers import OfferKind
from wfm.store.schedules import published
from wfm.store.sites import load_site_core, site_zone
from wfm.timegrid import week_begin

if TYPE_CHECKING:
    import pandas as pd

AHEAD: Final = 4
"""Weeks that are looked at, from the running one on."""


@dataclass(frozen=True, slots=True)
class HeadGap:
    """A time without a break in which whole heads are missing, or too many."""

    kind: OfferKind
    """Which offer helps."""
    queue: str
    start: datetime
    end: datetime
    heads: int
    """At its worst."""


def head_gaps(tx: Connection, key: str, away: Collection[str] = ()) -> list[HeadGap]:
    """List them by start, from now on; those who are `away` do not work on as planned."""
    moment, core = now(), load_site_core(tx, key)
    first = week_begin(moment.astimezone(site_zone(tx, key)).date(), core.week_start)
    heads, found = PublishedHeads(tx), list[HeadGap]()
    length = timedelta(minutes=core.interval_minutes)
    for number in range(AHEAD):
        info = published(tx, key, first + number * WEEK)
        net = None if info is None else heads.net_without(info, away, moment)
        if net is not None:
            ahead = net[net["interval_start"] >= moment]
            found += joined(ahead, OfferKind.OVERTIME, -1.0, length)
            found += joined(ahead, OfferKind.TIME_OFF, 1.0, length)
    return sorted(found, key=lambda gap: (gap.start, gap.queue))


def joined(net: pd.DataFrame, kind: OfferKind, sign: float, length: timedelta) -> Iterator[HeadGap]:
    """Join intervals that follow each other and miss (or have too many) whole heads."""
    for queue, rows in net.groupby("queue", observed=True):
        gap: HeadGap | None = None
        moments = [at.to_pydatetime() for at in rows["interval_start"]]
        for start, number in sorted(zip(moments, rows["net"].to_numpy(float), strict=True)):
            heads = int(sign * number + HAIR)
            if heads < 1:
                continue
            if gap is not None and gap.end == start:
                gap = HeadGap(kind, gap.queue, gap.start, start + length, max(gap.heads, heads))
                continue
            if gap is not None:
                yield gap
            gap = HeadGap(kind, str(queue), start, start + length, heads)
        if gap is not None:
            yield gap
