"""Trades that people decide, open shifts, and what a site lets agents do by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.access import Access, SignedIn
from api.dependencies import IfMatch, Key, Store
from api.permissions import Reach
from api.reach import within_reach
from api.replies import tagged
from api.schemas.fields import Listing
from api.schemas.leave import HeadCostView
from api.schemas.said import SaidView
from api.schemas.trades import (
    HoursView,
    JudgedTradeView,
    OpenShiftView,
    SelfServiceBody,
    SelfServiceView,
    ServiceView,
    TradeDecisionBody,
    TradeView,
)
from wfm.model import Site
from wfm.service.swaps.desk import Desk
from wfm.service.swaps.judge import TradeJudgement, judge_trade
from wfm.service.swaps.trades import decide, to_decide
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.entities import Stored
from wfm.store.open_shifts import open_shifts
from wfm.store.people import AGENT
from wfm.store.sites import load_site, site_revision
from wfm.store.trades import (
    LIVING,
    SHIFT_TRADE,
    SelfService,
    ShiftTrade,
    TradeStatus,
    self_service,
    set_self_service,
    trades,
)
from wfm.store.work_out import work_out

router = APIRouter(prefix="/sites/{site}", tags=["trades"])
Status = Annotated[list[TradeStatus] | None, Query()]


@router.get("/self-service")
def one_self_service(
    site: Key, access: SignedIn, store: Store, response: Response
) -> SelfServiceView:
    """Give what agents may do by themselves; version 0 is the default."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        found = self_service(tx, site)
    return tagged(response, found.version, _chosen(found))


@router.put("/self-service")
def change_self_service(
    site: Key,
    body: SelfServiceBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> SelfServiceView:
    """Let agents do more or less by themselves, from now on."""
    access.check_site(site)
    chosen = SelfService(**body.model_dump())
    with store.writing() as tx:
        site_revision(tx, site)
        found = set_self_service(tx, access.actor, site, version, chosen)
    return tagged(response, found.version, _chosen(found))


@router.get("/open-shifts")
def list_open_shifts(site: Key, access: SignedIn, store: Store) -> Listing[OpenShiftView]:
    """List the open shifts that have not begun."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        found = open_shifts(tx, site, now())
    return Listing(items=[OpenShiftView.of(one) for one in found])


@router.get("/trades")
def list_trades(
    site: Key, access: SignedIn, store: Store, status: Status = None
) -> Listing[TradeView]:
    """List trades of agents within reach; those that live unless states are named."""
    access.check_site(site)
    with store.reading() as tx:
        site_revision(tx, site)
        found = [
            one for one in trades(tx, site, status or LIVING) if sees_trade(tx, access, site, one)
        ]
    return Listing(items=[TradeView.of(one) for one in found])


@router.get("/trades/{trade}")
def one_trade(
    site: Key, trade: Key, access: SignedIn, store: Store, response: Response
) -> JudgedTradeView:
    """One trade with rules, skills, hours, pay, heads and service before and after."""
    access.check_site(site)
    with store.reading() as tx:
        stored = visible_trade(tx, access, site, trade)
        shown = judged_view(tx, access, site, load_site(tx, site), stored)
    return tagged(response, stored.version, shown)


@router.post("/trades/{trade}/decision")
def decide_trade(
    site: Key,
    trade: Key,
    body: TradeDecisionBody,
    access: SignedIn,
    store: Store,
    version: IfMatch,
    response: Response,
) -> TradeView:
    """Approve a trade on which two agents agree, or refuse it with the reason."""
    access.check_site(site)
    done = decided(store, access, site, trade, version, body)
    return tagged(response, done.version, TradeView.of(done))


def decided(
    store: Database, access: Access, site: str, key: str, version: int, body: TradeDecisionBody
) -> Stored[ShiftTrade]:
    """Do what was decided, judged first."""

    def ready(tx: Connection) -> Desk:
        visible_trade(tx, access, site, key)
        return to_decide(tx, site, key, approve=body.approve)

    def effect(tx: Connection, desk: Desk) -> Stored[ShiftTrade]:
        visible_trade(tx, access, site, key)
        return decide(
            tx, access.actor, site, key, version,
            approve=body.approve, reason=body.reason, ready=desk,
        )  # fmt: skip

    return work_out(store, ready, effect, turn=site)


def visible_trade(tx: Connection, access: Access, site: str, key: str) -> Stored[ShiftTrade]:
    """Give a trade all of whose agents are within reach."""
    return within_reach(tx, access, site, SHIFT_TRADE, key, agents_in)


def agents_in(trade: ShiftTrade) -> Iterable[str]:
    """Give who has a part in a trade."""
    return [one for one in (trade.agent_id, trade.taker, trade.to_agent) if one is not None]


def sees_trade(tx: Connection, access: Access, site: str, stored: Stored[ShiftTrade]) -> bool:
    """Tell whether all who have a part in a trade are within reach."""
    teams = (AGENT.get(tx, site, one).value.team for one in agents_in(stored.value))
    return all(access.sees_team(team) for team in teams)


def judged_view(
    tx: Connection,
    access: Access,
    key: str,
    site: Site,
    stored: Stored[ShiftTrade],
    *,
    judge: bool = True,
) -> JudgedTradeView:
    """Show a trade, judged where a person decides."""
    trade = stored.value
    more: dict[str, Any] = {"broken": [], "skills": [], "hours": [], "costs": None, "service": []}
    if judge and trade.status is TradeStatus.ACCEPTED:
        chosen = self_service(tx, key).value
        found = judge_trade(tx, key, site, chosen, trade)
        more = _judged(tx, site, found, with_pay=access.reach is not Reach.TEAM)
    return JudgedTradeView(**TradeView.of(stored).model_dump(), **more)


def _judged(tx: Connection, site: Site, found: TradeJudgement, *, with_pay: bool) -> dict[str, Any]:
    pay = {agent.id: agent.hourly_cost for agent in site.agents}
    costs, service = found.heads(tx)
    return {
        "broken": SaidView.of(finding.in_full for finding in found.worse),
        "skills": SaidView.of(found.skills),
        "hours": [
            HoursView(
                agent_id=agent, before=before, after=after,
                cost_before=before * pay[agent] if with_pay else None,
                cost_after=after * pay[agent] if with_pay else None,
            )
            for agent, (before, after) in found.hours(tx).items()
        ],
        "costs": None if costs is None else [HeadCostView(**_fields(cost)) for cost in costs],
        "service": [
            ServiceView(
                queue=each.queue, date=each.date, before=_known(each.before),
                after=_known(each.after),
            )
            for each in service
        ],
    }  # fmt: skip


def _fields(cost: Any) -> dict[str, Any]:
    return {name: getattr(cost, name) for name in HeadCostView.model_fields}


def _known(level: float) -> float | None:
    return level if level == level else None


def _chosen(found: Stored[SelfService]) -> SelfServiceView:
    return SelfServiceView(**asdict(found.value), version=found.version)
