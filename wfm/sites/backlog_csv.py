"""backlog.csv: what waits in deferred queues, and how long it has waited."""

from __future__ import annotations

from typing import Final

from wfm.sites.table_schema import Kind, TableColumn, TableSchema

BACKLOG: Final = TableSchema(
    "backlog.csv",
    (
        TableColumn("interval_start", Kind.INSTANT, "instant", "When the interval begins", True),
        TableColumn("interval_minutes", Kind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", Kind.NAME, "name", "Queue of the site", True),
        TableColumn("offered", Kind.NUMBER, "contacts", "Contacts that arrive"),
        TableColumn("handled", Kind.NUMBER, "contacts", "Contacts that are answered"),
        TableColumn("backlog_end", Kind.NUMBER, "contacts", "Waiting at the interval's end", True),
        TableColumn("oldest_age_minutes", Kind.NUMBER, "minutes", "Age of the oldest that waits"),
        TableColumn("share_in_window", Kind.NUMBER, "share",
                    "Of the contacts offered then, answered within the response window"),
    ),
    written_by="wfm plan or wfm staff --backlog-out",
)  # fmt: skip
