"""coverage.csv: heads required and scheduled, and the service that they will give."""

from __future__ import annotations

from typing import Final

from wfm.sites.table_schema import Kind, TableColumn, TableSchema

COVERAGE: Final = TableSchema(
    "coverage.csv",
    (
        TableColumn("interval_start", Kind.INSTANT, "instant", "When the interval begins", True),
        TableColumn("interval_minutes", Kind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", Kind.NAME, "name", "Queue of the site", True),
        TableColumn("required", Kind.NUMBER, "heads", "Gross requirement"),
        TableColumn("scheduled", Kind.NUMBER, "heads", "Heads on queue by the schedule", True),
        TableColumn("net", Kind.SIGNED, "heads", "scheduled − required"),
        TableColumn("service_level", Kind.NUMBER, "share", "Answered within T / offered"),
        TableColumn("asa_seconds", Kind.NUMBER, "seconds", "Mean wait of the answered"),
        TableColumn("abandonment", Kind.NUMBER, "share", "Abandoned / offered"),
        TableColumn("occupancy", Kind.NUMBER, "share", "Handling / (handling + available)"),
    ),
    written_by="wfm plan",
)
