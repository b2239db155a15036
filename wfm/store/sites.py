"""Sites, whole: read from their tables, replaced by an import, put back as they were."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from wfm.model import Site, TimeOff
from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.people import AGENT, TEAM, TIME_OFF_ENTRY, WORK_PLAN, Team
from wfm.store.tables import IMPORTS, SITES, UPLOADS

_SITE: TypeAdapter[Site] = TypeAdapter(Site)


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


def site_keys(connection: Connection) -> list[str]:
    """Keys of all sites."""
    return list(connection.scalars(select(SITES.c.key).order_by(SITES.c.key)))


def site_revision(connection: Connection, key: str) -> int:
    """Count all changes of a site so far.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return int(_row(connection, key).revision)


def load_site_core(connection: Connection, key: str) -> Site:
    """Load a site without its people and their work plans.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    return _SITE.validate_python(_row(connection, key).document)


def load_site(connection: Connection, key: str, also: Collection[str] = ()) -> Site:
    """Put a site together as it stands now, with its active agents and those named in `also`.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    core = load_site_core(connection, key)
    agents = AGENT.page(connection, key)
    active = {s.key: s for s in agents if s.active or s.key in also}
    absences = [s.value for s in TIME_OFF_ENTRY.page(connection, key) if s.active]
    return replace(
        core,
        agents=tuple(stored.value for stored in active.values()),
        work_plans={s.key: s.value for s in WORK_PLAN.page(connection, key) if s.active},
        time_off=tuple(absence for absence in absences if absence.agent_id in active),
    )


def site_history(connection: Connection, key: str) -> str:
    """Give the site's interval history as CSV text.

    Raises
    ------
    NotFoundError
        If there is no such site, or it has none.
    """
    upload = _row(connection, key).upload
    history = connection.scalar(select(UPLOADS.c.history).where(UPLOADS.c.sha256 == upload))
    if history is None:
        raise NotFoundError("history of site", key)
    return gzip.decompress(history).decode()


def import_site(
    connection: Connection, actor: str, key: str, site: Site, content: bytes, history: str = ""
) -> Import:
    """Make the stored site what the workbook says, in the caller's transaction.

    `history` is the workbook's interval history as CSV text.

    The same content twice in a row is one import. Agents who are no longer in the workbook are
    deactivated, never deleted.
    """
    sha256 = keep_upload(connection, content)
    row = connection.execute(select(SITES).where(SITES.c.key == key).with_for_update()).first()
    if row is not None and row.upload == sha256 and (same := _latest(connection, key)):
        return same
    before = None if row is None else _plain(load_site(connection, key))
    packed = gzip.compress(history.encode(), mtime=0)
    connection.execute(update(UPLOADS).where(UPLOADS.c.sha256 == sha256).values(history=packed))
    revision = _write(connection, key, site, sha256)
    values = {
        "id": uuid4().hex,
        "site": key,
        "upload": sha256,
        "counts": site_counts(site),
        "before": before,
        "upload_before": None if row is None else row.upload,
        "revision": revision,
        "imported_by": actor,
        "imported_at": now(),
        "version": 1,
    }
    connection.execute(insert(IMPORTS).values(values))
    record(connection, actor, "import", "site", key, site=key, after=values["counts"])
    return get_import(connection, key, str(values["id"]))


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


def roll_back(connection: Connection, actor: str, site: str, id_: str) -> Import:
    """Put the site back as it was before its latest import.

    Raises
    ------
    NotFoundError
        If the site had no such import.
    ConflictError
        If it is not the latest, was the first, or edits since then would be lost.
    """
    site_row = connection.execute(
        select(SITES).where(SITES.c.key == site).with_for_update()
    ).first()
    query = select(IMPORTS).where(IMPORTS.c.site == site, IMPORTS.c.id == id_)
    row = connection.execute(query).first()
    if row is None or site_row is None:
        raise NotFoundError("import", id_)
    if row.rolled_back_at is not None:
        raise ConflictError("this import was rolled back already")
    if row.before is None:
        raise ConflictError("nothing came before the first import of a site")
    if site_row.revision != row.revision:
        raise ConflictError("the site was changed since this import: going back would lose that")
    _write(connection, site, _SITE.validate_python(row.before), row.upload_before)
    connection.execute(
        update(IMPORTS)
        .where(IMPORTS.c.id == id_)
        .values(rolled_back_at=now(), version=row.version + 1)
    )
    record(connection, actor, "roll back", "import", id_, site=site, before=row.counts)
    return get_import(connection, site, id_)


def _write(connection: Connection, key: str, site: Site, upload: str | None) -> int:
    core = replace(site, agents=(), work_plans={}, time_off=(), previous=())
    values = {"name": site.name, "document": _plain(core), "upload": upload}
    revision = connection.scalar(select(SITES.c.revision).where(SITES.c.key == key))
    if revision is None:
        connection.execute(insert(SITES).values(key=key, revision=1, version=1, **values))
    else:
        connection.execute(
            update(SITES)
            .where(SITES.c.key == key)
            .values(**values, revision=revision + 1, version=SITES.c.version + 1)
        )
    teams = sorted({agent.team for agent in site.agents})
    TEAM.write_all(connection, key, {name: Team(name) for name in teams})
    WORK_PLAN.write_all(connection, key, dict(site.work_plans))
    AGENT.write_all(connection, key, {agent.id: agent for agent in site.agents})
    TIME_OFF_ENTRY.write_all(connection, key, {_absence_key(a): a for a in site.time_off})
    return (revision or 0) + 1


def _plain(site: Site) -> dict[str, Any]:
    # pydantic writes a dict, but not every Mapping
    plain = replace(site, work_plans=dict(site.work_plans), state_map=dict(site.state_map))
    document: dict[str, Any] = _SITE.dump_python(plain, mode="json")
    return document


def _absence_key(absence: TimeOff) -> str:
    text = f"{absence.agent_id}|{absence.start.isoformat()}|{absence.end.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def site_counts(site: Site) -> dict[str, int]:
    """Count the rows of a site's tables."""
    tables = {
        "queues": site.queues, "work_plans": site.work_plans, "agents": site.agents,
        "time_off": site.time_off, "availability": site.availability,
        "preferences": site.preferences, "meetings": site.meetings, "events": site.events,
    }  # fmt: skip
    return {name: len(rows) for name, rows in tables.items()}


def _latest(connection: Connection, site: str) -> Import | None:
    query = select(IMPORTS).where(IMPORTS.c.site == site).order_by(IMPORTS.c.revision.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None or row.rolled_back_at is not None else _import(row)


def _import(row: Row[Any]) -> Import:
    return Import(
        row.id, row.site, row.counts, row.imported_by, row.imported_at, row.rolled_back_at,
        row.version,
    )  # fmt: skip


def _row(connection: Connection, key: str) -> Row[Any]:
    row = connection.execute(select(SITES).where(SITES.c.key == key)).first()
    if row is None:
        raise NotFoundError("site", key)
    return row
