"""What a planner types to offer hours: a day and times by the site's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Form, Query

from api.pages.typed import CLOCK, DATE, MOMENT, read_typed
from wfm.errors import InputError, InputProblem
from wfm.store.offers import Award, HoursOffer, OfferKind
from wfm.words import phrase

Text = Annotated[str, Form(max_length=200)]
Asked = Annotated[str, Query(max_length=200)]
MOST: Final = 1000


class TypedOffer:
    """The fields of the form, as they were typed."""

    def __init__(
        self,
        kind: Annotated[OfferKind, Form()] = OfferKind.OVERTIME,
        queue: Text = "",
        day: Text = "",
        start: Text = "",
        end: Text = "",
        places: Text = "1",
        deadline: Text = "",
        award: Annotated[Award, Form()] = Award.FIRST,
    ) -> None:
        self.kind, self.award, self.queue = kind, award, queue.strip()
        self.day, self.start, self.end = day.strip(), start.strip(), end.strip()
        self.places, self.deadline = places.strip(), deadline.strip()

    def offer(self, actor: str, moment: datetime, zone: ZoneInfo) -> HoursOffer:
        """Read the offer; without a deadline it is open until its hours begin.

        Raises
        ------
        InputError
            For what cannot be read, all at once.
        """
        wrong: list[InputProblem] = []
        day = read_typed("day", self.day, DATE, wrong)
        start = read_typed("start", self.start, CLOCK, wrong)
        end = read_typed("end", self.end, CLOCK, wrong)
        until = read_typed("deadline", self.deadline, MOMENT, wrong) if self.deadline else None
        places = int(self.places) if self.places.isdecimal() and len(self.places) < 5 else 0
        if not 1 <= places <= MOST:
            what = phrase("roster.not_read", text=self.places)
            wrong.append(InputProblem(what, phrase("do.write_places", most=MOST), field="places"))
        if wrong or day is None or start is None or end is None:
            raise InputError(wrong)
        begin = datetime.combine(day, start.time(), zone).astimezone(UTC)
        later = day + timedelta(days=int(end <= start))
        last = datetime.combine(later, end.time(), zone).astimezone(UTC)
        deadline = begin if until is None else until.replace(tzinfo=zone).astimezone(UTC)
        return HoursOffer(
            self.kind, begin, last, places, deadline, self.award, actor, moment, self.queue or None
        )


def _chosen(
    kind: OfferKind = OfferKind.OVERTIME,
    queue: Asked = "",
    day: Asked = "",
    start: Asked = "",
    end: Asked = "",
    places: Asked = "1",
) -> TypedOffer:
    return TypedOffer(kind, queue, day, start, end, places)


Sent = Annotated[TypedOffer, Depends()]
Chosen = Annotated[TypedOffer, Depends(_chosen)]
"""The form, filled by a link."""
