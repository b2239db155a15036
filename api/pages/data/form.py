"""Forms made from what a body may have: its JSON Schema says fields, kinds and bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from api.pages.data import texts

Node = Mapping[str, Any]
"""A part of a JSON Schema."""
Sent = Mapping[str, str]
"""Name of a field → what was typed."""
PRESET: Final = frozenset({"flag", "days"})
"""Widgets that say something in a free record, too."""
BLANK_RECORDS: Final = 1
"""Free records at the end of each list of records."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form; `name` is its place in the body, like `goal.asa` or `breaks.0.minutes`."""

    name: str
    label: str
    note: str
    widget: str
    """text, lines, flag, choice, weekday, days, date, group or records."""
    text: str = ""
    choices: tuple[str, ...] = ()
    chosen: frozenset[str] = frozenset()
    required: bool = False
    parts: tuple[FormField, ...] = ()
    unit: str = ""
    """minutes or hours, where numbers are such."""
    is_range: bool = False
    """Whether the least and the most are entered."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """A field in a list; a choice is one of the product's own words."""

    text: str
    is_choice: bool


NO_NOTES: Final[Mapping[str, str]] = MappingProxyType({})


class Form:
    """The form of one kind of body; moments are by the clock of a zone.

    `notes` say what fields mean that have no note of their own.
    """

    def __init__(
        self, body: type[BaseModel], zone: ZoneInfo, notes: Mapping[str, str] = NO_NOTES
    ) -> None:
        self._zone, self._notes = zone, notes
        schema = body.model_json_schema()
        fields = schema["properties"].items()
        schema["properties"] = {name: raw for name, raw in fields if not raw.get("readOnly")}
        self._defs: Mapping[str, Any] = schema.get("$defs", {})
        self._schema = schema
        self.note: str = schema.get("description", "")

    @property
    def short(self) -> tuple[str, ...]:
        """Names of the body's fields that have a short text: what a list can show."""
        fields = self._schema["properties"].items()
        return tuple(
            name
            for name, raw in fields
            if texts.widget(self._resolved(raw)[0]) in {"text", "choice", "date"}
        )

    def label(self, name: str) -> str:
        """Give what a field of the body is called: numbers of minutes may be typed in hours."""
        unit = texts.unit(self._resolved(self._schema["properties"][name])[0])
        return name.replace("minutes", unit) if unit else name

    def shown(self, name: str, values: Mapping[str, Any]) -> ShownText:
        """Write one field of a body as a list shows it."""
        node = self._resolved(self._schema["properties"][name])[0]
        text = texts.text_of(node, values.get(name), self._zone)
        return ShownText(text, is_choice=texts.widget(node) == "choice")

    def compact(self, sent: Sent) -> dict[str, str]:
        """Give what was sent without empty records, but for a free one behind the others."""
        found = dict(sent)
        for name, raw in self._schema["properties"].items():
            node, _ = self._resolved(raw)
            if texts.widget(node) != "records":
                continue
            item, _ = self._resolved(node["items"])
            kept = self._said_records(item, name, sent)
            free = [n for n in range(_count(name, sent)) if n not in kept][-BLANK_RECORDS:]
            found = {key: text for key, text in found.items() if not key.startswith(f"{name}.")}
            for number, old in enumerate((*kept, *free)):
                before = f"{name}.{old}."
                found |= {
                    f"{name}.{number}.{key.removeprefix(before)}": text
                    for key, text in sent.items()
                    if key.startswith(before)
                }
        return found

    def filled(self, values: Mapping[str, Any], sent: Sent | None = None) -> tuple[FormField, ...]:
        """Give the fields with a body's values, or with what was sent, where something was."""
        return tuple(self._fields(self._schema, "", values, sent))

    def read(self, sent: Sent) -> dict[str, Any]:
        """Give what was sent as a body, as far as it can be read; the body's own checks follow."""
        return self._object(self._schema, "", sent)

    def _fields(
        self,
        node: Node,
        place: str,
        values: Mapping[str, Any],
        sent: Sent | None,
    ) -> Iterator[FormField]:
        needed = node.get("required", ())
        for name, raw in node["properties"].items():
            part, optional = self._resolved(raw)
            value = values.get(name, raw.get("default"))
            required = name in needed and not optional
            yield self._field(name, f"{place}{name}", raw, part, value, sent, required=required)

    def _field(
        self,
        label: str,
        name: str,
        raw: Node,
        node: Node,
        value: Any,
        sent: Sent | None,
        *,
        required: bool,
    ) -> FormField:
        widget = texts.widget(node)
        note = raw.get("description", "") or self._notes.get(label, "")
        unit = texts.unit(node)
        label = label.replace("minutes", unit) if unit else label
        if widget == "group":
            parts = tuple(self._fields(node, f"{name}.", value or {}, sent))
            return FormField(name, label, note, widget, parts=parts)
        if widget == "records":
            parts = tuple(self._records(node, name, value or (), sent))
            return FormField(name, label, note, widget, parts=parts)
        text = texts.text_of(node, value, self._zone) if sent is None else sent.get(name, "")
        chosen = frozenset(text.split("|")) if widget == "days" else frozenset()
        choices = tuple(map(str, node.get("enum", ())))
        return FormField(
            name,
            label,
            note,
            widget,
            text,
            choices if required else ("", *choices),
            chosen,
            required,
            unit="" if unit in label else unit,
            is_range=texts.is_range(node),
        )

    def _records(
        self, node: Node, name: str, values: Sequence[Any], sent: Sent | None
    ) -> Iterator[FormField]:
        item, _ = self._resolved(node["items"])
        known = len(values) if sent is None else len(self._said_records(item, name, sent))
        for number in range(known + BLANK_RECORDS):
            value = values[number] if number < len(values) else {}
            place = f"{name}.{number}"
            typed = sent if number < known or _count(name, sent or {}) > number else None
            parts = self._fields(item, f"{place}.", value, typed)
            filled = tuple(part if number < known else _emptied(part) for part in parts)
            yield FormField(place, str(number + 1), "", "group", parts=filled)

    def _object(self, node: Node, place: str, sent: Sent) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, raw in node["properties"].items():
            part, optional = self._resolved(raw)
            key = f"{place}{name}"
            widget = texts.widget(part)
            if widget == "group":
                found[name] = self._object(part, f"{key}.", sent)
            elif widget == "records":
                item, _ = self._resolved(part["items"])
                found[name] = [
                    self._object(item, f"{key}.{number}.", sent)
                    for number in self._said_records(item, key, sent)
                ]
            elif sent.get(key, "") or (widget in PRESET and not optional):
                found[name] = texts.value_of(part, sent.get(key, ""), self._zone)
            elif optional:
                found[name] = None
        return found

    def _said_records(self, item: Node, name: str, sent: Sent) -> list[int]:
        """List the numbers of the records in which something was said."""
        numbers = range(_count(name, sent))
        return [n for n in numbers if self._said(item, f"{name}.{n}.", sent)]

    def _said(self, node: Node, place: str, sent: Sent) -> bool:
        """Tell whether a record has more than what a free one has by itself."""
        return any(
            sent.get(f"{place}{name}", "").strip()
            for name, raw in node["properties"].items()
            if texts.widget(self._resolved(raw)[0]) not in PRESET
        )

    def _resolved(self, node: Node) -> tuple[Mapping[str, Any], bool]:
        """Follow references; tell whether it may be null."""
        if "anyOf" in node:
            others = [each for each in node["anyOf"] if each.get("type") != "null"]
            return self._resolved(others[0])[0], True
        if "$ref" in node:
            return self._resolved(self._defs[node["$ref"].rpartition("/")[2]])
        return node, False


def _count(name: str, sent: Sent) -> int:
    numbers = [
        int(number)
        for key in sent
        if key.startswith(f"{name}.")
        if (number := key[len(name) + 1 :].partition(".")[0]).isdecimal()
    ]
    return min(max(numbers, default=-1) + 1, 100)


def _emptied(field: FormField) -> FormField:
    """Give a field of a free record: nothing in it, so that it stays away if it is left so."""
    if field.widget in PRESET:
        return field
    parts = tuple(map(_emptied, field.parts))
    return replace(field, text="", choices=("", *field.choices), required=False, parts=parts)
