"""Columns of the tables that hold work plans, as the rules declare their fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from wfm.model import ActivityCategory
from wfm.scheduling.rules.settings import FieldKind, Setting, Shape
from wfm.scheduling.rules.work_plan import fields, tables
from wfm.sites import cells, durations
from wfm.sites.fields import Day, Row, Text, column

CELLS: Mapping[FieldKind, tuple[type, Any]] = {
    FieldKind.NUMBER: (int, cells.whole),
    FieldKind.MINUTES: (int, durations.minutes),
    FieldKind.HOURS: (float, durations.hours),
    FieldKind.CLOCK: (int, cells.clock),
    FieldKind.WEEKDAYS: (frozenset[int], cells.weekdays),
    FieldKind.FLAG: (bool, cells.flag),
    FieldKind.TEXT: (str, cells.text),
    FieldKind.NAMES: (tuple[str, ...], cells.names),
    FieldKind.CATEGORY: (ActivityCategory, cells.choice(ActivityCategory)),
}
"""Kind of a field → type of its cells, and how they are read."""


def work_plan_row() -> type[Row]:
    """Make the table of work plans: the fields of all rules but those with tables of their own."""
    text = "Rules of each contract. Times past midnight count on: 02:00 is 26:00."
    name = ("work_plan", Text, column("Name of the work plan", "Full time"))
    own = [each for each in fields().values() if each.record is None]
    return _row("WorkPlanRow", text, name, own)


def record_rows() -> Mapping[str, type[Row]]:
    """Make a table for each kind of records in work plans, by its name."""
    found = {}
    for table, columns in tables().items():
        exemplary = any(example for each in columns for example in each.examples)
        name = ("work_plan", Text, column("The work plan", "Full time" if exemplary else None))
        found[table] = _row(f"{table}_row", f"{fields()[table].note}.", name, columns)
    return found


def values_of(record: Row, settings: Sequence[Setting]) -> dict[str, Any]:
    """Give what a row says of some fields, as rules keep it; what it leaves blank is left out."""
    found = {}
    for each in settings:
        said = [getattr(record, name) for name in each.columns]
        if any(cell is not None for cell in said):
            values = [_kept(each, cell) for cell in said]
            found[each.name] = values[0] if len(values) == 1 else _span(each, values)
    return found


def _kept(each: Setting, cell: Any) -> Any:
    if each.kind is not FieldKind.HOURS or cell is None:
        return cell
    return sorted(map(_minutes, cell)) if each.shape is Shape.LIST else _minutes(cell)


def _minutes(hours: float) -> int:
    return round(hours * 60)


def _span(each: Setting, values: Sequence[int | None]) -> tuple[int | None, ...]:
    """Give a span; an end that is left blank is its bound."""
    bounds = (each.least, each.most)
    return tuple(
        bound if value is None else value for value, bound in zip(values, bounds, strict=True)
    )


def _row(
    name: str, text: str, first: tuple[str, Any, Any], settings: Sequence[Setting]
) -> type[Row]:
    columns = {first[0]: (first[1], first[2])}
    for each in settings:
        columns.update(_columns(each))
    made: type[Row] = create_model(name, __base__=Row, __doc__=text, **columns)  # type: ignore[call-overload]  # columns are known at run time only
    return made


def _columns(each: Setting) -> Iterator[tuple[str, tuple[Any, Any]]]:
    ends = ("", "") if len(each.columns) == 1 else (": least", ": most")
    for name, example, end in zip(each.columns, each.examples, ends, strict=False):
        kind = _cell(each)
        if each.required:
            yield name, (kind, column(each.note + end, example))
        else:
            yield name, (kind | None, column(each.note + end, example, None))


def _cell(each: Setting) -> Any:
    """Give the type of a field's cells, with its bounds in the unit of files."""
    if each.kind is FieldKind.DATE:
        return Day
    if each.choices is not None:
        return Annotated[each.choices, BeforeValidator(cells.choice(each.choices))]
    kind, read = CELLS[each.kind]
    unit = 60 if each.kind is FieldKind.HOURS else 1
    least, most = (None if b is None else b / unit for b in (each.least, each.most))
    bounds = Field(ge=least, le=most)
    if each.shape is Shape.LIST:
        many: Any = tuple[Annotated[float, bounds], ...]
        filled = Field(min_length=1 if each.required else 0)
        listed = durations.hours_list if each.kind is FieldKind.HOURS else cells.numbers
        return Annotated[many, BeforeValidator(listed), filled]
    if kind in {int, float}:
        return Annotated[kind, BeforeValidator(read), bounds]
    filled = Field(min_length=1) if each.kind is FieldKind.TEXT else Field()
    return Annotated[kind, BeforeValidator(read), filled]
