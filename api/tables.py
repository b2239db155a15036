"""Stored tables as pages of records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from itertools import islice

from api.schemas.figures import ColumnView
from api.schemas.plans import PlanView, TableView
from wfm.sites.formulas import of_text
from wfm.store.plans import PlanInfo, PlanKind


def plan_view(plan: PlanInfo) -> PlanView:
    """Show a table without its rows."""
    return PlanView(**{name: value for name, value in asdict(plan).items() if name != "kind"})


def table_view(plan: PlanInfo, table: str, after: int, limit: int) -> TableView:
    """Show the rows behind the first `after`; what is undefined is null."""
    records = list(islice(csv.DictReader(io.StringIO(table)), after, after + limit + 1))
    following = str(after + limit) if len(records) > limit else None
    words = _words()
    rows = [
        {name: of_text(text) if name in words else _number(text) for name, text in record.items()}
        for record in records[:limit]
    ]
    columns = in_words(records[0] if records else ())
    return TableView(**plan_view(plan).model_dump(), columns=columns, rows=rows, next=following)


def in_words(columns: Iterable[str], table: str = "") -> list[ColumnView]:
    """Say what the columns of a table are, in their order: figures, names, times and words."""
    from wfm.figures import explained

    found = []
    for column in columns:
        try:
            found.append(ColumnView(**asdict(explained(column, table))))
        except KeyError:
            unit, words = _apart_from_figures()[column]
            title = column.replace("_", " ").capitalize()
            found.append(ColumnView(column=column, title=title, unit=unit, words=words))
    return found


@cache
def _apart_from_figures() -> Mapping[str, tuple[str, str]]:
    """Give unit and meaning of the columns that hold no figure."""
    from wfm.service.stored_tables import schema_of
    from wfm.sites.adherence_csv import WORDS

    stored = (column for kind in PlanKind for column in schema_of(kind).columns)
    of_plans = {column.name: (column.unit, column.note) for column in stored}
    return of_plans | {name: (unit, words) for name, (_, unit, words) in WORDS.items()}


@cache
def _words() -> frozenset[str]:
    """Columns that are not numbers."""
    from wfm.service.stored_tables import schema_of
    from wfm.sites.table_schema import ColumnKind

    kinds = {ColumnKind.INSTANT, ColumnKind.NAME, ColumnKind.WORDS}
    columns = (column for kind in PlanKind for column in schema_of(kind).columns)
    return frozenset(column.name for column in columns if column.kind in kinds)


def _number(text: str) -> float | None:
    return float(text) if text not in {"", "nan", "inf"} else None
