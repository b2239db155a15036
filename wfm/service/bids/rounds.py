"""Rounds of bids: opened and told, moved, called off, tried, and made final in the work plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from wfm.errors import InputError, InputProblem
from wfm.model import Agent, Site, WorkPlan
from wfm.model.day_parts import ROTATION_LINE, UnpopularWork
from wfm.scheduling.rules.rotation import RotationLine, RotationSettings
from wfm.scheduling.rules.work_plan import changed
from wfm.service.bids.bidders import bidders_of
from wfm.service.bids.deciding import decide, even_places
from wfm.service.bids.desk import BidDesk
from wfm.service.messages.telling import tell_of_bids
from wfm.service.previous_week import ledger_after
from wfm.store.bids import (
    BID_ROUND,
    BidRound,
    BidsDecidedBy,
    BidStatus,
    LineBid,
    LineResult,
    bid_rounds,
    bids_of,
    published_weeks,
)
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.leave import hold_site
from wfm.store.people import WORK_PLAN
from wfm.store.schedules import published
from wfm.timegrid import week_begin
from wfm.words import phrase

WEEK: Final = timedelta(days=7)
_RESULTS: TypeAdapter[list[LineResult]] = TypeAdapter(list[LineResult])


@dataclass(frozen=True, slots=True)
class BidOutcome:
    """Who would get which line, first who chooses first."""

    results: Sequence[LineResult]
    places: Sequence[int]
    ready: bool
    """Whether it can be made final: the deadline is over, or everyone has chosen."""

    @property
    def digest(self) -> str:
        """Stands for who gets what: another digest is another outcome."""
        kept = _RESULTS.dump_json(list(self.results)) + repr(tuple(self.places)).encode()
        return hashlib.sha256(kept).hexdigest()[:32]


def open_round(tx: Connection, actor: str, desk: BidDesk, wanted: BidRound) -> Stored[BidRound]:
    """Open a round, and tell the agents of the work plan.

    `lines` of what is wanted is counted anew.

    Raises
    ------
    InputError
        For what of it cannot be, all at once.
    ConflictError
        If there is an open one for the work plan.
    OutdatedError
        If the site has changed since it was read.
    """
    desk.hold(tx)
    site, here = desk.key, desk.site
    plan = here.work_plans.get(wanted.work_plan)
    lines = 0 if plan is None else RotationSettings.of(plan).weeks
    asked = replace(wanted, lines=lines)
    problems = [*_wrong_plan(here, asked), *_wrong_times(tx, site, here, asked)]
    if problems:
        raise InputError(problems)
    if any(one.value.work_plan == asked.work_plan for one in bid_rounds(tx, site, BidStatus.OPEN)):
        raise ConflictError(phrase("bid.refused.open_already"), "work_plan")
    made = BID_ROUND.create(tx, actor, site, uuid4().hex, asked)
    _tell_opened(tx, actor, site, here, asked)
    return made


def _tell_opened(tx: Connection, actor: str, site: str, here: Site, asked: BidRound) -> None:
    agents = [agent.id for agent in bidders_of(here, asked)]
    tell_of_bids(tx, actor, site, asked, agents)


def _wrong_plan(here: Site, asked: BidRound) -> Iterator[InputProblem]:
    if asked.work_plan not in here.work_plans:
        what = phrase("bid.no_plan", name=asked.work_plan)
        yield InputProblem(what, phrase("do.bid_plan"), field="work_plan")
        return
    agents = len(bidders_of(here, asked))
    if asked.lines < 2:
        what = phrase("bid.no_rotation", name=asked.work_plan)
        yield InputProblem(what, phrase("do.bid_rotation"), field="work_plan")
    elif not agents:
        what = phrase("bid.no_agents", name=asked.work_plan)
        yield InputProblem(what, phrase("do.bid_agents"), field="work_plan")
    elif asked.places and len(asked.places) != asked.lines:
        what = phrase("bid.other_lines", count=len(asked.places), lines=asked.lines)
        yield InputProblem(what, phrase("do.bid_places", lines=asked.lines), field="places")
    elif asked.places and sum(asked.places) < agents:
        what = phrase("bid.few_places", places=sum(asked.places), agents=agents)
        yield InputProblem(what, phrase("do.bid_more_places", agents=agents), field="places")


def _wrong_times(tx: Connection, site: str, here: Site, asked: BidRound) -> Iterator[InputProblem]:
    begin = datetime.combine(asked.first_week, time(), ZoneInfo(here.time_zone))
    free = _first_free_week(tx, site, here)
    if asked.first_week.weekday() != here.week_start:
        what = phrase("bid.no_week", date=asked.first_week, day=here.week_start)
        yield InputProblem(what, phrase("do.bid_week", week=free), field="first_week")
    elif asked.first_week < free:
        what = phrase("bid.week_taken", week=asked.first_week)
        yield InputProblem(what, phrase("do.bid_week", week=free), field="first_week")
    elif not now() < asked.deadline <= begin:
        what, remedy = phrase("bid.deadline"), phrase("do.bid_deadline", week=asked.first_week)
        yield InputProblem(what, remedy, field="deadline")


def _first_free_week(tx: Connection, site: str, here: Site) -> date:
    """Give the first week after this one, and after all that are published."""
    today = now().astimezone(ZoneInfo(here.time_zone)).date()
    this = week_begin(today, here.week_start)
    return max([this, *published_weeks(tx, site)]) + WEEK


def open_one(tx: Connection, site: str, key: str) -> Stored[BidRound]:
    """Give a round that is open.

    Raises
    ------
    NotFoundError
        If there is none of that key.
    ConflictError
        If it is over.
    """
    stored = BID_ROUND.get(tx, site, key)
    if stored.value.status is not BidStatus.OPEN:
        raise ConflictError(phrase("bid.refused.over"), "status")
    return stored


def move_round(
    tx: Connection,
    actor: str,
    desk: BidDesk,
    key: str,
    version: int,
    first: date,
    deadline: datetime,
) -> Stored[BidRound]:
    """Give an open round another first week and deadline; the agents are told, bids stay.

    Raises
    ------
    InputError
        For what of it cannot be, all at once.
    ConflictError, StaleError
        If the round is over, or was changed since.
    OutdatedError
        If the site has changed since it was read.
    """
    desk.hold(tx)
    site, here = desk.key, desk.site
    stored = open_one(tx, site, key)
    after = replace(stored.value, first_week=first, deadline=deadline)
    problems = list(_wrong_times(tx, site, here, after))
    if problems:
        raise InputError(problems)
    done = BID_ROUND.change(tx, actor, site, key, version, after)
    if done.version != version:
        _tell_opened(tx, actor, site, here, after)
    return done


def call_off(tx: Connection, actor: str, site: str, key: str, version: int) -> Stored[BidRound]:
    """End a round without a result; those who bid are told.

    Raises
    ------
    ConflictError, StaleError
        If the round is over, or was changed since.
    """
    hold_site(tx, site)
    stored = open_one(tx, site, key)
    after = replace(stored.value, status=BidStatus.CALLED_OFF)
    done = BID_ROUND.change(tx, actor, site, key, version, after)
    tell_of_bids(tx, actor, site, after, list(_given(tx, site, key)))
    return done


def try_out(tx: Connection, desk: BidDesk, key: str) -> BidOutcome:
    """Tell who would get which line by the bids there are; nothing is stored.

    Raises
    ------
    ConflictError
        If the round is over, or the rotation has other lines by now.
    """
    site, here = desk.key, desk.site
    asked = open_one(tx, site, key).value
    rotation = RotationSettings.of(_plan(here, asked))
    agents = bidders_of(here, asked)
    bids = _given(tx, site, key)
    ledger = _ledger(tx, site, here, asked)
    eve = asked.first_week - timedelta(days=1)
    told = {  # of this rotation, not of one that they had by another contract
        agent.id: round(ledger.get(agent.id, {}).get(ROTATION_LINE, 0))
        for agent in agents
        if here.work_plan_on(agent, eve) == asked.work_plan
    }
    present = {
        agent.id: rotation.line_of(agent.id, asked.first_week) or told.get(agent.id, 0)
        for agent in agents
    }
    carried = {
        agent.id: round(sum(ledger.get(agent.id, {}).get(kind, 0.0) for kind in UnpopularWork), 6)
        for agent in agents
    }

    def turn(agent: Agent) -> tuple[float, date, float, str]:
        first = -carried[agent.id] if asked.decided_by is BidsDecidedBy.LEDGER else 0.0
        own = bids.get(agent.id)
        at = float("inf") if own is None else own.at.timestamp()
        return first, agent.start_date or date.max, at, agent.id

    order = [agent.id for agent in sorted(agents, key=turn)]
    places = asked.places or even_places(len(order), asked.lines)
    results = decide(places, order, bids, present, asked.decided_by)
    ready = asked.deadline <= now() or set(order) <= bids.keys()
    return BidOutcome(results, places, ready)


def tried(tx: Connection, site: str, key: str) -> tuple[BidDesk, BidOutcome]:
    """Try a round out, and give what it was judged by: all that `make_final` has to know.

    Raises
    ------
    ConflictError
        As `try_out`.
    """
    desk = BidDesk.of(tx, site)
    return desk, try_out(tx, desk, key)


def make_final(
    tx: Connection,
    actor: str,
    desk: BidDesk,
    found: BidOutcome,
    key: str,
    version: int,
    digest: str,
) -> Stored[BidRound]:
    """Write an outcome that was tried into the work plan, from the first week on; tell each agent.

    `digest` is that of the outcome that was seen.

    Raises
    ------
    ConflictError
        If the round is over or still open to bids, the outcome is another by now, or a week is
        published in which the lines would count.
    StaleError
        If the round was changed since `version`.
    OutdatedError
        If the site, or a bid, has changed since the round was tried.
    """
    desk.hold(tx)
    site, here = desk.key, desk.site
    asked = open_one(tx, site, key).value
    if not found.ready:
        raise ConflictError(phrase("bid.refused.early"), "deadline")
    if found.digest != digest:
        raise ConflictError(phrase("bid.refused.changed"), "outcome")
    out = [week for week in published_weeks(tx, site) if week >= asked.first_week]
    if out:
        free = _first_free_week(tx, site, here)
        raise ConflictError(phrase("bid.refused.published", week=out[0], free=free), "first_week")
    after = replace(asked, status=BidStatus.FINAL, results=tuple(found.results))
    done = BID_ROUND.change(tx, actor, site, key, version, after)
    plan = WORK_PLAN.get(tx, site, asked.work_plan)
    lines = _lines_after(plan.value, after, now().astimezone(ZoneInfo(here.time_zone)).date())
    WORK_PLAN.change(
        tx, actor, site, plan.key, plan.version, changed(plan.value, rotation_lines=lines)
    )
    tell_of_bids(tx, actor, site, after, [one.agent_id for one in after.results])
    return done


def _lines_after(plan: WorkPlan, asked: BidRound, today: date) -> list[RotationLine]:
    """Give the fixed lines with those of a round; the weeks before it keep what they have.

    What other lines had taken the place of before today is left out.
    """
    rotation, first = RotationSettings.of(plan), asked.first_week
    given = {one.agent_id: one.line for one in asked.results}
    kept: list[RotationLine] = []
    for row in rotation.rotation_lines:
        begin = row.first_week or date.min
        agents = frozenset(
            agent
            for agent in row.agents
            if not (agent in given and begin >= first)
            and not _replaced(rotation, agent, begin, today)
        )
        if agents:
            kept.append(replace(row, agents=agents))
    for line in sorted({line for line in given.values() if line is not None}):
        own = frozenset(agent for agent, got in given.items() if got == line)
        kept.append(RotationLine(line, own, first))
    return kept


def _replaced(rotation: RotationSettings, agent: str, begin: date, today: date) -> bool:
    own = (row for row in rotation.rotation_lines if agent in row.agents)
    return any(row.first_week is not None and begin < row.first_week <= today for row in own)


def _plan(here: Site, asked: BidRound) -> WorkPlan:
    plan = here.work_plans.get(asked.work_plan)
    if plan is None or RotationSettings.of(plan).weeks != asked.lines:
        raise ConflictError(phrase("bid.refused.rotation", name=asked.work_plan), "work_plan")
    return plan


def _given(tx: Connection, site: str, key: str) -> dict[str, LineBid]:
    return {agent: one.value for agent, one in bids_of(tx, site, key).items() if one.value.ranked}


def _ledger(tx: Connection, site: str, here: Site, asked: BidRound) -> dict[str, dict[str, float]]:
    """Give the fairness ledger after the last published week before a round's."""
    weeks = [week for week in published_weeks(tx, site) if week < asked.first_week]
    info = published(tx, site, weeks[-1]) if weeks else None
    return {} if info is None else ledger_after(tx, info, here)
