"""What is asked of several days: the board's script says each, a form names agents and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Form
from pydantic import Field, TypeAdapter, ValidationError

from api.pages.day.page import TypedDay, typed_day
from api.schemas.edits import MOST_EDITS, DayEditBody, HoursBody
from wfm.errors import InputError, InputProblem
from wfm.service.hand_edits import Spans
from wfm.store.draft_history import Day
from wfm.store.edited_days import AgentDay
from wfm.words import phrase


class SeenEdit(DayEditBody):
    """An edit, and the version of its day that was seen when it was judged."""

    version: Annotated[int, Field(ge=0)] = 0


SEEN = TypeAdapter(Annotated[list[SeenEdit], Field(min_length=1, max_length=MOST_EDITS)])
NO_HOURS = TypedDay((("", ""), ("", "")))
Chosen = Annotated[list[str], Form(max_length=MOST_EDITS)]


@dataclass(frozen=True, slots=True)
class TypedEdits:
    """What was sent: edits as script or judgement write them, or the fields of the form."""

    edits: str = ""
    agents: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    hours: TypedDay = NO_HOURS

    def seen(self) -> list[SeenEdit]:
        """Read the edits.

        Raises
        ------
        InputError
            For what was not chosen, and each time that is none.
        """
        try:
            if self.edits:
                return SEEN.validate_json(self.edits)
            return SEEN.validate_python(self._chosen())
        except ValidationError as error:
            raise InputError([_told(error)]) from None

    def _chosen(self) -> list[dict[str, Any]]:
        problems = [
            InputProblem(phrase("site.queue.missing"), phrase("do.choose_one"), field=name)
            for name, chosen in (("agents", self.agents), ("days", self.days))
            if not chosen
        ]
        try:
            spans = self.hours.wanted()
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return [
            {"agent_id": agent, "date": day, "hours": _bodies(spans)}
            for agent in self.agents
            for day in self.days
        ]


def typed_edits(
    edits: Annotated[str, Form(max_length=500_000)] = "",
    agents: Chosen = [],  # noqa: B006 - FastAPI copies it
    days: Chosen = [],  # noqa: B006
    start1: Annotated[str, Form(max_length=10)] = "",
    end1: Annotated[str, Form(max_length=10)] = "",
    start2: Annotated[str, Form(max_length=10)] = "",
    end2: Annotated[str, Form(max_length=10)] = "",
) -> TypedEdits:
    """Read the form."""
    return TypedEdits(edits, agents, days, typed_day(start1, end1, start2, end2))


def written(now: Mapping[Day, AgentDay], wanted: Mapping[Day, Spans]) -> str:
    """Write what was judged, with the versions of the days as they are, as `seen` reads it."""
    found = [
        SeenEdit(agent_id=day[0], date=day[1], hours=_bodies(spans), version=now[day].version)
        for day, spans in wanted.items()
    ]
    return SEEN.dump_json(found, exclude_defaults=True).decode()


def _told(error: ValidationError) -> InputProblem:
    """Say what a page cannot have sent, or that it is too much."""
    if any(one["type"] == "too_long" for one in error.errors()):
        remedy = phrase("do.at_most_at_once", most=MOST_EDITS)
        return InputProblem(phrase("roster.many_days"), remedy, field="days")
    return InputProblem(phrase("roster.no_day"), phrase("do.choose_one"), field="days")


def _bodies(spans: Spans) -> list[HoursBody]:
    return [HoursBody(start=start, end=end) for start, end in spans]
