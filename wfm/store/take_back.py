"""Take an import back: the rows that are still as it left them; the others stay, and are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from wfm.store.entities import Stored
from wfm.store.references import Thing, held_together, still_needed, unmet
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
from wfm.store.tables import IMPORT_ROWS
from wfm.words import Phrase, phrase

_TABLES = {table.entity.kind: table for table in SITE_TABLES}


def keep_rows(connection: Connection, import_id: str, merged: SiteMerge) -> None:
    """Keep what an import changed, so that it can be taken back."""
    rows = [
        {
            "import": import_id,
            "ordinal": ordinal,
            "entity": change.entity.kind,
            "key": change.after.key,
            "before": change.before and state(change.entity, change.before),
            "imported_before": change.before and change.before.imported,
            "after": state(change.entity, change.after),
        }
        for ordinal, change in enumerate(merged.changes.values())
    ]
    if rows:
        connection.execute(insert(IMPORT_ROWS), rows)


def take_back(connection: Connection, key: str, import_id: str, today: date) -> SiteMerge:
    """Give rows the state that they had before an import, in the caller's transaction.

    The report tells of the rows that stay: edited since, or needed by something in force.
    """
    result, found = SiteMerge(), dict[Thing, Stored[Any]]()
    query = select(IMPORT_ROWS).where(IMPORT_ROWS.c["import"] == import_id)
    before = unmet(connection, key)
    with held_together(connection, key):
        for row in connection.execute(query.order_by(IMPORT_ROWS.c.ordinal)).all():
            table = _TABLES[row.entity]
            stored = table.entity.get(connection, key, row.key)
            found[row.entity, row.key] = stored
            if state(table.entity, stored) == row.after:
                earlier = _earlier(table, stored, row.before, row.imported_before, today)
                result.note(RowChange(table.entity, stored, earlier))
            else:
                kept = stored.imported if row.before is None else row.imported_before
                earlier = replace(stored, imported=kept)
                if row.before != row.after:
                    result.rows.append(
                        _stays(table, stored, Fate.EDITED, phrase("import.edited_since"))
                    )
            table.entity.overwrite(connection, key, earlier)
        for thing, reason in still_needed(connection, key, before, result.changes):
            del result.changes[thing]
            table, stored = _TABLES[thing[0]], found[thing]
            table.entity.overwrite(connection, key, stored)
            result.rows.append(_stays(table, stored, Fate.NEEDED, reason))
    return result


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
