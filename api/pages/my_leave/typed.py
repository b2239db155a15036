"""What an agent types to ask for leave: dates, and hours of one day if only a part is meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Form

from api.pages.typed import CLOCK, DATE, read_typed
from wfm.errors import InputError, InputProblem
from wfm.service.leave.requests import Wanted
from wfm.words import phrase

Text = Annotated[str, Form(max_length=200)]
REMEDIES: Final = {DATE: phrase("do.write_day"), CLOCK: phrase("do.write_time_or_none")}
DAY = timedelta(days=1)


class TypedLeave:
    """The fields of the form, as they were typed."""

    def __init__(
        self,
        leave_type: Text = "",
        first: Text = "",
        last: Text = "",
        start: Text = "",
        end: Text = "",
    ) -> None:
        self.leave_type, self.first, self.last = leave_type, first.strip(), last.strip()
        self.start, self.end = start.strip(), end.strip()

    def wanted(self, agent_id: str, own: ZoneInfo, site: ZoneInfo) -> Wanted:
        """Read what is asked for: whole days of the site, or hours of the agent's own clock.

        Raises
        ------
        InputError
            For each date or time that is none.
        """
        problems: list[InputProblem] = []
        first = read_typed("first", self.first, DATE, problems, REMEDIES)
        last = read_typed("last", self.last or self.first, DATE, problems, REMEDIES)
        part = bool(self.start or self.end)
        start, end = (
            read_typed(name, text, CLOCK, problems, REMEDIES) if part else None
            for name, text in (("start", self.start), ("end", self.end))
        )
        if part and first and last and first != last:
            said = phrase("roster.times_of_one_day")
            problems.append(InputProblem(said, phrase("do.one_date"), field="last"))
        if problems or first is None or last is None:
            raise InputError(problems)
        if start is None or end is None:
            begin, until = first.replace(tzinfo=site), (last + DAY).replace(tzinfo=site)
        else:
            until_day = first if start < end else first + DAY
            begin = datetime.combine(first, start.time(), own)
            until = datetime.combine(until_day, end.time(), own)
        return Wanted(agent_id, self.leave_type, begin.astimezone(UTC), until.astimezone(UTC))


Sent = Annotated[TypedLeave, Depends()]
