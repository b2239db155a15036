"""Runs: long work, from the request to its result, and the workers that do it.

A run is claimed by raising its `attempt`. Every later write of that worker names the attempt, so
a worker that was taken for dead and comes back can change nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias, get_args
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from wfm.errors import WfmError
from wfm.store.audit import record
from wfm.store.columns import now
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.tables import RUNS, WORKERS
from wfm.words import Phrase, document, phrase

Ending: TypeAlias = Literal["done", "failed", "cancelled"]
"""How a run ends."""
FINAL: Final = frozenset(get_args(Ending))
MAXIMUM_ATTEMPTS = 5
"""A run that takes its worker down this often is at fault itself."""


class LostRunError(WfmError):
    """Another worker took the run over."""


@dataclass(frozen=True, slots=True)
class Run:
    """One long piece of work. `progress` is a share 0..1; `best` is the best schedule so far."""

    id: str
    site: str
    kind: str
    parameters: Mapping[str, Any]
    status: str
    stage: str
    progress: float
    messages: Sequence[Mapping[str, Any]]
    result: Mapping[str, Any] | None
    best: Mapping[str, Any] | None
    cancel_requested: bool
    attempt: int
    worker: str | None
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in FINAL


def create_run(
    connection: Connection, actor: str, site: str, kind: str, parameters: Mapping[str, Any]
) -> Run:
    """Ask for work; a worker will take it."""
    id_ = uuid4().hex
    connection.execute(
        insert(RUNS).values(
            id=id_, site=site, kind=kind, parameters=dict(parameters), status="queued", stage="",
            progress=0.0, messages=[], cancel_requested=False, attempt=0, created_by=actor,
            created_at=now(), version=1,
        )
    )  # fmt: skip
    record(connection, actor, "request", "run", id_, site=site, after={"kind": kind, **parameters})
    return get_run(connection, site, id_)


def get_run(connection: Connection, site: str, id_: str) -> Run:
    """One run.

    Raises
    ------
    NotFoundError
        If the site has none of that id.
    """
    row = connection.execute(select(RUNS).where(RUNS.c.site == site, RUNS.c.id == id_)).first()
    if row is None:
        raise NotFoundError("run", id_)
    return _run(row)


def runs_of(connection: Connection, site: str, before: datetime | None, limit: int) -> list[Run]:
    """List the runs of a site, newest first."""
    query = select(RUNS).where(RUNS.c.site == site)
    if before is not None:
        query = query.where(RUNS.c.created_at < before)
    query = query.order_by(RUNS.c.created_at.desc(), RUNS.c.id).limit(limit)
    return [_run(row) for row in connection.execute(query)]


def unfinished(connection: Connection) -> list[Run]:
    """List what is queued or running, oldest first."""
    query = select(RUNS).where(RUNS.c.status.in_(["queued", "running"]))
    return [_run(row) for row in connection.execute(query.order_by(RUNS.c.created_at))]


def request_cancel(connection: Connection, actor: str, site: str, id_: str) -> Run:
    """Ask a run to stop: at once when it is queued, else at its next breath.

    Raises
    ------
    NotFoundError, ConflictError
        If there is no such run, or it ended already.
    """
    query = select(RUNS).where(RUNS.c.site == site, RUNS.c.id == id_).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise NotFoundError("run", id_)
    if row.status in FINAL:
        raise ConflictError(phrase("refusal.run_ended", status=row.status))
    values: dict[str, Any] = {"cancel_requested": True, "version": row.version + 1}
    if row.status == "queued":
        values |= {"status": "cancelled", "finished_at": now()}
    connection.execute(update(RUNS).where(RUNS.c.id == id_).values(values))
    record(connection, actor, "cancel", "run", id_, site=site)
    return get_run(connection, site, id_)


def begin(
    connection: Connection, id_: str, worker: str, attempt: int, *, again: bool = False
) -> Run | None:
    """Claim a run that had so many attempts; None if it ended or somebody else was first.

    A run that already took down several workers fails here instead of taking down one more.
    `again` is the same claim after the database went away amid it: it may have been written.
    """
    row = connection.execute(select(RUNS).where(RUNS.c.id == id_).with_for_update()).first()
    if row is None or row.status in FINAL:
        return None
    if again and (row.worker, row.attempt) == (worker, attempt + 1):
        return _run(row)
    if row.attempt != attempt:
        return None
    values = {
        "status": "running", "attempt": row.attempt + 1, "worker": worker,
        "started_at": row.started_at or now(), "version": row.version + 1,
    }  # fmt: skip
    connection.execute(update(RUNS).where(RUNS.c.id == id_).values(values))
    run = get_run(connection, row.site, id_)
    if row.attempt < MAXIMUM_ATTEMPTS:
        return run
    fail(connection, run, "given_up", phrase("run.given_up", attempts=row.attempt))
    return None


def is_at(connection: Connection, id_: str, attempt: int) -> bool:
    """Tell whether a run is under way at its attempt of that number."""
    wanted = (RUNS.c.id == id_, RUNS.c.attempt == attempt, RUNS.c.status == "running")
    return connection.scalar(select(RUNS.c.id).where(*wanted)) is not None


def report(
    connection: Connection,
    run: Run,
    *,
    stage: str | None = None,
    progress: float | None = None,
    best: Mapping[str, Any] | None = None,
    messages: Sequence[Mapping[str, Any]] | None = None,
) -> bool:
    """Write how far a run is, and what is known so far; tells whether it should stop.

    Raises
    ------
    LostRunError
        If another worker has it.
    """
    values = {"stage": stage, "progress": progress, "best": best, "messages": messages}
    values = {name: value for name, value in values.items() if value is not None}
    _write(connection, run, {**values, "version": RUNS.c.version + 1})
    query = select(RUNS.c.cancel_requested).where(RUNS.c.id == run.id)
    return bool(connection.scalar(query))


def finish(
    connection: Connection,
    run: Run,
    status: Ending,
    result: Mapping[str, Any] | None,
    messages: Sequence[Mapping[str, Any]],
) -> None:
    """End a run, in the transaction that stores its result.

    Raises
    ------
    LostRunError
        If another worker has it: the caller's transaction must not be committed.
    """
    values: dict[str, Any] = {
        "status": status, "finished_at": now(), "messages": [dict(m) for m in messages],
        "version": RUNS.c.version + 1, "result": None if result is None else dict(result),
    }  # fmt: skip
    if status == "done":
        values["progress"] = 1.0
    _write(connection, run, values)
    record(connection, run.created_by, status, "run", run.id, site=run.site, after=result)


def fail(connection: Connection, run: Run, kind: str, said: Phrase) -> None:
    """End a run that cannot go on, and say why.

    Raises
    ------
    LostRunError
        If another worker has it.
    """
    finish(connection, run, "failed", None, [{"severity": "error", "kind": kind, **document(said)}])


def beat(connection: Connection, worker: str) -> None:
    """Say that a worker lives."""
    alive = connection.execute(update(WORKERS).where(WORKERS.c.id == worker).values(seen_at=now()))
    if alive.rowcount == 0:
        connection.execute(insert(WORKERS).values(id=worker, seen_at=now()))


def bury(connection: Connection, silence: timedelta) -> list[str]:
    """Strike out the workers that were silent for so long; each is given to one caller only."""
    gone = delete(WORKERS).where(WORKERS.c.seen_at < now() - silence).returning(WORKERS.c.id)
    return list(connection.scalars(gone))


def leave(connection: Connection, worker: str) -> None:
    """Strike out a worker that stops in good order."""
    connection.execute(delete(WORKERS).where(WORKERS.c.id == worker))


def living(connection: Connection) -> set[str]:
    """Name the workers that are not known to be dead."""
    return set(connection.scalars(select(WORKERS.c.id)))


def _write(connection: Connection, run: Run, values: Mapping[str, Any]) -> None:
    mine = (RUNS.c.id == run.id, RUNS.c.attempt == run.attempt, RUNS.c.status == "running")
    if connection.execute(update(RUNS).where(*mine).values(values)).rowcount == 0:
        raise LostRunError(f"another worker has run {run.id}")


def _run(row: Row[Any]) -> Run:
    return Run(**row._mapping)
