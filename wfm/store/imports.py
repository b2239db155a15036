"""Imports into sites: whole sites and recorded rows, each of which can be rolled back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from wfm.model import Site
from wfm.store.audit import record, record_all
from wfm.store.columns import now
from wfm.store.demand import SETTINGS, settings_of
from wfm.store.errors import ConflictError, NotFoundError, OutdatedError
from wfm.store.packed import Packed, packed
from wfm.store.site_merge import (
    NO_CHOICE,
    Choices,
    Fate,
    PlannedMerge,
    RowReport,
    SiteMerge,
    plan_merge,
)
from wfm.store.sites import site_counts
from wfm.store.tables import IMPORTS, SITES, UPLOADS
from wfm.store.take_back import PlannedReturn, keep_rows
from wfm.store.work_plans import whole_site
from wfm.words import phrase

BY_ROW: Final[Mapping[str, Any]] = {}
"""In place of the whole site as it was: `import_rows` has what the import changed."""
UNDO = Choices(retire=True)
Planned: TypeAlias = PlannedMerge | PlannedReturn
NOTHING = ""
"""Name of no records at all."""


@dataclass(frozen=True, slots=True)
class Import:
    """One site workbook that was taken in."""

    id: str
    site: str
    counts: Mapping[str, int]
    """Rows per table."""
    imported_by: str
    imported_at: datetime
    rolled_back_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class RecordedTables:
    """What was recorded of a site, as CSV text; None leaves what is stored."""

    history: str | Packed | None = None
    satisfaction: str | Packed | None = None
    merged_with: str | None = None
    """What `records_in_force` named when these were merged with it; None checks nothing."""


def import_site(
    connection: Connection,
    actor: str,
    key: str,
    site: Site,
    content: bytes,
    recorded: RecordedTables = RecordedTables(),
    choices: Choices = NO_CHOICE,
    planned: PlannedMerge | None = None,
) -> tuple[Import, Sequence[RowReport]]:
    """Take what the files say into the stored site, in the caller's transaction.

    What the service made or changed stays (see `wfm.store.site_merge`); the report tells of each
    row that the import changes, or could not. The same content twice in a row, with no choice
    made, is one import.

    Raises
    ------
    ConflictError
        If something in force would then need what is not.
    OutdatedError
        If the records were merged with others than those in force, or the site has changed since
        its merge was `planned`.
    """
    sha256 = keep_upload(connection, content)
    row = connection.execute(
        select(SITES).where(SITES.c.key == key).with_for_update(key_share=True)
    ).first()
    if row is not None and choices == NO_CHOICE and (same := _latest(connection, key, sha256)):
        return same, ()
    if planned is not None and planned.revision != (None if row is None else row.revision):
        raise OutdatedError(f"site {key} changed meanwhile")
    earlier = None if row is None else row.upload
    stored = _keep_recorded(connection, key, earlier, recorded)
    if row is None:
        _begin(connection, key, site)
    if planned is None:
        planned = plan_import(connection, key, site, choices)
    merged = planned.write(connection)
    revision = _touch(connection, key, stored)
    before: Mapping[str, Any] | None = None if row is None else BY_ROW
    counts = site_counts(site)
    taken = _record_import(connection, actor, key, sha256, counts, before, earlier, revision)
    if row is None:
        return taken, ()
    keep_rows(connection, taken.id, merged)
    _trace_rows(connection, actor, key, merged)
    return taken, merged.rows


def plan_import(
    connection: Connection, key: str, site: Site, choices: Choices = NO_CHOICE
) -> PlannedMerge:
    """Merge what the files say with the stored site, for `import_site` to write."""
    return plan_merge(connection, key, site, choices, _today(site))


def records_in_force(connection: Connection, key: str) -> str:
    """Name what is recorded of a site now: another name is other content."""
    return connection.scalar(select(SITES.c.upload).where(SITES.c.key == key)) or NOTHING


def import_recorded(
    connection: Connection,
    actor: str,
    key: str,
    content: bytes,
    recorded: RecordedTables,
    counts: Mapping[str, int],
) -> Import:
    """Put merged records in force; `content` is what brought the new rows.

    Rolling the import back brings the earlier ones back.

    Raises
    ------
    NotFoundError
        If there is no such site.
    OutdatedError
        If the records were merged with others than those in force.
    """
    row = connection.execute(
        select(SITES).where(SITES.c.key == key).with_for_update(key_share=True)
    ).first()
    if row is None:
        raise NotFoundError("site", key)
    sha256 = keep_upload(connection, content)
    stored = _keep_recorded(connection, key, row.upload, recorded)
    revision = _touch(connection, key, stored)
    return _record_import(connection, actor, key, sha256, counts, BY_ROW, row.upload, revision)


def keep_upload(connection: Connection, content: bytes) -> str:
    """Keep a file under its SHA-256, which is given back; the same content is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if connection.scalar(select(UPLOADS.c.sha256).where(UPLOADS.c.sha256 == sha256)) is None:
        connection.execute(insert(UPLOADS).values(sha256=sha256, content=content))
    return sha256


