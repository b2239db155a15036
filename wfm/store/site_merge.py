"""Take what a site's files say into the stored site, row by row, and leave the rest.

- A row that only the files have is added, under a random key where it has no name of its own.
- A row that both have is merged field by field (`wfm.store.merging`): what the service changed
  stays as long as the files say of it what they said last.
- A row that only the service has stays. If earlier files brought it, it is retired when that is
  asked for, unless it was changed in the service since or is still needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import Connection, select

from wfm.errors import ParameterError
from wfm.model import Agent, Site
from wfm.store.demand import SETTINGS, settings_of
from wfm.store.entities import Entity, Stored
from wfm.store.merging import UNSETTLED, FieldChange, MergedDocument, complete, merge
from wfm.store.people import left_on
from wfm.store.references import Thing, held_together, still_needed, troubles
from wfm.store.site_tables import SITE_TABLES, SiteTable
from wfm.store.tables import SITES
from wfm.words import Phrase, phrase
from wfm.words.schemas import schema_said


@dataclass(frozen=True, slots=True)
class Choices:
    """What an import does only if it is asked to."""

    retire: bool = False
    """Retire what earlier files brought and these lack."""
    files_win: bool = False
    """Take the files' word where the service says otherwise."""


NO_CHOICE: Final = Choices()


