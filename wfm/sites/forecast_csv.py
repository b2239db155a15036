"""forecast.csv: contacts and AHT per interval and queue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from wfm.sites.table_schema import Kind, TableColumn, TableSchema

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site

QUANTILES: Final = ("p05", "p25", "p50", "p75", "p95")
LAST: Final = "those of the last override"

FORECAST: Final = TableSchema(
    "forecast.csv",
    (
        TableColumn("interval_start", Kind.INSTANT, "instant", "When the interval begins", True),
        TableColumn("interval_minutes", Kind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", Kind.NAME, "name", "Queue of the site", True),
        TableColumn("channel", Kind.NAME, "name", "Channel of the queue"),
        TableColumn("contacts", Kind.NUMBER, "contacts", "Contacts that are expected", True),
        *(
            TableColumn(
                f"contacts_{level}", Kind.NUMBER, "contacts",
                f"The count lies below with a chance of {int(level[1:])} %",
            )
            for level in QUANTILES
        ),
        *(
            TableColumn(
                f"rate_{level}", Kind.NUMBER, "contacts",
                f"The expected count lies below with a chance of {int(level[1:])} %",
            )
            for level in QUANTILES
        ),
        TableColumn("aht_seconds", Kind.NUMBER, "seconds", "AHT that is expected"),
        TableColumn("contacts_original", Kind.NUMBER, "contacts", "Contacts before overrides"),
        TableColumn("override_by", Kind.NAME, "name", f"Who overrode; {LAST}"),
        TableColumn("override_at", Kind.WORDS, "instant", f"When it was made; {LAST}"),
        TableColumn("override_reason", Kind.WORDS, "words", f"Why; {LAST}"),
        TableColumn("corrected_contacts", Kind.NUMBER, "contacts", "Contacts after overrides"),
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