def get_upload(connection: Connection, sha256: str) -> bytes:
    """Give a kept file back.

    Raises
    ------
    NotFoundError
        If there is none of that hash.
    """
    content = connection.scalar(select(UPLOADS.c.content).where(UPLOADS.c.sha256 == sha256))
    if content is None:
        raise NotFoundError("upload", sha256)
    return bytes(content)


def get_import(connection: Connection, site: str, id_: str) -> Import:
    """One import.

    Raises
    ------
    NotFoundError
        If the site had none of that id.
    """
    query = select(IMPORTS).where(IMPORTS.c.site == site, IMPORTS.c.id == id_)
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("import", id_)
    return _import(row)


def imports_of(connection: Connection, site: str, limit: int) -> list[Import]:
    """List the imports of a site, newest first."""
    query = select(IMPORTS).where(IMPORTS.c.site == site)
    query = query.order_by(IMPORTS.c.imported_at.desc(), IMPORTS.c.id).limit(limit)
    return [_import(row) for row in connection.execute(query)]


def standing_import(connection: Connection, site: str) -> str | None:
    """Name the import that can be rolled back: the latest that was not, unless it made the site."""
    query = select(IMPORTS.c.id, IMPORTS.c.before).where(_stands(site))
    row = connection.execute(query.order_by(IMPORTS.c.revision.desc()).limit(1)).first()
    return None if row is None or row.before is None else str(row.id)


def plan_roll_back(connection: Connection, site: str, id_: str) -> Planned:
    """Find what takes a site's latest import back; nothing is written.

    Raises
    ------
    NotFoundError, ConflictError
        As `roll_back` does.
    """
    _, row = _latest_standing(connection, site, id_)
    today = _today(SETTINGS.get(connection, site, site).value)
    if _whole(row):
        return plan_merge(connection, site, whole_site(row.before), UNDO, today)
    return PlannedReturn(connection, site, row.id, today)


def roll_back(
    connection: Connection,
    actor: str,
    site: str,
    id_: str,
    planned: Planned | None = None,
) -> tuple[Import, Sequence[RowReport]]:
    """Take a site's latest import back; the report tells which rows stay, and why.

    Rows that were edited since stay as they are; so do those that something in force needs.

    Raises
    ------
    NotFoundError
        If the site had no such import.
    ConflictError
        If it is not the latest, was the first, or was rolled back already.
    OutdatedError
        If the site has changed since this was `planned`.
    """
    revision, row = _latest_standing(connection, site, id_, hold=True)
    if planned is None:
        planned = plan_roll_back(connection, site, id_)
    elif planned.revision != revision:
        raise OutdatedError(f"site {site} changed meanwhile")
    undone = planned.write(connection)
    if _whole(row):
        undone.rows = [r for r in undone.rows if r.fate in {Fate.CONFLICT, Fate.NEEDED}]
    _touch(connection, site, row.upload_before)
    connection.execute(
        update(IMPORTS)
        .where(IMPORTS.c.id == id_)
        .values(rolled_back_at=now(), version=row.version + 1)
    )
    _trace_rows(connection, actor, site, undone)
    record(connection, actor, "roll back", "import", id_, site=site, before=row.counts)
    return get_import(connection, site, id_), undone.rows


