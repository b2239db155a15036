"""JSON as feeds deliver it: one document, one a line, or one after the other without a break."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wfm.errors import InputError, InputProblem
from wfm.words import phrase


def documents(text: str, file: str | None) -> list[Mapping[str, Any]]:
    """Give every object in a text, in order; a list counts as the objects in it.

    Raises
    ------
    InputError
        Where the text is no JSON, or breaks off: then nothing of it is taken.
    """
    decoder, at = json.JSONDecoder(), 0
    found: list[Mapping[str, Any]] = []
    while (at := _next(text, at)) < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            line = text.count("\n", 0, at) + 1
            what = phrase("states.json_broken", number=len(found) + 1)
            raise InputError([InputProblem(what, phrase("do.send_again"), file, line)]) from error
        found += value if isinstance(value, list) else [value]
    strange = [row for row, one in enumerate(found, start=1) if not isinstance(one, dict)]
    if strange:
        raise InputError(
            [InputProblem(phrase("states.no_json_object"), None, file, row) for row in strange]
        )
    return found


def _next(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,\ufeff":
        at += 1
    return at
