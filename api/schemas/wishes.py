"""What agents wish of a week by themselves, and their share of unpopular work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from api.schemas.fields import NUMBER, Body, Day, Minutes
from wfm.model import PreferenceKind
from wfm.model.day_parts import UnpopularWork
from wfm.service.wishes.entering import WishBook
from wfm.service.wishes.fair_share import FairShare
from wfm.service.wishes.outcome import WishesSeen, WishFate
from wfm.store.errors import ConflictError
from wfm.store.wishes import OwnWish, TimeAway, WeekWishes
from wfm.words import phrase


class TimeAwayBody(Body):
    """Local minutes [start, end) of a date in which one cannot work; past midnight counts on."""

    date: Day
    start: Minutes = 0
    end: Minutes = 1440

    @model_validator(mode="after")
    def _in_order(self) -> TimeAwayBody:
        if self.end < self.start:
            raise ConflictError(phrase("refusal.end_before_start"), "end")
        return self


class OwnWishBody(TimeAwayBody):
    """A wish: the day off, a start within [start, end], or no shift that overlaps [start, end).

    `points` of the week's budget are what refusing it costs the plan.
    """

    only_read = frozenset({"fate"})
    kind: PreferenceKind
    points: Annotated[int, Field(ge=1, le=100), NUMBER] = 1


class WeekWishesBody(Body):
    """All that one wishes of a week; what was entered before is replaced."""

    only_read = frozenset({"agent_id", "points", "version", "week"})
    wishes: Annotated[list[OwnWishBody], Field(max_length=50, default_factory=list)]
    away: Annotated[list[TimeAwayBody], Field(max_length=50, default_factory=list)]

    def value(self, agent_id: str, week: date) -> WeekWishes:
        """Give it as it is stored."""
        return WeekWishes(
            agent_id, week,
            tuple(OwnWish(**wish.model_dump()) for wish in self.wishes),
            tuple(TimeAway(**each.model_dump()) for each in self.away),
        )  # fmt: skip


class TimeAwayView(BaseModel):
    """Local minutes [start, end) of a date in which one cannot work."""

    date: date
    start: int
    end: int


class OwnWishView(TimeAwayView):
    """A wish and what became of it."""

    kind: PreferenceKind
    points: int
    fate: WishFate


class WeekWishesView(BaseModel):
    """What an agent wishes of a week; version 0 where nothing was entered."""

    agent_id: str
    week: date
    wishes: list[OwnWishView]
    away: list[TimeAwayView]
    points: int
    version: int

    @classmethod
    def of(cls, seen: WishesSeen) -> WeekWishesView:
        """Show it."""
        value = seen.stored.value
        return cls(
            agent_id=value.agent_id, week=value.week, points=value.points,
            version=seen.stored.version,
            wishes=[
                OwnWishView(
                    date=wish.date, start=wish.start, end=wish.end, kind=wish.kind,
                    points=wish.points, fate=fate,
                )
                for wish, fate in seen.fates
            ],
            away=[TimeAwayView(date=a.date, start=a.start, end=a.end) for a in value.away],
        )  # fmt: skip


class OpenWeekView(BaseModel):
    """A week for which wishes are taken, until it closes."""

    week: date
    closes_at: datetime


class WishRulesView(BaseModel):
    """What may be wished, and of which weeks."""

    points: int
    days_away: int
    weeks: list[OpenWeekView]

    @classmethod
    def of(cls, book: WishBook) -> WishRulesView:
        """Show it."""
        weeks = [OpenWeekView(week=w, closes_at=book.closes(w)) for w in book.open_weeks()]
        return cls(points=book.chosen.wish_points, days_away=book.chosen.days_away, weeks=weeks)


class WorkShareView(BaseModel):
    """Shifts of one unpopular kind, or wishes refused; `beyond_share` is what the ledger carries.

    Where that is more than 0, the next plan spares the agent.
    """

    kind: UnpopularWork
    own: int
    team_median: float
    beyond_share: float | None


class FairShareView(BaseModel):
    """One's unpopular work in the published weeks, beside the median of one's team."""

    weeks: list[date]
    shares: list[WorkShareView]

    @classmethod
    def of(cls, share: FairShare) -> FairShareView:
        """Show it."""
        return cls(
            weeks=list(share.weeks),
            shares=[
                WorkShareView(
                    kind=each.kind, own=each.own, team_median=each.team_median,
                    beyond_share=each.beyond_share,
                )
                for each in share.shares
            ],
        )  # fmt: skip
