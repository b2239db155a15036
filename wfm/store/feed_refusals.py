"""Batches of states that were refused: counted, so that a refused feed is not taken for silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from wfm.store.tables import FEED_REFUSALS, SITES

LONGEST_PROBLEM: Final = 500


@dataclass(frozen=True, slots=True)
class FeedRefusals:
    """What of one source was refused."""

    batches: int
    last_at: datetime
    last_problem: str


def count_refusal(
    connection: Connection, site: str, source_id: str, problem: str, moment: datetime
) -> None:
    """Count a batch that was refused; nothing where there is no such site."""
    query = select(SITES.c.key).where(SITES.c.key == site).with_for_update(key_share=True)
    if connection.scalar(query) is None:
        return
    own = FEED_REFUSALS.c.site == site, FEED_REFUSALS.c.source_id == source_id
    values = {"last_at": moment, "last_problem": problem[:LONGEST_PROBLEM]}
    more = update(FEED_REFUSALS).where(*own).values(batches=FEED_REFUSALS.c.batches + 1, **values)
    if not connection.execute(more).rowcount:
        first = insert(FEED_REFUSALS).values(site=site, source_id=source_id, batches=1, **values)
        connection.execute(first)


def refusals_of_feeds(connection: Connection, site: str) -> Mapping[str, FeedRefusals]:
    """Give what was refused of each source."""
    query = select(FEED_REFUSALS).where(FEED_REFUSALS.c.site == site)
    return {
        row.source_id: FeedRefusals(row.batches, row.last_at, row.last_problem)
        for row in connection.execute(query)
    }
