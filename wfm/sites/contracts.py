"""Work plans, and whether a week can obey them at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from wfm.model import WorkPlan
from wfm.scheduling.rules.settings import Fault
from wfm.scheduling.rules.work_plan import contradictions_of, fields, tables, work_plan
from wfm.sites.fields import Row
from wfm.sites.findings import Findings
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.work_plan_rows import values_of
from wfm.words import phrase


class TableRows(NamedTuple):
    """Rows of one table, and where it is."""

    rows: Rows[Row]
    file: str


def work_plans_of(
    plans: TableRows,
    known: Collection[str],
    records: Mapping[str, TableRows],
    findings: Findings,
) -> Mapping[str, WorkPlan]:
    """Work plans by name, each with its records of the tables that belong to work plans."""
    mine = {table: _by_plan(told, known, findings) for table, told in records.items()}
    own = [each for each in fields().values() if each.record is None]
    found: dict[str, WorkPlan] = {}
    for row, record in unique(plans.rows, _plan_name, "work_plan", plans.file, findings):
        name = _plan_name(record)
        values = values_of(record, own)
        for table, rows in mine.items():
            values[table] = [values_of(each, tables()[table]) for _, each in rows[name]]
        found[name] = work_plan(name, **values)
        for _, fault in contradictions_of(found[name]):
            file, at, field = _place(fault, row, plans.file, records, mine, name)
            findings.error(
                phrase("fault.of", name=name, what=fault.what), fault.remedy, file, at, field
            )
    return MappingProxyType(found)


def _plan_name(record: Row) -> str:
    name: str = record.work_plan  # type: ignore[attr-defined]  # all of these tables have it
    return name


def _by_plan(
    told: TableRows, known: Collection[str], findings: Findings
) -> Mapping[str, list[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for row, record in told.rows:
        name = _plan_name(record)
        check_known([name], known, "work plan", told.file, row, "work_plan", findings)
        found[name].append((row, record))
    return found


def _place(
    fault: Fault,
    row: int,
    file: str,
    records: Mapping[str, TableRows],
    mine: Mapping[str, Mapping[str, Sequence[tuple[int, Row]]]],
    name: str,
) -> tuple[str, int, str]:
    """Say in which file, row and column a fault is."""
    if fault.table is None:
        return file, row, fields()[fault.field].columns[fault.end]
    columns = {each.name: each.columns for each in tables()[fault.table]}
    at = mine[fault.table][name][fault.record][0]
    return records[fault.table].file, at, columns[fault.field][fault.end]
