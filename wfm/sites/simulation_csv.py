"""simulation.csv and the file of `wfm simulate --out`: simulated service beside the predicted."""

from __future__ import annotations

from typing import Final

from wfm.figures.key_figures import OF_SERVICE
from wfm.sites.coverage_csv import COVERAGE
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema, figure

COUNTED: Final = (
    "offered",
    "answered",
    "abandoned",
    "waiting",
    "abandoned_in_threshold",
    "turned_away",
)
NAMES: Final = tuple(each.name for each in OF_SERVICE)
_SIMULATED: Final = (
    *map(figure, COUNTED),
    *(figure(f"{name}{kind}") for name in NAMES for kind in ("", "_margin")),
)
_PREDICTED: Final = tuple(figure(f"predicted_{name}") for name in NAMES)
_JUDGED: Final = (
    figure("runs_met", ColumnKind.WHOLE, required=True),
    *map(figure, ("goal_chance", "goal_chance_margin")),
    *_SIMULATED,
    *map(figure, ("predicted_offered", "predicted_answered")),
    *_PREDICTED,
)
SERVICE: Final = TableSchema(
    "service.csv",
    (*COVERAGE.columns[:3], *_SIMULATED, *_PREDICTED),
    written_by="wfm simulate --out",
)
SIMULATION: Final = TableSchema(
    "simulation.csv",
    (
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        *_JUDGED,
    ),
    written_by="wfm plan",
    filled=(),
    key=None,
)
SIMULATION_DAYS: Final = TableSchema(
    "simulation_days.csv",
    (
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        TableColumn("date", ColumnKind.NAME, "date", "Local day", True),
        *_JUDGED,
    ),
    written_by="wfm plan",
    filled=(),
    key=None,
)
