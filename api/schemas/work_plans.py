"""Work plans: bodies and views with the fields that the rules declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, create_model

from api.schemas.fields import NUMBER, Body, Day, Flag, Name, Text, WeekDay
from api.schemas.noted import Noted
from wfm.model import ActivityCategory
from wfm.scheduling.rules.settings import FieldKind, Setting, Shape
from wfm.scheduling.rules.work_plan import fields, plain, tables

LIST: Any = list
MANY = Field(max_length=50)
MANY_NAMES = Field(max_length=5000)
"""As many agents as may be on one line of a rotation."""
SENT: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: Text,
    FieldKind.FLAG: Flag,
    FieldKind.CATEGORY: ActivityCategory,
    FieldKind.WEEKDAYS: Annotated[list[WeekDay], Field(max_length=7)],
    FieldKind.NAMES: Annotated[list[Text], MANY_NAMES],
    FieldKind.DATE: Day,
}
"""Kinds of fields that are no plain numbers → what a client sends."""
SHOWN: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: str,
    FieldKind.FLAG: bool,
    FieldKind.CATEGORY: ActivityCategory,
    FieldKind.WEEKDAYS: list[int],
    FieldKind.NAMES: list[str],
    FieldKind.DATE: date,
}


class NamedPlan(Body):
    """A contract's rules. Minutes unless a name says otherwise; null switches a rule off."""

    only_read = frozenset({"notes", "version"})
    name: Name
    active: Flag = True


class StoredPlan(Noted):
    """A work plan as it is stored."""

    name: str
    active: bool
    version: int


def _body(name: str, base: type[Body], settings: Sequence[Setting]) -> Any:
    columns: dict[str, Any] = {}
    for each in settings:
        kind = _sent(each) | None if each.optional else _sent(each)
        default = ... if each.required else plain(each, each.default)
        columns[each.name] = (kind, Field(default, description=each.note, validate_default=True))
    body = create_model(name, __base__=base, __doc__=base.__doc__, **columns)
    body.in_files = {column: each.name for each in settings for column in each.columns}
    return body


def _sent(each: Setting) -> Any:
    """Give the type of a field as a client sends it, within its bounds."""
    if each.record is not None:
        row = _body(f"{each.record.__name__}Body", Body, tables()[each.name])
        return Annotated[LIST[row], MANY]
    if each.choices is not None:
        return each.choices
    if each.kind in SENT:
        return SENT[each.kind]
    kind: dict[str, Any] = {"x-kind": str(each.kind)}
    one: Any = Annotated[int, Field(ge=each.least, le=each.most, json_schema_extra=kind), NUMBER]
    if each.shape is Shape.SPAN:
        return tuple[one, one]
    if each.shape is Shape.LIST:
        return Annotated[list[one], Field(min_length=int(each.required), max_length=50)]
    return one


def _view(name: str, base: type[BaseModel], settings: Sequence[Setting]) -> Any:
    columns: dict[str, Any] = {}
    for each in settings:
        kind = _shown(each) | None if each.optional else _shown(each)
        columns[each.name] = (kind, Field(description=each.note))
    return create_model(name, __base__=base, __doc__=base.__doc__, **columns)


def _shown(each: Setting) -> Any:
    if each.record is not None:
        row = _view(f"{each.record.__name__}View", BaseModel, tables()[each.name])
        return LIST[row]
    if each.choices is not None:
        return each.choices
    if each.kind in SHOWN:
        return SHOWN[each.kind]
    if each.shape is Shape.SPAN:
        return tuple[int, int]
    return list[int] if each.shape is Shape.LIST else int


if TYPE_CHECKING:
    WorkPlanBody = NamedPlan
    WorkPlanView = StoredPlan
else:
    WorkPlanBody = _body("WorkPlanBody", NamedPlan, list(fields().values()))
    WorkPlanView = _view("WorkPlanView", StoredPlan, list(fields().values()))
