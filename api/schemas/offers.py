"""Overtime and voluntary time off that a site offers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.schemas.fields import NUMBER, Body, Moment, Name
from wfm.service.offers.gaps import HeadGap
from wfm.store.entities import Stored
from wfm.store.offers import AnswerStatus, Award, HoursOffer, OfferAnswer, OfferKind, OfferStatus


class HoursOfferBody(Body):
    """Hours [start, end) to be worked or given up; without a queue they are for everyone.

    `first` gives a place to whoever says yes first, at once; `ledger` gives them at the deadline to
    those who were given fewest hours of the kind by offers of the 12 weeks before.
    """

    kind: OfferKind
    start: Moment
    end: Moment
    places: Annotated[int, Field(ge=1, le=1000), NUMBER] = 1
    deadline: Moment
    award: Award = Award.FIRST
    queue: Name | None = None

    def value(self, actor: str, moment: datetime) -> HoursOffer:
        """Give it as it is stored."""
        return HoursOffer(
            self.kind, self.start, self.end, self.places, self.deadline, self.award, actor, moment,
            self.queue,
        )  # fmt: skip


class OfferAnswerView(BaseModel):
    """One agent's yes, and the part of the hours that is theirs."""

    agent_id: str
    at: datetime
    status: AnswerStatus
    start: datetime
    end: datetime

    @classmethod
    def of(cls, answer: OfferAnswer) -> OfferAnswerView:
        """Show it."""
        return cls(
            agent_id=answer.agent_id, at=answer.at, status=answer.status,
            start=answer.start, end=answer.end,
        )  # fmt: skip


class _Offered(BaseModel):
    id: str
    kind: OfferKind
    queue: str | None
    start: datetime
    end: datetime
    places: int
    left: int
    deadline: datetime
    award: Award
    status: OfferStatus
    version: int


class HoursOfferView(_Offered):
    """An offer and how far it is."""

    made_by: str
    made_at: datetime
    answers: list[OfferAnswerView]

    @classmethod
    def of(cls, stored: Stored[HoursOffer]) -> HoursOfferView:
        """Show an offer."""
        return cls(
            **_plain(stored), made_by=stored.value.made_by, made_at=stored.value.made_at,
            answers=[OfferAnswerView.of(one) for one in stored.value.answers],
        )  # fmt: skip


class MyOfferView(_Offered):
    """An offer as an agent sees it: `own_start` and `own_end` are the agent's part of the hours."""

    own_start: datetime
    own_end: datetime
    answer: AnswerStatus | None
    """Null until the agent says yes."""

    @classmethod
    def of(
        cls,
        stored: Stored[HoursOffer],
        start: datetime,
        end: datetime,
        answer: AnswerStatus | None,
    ) -> MyOfferView:
        """Show an offer."""
        return cls(**_plain(stored), own_start=start, own_end=end, answer=answer)


class HeadGapView(BaseModel):
    """A time in which whole heads are missing (overtime helps) or too many (time off does)."""

    kind: OfferKind
    queue: str
    start: datetime
    end: datetime
    heads: int

    @classmethod
    def of(cls, gap: HeadGap) -> HeadGapView:
        """Show it."""
        return cls(
            kind=gap.kind, queue=gap.queue, start=gap.start, end=gap.end, heads=gap.heads
        )  # fmt: skip


def _plain(stored: Stored[HoursOffer]) -> dict[str, Any]:
    names = ("kind", "queue", "start", "end", "places", "left", "deadline", "award", "status")
    found = {name: getattr(stored.value, name) for name in names}
    return {"id": stored.key, "version": stored.version, **found}
