"""One run as the task that does it sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wfm.errors import InputError, InputProblem, RefusalError, WfmError
from wfm.model import Shift
from wfm.store.best_schedule import keep_best
from wfm.store.database import Connection, Database
from wfm.store.errors import OutdatedError
from wfm.store.runs import LostRunError, Run, finish, report
from wfm.words import document
from wfm.words.places import in_place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task found. `effect` stores it and gives the run's result, all in one transaction."""

    effect: Callable[[Connection], Mapping[str, Any]]
    messages: Sequence[Mapping[str, Any]] = ()
    cancelled: bool = False
    """Stopped early: what is stored is the best so far."""
    failed: bool = False
    """The input has problems, which the messages name."""

    @property
    def status(self) -> str:
        """How the run ends."""
        return "cancelled" if self.cancelled else "failed" if self.failed else "done"


class Job:
    """A claimed run: its parameters, and where to tell how far it is."""

    def __init__(self, database: Database, run: Run) -> None:
        self.database, self.run = database, run
        self.stopping = run.cancel_requested

    def tell(
        self,
        stage: str | None = None,
        progress: float | None = None,
        best: Mapping[str, Any] | None = None,
    ) -> bool:
        """Say how far it is; tells whether the task should stop.

        Raises
        ------
        LostRunError
            If another worker has taken the run over: nothing of this one will be stored.
        """
        with self.database.writing() as tx:
            self.stopping = report(tx, self.run, stage=stage, progress=progress, best=best)
        return self.stopping

    def keep(self, shifts: Sequence[Shift], figures: Mapping[str, Any]) -> None:
        """Keep the best schedule so far with its price: whoever takes the run over has it.

        Raises
        ------
        LostRunError
            If another worker has taken the run over.
        """
        with self.database.writing() as tx:
            self.stopping = keep_best(tx, self.run, shifts, figures)


Task = Callable[[Job], Outcome]


def perform(job: Job, task: Task) -> None:
    """Do a task and store its outcome and the run's end together; again, if that is outdated."""
    while True:
        try:
            outcome = task(job)
        except LostRunError:
            return
        except InputError as error:
            problems = [problem_message(p) for p in error.problems]
            outcome = Outcome(lambda _: {}, problems, failed=True)
        except WfmError as error:
            outcome = Outcome(lambda _: {}, [_error(error)], failed=True)
        try:
            _store(job, outcome)
        except OutdatedError:
            continue
        return


def _store(job: Job, outcome: Outcome) -> None:
    try:
        with job.database.writing() as tx:
            result = outcome.effect(tx)
            finish(tx, job.run, outcome.status, result, outcome.messages)
    except OutdatedError:
        raise
    except LostRunError:
        return
    except WfmError as error:
        with job.database.writing() as tx:
            finish(tx, job.run, "failed", None, [_error(error)])


def problem_message(problem: InputProblem, severity: str = "error") -> dict[str, Any]:
    """Turn a problem with an input into a message of the run."""
    return {
        "severity": severity, "kind": "input",
        **document(in_place(problem.what, problem.remedy)),
        "file": problem.file, "row": problem.row, "field": problem.field,
    }  # fmt: skip


def _error(error: WfmError) -> dict[str, Any]:
    told = document(error.said) if isinstance(error, RefusalError) else {"text": str(error)}
    return {"severity": "error", "kind": "refused", **told}
