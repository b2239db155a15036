"""Shifts that agents swap, give away and pick up, and what a site lets them do by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection

from wfm.model import Activity
from wfm.store.entities import Stored, documents
from wfm.store.errors import NotFoundError, StaleError
from wfm.store.tables import SELF_SERVICE, SHIFT_TRADES
from wfm.words import phrase


class TradeAnswer(StrEnum):
    """What a broken rule does to a trade."""

    ALLOW = "allow"
    REFUSE = "refuse"
    ASK = "ask"
    """A person decides."""


@dataclass(frozen=True, slots=True)
class SelfService:
    """What a site lets agents do by themselves; by default every broken rule refuses."""

    rules: Mapping[str, TradeAnswer] = field(default_factory=dict)
    """Name of a rule → what happens where a trade would break it."""
    trades_ask: bool = False
    """Whether a person decides on every trade."""
    notice_hours: int = 24
    """Least hours between a trade and the start of the earlier shift."""
    open_days: int = 7
    """Days for which a trade stays open, if its notice does not end it before."""
    wish_points: int = 10
    """What an agent may spend on wishes for a week; 0: none are taken."""
    wish_close_days: int = 14
    """Days before a week begins in which its wishes can no more be changed."""
    wish_weeks: int = 8
    """Weeks to come for which wishes are taken, from the first that is not closed."""
    days_away: int = 0
    """Days of a week at most of which an agent may say without asking: I cannot work then."""

    def answer(self, rule: str) -> TradeAnswer:
        """Tell what happens where a rule would be broken."""
        return self.rules.get(rule, TradeAnswer.REFUSE)


class TradeKind(StrEnum):
    """What becomes of a shift."""

    SWAP = "swap"
    GIVE_AWAY = "give_away"
    PICK_UP = "pick_up"


class TradeStatus(StrEnum):
    """How far a trade is."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    """Two agents agree; a person decides."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    """One of the shifts is not any more what it was, or time is over."""


LIVING: Final = (TradeStatus.OFFERED, TradeStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Traded:
    """A shift, or a part of one, as it was when it came into a trade."""

    date: dt.date
    activities: tuple[Activity, ...]

    @property
    def start(self) -> dt.datetime:
        """First instant, in UTC."""
        return self.activities[0].start

    @property
    def end(self) -> dt.datetime:
        """First instant after it, in UTC."""
        return self.activities[-1].end


@dataclass(frozen=True, slots=True)
class ShiftTrade:
    """A shift of the published week that goes to another agent, for one of theirs or for none."""

    kind: TradeKind
    agent_id: str
    """Who gives; who takes an open shift."""
    given: Traded
    asked_at: dt.datetime
    expires_at: dt.datetime
    to_agent: str | None = None
    """Offered to this person alone; None: to everyone who has one of its skills."""
    in_return: tuple[dt.date, ...] = ()
    """Swap: the dates of which a shift is taken in return."""
    status: TradeStatus = TradeStatus.OFFERED
    taker: str | None = None
    returned: Traded | None = None
    """Swap: what the taker gives."""
    open_shift: str | None = None
    """Key of the open shift that is picked up."""
    decided_at: dt.datetime | None = None
    decided_by: str | None = None
    reasons: tuple[Mapping[str, Any], ...] = ()
    """Why it ended, was refused or waits for a person: documents of phrases."""


SHIFT_TRADE = documents(
    "trade", SHIFT_TRADES, "id", TypeAdapter(ShiftTrade),
    lambda one: {
        "agent_id": one.agent_id, "status": one.status, "expires_at": one.expires_at,
    },
    private=frozenset({"reasons"}),
)  # fmt: skip
SELF_SERVICE_OF_SITE = documents(
    "self-service", SELF_SERVICE, "site", TypeAdapter(SelfService),
)  # fmt: skip


def self_service(connection: Connection, site: str) -> Stored[SelfService]:
    """Give what a site chose; version 0 where it chose nothing."""
    try:
        return SELF_SERVICE_OF_SITE.get(connection, site, site)
    except NotFoundError:
        return Stored(site, 0, True, SelfService())


def set_self_service(
    connection: Connection, actor: str, site: str, version: int, chosen: SelfService
) -> Stored[SelfService]:
    """Choose, if nobody else did since `version`.

    Raises
    ------
    StaleError
        If somebody did.
    """
    if self_service(connection, site).version == 0:
        if version:
            what = phrase("stale.entity", kind=SELF_SERVICE_OF_SITE.kind, key=site)
            raise StaleError(what, 0)
        return SELF_SERVICE_OF_SITE.create(connection, actor, site, site, chosen)
    return SELF_SERVICE_OF_SITE.change(connection, actor, site, site, version, chosen)


def trades(
    connection: Connection, site: str, status: Collection[TradeStatus] = LIVING
) -> list[Stored[ShiftTrade]]:
    """List trades of these states by their shift's start."""
    found = SHIFT_TRADE.page(connection, site, SHIFT_TRADES.c.status.in_(status))
    return sorted(found, key=lambda one: (one.value.given.start, one.key))


def with_status(
    trade: ShiftTrade, status: TradeStatus, at: dt.datetime, by: str | None, **more: Any
) -> ShiftTrade:
    """Give a trade as decided."""
    return replace(trade, status=status, decided_at=at, decided_by=by, **more)
