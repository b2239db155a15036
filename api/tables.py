"""Stored tables as pages of records."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from api.schemas.plans import PlanView, TableView
from wfm.store.plans import PlanInfo

TEXT = frozenset({"interval_start", "queue", "channel", "binding_target"})
"""Columns that are not numbers."""


def plan_view(plan: PlanInfo) -> PlanView:
    """Show a table without its rows."""
    return PlanView(**{name: value for name, value in asdict(plan).items() if name != "kind"})


def table_view(plan: PlanInfo, table: str, after: int, limit: int) -> TableView:
    """Show the rows behind the first `after`; what is undefined is null."""
    records = list(islice(csv.DictReader(io.StringIO(table)), after, after + limit + 1))
    following = str(after + limit) if len(records) > limit else None
    rows = [_row(record) for record in records[:limit]]
    return TableView(**plan_view(plan).model_dump(), rows=rows, next=following)


def _row(record: Mapping[str, str]) -> dict[str, Any]:
    return {name: text if name in TEXT else _number(text) for name, text in record.items()}


def _number(text: str) -> float | None:
    return float(text) if text not in {"", "nan", "inf"} else None
