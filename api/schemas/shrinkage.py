"""Residual shrinkage as it was learned."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.fields import NUMBER, Body, Day


class ShareView(BaseModel):
    """A share of the time scheduled on queue, and of how many days it was learned."""

    share: float
    days: int


class KindView(ShareView):
    """What agents did instead."""

    kind: str


class WeekdayView(ShareView):
    """A weekday, 0 is Monday; its share is drawn towards the mean where its days are few."""

    weekday: int


class MonthView(ShareView):
    """A month, 1 to 12; its share is drawn towards the mean where its days are few."""

    month: int


class LearnedShrinkageView(BaseModel):
    """What is lost of the time scheduled on queue; `learned` is null where no states are known.

    `offered` is that of the asked week by its weekdays and month, `in_force` the site's now.
    """

    week: date
    in_force: float
    offered: float | None
    learned: ShareView | None
    kinds: list[KindView]
    weekdays: list[WeekdayView]
    months: list[MonthView]


class AcceptShrinkageBody(Body):
    """The week whose learned shrinkage is accepted, or another share in its place."""

    week: Day
    shrinkage: Annotated[float, Field(ge=0, lt=1), NUMBER] | None = None
