"""One run as the task that does it sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Any, Final, Protocol, TypeVar

from wfm.errors import InputError, InputProblem, RefusalError, WfmError
from wfm.jobs.insist import insist
from wfm.jobs.parts import alone
from wfm.model import Shift
from wfm.store.best_schedule import keep_best
from wfm.store.database import Connection, Database
from wfm.store.errors import OutdatedError
from wfm.store.outages import DatabaseOutageError
from wfm.store.runs import Ending, LostRunError, Run, finish, report
from wfm.words import document
from wfm.words.places import in_place

ASIDE: Final = 2
"""Seconds that a search may be held up by the database."""
REPEATS: Final = 20
"""How often a task begins again because it could not read."""
CHECKED: Final = 1.0
"""Seconds for which it is believed that a run is to go on."""
Item = TypeVar("Item")
Found = TypeVar("Found")


class StoppedError(WfmError):
    """A run was asked to stop before it had anything."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task found. `effect` stores it and gives the run's result, all in one transaction."""

    effect: Callable[[Connection], Mapping[str, Any] | None]
    messages: Sequence[Mapping[str, Any]] = ()
    cancelled: bool = False
    """Stopped early: what is stored is the best so far."""
    failed: bool = False
    """The input has problems, which the messages name."""

    @property
    def status(self) -> Ending:
        """How the run ends."""
        return "cancelled" if self.cancelled else "failed" if self.failed else "done"


class FanOut(Protocol):
    """Does the parts of a run, here or elsewhere; gives None for one that failed."""

    def __call__(
        self, job: Job, work: Callable[[Item], Found], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Found | None]]:
        """Give each item with what was found for it."""


class Job:
    """A claimed run: its parameters, and where to tell how far it is."""

    def __init__(self, database: Database, run: Run, spread: FanOut = alone) -> None:
        self.database, self.run = database, run
        self.stopping = run.cancel_requested
        self._spread, self._checked = spread, monotonic()

    def spread(
        self, work: Callable[[Item], Found], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Found | None]]:
        """Have each item worked on by whichever worker has time; what is done comes first.

        `work` is a function of a module, and reads and writes nothing. One that fails gives None.

        Raises
        ------
        LostRunError, StoppedError
            If another worker has taken the run over, or it is to stop.
        """
        return self._spread(self, work, items)

    def check(self) -> None:
        """Find out from time to time whether to go on.

        Raises
        ------
        LostRunError, StoppedError
            If another worker has taken the run over, or it is to stop.
        """
        if monotonic() >= self._checked + CHECKED:
            self._checked = monotonic()
            self.tell()
        if self.stopping and self.run.best is None:
            raise StoppedError  # who has a schedule already goes on to it, and ends with that

    def tell(
        self,
        stage: str | None = None,
        progress: float | None = None,
        best: Mapping[str, Any] | None = None,
    ) -> bool:
        """Say how far it is, however long the database is away; tells whether to stop.

        Raises
        ------
        LostRunError
            If another worker has taken the run over: nothing of this one will be stored.
        """

        def tell(_: int) -> bool:
            with self.database.writing() as tx:
                return report(tx, self.run, stage=stage, progress=progress, best=best)

        self.stopping = insist(tell)
        return self.stopping

    def mention(
        self,
        progress: float,
        best: Mapping[str, Any],
        shifts: Sequence[Shift] | None = None,
        messages: Sequence[Mapping[str, Any]] | None = None,
    ) -> bool:
        """Say amid a search how far it is, and keep its best schedule where it is given.

        Whoever takes the run over goes on from there. `messages` are what is known by then. A
        search does not wait for the database.

        Raises
        ------
        DatabaseOutageError
            If the database is away: it is to be said again later.
        LostRunError
            If another worker has taken the run over.
        """
        with self.database.writing(ASIDE) as tx:
            if shifts is not None:
                keep_best(tx, self.run, shifts, best)
            self.stopping = report(tx, self.run, progress=progress, best=best, messages=messages)
        return self.stopping


Task = Callable[[Job], Outcome]


def perform(job: Job, task: Task) -> None:
    """Do a task and store its outcome and the run's end together; again, if that is outdated.

    A task that could not read because the database was away begins again when it is back: it goes
    on from what it kept.

    Raises
    ------
    DatabaseOutageError
        If the database is away for good, or whenever the task reads.
    """
    for number in count():
        try:
            outcome = _done(job, task)
            _store(job, outcome)
        except LostRunError:
            return
        except OutdatedError:
            continue
        except DatabaseOutageError as outage:
            if number == REPEATS or not outage.kind.passing:
                raise
            job.tell()
            continue
        return


def _done(job: Job, task: Task) -> Outcome:
    try:
        return task(job)
    except (LostRunError, OutdatedError, DatabaseOutageError):
        raise
    except StoppedError:
        return Outcome(lambda _: None, cancelled=True)
    except InputError as error:
        told = [problem_message(p) for p in error.problems]
        told += [problem_message(p, "warning") for p in error.notes]
        return Outcome(lambda _: {}, told, failed=True)
    except WfmError as error:
        return Outcome(lambda _: {}, [_error(error)], failed=True)


def _store(job: Job, outcome: Outcome) -> None:
    try:
        _end(job, outcome)
    except (LostRunError, OutdatedError, DatabaseOutageError):
        raise
    except WfmError as error:
        _end(job, Outcome(lambda _: None, [_error(error)], failed=True))


def _end(job: Job, outcome: Outcome) -> None:
    """Write the effect and the end at once."""

    def write(number: int) -> None:
        with job.database.writing() as tx:
            if number:
                report(tx, job.run)  # the connection may have been lost after all was written
            result = outcome.effect(tx)
            finish(tx, job.run, outcome.status, result, outcome.messages)

    insist(write)


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
