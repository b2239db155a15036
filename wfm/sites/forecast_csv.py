"""forecast.csv: contacts and AHT per interval and queue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema, figure

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site

QUANTILES: Final = ("p05", "p25", "p50", "p75", "p95")
LAST: Final = "those of the last override"

FORECAST: Final = TableSchema(
    "forecast.csv",
    (
        TableColumn("interval_start", ColumnKind.INSTANT, "instant", "When it begins", True),
        TableColumn("interval_minutes", ColumnKind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        TableColumn("channel", ColumnKind.NAME, "name", "Channel of the queue"),
        figure("contacts", required=True),
        *(figure(f"contacts_{level}") for level in QUANTILES),
        *(figure(f"rate_{level}") for level in QUANTILES),
        *map(figure, ("rate_day_share", "rate_week_share")),
        figure("aht_seconds"),
        figure("contacts_original"),
        TableColumn("override_by", ColumnKind.NAME, "name", f"Who overrode; {LAST}"),
        TableColumn("override_at", ColumnKind.WORDS, "instant", f"When it was made; {LAST}"),
        TableColumn("override_reason", ColumnKind.WORDS, "words", f"Why; {LAST}"),
        figure("corrected_contacts"),
    ),
    written_by="wfm forecast or wfm plan",
    filled=("interval_minutes", "aht_seconds"),
)  # fmt: skip


def read_forecast(path: Path, site: Site) -> pd.DataFrame:
    """Read a forecast.csv for a site: UTC instants, NaN where a number is blank.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    return FORECAST.read(path, site)
