"""Three-way merge of one thing: what the files said last, what is stored, what they say now.

A field that only the files changed takes their value, one that only the service changed keeps its
own. One that both changed differently is a conflict: the service's value stays, and what the files
said last is kept too, so that the conflict is told again until it is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Document = Mapping[str, Any]
ABSENT: Final = "\0absent"
"""In place of a field that a document lacks; no field holds a control character."""
UNSETTLED: Final[Document] = {"unsettled": True}
"""In place of what the files said last of a field on which they and the service never agreed."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field in which the files and the store differ; None where there was or is nothing."""

    field: str
    before: Any
    """What the files said last."""
    stored: Any
    files: Any


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """A merged document, what the files have said of it, and the fields that moved or clash."""

    document: dict[str, Any]
    imported: dict[str, Any]
    changes: tuple[FieldChange, ...]
    conflicts: tuple[FieldChange, ...]


def merge(
    imported: Document, stored: Document, files: Document, *, files_win: bool
) -> MergedDocument:
    """Merge field by field, inside nested documents too; lists are taken whole."""
    merging = _Merging(files_win)
    document, base = merging.merged("", imported, stored, files)
    return MergedDocument(document, base, tuple(merging.changes), tuple(merging.conflicts))


def complete(imported: Document, now: Document, fill: Callable[[Document], Document]) -> Document:
    """Give what the files said last the fields that the release of then did not know.

    `fill` gives a document the defaults of the fields that it lacks; `now` is what is stored.
    """
    filled: Document = _unsettled(imported, fill(_settled(imported, now)))
    return filled


def _settled(said: Any, now: Any) -> Any:
    if said == UNSETTLED:
        return now
    if not isinstance(said, Mapping):
        return said
    stored = now if isinstance(now, Mapping) else {}
    return {name: _settled(value, stored.get(name)) for name, value in said.items()}


def _unsettled(said: Any, filled: Any) -> Any:
    if said == UNSETTLED:
        return UNSETTLED
    if not isinstance(said, Mapping) or not isinstance(filled, Mapping):
        return filled
    return {name: _unsettled(said.get(name), value) for name, value in filled.items()}


def _shown(value: Any) -> Any:
    return None if value in (ABSENT, UNSETTLED) else value


class _Merging:
    def __init__(self, files_win: bool) -> None:
        self.files_win = files_win
        self.changes: list[FieldChange] = []
        self.conflicts: list[FieldChange] = []

    def merged(
        self, path: str, imported: Document, stored: Document, files: Document
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        document, base = {}, {}
        for name in dict.fromkeys((*stored, *files)):
            place = f"{path}.{name}" if path else name
            found = (side.get(name, ABSENT) for side in (imported, stored, files))
            value, said = self._field(place, *found)
            if value is not ABSENT:
                document[name] = value
            if said is not ABSENT:
                base[name] = said
        return document, base

    def _field(self, place: str, before: Any, stored: Any, files: Any) -> tuple[Any, Any]:
        if files in (stored, before):
            return stored, files
        if isinstance(stored, Mapping) and isinstance(files, Mapping):
            return self.merged(place, before if isinstance(before, Mapping) else {}, stored, files)
        change = FieldChange(place, *map(_shown, (before, stored, files)))
        if stored != before:
            self.conflicts.append(change)
            if not self.files_win:
                return stored, UNSETTLED if before is ABSENT else before
        self.changes.append(change)
        return files, files
