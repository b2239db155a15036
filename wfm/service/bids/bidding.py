"""What an agent does in a round of bids: sees the lines, chooses, takes it back, hears of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

from wfm.errors import InputError, InputProblem
from wfm.model import Site
from wfm.scheduling.rules.rotation import RotationSettings
from wfm.service.bids.bidders import bidders_of, takes_part
from wfm.service.bids.deciding import even_places
from wfm.service.bids.lines import LineWeek, weeks_of_line
from wfm.service.bids.results import result_of
from wfm.service.bids.rounds import open_one
from wfm.store.bids import (
    LINE_BID,
    BidRound,
    BidsDecidedBy,
    BidStatus,
    LineBid,
    LineResult,
    bid_of,
    bid_rounds,
)
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import hold_site
from wfm.store.people import AGENT, contracts_of_agent
from wfm.store.sites import load_site
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class LineOnOffer:
    """A line with its places, week by week."""

    line: int
    places: int
    weeks: Sequence[LineWeek]


@dataclass(frozen=True, slots=True)
class RoundOfAgent:
    """A round as one of its agents sees it."""

    stored: Stored[BidRound]
    lines: Sequence[LineOnOffer]
    bid: LineBid | None
    result: LineResult | None
    open: bool
    """Whether the agent can still choose."""


def lines_on_offer(site: Site, asked: BidRound) -> list[LineOnOffer]:
    """Say what each line of a round is; nothing where the rotation is another one by now."""
    plan = site.work_plans.get(asked.work_plan)
    if plan is None or RotationSettings.of(plan).weeks != asked.lines:
        return []
    agents = len(bidders_of(site, asked))
    places = asked.places or even_places(agents, asked.lines)
    return [
        LineOnOffer(line, count, weeks_of_line(plan, line, asked.first_week))
        for line, count in enumerate(places, 1)
    ]


def rounds_of(tx: Connection, key: str, agent_id: str) -> list[RoundOfAgent]:
    """List the rounds that an agent may bid in, has bid in or got a line by, the latest first."""
    site, found = load_site(tx, key), list[RoundOfAgent]()
    own_agent = next((agent for agent in site.agents if agent.id == agent_id), None)
    contracts = [one for one in site.contracts if one.agent_id == agent_id]
    for stored in bid_rounds(tx, key):
        asked, bid = stored.value, bid_of(tx, key, stored.key, agent_id)
        result = result_of(asked, agent_id)
        living = asked.status is BidStatus.OPEN
        among = living and own_agent is not None and takes_part(own_agent, contracts, asked)
        own = bid.value if bid is not None and bid.value.ranked else None
        if among or own or result:
            lines = lines_on_offer(site, asked) if living else []
            can = among and now() < asked.deadline
            found.append(RoundOfAgent(stored, lines, own, result, can))
    return found


def bid(
    tx: Connection,
    actor: str,
    site: str,
    key: str,
    agent_id: str,
    ranked: Sequence[int],
    points: Sequence[int] = (),
) -> Stored[LineBid]:
    """Rank lines, best first, with points on each where points decide; an earlier bid gives way.

    Raises
    ------
    NotFoundError
        If there is no such round for the agent.
    InputError
        For what of it cannot be, all at once.
    ConflictError
        If the round is over.
    """
    hold_site(tx, site)
    asked = _open_to(tx, site, key, agent_id)
    problems = list(_wrong(asked, ranked, points))
    if problems:
        raise InputError(problems)
    pairs = list(zip(ranked, points, strict=False))
    if asked.decided_by is BidsDecidedBy.POINTS:
        best = sorted((pair for pair in pairs if pair[1]), key=lambda pair: (-pair[1], pair[0]))
        ranked, points = [line for line, _ in best], [given for _, given in best]
    return _keep(tx, actor, site, LineBid(key, agent_id, now(), tuple(ranked), tuple(points)))


def take_back(tx: Connection, actor: str, site: str, key: str, agent_id: str) -> Stored[LineBid]:
    """Take one's bid back while the round is open.

    Raises
    ------
    NotFoundError
        If there is no such round for the agent.
    ConflictError
        If the round is over, or the agent has not bid.
    """
    hold_site(tx, site)
    _open_to(tx, site, key, agent_id)
    there = bid_of(tx, site, key, agent_id)
    if there is None or not there.value.ranked:
        raise ConflictError(phrase("bid.refused.none"), "status")
    return _keep(tx, actor, site, LineBid(key, agent_id, now(), ()))


def _open_to(tx: Connection, site: str, key: str, agent_id: str) -> BidRound:
    asked = open_one(tx, site, key).value
    agent = AGENT.get(tx, site, agent_id)
    contracts = contracts_of_agent(tx, site, agent_id)
    if not (agent.active and takes_part(agent.value, contracts, asked)):
        raise NotFoundError("round of bids", key)
    if asked.deadline <= now():
        raise ConflictError(phrase("bid.refused.late"), "deadline")
    return asked


def _keep(tx: Connection, actor: str, site: str, made: LineBid) -> Stored[LineBid]:
    there = bid_of(tx, site, made.round, made.agent_id)
    if there is None:
        return LINE_BID.create(tx, actor, site, uuid4().hex, made)
    same = (there.value.ranked, there.value.points) == (made.ranked, made.points)
    return there if same else LINE_BID.change(tx, actor, site, there.key, there.version, made)


def _wrong(asked: BidRound, ranked: Sequence[int], points: Sequence[int]) -> Iterator[InputProblem]:
    by_points = asked.decided_by is BidsDecidedBy.POINTS
    for line in sorted({line for line in ranked if not 1 <= line <= asked.lines}):
        what = phrase("bid.no_line", line=line)
        yield InputProblem(what, phrase("do.bid_line", lines=asked.lines), field="ranked")
    for line in sorted({line for line in ranked if ranked.count(line) > 1}):
        yield InputProblem(
            phrase("bid.line_twice", line=line), phrase("do.bid_line_once"), field="ranked"
        )
    if not ranked:
        yield InputProblem(phrase("bid.nothing"), phrase("do.bid_one_line"), field="ranked")
    if not by_points and points:
        yield InputProblem(phrase("bid.no_points"), phrase("do.bid_no_points"), field="points")
    if by_points and len(points) != len(ranked):
        yield InputProblem(phrase("bid.points_each"), phrase("do.bid_points_each"), field="points")
    elif by_points and ranked and not 0 < sum(points) <= asked.points:
        what = phrase("bid.points_sum", given=sum(points), points=asked.points)
        yield InputProblem(what, phrase("do.bid_points", points=asked.points), field="points")
    elif by_points and any(given < 0 for given in points):
        yield InputProblem(
            phrase("bid.points_less"), phrase("do.bid_points", points=asked.points), field="points"
        )
