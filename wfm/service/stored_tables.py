"""The tables of a stored week, kept as the files of the same name are written; instants in UTC."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from wfm.store.plans import PlanKind

if TYPE_CHECKING:
    import pandas as pd

    from wfm.sites.table_schema import TableSchema


def schema_of(kind: PlanKind) -> TableSchema:
    """Give the schema of a kind of table."""
    from wfm.sites.coverage_csv import COVERAGE
    from wfm.sites.forecast_csv import FORECAST
    from wfm.sites.requirement_csv import REQUIREMENT

    return {
        PlanKind.FORECAST: FORECAST,
        PlanKind.REQUIREMENT: REQUIREMENT,
        PlanKind.COVERAGE: COVERAGE,
    }[kind]


def stored_frame(kind: PlanKind, text: str) -> pd.DataFrame:
    """Read a stored table back: a copy of one's own."""
    return _read(kind, text).copy()


@lru_cache(maxsize=12)  # a board and each edit on it ask for the same tables of one run
def _read(kind: PlanKind, text: str) -> pd.DataFrame:
    return schema_of(kind).parse(text)


def stored_text(kind: PlanKind, frame: pd.DataFrame) -> str:
    """Write a table to be stored."""
    return schema_of(kind).text(frame, "UTC")
