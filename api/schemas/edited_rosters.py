"""What an edited roster changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import Any

from pydantic import BaseModel

from api.schemas.findings import FindingView
from api.schemas.schedules import ChangeView, SpanView
from api.schemas.shift_views import MergeConflictView
from wfm.model import Shift
from wfm.model.agent_zones import AgentZones
from wfm.planning.revise_schedule import Revision
from wfm.planning.roster_edits import Kind
from wfm.scheduling.rules.finding import Finding
from wfm.words import english


class EditView(ChangeView):
    """An agent's day that was edited, and how."""

    kind: Kind


class ComparedView(BaseModel):
    """A figure before the edits and after them; null where it is undefined."""

    before: float | None
    after: float | None

    @classmethod
    def of(cls, before: float, after: float) -> ComparedView:
        """Show both."""
        known = (None if isnan(value) else float(value) for value in (before, after))
        return cls(before=next(known), after=next(known))


class QueueFiguresView(BaseModel):
    """A queue's figures for an edited day, or for the whole week where there is no date."""

    queue: str
    date: date | None
    under_hours: ComparedView
    over_hours: ComparedView
    intervals_under: ComparedView
    service_level: ComparedView


class RosterEditsView(BaseModel):
    """How an edited roster differs from the schedule as it stands, and what that means.

    A workbook that was made from another version of the week (`made_from`) is merged with what was
    changed since; `conflicts` are days that both changed. `stale` says that this cannot be, as that
    version is not known.
    """

    number: int
    made_from: str
    stale: bool
    conflicts: list[MergeConflictView] = []
    edits: list[EditView]
    broken: list[FindingView]
    mended: list[FindingView]
    broken_as_before: list[FindingView]
    notes: list[str]
    figures: list[QueueFiguresView]

    @classmethod
    def of(cls, revision: Revision, zones: AgentZones) -> RosterEditsView:
        """Show a revision."""
        return cls(
            number=revision.base.version,
            made_from=revision.made_from,
            stale=revision.stale,
            conflicts=[MergeConflictView.of(conflict, zones) for conflict in revision.conflicts],
            edits=[
                EditView(agent_id=edit.agent_id, date=edit.date, kind=edit.kind,
                         before=_spans(edit.before), after=_spans(edit.after))
                for edit in revision.edits
            ],
            broken=findings_of(revision.broken),
            mended=findings_of(revision.mended),
            broken_as_before=findings_of(revision.as_before),
            notes=[english(note) for note in revision.notes],
            figures=figures_of(revision),
        )  # fmt: skip


def figures_of(revision: Revision) -> list[QueueFiguresView]:
    """Show each queue's figures before and after."""
    return [QueueFiguresView(**_figures(row)) for row in revision.compared()]


def findings_of(findings: Sequence[Finding]) -> list[FindingView]:
    """Show what rules found."""
    return [FindingView.of(finding) for finding in findings]


def _spans(shifts: Sequence[Shift]) -> list[SpanView]:
    return [SpanView(start=shift.start, end=shift.end) for shift in shifts]


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if name in {"queue", "date"} else ComparedView.of(*value)
        for name, value in row.items()
    }
