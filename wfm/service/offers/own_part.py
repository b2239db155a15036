"""What of offered hours is an agent's, and what that makes of the agent's day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from wfm.model import Activity, ActivityCategory, Agent, Shift, Site, TimeOff
from wfm.model.absent_parts import fits_inside, taken_from, without_absence
from wfm.service.changed_days import DayShifts
from wfm.service.swaps.hand_over import DayOf, Days
from wfm.store.errors import ConflictError
from wfm.store.offers import HoursOffer, OfferKind
from wfm.store.trades import Traded
from wfm.words import phrase

VOLUNTARY: Final = "voluntary time off"
"""What absences are called that agents take up."""
WORK: Final = "ON"


@dataclass(frozen=True, slots=True)
class OwnPart:
    """Hours that an agent would work or give up, and the days that change."""

    start: datetime
    end: datetime
    days: DayShifts
    absence: TimeOff | None
    """The hours that are given up."""
    taken: Traded | None = None
    """What is not done then, and on which date."""


def own_part(offer: HoursOffer, agent: Agent, site: Site, day_of: DayOf) -> OwnPart:
    """Give an agent's part of offered hours.

    Overtime is what lies before, after or between the own shifts; time off lies in one of them,
    and is all of it or at most half, as with any other absence.

    Raises
    ------
    ConflictError
        If there is none.
    """
    dates = _dates(offer, site)
    own = sorted((s for day in dates for s in day_of(agent.id, day)), key=lambda s: s.start)
    if offer.kind is OfferKind.OVERTIME:
        return _more(offer, agent, site, own, day_of)
    return _less(offer, agent, own)


def _dates(offer: HoursOffer, site: Site) -> list[date]:
    """Dates whose shifts may meet the hours: one of the evening before may."""
    zone = ZoneInfo(site.time_zone)
    first, last = (at.astimezone(zone).date().toordinal() for at in (offer.start, offer.end))
    return [date.fromordinal(day) for day in range(first - 1, last + 1)]


def _more(
    offer: HoursOffer, agent: Agent, site: Site, own: Sequence[Shift], day_of: DayOf
) -> OwnPart:
    start, end = offer.start, offer.end
    for shift in own:
        if shift.start <= start < shift.end:
            start = shift.end
        elif start < shift.start < end:
            end = shift.start
    if start >= end:
        raise ConflictError(phrase("offer.refused.working"), "offer")
    beside = [shift for shift in own if start == shift.end or end == shift.start]
    day = beside[0].date if beside else start.astimezone(ZoneInfo(site.time_zone)).date()
    codes = [part.code for shift in beside for part in shift.activities if _works(part)]
    work = Activity(codes[0] if codes else WORK, ActivityCategory.ON_QUEUE, start, end)
    days = Days(day_of)
    days.give(agent, Traded(day, (_on(work, offer.queue),)), site)
    return OwnPart(start, end, days.changed, None)


def _on(work: Activity, queue: str | None) -> Activity:
    return Activity(work.code, work.category, work.start, work.end, work.paid, queue)


def _works(part: Activity) -> bool:
    return part.category is ActivityCategory.ON_QUEUE


def _less(offer: HoursOffer, agent: Agent, own: Sequence[Shift]) -> OwnPart:
    for shift in own:
        start, end = max(offer.start, shift.start), min(offer.end, shift.end)
        if start < end:
            break
    else:
        raise ConflictError(phrase("offer.refused.not_working"), "offer")
    away = [part for part in shift.activities if part.category is ActivityCategory.TIME_OFF]
    if any(part.start < end and start < part.end for part in away):
        raise ConflictError(phrase("offer.refused.not_working"), "offer")
    absence = TimeOff(agent.id, start, end, VOLUNTARY, paid=False)
    if not fits_inside(shift, absence) and (start, end) != (shift.start, shift.end):
        raise ConflictError(phrase("offer.refused.half"), "offer")
    left = without_absence(shift, absence)
    others = [one for one in own if one.date == shift.date and one is not shift]
    after = sorted([*others, *([] if left is None else [left])], key=lambda one: one.start)
    taken = Traded(shift.date, tuple(taken_from(shift, absence)))
    return OwnPart(start, end, {(agent.id, shift.date): tuple(after)}, absence, taken)
