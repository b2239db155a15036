"""Work plans, whether a week can obey them at all, and who has which from when on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import starmap
from types import MappingProxyType
from typing import NamedTuple

from wfm.model import Agent, Contract, WorkPlan
from wfm.model.agent import named
from wfm.scheduling.rules.settings import Fault
from wfm.scheduling.rules.work_plan import (
    contradictions_of,
    fields,
    idle_of,
    tables,
    work_plan,
)
from wfm.sites.fields import Row
from wfm.sites.findings import Findings
from wfm.sites.idle_fields import idle, without_effect
from wfm.sites.references import Rows, check_known, unique
from wfm.sites.rows import AgentRow, ContractRow
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
    in_part: Collection[str] = (),
) -> Mapping[str, WorkPlan]:
    """Work plans by name, each with its records of the tables that belong to work plans.

    Those of which a record could not be read, `in_part`, are not judged: what is missing would be
    told as their contradiction.
    """
    mine = {table: _by_plan(told, known, findings) for table, told in records.items()}
    own = [each for each in fields().values() if each.record is None]
    strays = any(name not in known for rows in mine.values() for name in rows)
    found: dict[str, WorkPlan] = {}
    for row, record in unique(plans.rows, _plan_name, "work_plan", plans.file, findings):
        name = _plan_name(record)
        values = values_of(record, own)
        for table, rows in mine.items():
            values[table] = [values_of(each, tables()[table]) for _, each in rows[name]]
        found[name] = work_plan(name, **values)
        columns = (
            (field.name, field.columns[0], needed.columns[0])
            for field, needed in idle_of(found[name])
        )
        for fault in (*starmap(idle, columns), *without_effect(found[name])):
            findings.warn(
                phrase("fault.of", name=name, what=fault.what), fault.remedy,
                *_place(fault, row, plans.file, records, mine, name),
            )  # fmt: skip
        for _, fault in () if strays or name in in_part else contradictions_of(found[name]):
            findings.error(
                phrase("fault.of", name=name, what=fault.what), fault.remedy,
                *_place(fault, row, plans.file, records, mine, name),
            )  # fmt: skip
    return MappingProxyType(found)


def one_by_one(
    rows: Rows[AgentRow],
) -> tuple[list[tuple[int, AgentRow]], list[tuple[int, ContractRow]]]:
    """Join rows of one agent that differ in work plan and dates alone, each from where one ends.

    Each after the first becomes a contract.
    """
    joined: list[tuple[int, AgentRow]] = []
    later: list[tuple[int, ContractRow]] = []
    place: dict[object, int] = {}
    for number, row in sorted(rows, key=lambda told: (told[1].start_date or date.min, told[0])):
        same = row.model_dump(exclude={"work_plan", "start_date", "end_date"})
        key = tuple(map(str, same.values()))
        before = joined[place[key]][1] if key in place else None
        if before and before.end_date and row.start_date == before.end_date + timedelta(days=1):
            joined[place[key]] = (
                joined[place[key]][0], before.model_copy(update={"end_date": row.end_date})
            )  # fmt: skip
            told = {
                "agent_id": row.agent_id, "work_plan": row.work_plan, "from": row.start_date
            }  # fmt: skip
            later.append((number, ContractRow.model_validate(told)))
        else:
            place[key] = len(joined)
            joined.append((number, row))
    return sorted(joined), later


def contracts_of(
    rows: Rows[ContractRow],
    file: str,
    agents: Sequence[Agent],
    ids: Collection[str],
    plans: Collection[str],
    findings: Findings,
) -> tuple[Contract, ...]:
    """Work plans from a date on, or on some weekdays."""
    people = {agent.id: agent for agent in agents}
    found: list[tuple[int, Contract]] = []
    for row, record in rows:
        check_known([record.agent_id], ids, "agent", file, row, "agent_id", findings)
        check_known([record.work_plan], plans, "work plan", file, row, "work_plan", findings)
        mine = Contract(
            record.agent_id, record.work_plan, record.first, record.last, record.weekdays
        )
        if mine.first and mine.last and mine.last < mine.first:
            findings.error(
                phrase("site.contract_backwards"), phrase("do.exchange_dates"), file, row, "until"
            )
        agent = people.get(mine.agent_id)
        whose = named(mine.agent_id, agent.name if agent else None)
        for before, other in found:
            if mine.contradicts(other):
                findings.error(
                    phrase("site.contract_twice", row=before, agent=whose),
                    phrase("do.part_contracts"), file, row, "weekdays",
                )  # fmt: skip
        if agent and agent.end_date and mine.first and agent.end_date < mine.first:
            findings.warn(
                phrase("site.not_employed", agent_id=agent.id), phrase("do.remove_or_correct"),
                file, row, "from",
            )  # fmt: skip
        found.append((row, mine))
    return tuple(contract for _, contract in found)


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
