"""backlog.csv: what waits in deferred queues, and how long it has waited."""

from __future__ import annotations

from typing import Final

from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema, figure

BACKLOG: Final = TableSchema(
    "backlog.csv",
    (
        TableColumn("interval_start", ColumnKind.INSTANT, "instant", "When it begins", True),
        TableColumn("interval_minutes", ColumnKind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        figure("offered"),
        figure("handled"),
        figure("backlog_end", required=True),
        figure("oldest_age_minutes"),
        figure("share_in_window"),
    ),
    written_by="wfm plan or wfm staff --backlog-out",
)  # fmt: skip
