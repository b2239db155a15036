"""The sheet of simulated service: what contacts met, week after week, beside what was predicted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook

from wfm.figures import explained
from wfm.figures.key_figures import OF_SERVICE
from wfm.model.plan import Plan
from wfm.workbook.figure_columns import heading, look_of
from wfm.workbook.sheet_writer import Sheet, Value
from wfm.workbook.styles import DAY, LABEL, Look

if TYPE_CHECKING:
    import pandas as pd

NAMES: Final = (
    *("goal_chance", "goal_chance_margin", "offered", "abandoned", "runs_met"),
    *(f"{each.name}{kind}" for each in OF_SERVICE for kind in ("", "_margin")),
    *(f"predicted_{each.name}" for each in OF_SERVICE),
)
COLUMNS: Final = tuple(explained(name) for name in NAMES)
HEADINGS: Final = tuple(map(heading, COLUMNS))
LOOKS: Final = tuple(map(look_of, COLUMNS))
WIDTHS: Final = (30, 14, *(13 for _ in NAMES))


def write_simulated(book: Workbook, plan: Plan) -> Sheet | None:
    """Write each queue's week and days as simulated; no sheet where nothing was."""
    if plan.simulated is None or plan.simulated_days is None:
        return None
    sheet = Sheet(book, "Simulation", WIDTHS)
    runs = plan.parameters.get("simulation_runs")
    sheet.title(
        "Simulated service",
        f"{runs or 'Many'} weeks played contact by contact, busy as the forecast allows. ± is half "
        "the width of the 95 % interval. Predicted figures are the formulas'.",
    )
    sheet.section("Queues, whole week")
    rows = ((row["queue"], *_figures(row)) for row in _records(plan.simulated))
    sheet.table(("Queue", *HEADINGS), (LABEL, *LOOKS), rows)
    sheet.section("Queues, day by day")
    days = ((row["queue"], row["date"], *_figures(row)) for row in _records(plan.simulated_days))
    sheet.table(("Queue", "Day", *HEADINGS), (LABEL, Look(number_format=DAY), *LOOKS), days)
    return sheet


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        yield {str(name): value for name, value in row.items()}


def _figures(row: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(None if row[name] is None else float(row[name]) for name in NAMES)