class Fate(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    CONFLICT = "conflict"
    """Files and service both changed it; the service's word stays."""
    MISSING = "missing"
    """No longer in the files; it stays."""
    RETIRED = "retired"
    NEEDED = "needed"
    """To be retired or taken back, if others did not need it; it stays."""
    EDITED = "edited"
    """To be taken back, if it were still as the import left it; it stays."""


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of a row; `row` names it in words."""

    table: str
    key: str
    row: str
    fate: Fate
    fields: tuple[FieldChange, ...] = ()
    reason: Phrase | None = None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row as it was before and is now, what the files said of it included."""

    entity: Entity[Any]
    before: Stored[Any] | None
    after: Stored[Any]
    state_before: Mapping[str, Any] | None
    state_after: Mapping[str, Any]

    @classmethod
    def of(cls, entity: Entity[Any], before: Stored[Any] | None, after: Stored[Any]) -> RowChange:
        """Make one, with what may be said of it as JSON."""
        was = None if before is None else state(entity, before)
        return cls(entity, before, after, was, state(entity, after))


@dataclass(slots=True)
class SiteMerge:
    """What a merge did."""

    rows: list[RowReport] = field(default_factory=list)
    changes: dict[Thing, RowChange] = field(default_factory=dict)

    def note(self, change: RowChange) -> None:
        """Remember a change."""
        self.changes[change.entity.kind, change.after.key] = change


def plan_merge(
    connection: Connection, key: str, site: Site, choices: Choices, today: date
) -> PlannedMerge:
    """Merge what the files say; nothing is written. A site that is not there yet is begun."""
    merging = PlannedMerge(connection, key, choices, today)
    for table in SITE_TABLES:
        merging.take(table, site)
    merging.retire()
    return merging


def state(entity: Entity[Any], stored: Stored[Any]) -> dict[str, Any]:
    """Give all that may be said of a thing as JSON."""
    return {**entity.document(stored.value), "active": stored.active}


def with_state(
    entity: Entity[Any], stored: Stored[Any], document: Mapping[str, Any]
) -> Stored[Any]:
    """Give a thing this state, in its next version.

    Raises
    ------
    ValidationError, ParameterError
        If that makes no sense.
    """
    fields = {name: value for name, value in document.items() if name != "active"}
    value = entity.value(fields)
    return replace(stored, value=value, active=document["active"], version=stored.version + 1)


def said_last(entity: Entity[Any], stored: Stored[Any]) -> Mapping[str, Any]:
    """Give what the files said last of a thing; nothing of what was made in the service."""

    def fill(document: Mapping[str, Any]) -> Mapping[str, Any]:
        return state(entity, with_state(entity, stored, document))

    imported = stored.imported
    try:
        return {} if imported is None else complete(imported, state(entity, stored), fill)
    except (ValidationError, ParameterError):
        return imported or {}


def retired(entity: Entity[Any], stored: Stored[Any], today: date) -> Stored[Any]:
    """Give a thing as retired, so that files which name it again bring it back."""
    value = left_on(stored.value, today) if isinstance(stored.value, Agent) else stored.value
    after = replace(stored, value=value, active=False, version=stored.version + 1)
    return replace(after, imported=state(entity, after))


def in_words(table: SiteTable[Any], key: str, document: Mapping[str, Any]) -> str:
    """Name a row by what it is recognised by."""
    known = [document[name] for name in table.identity if document[name] is not None]
    return ", ".join(map(_word, known)) or key


class PlannedMerge:
    """What is to be written of a site as it was when its merge was planned."""

    def __init__(self, connection: Connection, key: str, choices: Choices, today: date) -> None:
        self.connection, self.key = connection, key
        self.choices, self.today = choices, today
        self.revision = connection.scalar(select(SITES.c.revision).where(SITES.c.key == key))
        """None: it is not there yet."""
        self.result = SiteMerge()
        self.missing: list[tuple[SiteTable[Any], Stored[Any]]] = []
        self._changed: dict[str, list[Stored[Any]]] = defaultdict(list)
        self._new: dict[str, list[Stored[Any]]] = {}
        self._gone: dict[Thing, tuple[SiteTable[Any], RowChange]] = {}

    def write(self, connection: Connection) -> SiteMerge:
        """Write it, in the caller's transaction and without a line in the trail.

        Raises
        ------
        ConflictError
            If something in force would then need what is not.
        """
        before, gone = troubles(connection, self.key), dict(self._gone)
        done = SiteMerge(list(self.result.rows), dict(self.result.changes))
        with held_together(connection, self.key):
            for table in SITE_TABLES:
                table.entity.overwrite(connection, self.key, self._changed[table.name])
                table.entity.insert_all(connection, self.key, self._new[table.name])
            for table, change in gone.values():
                table.entity.overwrite(connection, self.key, [change.after])
            for thing, reason in still_needed(connection, self.key, before, gone):
                table, change = gone.pop(thing)
                stored = change.before
                if stored is not None:
                    table.entity.overwrite(connection, self.key, [stored])
                    done.rows.append(_told(table, stored, Fate.NEEDED, reason=reason))
        for table, change in gone.values():
            done.note(change)
            done.rows.append(_told(table, change.after, Fate.RETIRED))
        return done

    def take(self, table: SiteTable[Any], site: Site) -> None:
        """Add and change the rows of one table; keep in mind which are missing."""
        entity, new = table.entity, []
        stored = entity.listed(self.connection, self.key)
        if entity is SETTINGS and not stored:
            stored = [Stored(self.key, 1, True, settings_of(site))]
        values = list(table.rows(site))
        documents = [{**entity.document(value), "active": True} for value in values]
        found = _recognised(table, documents, stored)
        for value, document, known in zip(values, documents, found, strict=True):
            if known is None:
                key = document[entity.key] if table.keyed else uuid4().hex
                new.append(Stored(key, 1, True, value, document))
            else:
                self._merge(table, known, document)
        self._new[table.name] = new
        for added in new:
            self.result.note(RowChange.of(entity, None, added))
            self._report(table, added, Fate.ADDED)
        kept = {known.key for known in found if known is not None}
        self.missing += [
            (table, s) for s in stored if s.active and s.imported and s.key not in kept
        ]

    def retire(self) -> None:
        """Retire what is missing if that was asked for; what needs others goes first."""
        for table, stored in reversed(self.missing):
            edits = _differences(said_last(table.entity, stored), state(table.entity, stored))
            if not self.choices.retire:
                self._report(table, stored, Fate.MISSING)
            elif edits and not self.choices.files_win:
                reason = phrase("import.gone_and_changed")
                self._report(table, stored, Fate.CONFLICT, edits, reason)
            else:
                after = retired(table.entity, stored, self.today)
                change = RowChange.of(table.entity, stored, after)
                self._gone[table.entity.kind, stored.key] = table, change

    def _merge(self, table: SiteTable[Any], stored: Stored[Any], files: dict[str, Any]) -> None:
        entity, before = table.entity, said_last(table.entity, stored)
        if entity is SETTINGS:
            files = self._with_earlier_codes(before, files)
        found = merge(before, state(entity, stored), files, files_win=self.choices.files_win)
        reason = None
        try:
            after = with_state(entity, stored, found.document)
        except (ValidationError, ParameterError) as error:
            # fields of both make no sense together: one side is taken whole
            clash, reason = (*found.changes, *found.conflicts), _clash(error)
            if self.choices.files_win:
                found = MergedDocument(files, files, clash, ())
            else:
                found = MergedDocument(state(entity, stored), dict(before), (), clash)
            after = with_state(entity, stored, found.document)
        if not found.changes:
            after = stored
        after = replace(after, imported=found.imported)
        if after != stored:
            self._changed[table.name].append(after)
            self.result.note(RowChange.of(entity, stored, after))
        if found.changes:
            self._report(table, stored, Fate.CHANGED, found.changes)
        if found.conflicts and not self.choices.files_win:
            self._report(table, stored, Fate.CONFLICT, found.conflicts, reason)

    def _with_earlier_codes(
        self, before: Mapping[str, Any], files: dict[str, Any]
    ) -> dict[str, Any]:
        """Let codes of states that the files lack stay, each of which is a row of a table."""
        codes, said = files["state_map"], before.get("state_map", {})
        earlier = {code: category for code, category in said.items() if category != UNSETTLED}
        if self.choices.retire:
            return files
        for code in sorted(earlier.keys() - codes.keys()):
            self.result.rows.append(RowReport("state_map", code, code, Fate.MISSING))
        return {**files, "state_map": {**earlier, **codes}}

    def _report(
        self,
        table: SiteTable[Any],
        stored: Stored[Any],
        fate: Fate,
        fields: tuple[FieldChange, ...] = (),
        reason: Phrase | None = None,
    ) -> None:
        self.result.rows.append(_told(table, stored, fate, fields, reason))


def _told(
    table: SiteTable[Any],
    stored: Stored[Any],
    fate: Fate,
    fields: tuple[FieldChange, ...] = (),
    reason: Phrase | None = None,
) -> RowReport:
    words = in_words(table, stored.key, table.entity.document(stored.value))
    return RowReport(table.name, stored.key, words, fate, fields, reason)


def _recognised(
    table: SiteTable[Any], documents: Sequence[dict[str, Any]], stored: Iterable[Stored[Any]]
) -> list[Stored[Any] | None]:
    """Find the stored row of each document: by what files said of it last, else by what it is."""
    open_rows = {known.key: known for known in stored}
    found: list[Stored[Any] | None] = [None] * len(documents)
    for said in (lambda known: known.imported, lambda known: state(table.entity, known)):
        waiting = defaultdict(list)
        for known in sorted(open_rows.values(), key=lambda known: known.active):
            if (document := said(known)) is not None:
                waiting[_identity(table, document)].append(known)
        for place, document in enumerate(documents):
            same = waiting.get(_identity(table, document))
            if found[place] is None and same:
                known = same.pop()
                found[place] = known
                del open_rows[known.key]
    return found


def _identity(table: SiteTable[Any], document: Mapping[str, Any]) -> str:
    return "\n".join(_word(document.get(name)) for name in table.identity)


def _word(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name), value, None)
        for name, value in now.items()
        if before.get(name) != value
    )


def _clash(error: ValidationError | ParameterError) -> Phrase:
    if isinstance(error, ParameterError):
        return error.said
    return phrase("import.clash", reasons=tuple(map(schema_said, error.errors())))
