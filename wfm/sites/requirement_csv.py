"""requirement.csv: heads per interval and queue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema, figure

if TYPE_CHECKING:
    import pandas as pd

    from wfm.model import Site

REQUIREMENT: Final = TableSchema(
    "requirement.csv",
    (
        TableColumn("interval_start", ColumnKind.INSTANT, "instant", "When it begins", True),
        TableColumn("interval_minutes", ColumnKind.WHOLE, "minutes", "Length; blank: the site's"),
        TableColumn("queue", ColumnKind.NAME, "name", "Queue of the site", True),
        figure("load_erlangs"),
        figure("net_requirement"),
        figure("gross_requirement", required=True),
        TableColumn("binding_target", ColumnKind.NAME, "name", "Part of the goal that decides"),
        figure("shared_heads", ColumnKind.SIGNED),
        figure("contact_worth"),
    ),
    written_by="wfm staff or wfm plan",
)  # fmt: skip


def read_requirement(path: Path, site: Site) -> pd.DataFrame:
    """Read a requirement.csv for a site: UTC instants, NaN where a number is blank.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    return REQUIREMENT.read(path, site)
