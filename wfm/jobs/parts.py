"""Parts of a run that any worker does: child workflows of its attempt, on a queue of their own.

Only so many wait at a time: whoever asks later is not held up by all of a large run, and what waits
takes little room. A part whose worker dies is given to another one; where that goes on, it is given
up, and the others are done all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from dataclasses import dataclass
from functools import partial
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dbos import DBOS, SetWorkflowID, WorkflowStatus

from wfm.jobs.insist import insist
from wfm.store.database import Database
from wfm.store.outages import DatabaseOutageError
from wfm.store.runs import living

if TYPE_CHECKING:
    from wfm.jobs.job import Job

QUEUE: Final = "parts"
WINDOW: Final = 16
"""Parts of a run that wait or are done at a time."""
LOOK: Final = 0.2
"""Seconds between two looks at what is done."""
DEATHS: Final = 3
"""A part that takes its worker down this often is at fault itself."""
ENDED: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
log = logging.getLogger("wfm.jobs")
Item = TypeVar("Item")
Found = TypeVar("Found")
T = TypeVar("T")


def guarded(work: Callable[[Item], Found], item: Item) -> Found | None:
    """Do one part; a bug ends it alone, and is in the log."""
    try:
        return work(item)
    except Exception:
        log.exception("a part of a run broke")
        return None


def alone(
    job: Job, work: Callable[[Item], Found], items: Iterable[Item]
) -> Iterator[tuple[Item, Found | None]]:
    """Do all parts here, one after the other."""
    for item in items:
        job.check()
        yield item, guarded(work, item)


@dataclass(slots=True)
class _Part:
    item: Any
    deaths: int = 0


class Parts:
    """Has the parts of runs done by all workers that live.

    `enqueue` asks for one: by the run's id and attempt, what to do, and with what.
    """

    def __init__(
        self, database: Database, enqueue: Callable[[str, int, Callable[..., Any], Any], object]
    ) -> None:
        self.database, self.enqueue = database, enqueue

    def __call__(
        self, job: Job, work: Callable[[Item], Found], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Found | None]]:
        """Give each item with what was found for it, as they are done; None where it failed.

        Raises
        ------
        LostRunError, StoppedError
            If another worker has taken the run over, or it is to stop.
        """
        if self.database.dialect == "sqlite" or len(self._alive()) < 2:
            yield from alone(job, work, items)
            return
        waiting, pending, number = iter(items), dict[str, _Part](), 0
        try:
            while True:
                while len(pending) < WINDOW and (item := next(waiting, None)) is not None:
                    number += 1
                    pending[self._ask_for(job, number, work, item)] = _Part(item)
                if not pending:
                    return
                yield from self._done(pending)
                job.check()
        finally:
            self._forget(job)

    def _ask_for(self, job: Job, number: int, work: Callable[..., Any], item: Any) -> str:
        id_ = f"{_prefix(job)}{job.run.attempt}-{number}"

        def ask(_: int) -> None:
            with self.database.answering(), SetWorkflowID(id_):
                self.enqueue(job.run.id, job.run.attempt, work, item)

        insist(ask)
        return id_

    def _done(self, pending: dict[str, _Part]) -> Iterator[tuple[Any, Any]]:
        sleep(LOOK)
        for status in self._read(workflow_ids=list(pending), status=ENDED):
            found = status.output if status.status == "SUCCESS" else None
            yield pending.pop(status.workflow_id).item, found
        begun = self._read(workflow_ids=list(pending), status="PENDING", load_output=False)
        if begun:
            alive = self._alive()
            for status in begun:
                part = pending[status.workflow_id]
                if status.executor_id in alive:
                    continue
                part.deaths += 1
                if part.deaths == DEATHS:
                    log.error("a part of a run is given up: it took down %d workers", DEATHS)
                    yield pending.pop(status.workflow_id).item, None
                else:
                    self._outside(partial(resume, status.workflow_id))

    def _read(self, **which: Any) -> list[WorkflowStatus]:
        if not which["workflow_ids"]:
            return []
        return self._outside(lambda: DBOS.list_workflows(**which, load_input=False))

    def _outside(self, act: Callable[[], T]) -> T:
        """Ask the engine as nobody's workflow: it keeps each word of a workflow else."""

        def ask(_: int) -> T:
            with self.database.answering():
                return Context().run(act)

        return insist(ask)

    def _alive(self) -> set[str]:
        def ask(_: int) -> set[str]:
            with self.database.reading() as tx:
                return living(tx)

        return insist(ask)

    def _forget(self, job: Job) -> None:
        """Take away what is left of this attempt and of earlier ones."""

        def forget() -> None:
            left = DBOS.list_workflows(
                workflow_id_prefix=_prefix(job), load_input=False, load_output=False
            )
            DBOS.delete_workflows([status.workflow_id for status in left])

        try:
            with self.database.answering():
                Context().run(forget)
        except DatabaseOutageError:  # the next run that has parts goes on all the same
            return


def resume(workflow: str) -> None:
    """Give a part to whoever takes it next."""
    DBOS.resume_workflow(workflow, queue_name=QUEUE)


class Strays:
    """What is said to be in hand and is not, and since when: so it is after an outage."""

    def __init__(self, silence: float) -> None:
        self.silence = silence
        self.since: dict[str, float] = {}

    def keep(self, going: set[str]) -> None:
        """Forget what has ended."""
        self.since = {id_: since for id_, since in self.since.items() if id_ in going}

    def strayed(self, id_: str, in_hand: bool) -> bool:
        """Whether something has long been in hand by the books alone."""
        if in_hand:
            self.since.pop(id_, None)
            return False
        if monotonic() < self.since.setdefault(id_, monotonic()) + self.silence:
            return False
        del self.since[id_]
        return True


def _prefix(job: Job) -> str:
    return f"{job.run.id}-part-"
