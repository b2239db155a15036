"""A site's forecast, some queues at a time, by all workers that live."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from wfm.jobs import Job

if TYPE_CHECKING:
    from forecasts.forecaster import Outcome, Runner, Task

QUEUES: Final = 8
"""Queues of a part: some seconds of work."""
BEGIN, END = 0.1, 0.4
"""Progress of a run when its forecast begins, and when it ends."""
log = logging.getLogger("wfm.jobs")


def spread_forecast(job: Job, queues: int) -> Runner:
    """Give what forecasts a site of so many queues for a run, and tells how far it is.

    A queue whose forecast breaks is told of like one without a history; the others go on.
    """

    def run(tasks: Iterable[Task]) -> Iterator[tuple[str, Outcome]]:
        done = 0
        for part, found in job.spread(forecast_part, _parts(tasks)):
            yield from found if found is not None else map(_broken, part)
            done += len(part)
            job.tell(progress=BEGIN + (END - BEGIN) * min(done / max(queues, 1), 1))

    return run


def forecast_part(tasks: list[Task]) -> list[tuple[str, Outcome]]:
    """Forecast some queues; a bug costs the queue that met it."""
    from forecasts.forecaster import outcome_of

    return [_guarded(outcome_of, task) for task in tasks]


def _guarded(outcome_of: Callable[[Task], tuple[str, Outcome]], task: Task) -> tuple[str, Outcome]:
    try:
        return outcome_of(task)
    except Exception:
        log.exception("the forecast of a queue broke")
        return _broken(task)


def _broken(task: Task) -> tuple[str, Outcome]:
    from forecasts.errors import HistoryFinding
    from forecasts.said import said

    what = said("forecast.broke", "an internal error ended its forecast")
    remedy = said("forecast.see_log", "the log of the worker says which; tell whoever runs it")
    return task[0], (HistoryFinding(what, remedy, task[0], fatal=True),)


def _parts(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    waiting = iter(tasks)
    while part := list(islice(waiting, QUEUES)):
        yield part
