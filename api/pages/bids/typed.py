"""What a planner types to open a round of bids, or to move it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Form

from api.pages.typed import DATE, MOMENT, read_typed
from wfm.errors import InputError, InputProblem
from wfm.store.bids import BidRound, BidsDecidedBy
from wfm.words import phrase

Text = Annotated[str, Form(max_length=200)]
MOST_PLACES: Final = 5000
MOST_POINTS: Final = 1000
MOST_LINES: Final = 8


class TypedRound:
    """The fields of the form, as they were typed."""

    def __init__(
        self,
        work_plan: Text = "",
        first_week: Text = "",
        deadline: Text = "",
        decided_by: Annotated[BidsDecidedBy, Form()] = BidsDecidedBy.SENIORITY,
        places: Text = "",
        points: Text = "100",
    ) -> None:
        self.work_plan, self.decided_by = work_plan.strip(), decided_by
        self.first_week, self.deadline = first_week.strip(), deadline.strip()
        self.places, self.points = places.strip(), points.strip()

    def times(self, zone: ZoneInfo, wrong: list[InputProblem]) -> tuple[date, datetime] | None:
        """Read first week and deadline by the site's clock; without one, bids end as it begins."""
        first = read_typed("first_week", self.first_week, DATE, wrong)
        until = read_typed("deadline", self.deadline, MOMENT, wrong) if self.deadline else None
        if first is None or (self.deadline and until is None):
            return None
        until = datetime.combine(first, time()) if until is None else until
        return first.date(), until.replace(tzinfo=zone).astimezone(UTC)

    def moved(self, zone: ZoneInfo) -> tuple[date, datetime]:
        """Read another first week and deadline.

        Raises
        ------
        InputError
            For what cannot be read, all at once.
        """
        wrong: list[InputProblem] = []
        times = self.times(zone, wrong)
        if times is None:
            raise InputError(wrong)
        return times

    def round(self, actor: str, moment: datetime, zone: ZoneInfo) -> BidRound:
        """Read the round.

        Raises
        ------
        InputError
            For what cannot be read, all at once.
        """
        wrong: list[InputProblem] = []
        times = self.times(zone, wrong)
        texts = self.places.replace(",", " ").split()
        places = [_number("places", text, 0, MOST_PLACES, wrong) for text in texts[:MOST_LINES]]
        if len(texts) > MOST_LINES:
            what = phrase("roster.not_read", text=self.places)
            wrong.append(InputProblem(what, phrase("do.write_places_of_lines"), field="places"))
        points = _number("points", self.points or "100", 1, MOST_POINTS, wrong)
        if wrong or times is None:
            raise InputError(wrong)
        first, deadline = times
        return BidRound(
            self.work_plan, first, 0, deadline, self.decided_by, actor, moment, tuple(places),
            points,
        )  # fmt: skip


def _number(name: str, text: str, least: int, most: int, wrong: list[InputProblem]) -> int:
    found = int(text) if text.isdecimal() and len(text) <= len(str(most)) else -1
    if not least <= found <= most:
        what = phrase("roster.not_read", text=text)
        remedy = phrase("do.write_number_between", least=least, most=most)
        wrong.append(InputProblem(what, remedy, field=name))
    return found


Sent = Annotated[TypedRound, Depends()]
