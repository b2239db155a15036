"""Rounds of bids for the lines of a rotation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.schemas.fields import NUMBER, Body, Day, Moment, Name
from api.schemas.said import SaidView
from wfm.service.bids.bidding import LineOnOffer, RoundOfAgent
from wfm.service.bids.results import outcome_said, own_outcome_said
from wfm.service.bids.rounds import BidOutcome
from wfm.store.bids import BidRound, BidsDecidedBy, BidStatus, LineBid, LineResult
from wfm.store.entities import Stored

Places = Annotated[int, Field(ge=0, le=5000), NUMBER]
LineNumber = Annotated[int, Field(ge=1, le=8), NUMBER]
Points = Annotated[int, Field(ge=0, le=1000), NUMBER]


class BidRoundBody(Body):
    """A round for a work plan's rotation, whose lines are the agents' from a week on.

    `places` are those of line 1, line 2 and so on; without them lines get as many each as can be.
    `points` is what an agent may put on lines, where points decide.
    """

    work_plan: Name
    first_week: Day
    deadline: Moment
    decided_by: BidsDecidedBy
    places: Annotated[list[Places], Field(max_length=8, default_factory=list)]
    points: Annotated[int, Field(ge=1, le=1000), NUMBER] = 100

    def value(self, actor: str, moment: datetime) -> BidRound:
        """Give it as it is stored."""
        return BidRound(
            self.work_plan, self.first_week, 0, self.deadline, self.decided_by, actor, moment,
            tuple(self.places), self.points,
        )  # fmt: skip


class MovedRoundBody(Body):
    """Another first week and deadline of a round."""

    first_week: Day
    deadline: Moment


class SeenOutcomeBody(Body):
    """The outcome that is to be final: `outcome` of the dry run in which it was seen."""

    outcome: Annotated[str, Field(pattern="^[0-9a-f]{32}$", max_length=32)]


class LineBidBody(Body):
    """Lines, best first; where points decide, `points` on each of them."""

    ranked: Annotated[list[LineNumber], Field(max_length=8)]
    points: Annotated[list[Points], Field(max_length=8, default_factory=list)]


class LineBidView(BaseModel):
    """What an agent chose."""

    agent_id: str
    at: datetime
    ranked: list[int]
    points: list[int]

    @classmethod
    def of(cls, bid: LineBid) -> LineBidView:
        """Show it."""
        return cls(
            agent_id=bid.agent_id, at=bid.at, ranked=list(bid.ranked), points=list(bid.points)
        )


class LineResultView(BaseModel):
    """Which line an agent gets, which choice it is, and why, in words."""

    agent_id: str
    line: int | None
    rank: int | None
    passed: list[int]
    bid: bool
    said: SaidView

    @classmethod
    def of(cls, result: LineResult, by: BidsDecidedBy, *, own: bool = False) -> LineResultView:
        """Show it, to others or to the agent."""
        [said] = SaidView.of([(own_outcome_said if own else outcome_said)(result, by)])
        return cls(
            agent_id=result.agent_id, line=result.line, rank=result.rank,
            passed=list(result.passed), bid=result.bid, said=said,
        )  # fmt: skip


class LineWeekView(BaseModel):
    """What a line has in a week: nothing where any shift may be planned."""

    week: date
    parts: list[SaidView]


class LineView(BaseModel):
    """A line with its places, week by week until it repeats."""

    line: int
    places: int
    weeks: list[LineWeekView]

    @classmethod
    def of(cls, line: LineOnOffer) -> LineView:
        """Show it."""
        weeks = [LineWeekView(week=one.week, parts=SaidView.of(one.parts)) for one in line.weeks]
        return cls(line=line.line, places=line.places, weeks=weeks)


class _Round(BaseModel):
    id: str
    version: int
    work_plan: str
    first_week: date
    deadline: datetime
    decided_by: BidsDecidedBy
    points: int
    status: BidStatus


class BidRoundView(_Round):
    """A round, and what came of it; `places` is empty where they are spread evenly."""

    places: list[int]
    made_by: str
    made_at: datetime
    results: list[LineResultView]

    @classmethod
    def of(cls, stored: Stored[BidRound]) -> BidRoundView:
        """Show a round."""
        asked = stored.value
        return cls(
            **_plain(stored), places=list(asked.places), made_by=asked.made_by,
            made_at=asked.made_at,
            results=[LineResultView.of(one, asked.decided_by) for one in asked.results],
        )  # fmt: skip


class BidRoundInFullView(BidRoundView):
    """A round with its lines in words and the bids so far."""

    lines: list[LineView]
    bids: list[LineBidView]

    @classmethod
    def full(
        cls, stored: Stored[BidRound], lines: Iterable[LineOnOffer], bids: Iterable[LineBid]
    ) -> BidRoundInFullView:
        """Show all of a round."""
        return cls(
            **BidRoundView.of(stored).model_dump(), lines=[LineView.of(one) for one in lines],
            bids=[LineBidView.of(one) for one in bids],
        )  # fmt: skip


class BidOutcomeView(BaseModel):
    """Who would get which line; `outcome` is what makes exactly this final, once it is `ready`."""

    outcome: str
    ready: bool
    places: list[int]
    results: list[LineResultView]

    @classmethod
    def of(cls, found: BidOutcome, by: BidsDecidedBy) -> BidOutcomeView:
        """Show it."""
        return cls(
            outcome=found.digest, ready=found.ready, places=list(found.places),
            results=[LineResultView.of(one, by) for one in found.results],
        )  # fmt: skip


class MyBidRoundView(_Round):
    """A round as one of its agents sees it: others' bids are not in it."""

    lines: list[LineView]
    open: bool
    bid: LineBidView | None
    result: LineResultView | None

    @classmethod
    def of(cls, one: RoundOfAgent) -> MyBidRoundView:
        """Show a round."""
        by = one.stored.value.decided_by
        return cls(
            **_plain(one.stored), lines=[LineView.of(line) for line in one.lines], open=one.open,
            bid=None if one.bid is None else LineBidView.of(one.bid),
            result=None if one.result is None else LineResultView.of(one.result, by, own=True),
        )  # fmt: skip


def _plain(stored: Stored[BidRound]) -> dict[str, Any]:
    names = ("work_plan", "first_week", "deadline", "decided_by", "points", "status")
    found = {name: getattr(stored.value, name) for name in names}
    return {"id": stored.key, "version": stored.version, **found}
