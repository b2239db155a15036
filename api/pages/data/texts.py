"""Values of a body as people write them: clocks, hours, lists with |, windows, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

MOMENT: Final = "%Y-%m-%d %H:%M"
SEPARATOR: Final = "|"
SUNDAY: Final = 6
NEVER: Final = "-"
"""No window at all: closed."""
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")


def widget(node: Mapping[str, Any]) -> str:
    """Tell how a kind of value is entered."""
    kind = node.get("type")
    if kind == "object":
        return "group" if "properties" in node else "lines"
    if kind == "array":
        return _of_array(node)
    if "enum" in node:
        return "choice"
    if kind == "boolean":
        return "flag"
    if kind == "integer" and node.get("maximum") == SUNDAY:
        return "weekday"
    return "date" if node.get("format") == "date" else "text"


def _of_array(node: Mapping[str, Any]) -> str:
    items = node.get("items", {})
    if "$ref" in items:
        return "records"
    if items.get("type") == "integer" and items.get("maximum") == SUNDAY:
        return "days"
    return "lines" if items.get("type") == "array" and "prefixItems" not in items else "text"


def unit(node: Mapping[str, Any]) -> str:
    """Give the unit of a number, or of a list of some, where it is one of time."""
    inner = (node.get("prefixItems") or [node.get("items", node)])[0]
    kind = str(inner.get("x-kind", ""))
    return kind if kind in {"minutes", "hours"} else ""


def is_range(node: Mapping[str, Any]) -> bool:
    """Tell whether a value is the least and the most of something."""
    ends = node.get("prefixItems", ())
    return len(ends) == 2 and not _is_clock(ends[0]) and widget(node) == "text"


def text_of(node: Mapping[str, Any], value: Any, zone: ZoneInfo) -> str:
    """Write a value: nothing for none, lists with |, a line for each of what has lines."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "\n".join(f"{key} = {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return _text_of_list(node, value, zone)
    return _text_of_one(node, value, zone)


def _text_of_list(node: Mapping[str, Any], value: Sequence[Any], zone: ZoneInfo) -> str:
    items, kinds = node.get("items", {}), node.get("prefixItems")
    if items.get("type") == "array":
        if not value and "prefixItems" in items:
            return NEVER
        lines = (text_of(items, each, zone) for each in value)
        return (", " if "prefixItems" in items else "\n").join(lines)
    separator = "-" if kinds and _is_clock(kinds[0]) else f" {SEPARATOR} "
    if widget(node) == "days":
        separator = SEPARATOR
    return separator.join(
        text_of(kinds[n] if kinds else items, each, zone) for n, each in enumerate(value)
    )


def _text_of_one(node: Mapping[str, Any], value: Any, zone: ZoneInfo) -> str:
    if _is_clock(node):
        return f"{value // 60:02d}:{value % 60:02d}"
    if node.get("x-kind") == "hours":
        return f"{value / 60:g}"
    if node.get("format") == "date-time":
        return f"{datetime.fromisoformat(value).astimezone(zone):{MOMENT}}"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def value_of(node: Mapping[str, Any], text: str, zone: ZoneInfo) -> Any:
    """Read a value; what cannot be read stays text, and is refused by the body's own checks."""
    text = text.strip()
    kind = node.get("type")
    if kind == "boolean":
        return text == "true"
    if kind == "object":
        pairs = (line.rpartition("=") for line in text.splitlines() if line.strip())
        return {key.strip(): each.strip() for key, _, each in pairs}
    if kind == "array":
        return _list_of(node, text, zone)
    if kind in {"integer", "number"}:
        return _number(node, text)
    return _moment(text, zone) if node.get("format") == "date-time" else text


def _list_of(node: Mapping[str, Any], text: str, zone: ZoneInfo) -> list[Any]:
    items, kinds = node.get("items", {}), node.get("prefixItems")
    if text == NEVER:
        return []
    if items.get("type") == "array":
        separator = "," if "prefixItems" in items else "\n"
    elif kinds and _is_clock(kinds[0]):
        text, separator = text.replace("–", "-"), "-"
    else:
        separator = SEPARATOR
    parts = [part for part in text.split(separator) if part.strip()]
    return [
        value_of(kinds[n] if kinds and n < len(kinds) else items, part, zone)
        for n, part in enumerate(parts)
    ]


def _number(node: Mapping[str, Any], text: str) -> Any:
    clock = _CLOCK.fullmatch(text)
    if clock and _is_clock(node):
        return int(clock[1]) * 60 + int(clock[2])
    share = text.endswith("%")
    try:
        number = float(text.removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return text
    if share:
        number = float(f"{number / 100:.12g}")
    if node.get("x-kind") == "hours":
        number = round(number * 60, 2)  # hours of so many digits as are shown
    whole = node["type"] == "integer" and number.is_integer()
    return int(number) if whole else number


def _moment(text: str, zone: ZoneInfo) -> Any:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _is_clock(node: Mapping[str, Any]) -> bool:
    return node.get("x-kind") == "clock"
