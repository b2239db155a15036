"""Versioned things of a site: read, page through, create, change if unchanged, deactivate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, Table, insert, select, update

from wfm.store.audit import record
from wfm.store.errors import NotFoundError, StaleError
from wfm.store.refusals import refusals
from wfm.store.tables import SITES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """A value with the key and version under which it is stored."""

    key: str
    version: int
    active: bool
    value: T


@dataclass(frozen=True, slots=True)
class Entity(Generic[T]):
    """How one kind of thing is kept: its table, its key's column, and rows to and from values."""

    kind: str
    table: Table
    key: str
    adapter: TypeAdapter[T]
    to_row: Callable[[T], Mapping[str, Any]]
    from_row: Callable[[Row[Any]], T]

    def get(self, connection: Connection, site: str, key: str) -> Stored[T]:
        """One thing.

        Raises
        ------
        NotFoundError
            If the site has none of that key.
        """
        row = connection.execute(select(self.table).where(*self._is(site, key))).first()
        if row is None:
            raise NotFoundError(self.kind, key)
        return self._stored(row)

    def page(
        self,
        connection: Connection,
        site: str,
        *conditions: ColumnElement[bool],
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Stored[T]]:
        """Things in the order of their keys, from behind `after`."""
        key = self.table.c[self.key]
        query = select(self.table).where(self.table.c.site == site, *conditions).order_by(key)
        if after is not None:
            query = query.where(key > after)
        return [self._stored(row) for row in connection.execute(query.limit(limit))]

    def create(
        self, connection: Connection, actor: str, site: str, key: str, value: T
    ) -> Stored[T]:
        """Add one thing.

        Raises
        ------
        ConflictError
            If the key is taken, or something referred to does not exist.
        """
        with refusals(f"there is a {self.kind} {key!r} already"):
            row = {**self.to_row(value), "site": site, self.key: key, "active": True, "version": 1}
            connection.execute(insert(self.table).values(row))
        self._trace(connection, actor, "create", site, key, None, value)
        return Stored(key, 1, True, value)

    def change(
        self,
        connection: Connection,
        actor: str,
        site: str,
        key: str,
        version: int,
        value: T,
        *,
        active: bool = True,
    ) -> Stored[T]:
        """Replace one thing if it is still at `version`; `active=False` retires it.

        Raises
        ------
        NotFoundError, StaleError, ConflictError
            If there is none, if it was changed since, or if a reference leads nowhere.
        """
        before = self.get(connection, site, key)
        with refusals(f"there is a {self.kind} {key!r} already"):
            changed = connection.execute(
                update(self.table)
                .where(*self._is(site, key), self.table.c.version == version)
                .values({**self.to_row(value), "active": active, "version": version + 1})
            )
        if changed.rowcount == 0:
            current = self.get(connection, site, key)
            raise StaleError(f"the {self.kind} {key!r}", current.version, self._plain(current))
        action = "change" if active else "deactivate"
        self._trace(connection, actor, action, site, key, before.value, value)
        return Stored(key, version + 1, active, value)

    def write_all(self, connection: Connection, site: str, values: Mapping[str, T]) -> None:
        """Make the active things exactly these, in one go; others are retired, none is deleted."""
        known = {stored.key: stored for stored in self.page(connection, site)}
        rows = {key: dict(self.to_row(value)) for key, value in values.items()}
        new = [
            {**row, "site": site, self.key: key, "active": True, "version": 1}
            for key, row in rows.items()
            if key not in known
        ]
        if new:
            connection.execute(insert(self.table), new)
        for key, stored in known.items():
            row = {**rows.get(key, {}), "active": key in rows}
            if stored.active != row["active"] or (key in rows and stored.value != values[key]):
                row["version"] = stored.version + 1
                connection.execute(update(self.table).where(*self._is(site, key)).values(row))

    def _is(self, site: str, key: str) -> Sequence[ColumnElement[bool]]:
        return self.table.c.site == site, self.table.c[self.key] == key

    def _stored(self, row: Row[Any]) -> Stored[T]:
        mapping = row._mapping
        return Stored(mapping[self.key], mapping["version"], mapping["active"], self.from_row(row))

    def _plain(self, stored: Stored[T]) -> dict[str, Any]:
        value = self.adapter.dump_python(stored.value, mode="json")
        return {**value, "version": stored.version, "active": stored.active}

    def _trace(
        self,
        connection: Connection,
        actor: str,
        action: str,
        site: str,
        key: str,
        before: T | None,
        after: T,
    ) -> None:
        connection.execute(
            update(SITES).where(SITES.c.key == site).values(revision=SITES.c.revision + 1)
        )
        record(
            connection, actor, action, self.kind, key, site=site,
            before=None if before is None else self.adapter.dump_python(before, mode="json"),
            after=self.adapter.dump_python(after, mode="json"),
        )  # fmt: skip
