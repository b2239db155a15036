"""A worker process: DBOS queues the runs and keeps them through crashes; attempts fence them.

A run's n-th attempt is the DBOS workflow `<run>-<n>`, so that however many workers ask for it there
is one. The worker that begins it raises the run's attempt; from then on an earlier one can write
nothing. A worker that is silent for some seconds counts as dead, and its runs get a next attempt.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

from dbos import DBOS, SetWorkflowID, WorkflowStatus

from wfm.jobs.job import Job, Task, perform
from wfm.store.database import Database
from wfm.store.refusals import DatabaseBusyError
from wfm.store.runs import (
    LostRunError,
    Run,
    beat,
    begin,
    bury,
    fail,
    leave,
    living,
    unfinished,
)
from wfm.words import phrase

QUEUE = "runs"
SILENCE = timedelta(seconds=15)
BREATH = 1.0
"""Seconds between two looks at what is to be done."""

log = logging.getLogger("wfm.jobs")


def work(
    database: Database,
    tasks: Mapping[str, Task],
    stop: threading.Event,
    silence: timedelta = SILENCE,
) -> None:
    """Do the store's runs, one at a time, until `stop` is set.

    A run that is under way then is left to the next worker.
    """
    if stop.is_set():
        return
    me = uuid4().hex
    with database.writing() as tx:
        beat(tx, me)  # before the first job: who is not among the living is taken for dead
    try:
        attempt = _workflows(database, me, tasks)
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=BREATH / 2)
        while not stop.wait(BREATH):
            _look(database, me, silence, attempt)
    finally:
        _leave(database, me)
        DBOS.destroy(workflow_completion_timeout_sec=0)


def _workflows(
    database: Database, me: str, tasks: Mapping[str, Task]
) -> Callable[[str, int], None]:
    DBOS(
        config={
            "name": "wfm",
            "system_database_url": database.plain_url,
            "executor_id": me,
            "application_version": "1",  # a new release goes on with the runs of the old one
            "log_level": "WARNING",
        }
    )

    @DBOS.workflow(name="run")
    def attempt(run: str, number: int) -> None:
        with database.writing() as tx:
            claimed = begin(tx, run, me, number)
        if claimed is not None:
            perform(Job(database, claimed), tasks[claimed.kind])

    return attempt


def _leave(database: Database, me: str) -> None:
    try:
        with database.writing() as tx:
            leave(tx, me)
    except DatabaseBusyError as error:  # the others take this worker for dead after its silence
        log.warning("%s", error)


def _look(
    database: Database, me: str, silence: timedelta, attempt: Callable[[str, int], None]
) -> None:
    try:
        with database.writing() as tx:
            beat(tx, me)
            bury(tx, silence)
            alive, runs = living(tx), unfinished(tx)
    except DatabaseBusyError as error:
        log.warning("%s", error)
        return
    for run in runs:
        if run.status == "running" and run.worker in alive:
            _fail_if_broken(database, run)
        else:
            _ask_for(run, alive, attempt)


def _ask_for(run: Run, alive: set[str], attempt: Callable[[str, int], None]) -> None:
    status = _workflow(run.id, run.attempt)
    if status is None:
        with SetWorkflowID(f"{run.id}-{run.attempt}"):
            DBOS.enqueue_workflow(QUEUE, attempt, run.id, run.attempt)
    elif status.status == "PENDING" and status.executor_id not in alive:
        DBOS.resume_workflow(status.workflow_id, queue_name=QUEUE)


def _fail_if_broken(database: Database, run: Run) -> None:
    """End a run whose workflow died of a bug: DBOS has the traceback in its log."""
    status = _workflow(run.id, run.attempt - 1)
    if status is not None and status.status == "ERROR":
        try:
            with database.writing() as tx:
                fail(tx, run, "internal", phrase("run.broke"))
        except LostRunError:
            return


def _workflow(run: str, number: int) -> WorkflowStatus | None:
    return DBOS.get_workflow_status(f"{run}-{number}")
