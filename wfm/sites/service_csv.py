"""service.csv: the service that a simulated schedule gives, beside what was predicted of it."""

from __future__ import annotations

from typing import Final

from wfm.sites.coverage_csv import COVERAGE
from wfm.sites.table_schema import Kind, TableColumn, TableSchema

COUNTS: Final = {
    "offered": "Contacts that arrive in a run, on average",
    "answered": "Contacts of them that are answered",
    "abandoned": "Contacts of them that give up",
    "waiting": "Contacts of them that still wait at the end of the week",
    "abandoned_in_threshold": "Contacts of them that give up within T",
}
FIGURES: Final = COVERAGE.columns[6:]
SERVICE: Final = TableSchema(
    "service.csv",
    (
        *COVERAGE.columns[:3],
        *(TableColumn(name, Kind.NUMBER, "contacts", note) for name, note in COUNTS.items()),
        *(
            column
            for figure in FIGURES
            for column in (
                figure,
                TableColumn(
                    f"{figure.name}_margin", Kind.NUMBER, figure.unit,
                    "Half the width of its 95 % confidence interval",
                ),
            )
        ),
        *(
            TableColumn(
                f"predicted_{figure.name}", Kind.NUMBER, figure.unit, "By the staffing model"
            )
            for figure in FIGURES
        ),
    ),
    written_by="wfm simulate --out",
)  # fmt: skip
