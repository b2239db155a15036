"""What a body or parameter can have wrong by its schema, as pydantic words it, and HTTP errors.

Their English is made elsewhere: where a template says just that, they are said by its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from wfm.words.phrase import Phrase, phrase

TEMPLATES: Final[Mapping[str, str]] = {
    "http.404": "Not Found",
    "http.405": "Method Not Allowed",
    "http.400": "There was an error parsing the body",
    "schema.missing": "Field required",
    "schema.extra_forbidden": "Extra inputs are not permitted",
    "schema.json_invalid": "JSON decode error",
    "schema.string_type": "Input should be a valid string",
    "schema.string_too_short": (
        "String should have at least {min_length} character[{several:if}s]"
    ),
    "schema.string_too_long": "String should have at most {max_length} character[{several:if}s]",
    "schema.string_pattern_mismatch": "String should match pattern '{pattern}'",
    "schema.int_type": "Input should be a valid integer",
    "schema.int_parsing": ("Input should be a valid integer, unable to parse string as an integer"),
    "schema.int_from_float": (
        "Input should be a valid integer, got a number with a fractional part"
    ),
    "schema.float_type": "Input should be a valid number",
    "schema.float_parsing": ("Input should be a valid number, unable to parse string as a number"),
    "schema.finite_number": "Input should be a finite number",
    "schema.bool_type": "Input should be a valid boolean",
    "schema.bool_parsing": "Input should be a valid boolean, unable to interpret input",
    "schema.greater_than": "Input should be greater than {gt}",
    "schema.greater_than_equal": "Input should be greater than or equal to {ge}",
    "schema.less_than": "Input should be less than {lt}",
    "schema.less_than_equal": "Input should be less than or equal to {le}",
    "schema.enum": "Input should be {expected}",
    "schema.literal_error": "Input should be {expected}",
    "schema.list_type": "Input should be a valid list",
    "schema.dict_type": "Input should be a valid dictionary",
    "schema.model_attributes_type": (
        "Input should be a valid dictionary or object to extract fields from"
    ),
    "schema.too_short": (
        "{field_type} should have at least {min_length} item[{several:if}s] after validation, "
        "not {actual_length}"
    ),
    "schema.too_long": (
        "{field_type} should have at most {max_length} item[{several:if}s] after validation, "
        "not {actual_length}"
    ),
    "schema.date_type": "Input should be a valid date",
    "schema.date_parsing": "Input should be a valid date in the format YYYY-MM-DD, {error}",
    "schema.date_from_datetime_parsing": "Input should be a valid date or datetime, {error}",
    "schema.datetime_type": "Input should be a valid datetime",
    "schema.datetime_parsing": "Input should be a valid datetime, {error}",
    "schema.datetime_from_date_parsing": "Input should be a valid datetime or date, {error}",
    "schema.time_parsing": "Input should be in a valid time format, {error}",
    "schema.timezone_aware": "Input should have timezone info",
    "schema.value_error": "Value error, {error}",
}


_PART: Final = re.compile(r"\[\{(\w+):if\}([^\]]*)\]|\{(\w+)\}")


def schema_said(error: Mapping[str, Any]) -> Phrase:
    """Say an error of pydantic, as its `errors()` give it; one of ours by what it says itself."""
    context = error.get("ctx", {})
    if isinstance(said := context.get("said"), Phrase):
        return said
    if isinstance(accepted := getattr(context.get("error"), "accepted", None), Phrase):
        return phrase("refusal.must_be", accepted=accepted)
    return said_as(f"schema.{error['type']}", error["msg"])


def said_as(code: str, text: str) -> Phrase:
    """Say a text that was made elsewhere by a code, where that says the same; else by itself."""
    found = _pattern(TEMPLATES[code]).fullmatch(text) if code in TEMPLATES else None
    if found is None:
        return phrase("text", text=text)
    return Phrase(code, tuple((name, _read(found[name])) for name in sorted(found.groupdict())))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Give what texts of a template look like, with a group for each parameter."""
    pieces, done = [], 0
    for part in _PART.finditer(template):
        flag, optional, name = part.groups()
        pieces.append(re.escape(template[done : part.start()]))
        pieces.append(f"(?P<{name}>.+)" if name else f"(?P<{flag}>{re.escape(optional)})?")
        done = part.end()
    return re.compile("".join(pieces) + re.escape(template[done:]), re.DOTALL)


def _read(value: str | None) -> str | int | None:
    return int(value) if value is not None and value.isdecimal() else value
