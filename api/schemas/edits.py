"""Edits of agents' days: what is asked, and what it would do."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.edited_rosters import ComparedView, QueueFiguresView, figures_of, findings_of
from api.schemas.fields import NUMBER, Body, Day, Text
from api.schemas.findings import FindingView
from api.schemas.schedules import ChangeView, SpanView
from wfm.model import Shift
from wfm.service.best_repairs import BestRepair
from wfm.service.hand_edits import EditTrial, Like, Spans
from wfm.store.draft_history import Step
from wfm.words import english

MOST_EDITS = 1000
Clock = Annotated[int, Field(ge=0, le=1440, json_schema_extra={"x-kind": "clock"}), NUMBER]


class HoursBody(Body):
    """From when to when, in minutes of the site's clock after midnight.

    An end at or before its start is on the next day.
    """

    start: Clock
    end: Clock


class LikeBody(Body):
    """A day whose hours are to be had, as they are before any of the edits."""

    agent_id: Text
    date: Day


class DayEditBody(Body):
    """What an agent's day is to be: these hours, those of another day, or, without both, free."""

    agent_id: Text
    date: Day
    hours: list[HoursBody] = Field(default_factory=list, max_length=4)
    like: LikeBody | None = None

    @property
    def asked(self) -> Spans | Like:
        """Hours, or the day that has them."""
        if self.like is not None:
            return Like(self.like.agent_id, self.like.date)
        return tuple((one.start % 1440, one.end % 1440) for one in self.hours)


class EditsBody(Body):
    """Days that are edited together: all of them are stored, or none."""

    edits: list[DayEditBody] = Field(min_length=1, max_length=MOST_EDITS)


class EditsView(BaseModel):
    """What edits change: rules, heads and service by queue, paid hours and their cost."""

    edits: list[ChangeView]
    broken: list[FindingView]
    mended: list[FindingView]
    broken_as_before: list[FindingView]
    """Of the agents whose days change, and between people."""
    notes: list[str]
    figures: list[QueueFiguresView]
    paid_hours: ComparedView
    """Of the agents whose days change, in the week."""
    cost: ComparedView
    currency: str

    @classmethod
    def of(cls, trial: EditTrial) -> EditsView:
        """Show what was found."""
        told = trial.revision
        return cls(
            edits=[_change(one.agent_id, one.date, one.before, one.after) for one in told.edits],
            broken=findings_of(told.broken),
            mended=findings_of(told.mended),
            broken_as_before=findings_of(told.as_before),
            notes=[english(note) for note in told.notes],
            figures=figures_of(told),
            paid_hours=ComparedView.of(*trial.paid_hours),
            cost=ComparedView.of(*trial.cost),
            currency=trial.currency,
        )


class StepView(BaseModel):
    """What was taken back or done again: each day as it was just before, and as it is now."""

    edits: list[ChangeView]

    @classmethod
    def of(cls, step: Step, *, undone: bool) -> StepView:
        """Show a step of the draft's history."""
        was, is_now = (step.after, step.before) if undone else (step.before, step.after)
        return cls(edits=[_change(*day, was[day], is_now[day]) for day in sorted(was)])


def _change(
    agent_id: str, day: date, before: tuple[Shift, ...], after: tuple[Shift, ...]
) -> ChangeView:
    spans = ([SpanView(start=s.start, end=s.end) for s in shifts] for shifts in (before, after))
    return ChangeView(agent_id=agent_id, date=day, before=next(spans), after=next(spans))


class EditorView(BaseModel):
    """Somebody else who edits a draft."""

    name: str
    days: int
    """Days of the draft that they edited in the last half hour."""
    last: AwareDatetime
    """When they edited the latest of them."""


class RepairView(BaseModel):
    """An edit that mends a gap or a broken rule; `edits` can be sent to `…/edits` as they are."""

    edits: list[DayEditBody]
    missing_hours: ComparedView
    """Head-hours that the week lacks."""
    effect: EditsView

    @classmethod
    def of(cls, repair: BestRepair) -> RepairView:
        """Show one of the best."""
        (agent_id, day), swap = repair.of, repair.swap
        if swap is None:
            hours = [HoursBody(start=start, end=end) for start, end in repair.hours]
            edits = [DayEditBody(agent_id=agent_id, date=day, hours=hours)]
        else:
            there = LikeBody(agent_id=swap[0], date=swap[1])
            here = LikeBody(agent_id=agent_id, date=day)
            edits = [
                DayEditBody(agent_id=agent_id, date=day, like=there),
                DayEditBody(agent_id=swap[0], date=swap[1], like=here),
            ]
        missing = ComparedView.of(*repair.missing)
        return cls(edits=edits, missing_hours=missing, effect=EditsView.of(repair.trial))
