"""Phrases as they are stored and handed to programs: text, code and parameters as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from wfm.words.english import ENGLISH, english
from wfm.words.phrase import Phrase, Value, phrase
from wfm.words.template import KINDS, placeholders


def document(said: Phrase) -> dict[str, Any]:
    """Give the English of a phrase, its code and its parameters; dates and moments as ISO 8601."""
    return {"text": english(said), **_plain_phrase(said)}


def _plain_phrase(said: Phrase) -> dict[str, Any]:
    return {
        "code": said.code,
        "params": {name: _plain(value) for name, value in said.given},
    }


def _plain(value: Value) -> Any:
    if isinstance(value, Phrase):
        return _plain_phrase(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def phrase_of(found: Mapping[str, Any]) -> Phrase:
    """Read a document back; one without a code that is still known is told by its text alone."""
    try:
        said = _read_phrase(found)
        english(said)
    except (KeyError, TypeError, ValueError, AttributeError):
        return phrase("text", text=str(found["text"]))
    return said


def _read_phrase(found: Mapping[str, Any]) -> Phrase:
    kinds = {name: kind for name, kind, _ in placeholders(ENGLISH.templates[found["code"]])}
    params = found[
        "params"
    ]  # one of an earlier release may lack what its template came to leave out
    given = {name: _read(params[name], kind) for name, kind in kinds.items() if name in params}
    return Phrase(found["code"], tuple(sorted(given.items())))


def _read(value: Any, kind: str) -> Value:
    if isinstance(value, list):
        return tuple(_read(each, kind) for each in value)
    if isinstance(value, Mapping):
        return _read_phrase(value)
    if isinstance(value, str) and KINDS.get(kind) is datetime:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and KINDS.get(kind) is date:
        return date.fromisoformat(value)
    return value  # type: ignore[no-any-return]  # plain JSON, shown to be well formed by saying it
