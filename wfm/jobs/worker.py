"""A worker process: DBOS queues the runs and keeps them through crashes; attempts fence them.

A run's n-th attempt is the DBOS workflow `<run>-<n>`, so that however many workers ask for it there
is one. The worker that begins it raises the run's attempt; from then on an earlier one can write
nothing. A worker that is silent for some seconds counts as dead, and its runs get a next attempt.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from wfm.jobs import parts
from wfm.jobs.insist import insist
from wfm.jobs.job import Job, Task, perform
from wfm.jobs.parts import Parts, Strays, guarded
from wfm.store.database import Database
from wfm.store.outages import DatabaseOutageError
from wfm.store.runs import (
    LostRunError,
    Run,
    beat,
    begin,
    bury,
    fail,
    is_at,
    leave,
    living,
    unfinished,
)
from wfm.words import phrase

QUEUE = "runs"
APART = "apart"
"""Queue of runs that go on beside those of the other."""
SILENCE = timedelta(seconds=15)
BREATH = 1.0
"""Seconds between two looks at what is to be done."""
FAREWELL = 2
"""Seconds that a worker that stops waits for the database, to say so."""
BROKEN = phrase("run.broke")

log = logging.getLogger("wfm.jobs")


def work(
    database: Database,
    tasks: Mapping[str, Task],
    stop: threading.Event,
    silence: timedelta = SILENCE,
    turn: Callable[[], object] = lambda: None,
    apart: Collection[str] = (),
) -> None:
    """Do the store's runs, one at a time, until `stop` is set.

    A run that is under way then is left to the next worker. `turn` is called at each look at what
    is to be done. Runs of the kinds in `apart` come one at a time beside the others.

    Raises
    ------
    DatabaseOutageError
        If the database is away at the start.
    """
    if stop.is_set():
        return
    worker = Worker(database, tasks, silence, uuid4().hex, apart)
    with database.writing() as tx:
        beat(tx, worker.name)  # before the first job: who is not among the living counts as dead
    try:
        with database.answering():
            worker.launch()
        while not stop.wait(BREATH):
            turn()
            worker.look()
    finally:
        worker.leave()
        DBOS.destroy(workflow_completion_timeout_sec=0)


class Worker:
    """One process among those that do the runs."""

    def __init__(
        self,
        database: Database,
        tasks: Mapping[str, Task],
        silence: timedelta,
        name: str,
        apart: Collection[str] = (),
    ) -> None:
        self.database, self.tasks, self.silence, self.name = database, tasks, silence, name
        self.apart = frozenset(apart)
        self.doing: set[str] = set()
        """Runs and parts of runs that a thread of this process has in hand."""
        self.strays = Strays(silence.total_seconds())
        self.grace = 0.0
        """Until when nobody is taken for dead: after an outage all have to be heard of first."""
        self.attempt: Callable[[str, int], None]

    def launch(self) -> None:
        """Begin to take runs from the queue."""
        DBOS(
            config={
                "name": "wfm",
                "system_database_url": self.database.plain_url,
                "executor_id": self.name,
                "application_version": "1",  # a new release goes on with the runs of the old one
                "log_level": "WARNING",
            }
        )

        @DBOS.workflow(name="run")
        def attempt(run: str, number: int) -> None:
            self._attempt(run, number)

        @DBOS.workflow(name="part", max_recovery_attempts=None)
        def part(run: str, number: int, work: Callable[[Any], Any], item: Any) -> Any:
            return self._part(run, number, work, item)

        def enqueue(run: str, number: int, work: Callable[[Any], Any], item: Any) -> None:
            DBOS.enqueue_workflow(parts.QUEUE, part, run, number, work, item)

        self.attempt, self.parts = attempt, Parts(self.database, enqueue)
        DBOS.launch()
        for queue, seconds in ((QUEUE, BREATH / 2), (APART, BREATH / 2), (parts.QUEUE, parts.LOOK)):
            DBOS.register_queue(queue, worker_concurrency=1, polling_interval_sec=seconds)

    def _attempt(self, run: str, number: int) -> None:
        self.doing.add(run)
        try:
            claimed = self._claim(run, number)
            if claimed is not None:
                self._perform(claimed)
        finally:
            self.doing.discard(run)

    def _part(self, run: str, number: int, work: Callable[[Any], Any], item: Any) -> Any:
        """Do a part, unless the attempt that asked for it is over."""
        id_ = str(DBOS.workflow_id)
        self.doing.add(id_)
        try:
            with self.database.reading() as tx:
                wanted = is_at(tx, run, number)
            return guarded(work, item) if wanted else None
        finally:
            self.doing.discard(id_)

    def _claim(self, run: str, number: int) -> Run | None:
        def claim(tries: int) -> Run | None:
            with self.database.writing() as tx:
                return begin(tx, run, self.name, number, again=tries > 0)

        return insist(claim)

    def _perform(self, run: Run) -> None:
        """Do a run; a bug ends it, and not the worker."""
        try:
            perform(Job(self.database, run, self.parts), self.tasks[run.kind])
        except Exception:
            log.exception("run %s broke", run.id)
            insist(lambda _: self._fail(run))

    def _fail(self, run: Run) -> None:
        try:
            with self.database.writing() as tx:
                fail(tx, run, "internal", BROKEN)
        except LostRunError:
            return

    def look(self) -> None:
        """Say that this worker lives, and ask for what nobody does."""
        try:
            with self.database.answering():
                self._look()
        except DatabaseOutageError:  # the log has it
            self.grace = monotonic() + self.silence.total_seconds()

    def _look(self) -> None:
        with self.database.writing() as tx:
            beat(tx, self.name)
            if monotonic() >= self.grace:
                bury(tx, self.silence)
            alive, runs = living(tx), unfinished(tx)
        mine = self._parts_in_hand() if any(run.status == "running" for run in runs) else []
        self.strays.keep({run.id for run in runs} | set(mine))
        for id_ in mine:
            if self._strayed(id_):
                parts.resume(id_)
        turns: Counter[str] = Counter()
        for run in runs:
            turns[run.site] += 1
            lost = run.worker not in alive or (run.worker == self.name and self._strayed(run.id))
            if run.status == "queued" or lost:
                self._ask_for(run, alive, turns[run.site])

    def _ask_for(self, run: Run, alive: set[str], turn: int) -> None:
        """Queue a run's next attempt; the first of each site goes before the second of any."""
        workflow, queue = f"{run.id}-{run.attempt}", APART if run.kind in self.apart else QUEUE
        status = DBOS.get_workflow_status(workflow)
        if status is None:
            with SetWorkflowID(workflow), SetEnqueueOptions(priority=turn):
                DBOS.enqueue_workflow(queue, self.attempt, run.id, run.attempt)
        elif status.status == "PENDING":
            mine = status.executor_id == self.name
            if status.executor_id not in alive or (mine and self._strayed(run.id)):
                DBOS.resume_workflow(workflow, queue_name=queue)

    def _parts_in_hand(self) -> list[str]:
        found = DBOS.list_workflows(
            queue_name=parts.QUEUE, status="PENDING", executor_id=self.name,
            load_input=False, load_output=False,
        )  # fmt: skip
        return [status.workflow_id for status in found]

    def _strayed(self, id_: str) -> bool:
        """Whether this worker has long had something by the books alone, as after an outage."""
        return self.strays.strayed(id_, in_hand=id_ in self.doing)

    def leave(self) -> None:
        """Say that this worker stops; unheard, it counts as dead after its silence."""
        try:
            with self.database.writing(FAREWELL) as tx:
                leave(tx, self.name)
        except DatabaseOutageError:
            return
