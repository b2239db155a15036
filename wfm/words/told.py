"""What was worded elsewhere, with its code: said by the catalogue where that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from wfm.words.english import english
from wfm.words.phrase import Phrase, Value, phrase


class Told(Protocol):
    """English text that knows its code and parameters, as forecasts give it."""

    code: str

    @property
    def given(self) -> Mapping[str, Any]:
        """Value of each parameter."""
        ...


def phrase_told(told: Told) -> Phrase:
    """Say by its code what was told, else by its text alone."""
    found = _phrase(told)
    try:
        same = english(found) == str(told)
    except (KeyError, TypeError, ValueError):
        same = False
    return found if same else phrase("text", text=str(told))


def _phrase(told: Told) -> Phrase:
    given = tuple((name, _value(told.given[name])) for name in sorted(told.given))
    return Phrase(told.code, given)


def _value(value: Any) -> Value:
    if isinstance(value, tuple):
        return tuple(_value(each) for each in value)
    return _phrase(value) if hasattr(value, "code") else value