def _latest_standing(
    connection: Connection, site: str, id_: str, *, hold: bool = False
) -> tuple[int, Row[Any]]:
    """Give a site's revision and its latest import, which nobody follows meanwhile with `hold`."""
    of_site = select(SITES).where(SITES.c.key == site)
    site_row = connection.execute(
        of_site.with_for_update(key_share=True) if hold else of_site
    ).first()
    query = select(IMPORTS).where(IMPORTS.c.site == site, IMPORTS.c.id == id_)
    row = connection.execute(query).first()
    if row is None or site_row is None:
        raise NotFoundError("import", id_)
    if row.rolled_back_at is not None:
        raise ConflictError(phrase("refusal.import_rolled_back"))
    if row.before is None:
        raise ConflictError(phrase("refusal.first_import"))
    if standing_import(connection, site) != id_:
        raise ConflictError(phrase("refusal.import_followed"))
    return int(site_row.revision), row


def _stands(site: str) -> ColumnElement[bool]:
    return and_(IMPORTS.c.site == site, IMPORTS.c.rolled_back_at.is_(None))


def _whole(row: Row[Any]) -> bool:
    """Whether it is of a release that kept the site whole."""
    return bool(row.before) and "agents" in row.counts


def _begin(connection: Connection, key: str, site: Site) -> None:
    values = SETTINGS.to_row(settings_of(site))
    connection.execute(insert(SITES).values(key=key, revision=0, version=1, **values))


def _touch(connection: Connection, key: str, upload: str | None) -> int:
    """Put these records in force and count a change of the site; gives its revision."""
    connection.execute(
        update(SITES).where(SITES.c.key == key).values(upload=upload, revision=SITES.c.revision + 1)
    )
    return int(connection.scalar(select(SITES.c.revision).where(SITES.c.key == key)) or 0)


def _today(site: Site) -> date:
    return now().astimezone(ZoneInfo(site.time_zone)).date()


def _trace_rows(connection: Connection, actor: str, key: str, merged: SiteMerge) -> None:
    lines = []
    for change in merged.changes.values():
        before, after = change.state_before, change.state_after
        if before != after:
            action = "create" if before is None else "change" if after["active"] else "deactivate"
            about = {"entity": change.entity.kind, "key": change.after.key}
            told = change.entity.told
            lines.append({
                "action": action, **about,
                "before": None if before is None else told(before), "after": told(after),
            })  # fmt: skip
    record_all(connection, actor, key, lines)


def _record_import(
    connection: Connection,
    actor: str,
    key: str,
    upload: str,
    counts: Mapping[str, int],
    before: Mapping[str, Any] | None,
    upload_before: str | None,
    revision: int,
) -> Import:
    id_ = uuid4().hex
    connection.execute(
        insert(IMPORTS).values(
            id=id_, site=key, upload=upload, counts=dict(counts), before=before,
            upload_before=upload_before, revision=revision, imported_by=actor, imported_at=now(),
            version=1,
        )
    )  # fmt: skip
    record(connection, actor, "import", "site", key, site=key, after=dict(counts))
    return get_import(connection, key, id_)


def _keep_recorded(
    connection: Connection, key: str, before: str | None, recorded: RecordedTables
) -> str:
    """Keep records under a name of their own; what is not new is as in the upload `before`."""
    if recorded.merged_with not in {None, before or NOTHING}:
        raise OutdatedError("what is recorded of the site changed meanwhile")
    query = select(UPLOADS.c.history, UPLOADS.c.satisfaction).where(UPLOADS.c.sha256 == before)
    row = connection.execute(query).first()
    kept = {} if row is None else row._asdict()
    tables = {"history": recorded.history, "satisfaction": recorded.satisfaction}
    new = {name: packed(table) for name, table in tables.items() if table is not None}
    name = hashlib.sha256(f"{key} {uuid4().hex}".encode()).hexdigest()
    connection.execute(insert(UPLOADS).values(sha256=name, content=b"", **{**kept, **new}))
    return name


def _latest(connection: Connection, site: str, sha256: str) -> Import | None:
    """Find the latest import, if it brought this content and stands."""
    query = select(IMPORTS).where(IMPORTS.c.site == site).order_by(IMPORTS.c.revision.desc())
    row = connection.execute(query.limit(1)).first()
    stands = row is not None and row.rolled_back_at is None and row.upload == sha256
    return _import(row) if row is not None and stands else None


def _import(row: Row[Any]) -> Import:
    return Import(
        row.id, row.site, row.counts, row.imported_by, row.imported_at, row.rolled_back_at,
        row.version,
    )  # fmt: skip
