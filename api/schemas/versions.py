"""Two versions of a week side by side."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from api.schemas.edited_rosters import ComparedView
from api.schemas.schedules import ChangeView, NoticeView
from wfm.service.compare_versions import Comparison


class TotalsView(BaseModel):
    """What two versions come to in the week."""

    paid_hours: ComparedView
    cost: ComparedView
    """Of the paid hours."""
    broken_rules: ComparedView


class QueueBesideView(BaseModel):
    """A queue's figures on a day, or in the whole week where there is no date."""

    queue: str
    date: date | None
    required_hours: ComparedView
    scheduled_hours: ComparedView
    under_hours: ComparedView
    over_hours: ComparedView
    intervals_under: ComparedView
    service_level: ComparedView


class DifferentDayView(NoticeView):
    """An agent's day that differs, the notice it has, and whether that is too short."""

    short_notice: bool


class ComparisonView(BaseModel):
    """Two versions of a week: `before` and `after` are their numbers.

    Both are measured by the forecast and requirement of `measured_by`; where no run of either kept
    them, there are no `queues`.
    """

    before: int
    after: int
    measured_by: int | None
    currency: str
    least_notice_hours: int
    totals: TotalsView
    queues: list[QueueBesideView]
    days: list[DifferentDayView]

    @classmethod
    def of(cls, found: Comparison) -> ComparisonView:
        """Show a comparison."""
        old, new = found.totals
        return cls(
            before=found.before.number,
            after=found.after.number,
            measured_by=found.measured_by.number if found.measured_by else None,
            currency=found.site.currency,
            least_notice_hours=found.least_notice,
            totals=TotalsView(
                paid_hours=ComparedView.of(old.paid_hours, new.paid_hours),
                cost=ComparedView.of(old.cost, new.cost),
                broken_rules=ComparedView.of(old.broken, new.broken),
            ),
            queues=[
                QueueBesideView(
                    queue=row.queue,
                    date=row.date,
                    **{name: ComparedView.of(*both) for name, both in row.figures.items()},
                )
                for row in found.queues
            ],
            days=[
                DifferentDayView(
                    **ChangeView.of(one.change).model_dump(),
                    notice_hours=one.notice_hours,
                    short_notice=one.short,
                )
                for one in found.days
            ],
        )
