"""Versioned things of a site: read, page through, create, change if unchanged, deactivate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from wfm.errors import ParameterError
from wfm.store.audit import Action, ThingKind, record
from wfm.store.errors import NotFoundError, StaleError
from wfm.store.references import held_together
from wfm.store.refusals import refusals
from wfm.store.tables import SITES
from wfm.words import phrase

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """A value with the key and version under which it is stored."""

    key: str
    version: int
    active: bool
    value: T
    imported: Mapping[str, Any] | None = None
    """What the files said last of it; None for what was made in the service."""


@dataclass(frozen=True, slots=True)
class Entity(Generic[T]):
    """How one kind of thing is kept: its table, its key's column, and rows to and from values."""

    kind: ThingKind
    table: Table
    key: str
    adapter: TypeAdapter[T]
    to_row: Callable[[T], Mapping[str, Any]]
    from_row: Callable[[Row[Any]], T]
    owner: str = "site"
    """Column of the site's key."""
    bound: bool = False
    """Whether it needs others, or others need it (see `wfm.store.references`)."""
    private: frozenset[str] = frozenset()
    """Fields that the audit trail does not have: reasons, and what tells of somebody's health."""

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
        query = (
            select(self.table).where(self.table.c[self.owner] == site, *conditions).order_by(key)
        )
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
        new = Stored(key, 1, True, value)
        with (
            self._guarded(connection, site),
            refusals(phrase("refusal.exists_already", kind=self.kind, key=key)),
        ):
            self.insert_all(connection, site, [new])
        self._trace(connection, actor, "create", site, key, None, value)
        return new

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
            If there is none, if it was changed since, if a reference leads nowhere, or if what is
            retired is still needed.
        """
        before = self.get(connection, site, key)
        if (before.version, before.active, before.value) == (version, active, value):
            return before  # nothing to write: reading and writing back changes nothing
        after = replace(before, version=version + 1, active=active, value=value)
        with (
            self._guarded(connection, site),
            refusals(phrase("refusal.exists_already", kind=self.kind, key=key)),
        ):
            changed = connection.execute(
                update(self.table)
                .where(*self._is(site, key), self.table.c.version == version)
                .values(self._rest(site, after))
            )
        if changed.rowcount == 0:
            current = self.get(connection, site, key)
            raise StaleError(
                phrase("stale.entity", kind=self.kind, key=key),
                current.version,
                self._plain(current),
            )
        action: Action = "change" if active else "deactivate"
        self._trace(connection, actor, action, site, key, before.value, value)
        return after

    def listed(self, connection: Connection, site: str) -> list[Stored[T]]:
        """List everything of a site, in the order in which it came where that is kept."""
        order = self.table.c.get("position", self.table.c[self.key])
        query = select(self.table).where(self.table.c[self.owner] == site).order_by(order)
        return [self._stored(row) for row in connection.execute(query)]

    def insert_all(self, connection: Connection, site: str, new: Sequence[Stored[T]]) -> None:
        """Add things in one go, without a line in the trail."""
        first = self._next_position(connection, site)
        rows = [
            {**self._row(site, stored, first + place), "version": stored.version}
            for place, stored in enumerate(new)
        ]
        if rows:
            connection.execute(insert(self.table), rows)

    def overwrite(self, connection: Connection, site: str, stored: Sequence[Stored[T]]) -> None:
        """Make things this, version and all, without a line in the trail."""
        owner, key = self.table.c[self.owner], self.table.c[self.key]
        change = update(self.table).where(owner == site, key == bindparam("of"))
        rows = [{**self._rest(site, each), "of": each.key} for each in stored]
        if rows:
            connection.execute(change, rows)

    def document(self, value: T) -> dict[str, Any]:
        """Give a value as JSON that is the same for equal values."""
        return canonical(self.adapter, value)

    def told(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give a document as the audit trail may have it."""
        return {name: value for name, value in document.items() if name not in self.private}

    def value(self, document: Mapping[str, Any]) -> T:
        """Give the value of a document.

        Raises
        ------
        ParameterError, ValidationError
            If it makes no sense; the latter if it has not even the right fields.
        """
        try:
            return self.adapter.validate_python(document)
        except ValidationError as error:
            causes = [found.get("ctx", {}).get("error") for found in error.errors()]
            for cause in causes:
                if isinstance(cause, ParameterError):
                    raise cause from None
            raise

    def _guarded(self, connection: Connection, site: str) -> AbstractContextManager[None]:
        return held_together(connection, site) if self.bound else nullcontext()

    def _row(self, site: str, stored: Stored[T], position: int | None = None) -> dict[str, Any]:
        row = {**self.to_row(stored.value), self.owner: site, self.key: stored.key}
        if "active" in self.table.c:
            row["active"] = stored.active
        if "imported" in self.table.c:
            row["imported"] = stored.imported
        if "position" in self.table.c and position is not None:
            row["position"] = position
        return row

    def _rest(self, site: str, stored: Stored[T]) -> dict[str, Any]:
        """Give a row without what it is found by: a key that is set is checked by all tables."""
        row = {**self._row(site, stored), "version": stored.version}
        return {name: row[name] for name in row if name not in {self.owner, self.key}}

    def _next_position(self, connection: Connection, site: str) -> int:
        if "position" not in self.table.c:
            return 0
        last = select(func.max(self.table.c.position)).where(self.table.c[self.owner] == site)
        return (connection.scalar(last) or 0) + 1

    def _is(self, site: str, key: str) -> Sequence[ColumnElement[bool]]:
        return self.table.c[self.owner] == site, self.table.c[self.key] == key

    def _stored(self, row: Row[Any]) -> Stored[T]:
        mapping = row._mapping
        return Stored(
            mapping[self.key], mapping["version"], mapping.get("active", True),
            self.from_row(row), mapping.get("imported"),
        )  # fmt: skip

    def _plain(self, stored: Stored[T]) -> dict[str, Any]:
        state = {"version": stored.version, "active": stored.active}
        return {**self.document(stored.value), **state}

    def _trace(
        self,
        connection: Connection,
        actor: str,
        action: Action,
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
            before=None if before is None else self.told(self.document(before)),
            after=self.told(self.document(after)),
        )  # fmt: skip


def documents(
    kind: ThingKind,
    table: Table,
    key: str,
    adapter: TypeAdapter[T],
    columns: Callable[[T], Mapping[str, Any]] = lambda _: {},
    **options: Any,
) -> Entity[T]:
    """Keep one kind of thing as documents; `columns` are those that are beside the document."""
    return Entity(
        kind, table, key, adapter,
        lambda value: {**columns(value), "document": canonical(adapter, value)},
        lambda row: adapter.validate_python(row.document), **options,
    )  # fmt: skip


def canonical(adapter: TypeAdapter[T], value: T) -> dict[str, Any]:
    """Give a value as JSON that is the same for equal values."""
    document: dict[str, Any] = to_jsonable_python(
        _ordered(adapter.dump_python(value, warnings=False))  # it warns of read-only mappings
    )
    return document


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _ordered(part) for name, part in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, frozenset):
        return sorted(value)
    return [_ordered(part) for part in value] if isinstance(value, list | tuple) else value
