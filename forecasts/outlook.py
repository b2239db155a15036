"""Whether each queue is open on the coming holidays, with the chance and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from forecasts.arrays import weekdays
from forecasts.events import CLOSED, declared_factors
from forecasts.history import split_queues
from forecasts.holiday_kinds import Holiday, HolidayKind, kept_days
from forecasts.holiday_record import HolidayRecord, SeenHoliday, holiday_record
from forecasts.open_chance import chance_open
from forecasts.request import Request

EVEN = 0.5
"""Chance of being open from which a queue is taken as open."""


class Decision(StrEnum):
    """What a forecast assumes of a holiday: known, or guessed for want of the same one before."""

    OPEN = "open"
    CLOSED = "closed"
    GUESSED = "guessed"


class Basis(StrEnum):
    """What a decision rests on most: what this queue did, what its sisters did, or nothing."""

    EVENT = "event"
    SAME_HOLIDAY = "same_holiday"
    SAME_KIND = "same_kind"
    ALL_HOLIDAYS = "all_holidays"
    SISTER_QUEUES = "sister_queues"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Tried:
    """Of how many holidays it was closed on how many."""

    closed: int
    holidays: int


@dataclass(frozen=True, slots=True)
class HolidayOutlook:
    """One queue on one coming holiday, on a weekday on which it is open.

    `is_open` is what the forecast assumes. The decision is certain where the planner said so by an
    event, or where this very queue did the same on the holiday of the same name before: in the
    years `closed_in` or `opened_in`. Else it is guessed, from the chance of being open alone.
    `of_kind` and `of_all` count its other holidays, `sisters` what other queues did on the holiday
    of this name, or on all holidays where none of them knew it.
    """

    queue: str
    date: date
    name: str
    kind: HolidayKind
    chance_open: float
    is_open: bool
    certain: bool
    basis: Basis
    closed_in: tuple[int, ...] = ()
    opened_in: tuple[int, ...] = ()
    of_kind: Tried = Tried(0, 0)
    of_all: Tried = Tried(0, 0)
    sisters: Tried = Tried(0, 0)

    @property
    def decision(self) -> Decision:
        """Open, closed, or guessed: then `is_open` says which of both the forecast assumes."""
        if not self.certain:
            return Decision.GUESSED
        return Decision.OPEN if self.is_open else Decision.CLOSED


def holiday_outlook(history: pd.DataFrame, request: Request) -> tuple[HolidayOutlook, ...]:
    """Judge every queue of a history on the holidays among the days asked for.

    Days of the kind `observance` are left out where the queue is surely taken as open. Ordered by
    queue and date; empty where the request names no country.

    Raises
    ------
    HistoryError
        If the history as a whole cannot be read.
    ArgumentError
        If the country is not known.
    """
    if request.country is None:
        return ()
    records = {queue: holiday_record(rows, request) for queue, rows in split_queues(history)}
    return tuple(
        outlook
        for queue in sorted(records)
        for outlook in outlooks_of(
            queue,
            records[queue],
            [seen for other, record in records.items() if other != queue for seen in record.seen],
            request,
        )
    )


def by_queue(found: Sequence[HolidayOutlook]) -> dict[str, tuple[HolidayOutlook, ...]]:
    """Outlooks of each queue that has any."""
    queues = dict.fromkeys(one.queue for one in found)
    return {queue: tuple(one for one in found if one.queue == queue) for queue in queues}


def outlooks_of(
    queue: str, record: HolidayRecord, sisters: Sequence[SeenHoliday], request: Request
) -> Iterator[HolidayOutlook]:
    """Judge one queue by its record and by what its sister queues did."""
    if request.country is None:
        return
    asked = [request.start + timedelta(days=day) for day in range(request.days)]
    kept = kept_days(request.country, tuple(range(asked[0].year, asked[-1].year + 1)))
    hours = (request.hours or {}).get(queue)
    weekday = weekdays(np.array(asked, dtype="datetime64[D]"))
    for day, number in zip(asked, weekday, strict=True):
        usually = bool(hours[number]) if hours is not None else record.open_weekdays[number]
        if day in kept and usually:
            found = _outlook(queue, kept[day], record.seen, sisters)
            found = _declared(found, request)
            if found.kind is not HolidayKind.OBSERVANCE or not found.is_open:
                yield found


def _outlook(
    queue: str, holiday: Holiday, own: Sequence[SeenHoliday], sisters: Sequence[SeenHoliday]
) -> HolidayOutlook:
    same = [seen for seen in own if seen.holiday.is_as(holiday)]
    told = {HolidayKind.PUBLIC, HolidayKind.MINOR, holiday.kind}
    others = [seen for seen in own if seen.holiday.kind in told and not seen.holiday.is_as(holiday)]
    alike = [seen for seen in others if seen.holiday.kind is holiday.kind]
    theirs = [seen for seen in sisters if seen.holiday.is_as(holiday)] or list(sisters)
    chance = chance_open(holiday, own, sisters)
    latest = max(same, key=lambda seen: seen.holiday.day, default=None)
    bases = (
        (Basis.SAME_HOLIDAY, same),
        (Basis.SAME_KIND, alike),
        (Basis.ALL_HOLIDAYS, others),
        (Basis.SISTER_QUEUES, theirs),
    )
    return HolidayOutlook(
        queue=queue,
        date=holiday.day,
        name=holiday.name,
        kind=holiday.kind,
        chance_open=chance,
        is_open=chance >= EVEN,
        certain=latest is not None and latest.was_open == (chance >= EVEN),
        basis=next((basis for basis, found in bases if found), Basis.NOTHING),
        closed_in=_years(same, was_open=False),
        opened_in=_years(same, was_open=True),
        of_kind=_tried(alike),
        of_all=_tried(others),
        sisters=_tried(theirs),
    )


def _years(seen: Sequence[SeenHoliday], *, was_open: bool) -> tuple[int, ...]:
    return tuple(sorted({one.holiday.day.year for one in seen if one.was_open == was_open}))


def _tried(seen: Sequence[SeenHoliday]) -> Tried:
    return Tried(sum(not one.was_open for one in seen), len(seen))


def _declared(found: HolidayOutlook, request: Request) -> HolidayOutlook:
    """Let the planner's hours of the day decide, or an event that touches it."""
    hours = request.dates.get(found.queue, {}).get(found.date)
    if hours is not None:
        is_open = bool(hours)
        return replace(
            found, chance_open=float(is_open), is_open=is_open, certain=True, basis=Basis.EVENT
        )
    day = np.array([found.date], dtype="datetime64[D]")
    events = [
        event
        for event in request.events
        if event.concerns(found.queue) and event.share(day, 1, request.time_zone).any()
    ]
    is_open = bool(declared_factors(events, day, 1, request.time_zone)[0, 0] > CLOSED)
    if is_open and not any(event.of_days for event in events):
        return found
    return replace(
        found, chance_open=float(is_open), is_open=is_open, certain=True, basis=Basis.EVENT
    )
