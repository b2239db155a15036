"""trail.csv: the adherence figures that were told of shifts, and why they changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from wfm.adherence.trail import COLUMNS, no_trail
from wfm.errors import InputError, InputProblem
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema
from wfm.words import phrase

if TYPE_CHECKING:
    import pandas as pd

WORDS: Final = {
    "measured_at": ("instant", "When the figures were told"),
    "reason": ("words", "Why they are told, or differ from those before"),
    "agent_id": ("name", "The agent"),
    "date": ("date", "Local date on which the shift starts"),
    "shift_id": ("name", "The shift; blank where somebody worked without one"),
    "adherence": ("share", "In / (in + out); blank where undefined"),
    "conformance": ("share", "On-queue time worked / on-queue time scheduled"),
    "in_seconds": ("seconds", "Graded in"),
    "out_seconds": ("seconds", "Graded out"),
    "unknown_seconds": ("seconds", "Of which nothing is known"),
    "schedule_version": ("number", "Version of the published schedule"),
    "mapping_version": ("number", "Version of the state map and the impacts"),
    "method": ("name", "Formula of adherence"),
    "tolerance_seconds": ("seconds", "Longest deviation that is no exception"),
    "count_unscheduled_work": ("flag", "Whether work outside shifts counts as out"),
    "complete_until": ("instant", "Until when data are complete"),
}
TRAIL: Final = TableSchema(
    "trail.csv",
    tuple(TableColumn(name, ColumnKind.WORDS, *WORDS[name], required=True) for name in COLUMNS),
    written_by="wfm adherence",
    filled=(),
    key=None,
)


def read_trail(path: Path) -> pd.DataFrame:
    """Read a trail, all of it as text; an empty one where there is no such file.

    Raises
    ------
    InputError
        If the file is no trail.
    """
    if not path.exists():
        return no_trail()
    try:
        return TRAIL.read(path)
    except InputError as error:
        remedy = phrase("do.move_away")
        raise InputError(
            [InputProblem(phrase("table.no_trail"), remedy, str(path)), *error.problems],
            error.notes,
        ) from error
