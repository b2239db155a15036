"""coverage.csv: heads required and scheduled, and the service that they will give."""

from __future__ import annotations

from typing import Final

from wfm.figures.key_figures import OF_SERVICE
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema, figure

COVERAGE: Final = TableSchema(
    "coverage.csv",
    (
        TableColumn(
            "interval_start", ColumnKind.INSTANT, "instant", "When the interval begins", True
        ),
        TableColumn("interval_minutes", ColumnKind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        figure("required"),
        figure("scheduled", required=True),
        figure("net", ColumnKind.SIGNED),
        *(figure(each.name) for each in OF_SERVICE),
    ),
    written_by="wfm plan",
)
