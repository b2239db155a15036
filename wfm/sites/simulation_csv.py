"""simulation.csv and the file of `wfm simulate --out`: simulated service beside the predicted."""

from __future__ import annotations

from typing import Final

from wfm.sites.coverage_csv import COVERAGE
from wfm.sites.table_schema import Kind, TableColumn, TableSchema

MARGIN: Final = "Half the width of its 95 % confidence interval"
MODEL: Final = "By the staffing model"
COUNTS: Final = {
    "offered": "Contacts that arrive in a run, on average",
    "answered": "Contacts of them that are answered",
    "abandoned": "Contacts of them that give up",
    "waiting": "Contacts of them that still wait at the end of the week",
    "abandoned_in_threshold": "Contacts of them that give up within T",
}
_FIGURES: Final = COVERAGE.columns[6:]
_SIMULATED: Final = (
    *(TableColumn(name, Kind.NUMBER, "contacts", note) for name, note in COUNTS.items()),
    *(
        column
        for figure in _FIGURES
        for column in (
            figure,
            TableColumn(f"{figure.name}_margin", Kind.NUMBER, figure.unit, MARGIN),
        )
    ),
)
_PREDICTED: Final = tuple(
    TableColumn(f"predicted_{figure.name}", Kind.NUMBER, figure.unit, MODEL) for figure in _FIGURES
)
SERVICE: Final = TableSchema(
    "service.csv",
    (*COVERAGE.columns[:3], *_SIMULATED, *_PREDICTED),
    written_by="wfm simulate --out",
)
SIMULATION: Final = TableSchema(
    "simulation.csv",
    (
        TableColumn("queue", Kind.NAME, "name", "Queue of the site", True),
        TableColumn("runs_met", Kind.WHOLE, "weeks", "In how many runs the goal was met", True),
        *_SIMULATED,
        TableColumn("predicted_offered", Kind.NUMBER, "contacts", MODEL),
        TableColumn("predicted_answered", Kind.NUMBER, "contacts", MODEL),
        *_PREDICTED,
    ),
    written_by="wfm plan --simulate",
    filled=(),
    key=None,
)
