"""Work plans made of the settings of all rules, and written as plain documents.

A document is flat: each field under its own name, records of a table as a list. Databases and the
API hold work plans so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

from wfm.errors import ParameterError
from wfm.model import ActivityCategory, WorkPlan
from wfm.model.read_only import read_only
from wfm.scheduling.rules import RULES
from wfm.scheduling.rules.settings import (
    Fault,
    FieldKind,
    RuleSettings,
    Setting,
    Shape,
    faults_in,
    settings_of,
)
from wfm.words import phrase

NOT_TOLD = (None, frozenset[str]())


@cache
def fields() -> Mapping[str, Setting]:
    """List the fields of a work plan by name, in the order of the rules, without its tables'."""
    found = (each for kind in _kinds() for each in settings_of(kind) if each.table is None)
    return {each.name: each for each in found}


@cache
def tables() -> Mapping[str, tuple[Setting, ...]]:
    """List the columns of each table of records: the records' own, then those of other rules."""
    every = [each for kind in _kinds() for each in settings_of(kind)]
    return {
        each.name: (*settings_of(each.record), *(e for e in every if e.table == each.name))
        for each in every
        if each.record is not None
    }


def work_plan(name: str, **values: Any) -> WorkPlan:
    """Make a work plan of the values of its fields, as a document has them or as they are kept.

    Raises
    ------
    ParameterError
        For a field that no rule has, or one that is missing.
    """
    for unknown in values.keys() - fields().keys():
        close = get_close_matches(unknown, fields(), n=1) or sorted(fields())
        raise ParameterError(
            unknown, values[unknown], phrase("range.field_of_rule", fields=tuple(close))
        )
    for missing in (each.name for each in fields().values() if each.required):
        if missing not in values:
            raise ParameterError(missing, None, phrase("range.given"))
    return WorkPlan(name, read_only({kind.rule: _settings(kind, values) for kind in _kinds()}))


def changed(plan: WorkPlan, **values: Any) -> WorkPlan:
    """Give a work plan other values in some of its fields."""
    return work_plan(plan.name, **{**_values(plan), **values})


def document_of(plan: WorkPlan) -> dict[str, Any]:
    """Write a work plan as plain numbers, words and lists."""
    return {"name": plan.name, **_values(plan)}


def plan_of_document(document: Mapping[str, Any]) -> WorkPlan:
    """Read a document, of an earlier release too: what it does not say is as by default."""
    values = {name: document[name] for name in fields() if name in document}
    return work_plan(document["name"], **values)


def faults_of(plan: WorkPlan) -> Iterator[Fault]:
    """Find what is wrong with the settings of each rule by themselves, and unknown names."""
    for kind in _kinds():
        yield from faults_in(kind.of(plan))
        yield from kind.of(plan).strangers(plan)


def contradictions_of(plan: WorkPlan) -> Iterator[tuple[str, Fault]]:
    """Find what no week can obey, each with the name of the rule that it would break."""
    for kind in _kinds():
        mine = kind.of(plan)
        found = (*faults_in(mine), *mine.strangers(plan), *mine.contradictions(plan))
        yield from ((kind.rule, fault) for fault in found)


def idle_of(plan: WorkPlan) -> Iterator[tuple[Setting, Setting]]:
    """Find fields that say something and mean nothing, each with the one that it needs."""
    said = {
        each.name: getattr(kind.of(plan), each.name) for kind in _kinds()
        for each in settings_of(kind) if each.table is None
    }  # fmt: skip
    for each in fields().values():
        needed = [fields()[name] for name in each.needs]
        if not needed or any(said[one.name] != one.default for one in needed):
            continue
        if said[each.name] != each.default:
            yield each, needed[0]


@cache
def _kinds() -> tuple[type[RuleSettings], ...]:
    return tuple(rule.settings for rule in RULES if rule.settings is not None)


def _settings(kind: type[RuleSettings], values: Mapping[str, Any]) -> RuleSettings:
    given: dict[str, Any] = {}
    for each in settings_of(kind):
        if each.table is not None:
            rows = [_row(row) for row in values.get(each.table, ())]
            said = {row[_key(each.table)]: _kept(each, row.get(each.name)) for row in rows}
            told = {name: value for name, value in said.items() if value not in NOT_TOLD}
            given[each.name] = read_only(told)
        elif each.name in values:
            given[each.name] = _kept(each, values[each.name])
    return kind(**given)


def _kept(each: Setting, value: Any) -> Any:
    """Turn a plain value into the one that a rule keeps."""
    if value is None:
        return None
    if each.record is not None:
        return tuple(_record(each.record, _row(row)) for row in value)
    if each.shape is not Shape.ONE:
        return tuple(value)
    if each.kind is FieldKind.DATE:
        return date.fromisoformat(value) if isinstance(value, str) else value
    if each.kind in {FieldKind.WEEKDAYS, FieldKind.NAMES}:
        return frozenset(value)
    if each.choices is not None:
        return each.choices(value)
    return ActivityCategory(value) if each.kind is FieldKind.CATEGORY else value


def _record(kind: type, row: Mapping[str, Any]) -> Any:
    return kind(**{e.name: _kept(e, row[e.name]) for e in settings_of(kind) if e.name in row})


def _row(row: Any) -> Mapping[str, Any]:
    return asdict(row) if is_dataclass(row) and not isinstance(row, type) else row


def _key(table: str) -> str:
    return tables()[table][0].name


def _values(plan: WorkPlan) -> dict[str, Any]:
    found = {
        each.name: plain(each, getattr(kind.of(plan), each.name))
        for kind in _kinds()
        for each in settings_of(kind)
    }
    for each in (each for kind in _kinds() for each in settings_of(kind)):
        if each.table is not None:
            said = found.pop(each.name)
            for row in found[each.table]:
                row[each.name] = said.get(row[_key(each.table)], plain(each, None))
    return found


def plain(each: Setting, value: Any) -> Any:
    """Write the value of a field as plain numbers, words and lists."""
    if value is None and each.kind is FieldKind.NAMES:
        return []
    if isinstance(value, Mapping):
        return {name: plain(each, one) for name, one in value.items()}
    if each.record is not None:
        columns = settings_of(each.record)
        return [{one.name: plain(one, getattr(row, one.name)) for one in columns} for row in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if each.choices is not None:
        return None if value is None else str(value)
    return list(value) if isinstance(value, tuple) else value
