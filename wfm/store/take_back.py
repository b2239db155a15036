"""Take an import back: the rows that are still as it left them; the others stay, and are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from wfm.store.entities import Stored
from wfm.store.references import Thing, held_together, still_needed, troubles
from wfm.store.site_merge import (
    Fate,
    RowChange,
    RowReport,
    SiteMerge,
    in_words,
    retired,
    state,
    with_state,
)
from wfm.store.site_tables import SITE_TABLES, SiteTable
from wfm.store.tables import IMPORT_ROWS, SITES
from wfm.words import Phrase, phrase

_TABLES: Final[Mapping[str, SiteTable[Any]]] = {table.entity.kind: table for table in SITE_TABLES}


def keep_rows(connection: Connection, import_id: str, merged: SiteMerge) -> None:
    """Keep what an import changed, so that it can be taken back."""
    rows = [
        {
            "import": import_id,
            "ordinal": ordinal,
            "entity": change.entity.kind,
            "key": change.after.key,
            "before": change.state_before,
            "imported_before": change.before and change.before.imported,
            "after": change.state_after,
        }
        for ordinal, change in enumerate(merged.changes.values())
    ]
    if rows:
        connection.execute(insert(IMPORT_ROWS), rows)


class PlannedReturn:
    """What brings the rows of an import back, as the site was when it was planned."""

    def __init__(self, connection: Connection, key: str, import_id: str, today: date) -> None:
        self.key = key
        self.revision = connection.scalar(select(SITES.c.revision).where(SITES.c.key == key))
        self.result = SiteMerge()
        self._rows: dict[str, list[Stored[Any]]] = defaultdict(list)
        self._found: dict[Thing, Stored[Any]] = {}
        query = select(IMPORT_ROWS).where(IMPORT_ROWS.c["import"] == import_id)
        stored: dict[str, dict[str, Stored[Any]]] = {}
        for row in connection.execute(query.order_by(IMPORT_ROWS.c.ordinal)).all():
            if row.entity not in stored:
                listed = _TABLES[row.entity].entity.listed(connection, key)
                stored[row.entity] = {each.key: each for each in listed}
            self._take_back(row, stored[row.entity][row.key], today)

    def write(self, connection: Connection) -> SiteMerge:
        """Write it, in the caller's transaction.

        The report tells of the rows that stay: edited since, or needed by something in force.
        """
        before = troubles(connection, self.key)
        done = SiteMerge(list(self.result.rows), dict(self.result.changes))
        with held_together(connection, self.key):
            for kind, rows in self._rows.items():
                _TABLES[kind].entity.overwrite(connection, self.key, rows)
            for thing, reason in still_needed(connection, self.key, before, done.changes):
                del done.changes[thing]
                table, stored = _TABLES[thing[0]], self._found[thing]
                table.entity.overwrite(connection, self.key, [stored])
                done.rows.append(_stays(table, stored, Fate.NEEDED, reason))
        return done

    def _take_back(self, row: Row[Any], stored: Stored[Any], today: date) -> None:
        table = _TABLES[row.entity]
        self._found[row.entity, row.key] = stored
        if state(table.entity, stored) == row.after:
            earlier = _earlier(table, stored, row.before, row.imported_before, today)
            self.result.note(RowChange.of(table.entity, stored, earlier))
        else:
            kept = stored.imported if row.before is None else row.imported_before
            earlier = replace(stored, imported=kept)
            if row.before != row.after:
                why = phrase("import.edited_since")
                self.result.rows.append(_stays(table, stored, Fate.EDITED, why))
        self._rows[row.entity].append(earlier)


def _earlier(
    table: SiteTable[Any], stored: Stored[Any], before: Any, imported: Any, today: date
) -> Stored[Any]:
    if before is None:
        return retired(table.entity, stored, today)
    if before == state(table.entity, stored):
        return replace(stored, imported=imported)
    return replace(with_state(table.entity, stored, before), imported=imported)


def _stays(table: SiteTable[Any], stored: Stored[Any], fate: Fate, reason: Phrase) -> RowReport:
    words = in_words(table, stored.key, table.entity.document(stored.value))
    return RowReport(table.name, stored.key, words, fate, reason=reason)
