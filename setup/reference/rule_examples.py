"""An example of each rule's fields, as `work_plans.toml` has them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from wfm.scheduling.rules.settings import FieldKind, RuleSettings, Setting, settings_of
from wfm.scheduling.rules.work_plan import tables

PLAN: Final = "full_time"
BY_KIND: Final[Mapping[FieldKind, Any]] = {
    FieldKind.NUMBER: 2,
    FieldKind.MINUTES: 60,
    FieldKind.HOURS: 8,
    FieldKind.CLOCK: "08:00",
    FieldKind.DATE: "2026-03-02",
    FieldKind.WEEKDAYS: "mon-fri",
    FieldKind.FLAG: True,
    FieldKind.TEXT: "Early",
    FieldKind.NAMES: "Late",
    FieldKind.CATEGORY: "break",
}
"""What stands in a field that names no example of its own."""
NAMED: Final[Mapping[str, str]] = {"shifts": "late", "agents": "A1"}
"""Field of names that are not those of shift types → one that there is."""
LATEST: Final = "20:00"
"""The end of a span by the clock."""
OTHER: Final[Mapping[str, Any]] = {"shift_type": "Late", "start": "14:00"}
"""The record that names in another one mean."""


def example_of(settings: type[RuleSettings]) -> dict[str, Any]:
    """Give a value to every column of a rule's fields, and one record to each of its tables."""
    found: dict[str, Any] = {}
    for each in settings_of(settings):
        if each.record is not None:
            found[each.name] = [_cells(settings_of(each.record))]
        elif each.table is not None:
            needed = _cells([one for one in tables()[each.table] if one.required])
            found[each.table] = [{**needed, **_cells([each])}]
            if each.kind is FieldKind.NAMES:
                found[each.table].append({**needed, **OTHER})
        else:
            found |= _cells([each])
    return found


def _cells(settings: Sequence[Setting]) -> dict[str, Any]:
    return {
        name: _cell(each, example, place)
        for each in settings
        for place, (name, example) in enumerate(zip(each.columns, each.examples, strict=False))
    }


def _cell(each: Setting, example: object, end: int) -> Any:
    usual = BY_KIND[each.kind] if each.choices is None else str(next(iter(each.choices)))
    usual = NAMED.get(each.name, usual)
    if each.kind is FieldKind.CLOCK and (end or each.name.startswith("latest")):
        usual = LATEST
    value = usual if example is None else example
    if isinstance(value, int | float) and not isinstance(value, bool):
        unit = 60 if each.kind is FieldKind.HOURS else 1
        value = max((each.least or 0) / unit, min(value, (each.most or value * unit) / unit))
        value = int(value) if value == int(value) else value
        return value + (end if example is None else 0)
    if isinstance(value, str) and each.kind is FieldKind.FLAG:
        return value == "yes"
    return value


def as_toml(example: Mapping[str, Any]) -> str:
    """Write the columns of a work plan as TOML."""
    records = {name: rows for name, rows in example.items() if name in tables()}
    plain = {name: cell for name, cell in example.items() if name not in records}
    lines = [f"[{PLAN}]", *_lines(plain)]
    for name, rows in records.items():
        for row in rows:
            lines += ["", f"[[{PLAN}.{name}]]", *_lines(row)]
    return "\n".join(lines)


def _lines(cells: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {json.dumps(cell, ensure_ascii=False)}" for name, cell in cells.items()]
