"""Rounds in which agents bid for lines of a rotation: what decides, who bid what, who got what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from wfm.store.entities import Stored, documents
from wfm.store.tables import BID_ROUNDS, LINE_BIDS, WEEKS


class BidsDecidedBy(StrEnum):
    """Who gets the lines that more agents would like than have a place."""

    SENIORITY = "seniority"
    """Whoever began first chooses first."""
    LEDGER = "ledger"
    """Whoever had most unpopular work beyond a fair share chooses first."""
    POINTS = "points"
    """The sum of the points that agents put on the lines they get is greatest."""


class BidStatus(StrEnum):
    """How far a round is."""

    OPEN = "open"
    FINAL = "final"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class LineResult:
    """Which line an agent gets; None where all places were taken."""

    agent_id: str
    line: int | None
    rank: int | None
    """Which choice of the agent's it is; None where it is none of them."""
    passed: tuple[int, ...] = ()
    """Lines that the agent would rather have had."""
    bid: bool = True
    """Whether the agent chose."""


@dataclass(frozen=True, slots=True)
class BidRound:
    """A round of bids for the lines of a work plan's rotation, theirs from a week on."""

    work_plan: str
    first_week: dt.date
    lines: int
    deadline: dt.datetime
    decided_by: BidsDecidedBy
    made_by: str
    made_at: dt.datetime
    places: tuple[int, ...] = ()
    """Of each line; none: as many on each as can be."""
    points: int = 100
    """What an agent may put on lines, where points decide."""
    status: BidStatus = BidStatus.OPEN
    results: tuple[LineResult, ...] = ()


@dataclass(frozen=True, slots=True)
class LineBid:
    """What an agent would like, best first; nothing where the agent took the bid back."""

    round: str
    agent_id: str
    at: dt.datetime
    ranked: tuple[int, ...]
    points: tuple[int, ...] = ()
    """On each line that is ranked."""


BID_ROUND = documents(
    "round of bids", BID_ROUNDS, "id", TypeAdapter(BidRound),
    lambda one: {"status": one.status, "deadline": one.deadline},
)  # fmt: skip
LINE_BID = documents(
    "bid", LINE_BIDS, "id", TypeAdapter(LineBid),
    lambda one: {"round": one.round, "agent_id": one.agent_id},
)  # fmt: skip


def bid_rounds(
    connection: Connection, site: str, status: BidStatus | None = None
) -> list[Stored[BidRound]]:
    """List a site's rounds of a state, or all, the latest weeks first."""
    where = () if status is None else (BID_ROUNDS.c.status == status,)
    found = BID_ROUND.page(connection, site, *where)
    return sorted(found, key=lambda one: (one.value.first_week, one.key), reverse=True)


def bids_of(connection: Connection, site: str, round_key: str) -> dict[str, Stored[LineBid]]:
    """Give the bids of a round by agent, also those that were taken back."""
    found = LINE_BID.page(connection, site, LINE_BIDS.c.round == round_key)
    return {one.value.agent_id: one for one in found}


def bid_of(
    connection: Connection, site: str, round_key: str, agent_id: str
) -> Stored[LineBid] | None:
    """Give an agent's bid in a round."""
    own = (LINE_BIDS.c.round == round_key, LINE_BIDS.c.agent_id == agent_id)
    return next(iter(LINE_BID.page(connection, site, *own)), None)


def published_weeks(connection: Connection, site: str) -> list[dt.date]:
    """List the weeks of a site that are published."""
    query = select(WEEKS.c.week).where(WEEKS.c.site == site, WEEKS.c.published_number.is_not(None))
    return list(connection.scalars(query.order_by(WEEKS.c.week)))
