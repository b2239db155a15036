"""The columns that each table of a site may have, and the other names of some."""

from __future__ import annotations

from wfm.sites.layout import Known, plain_names
from wfm.sites.rows import TABLES, Row


def columns_of(model: type[Row]) -> list[str]:
    """Give the columns of a short table, as its class declares them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def known_columns(table: str) -> Known:
    """Give the columns of any table, each with what exports call it."""
    if table in TABLES:
        return plain_names(columns_of(TABLES[table]))
    from wfm.sites import history, satisfaction, states

    if table == "history":
        return history.NAMES
    return plain_names({"states": states, "satisfaction": satisfaction}[table].COLUMNS)
