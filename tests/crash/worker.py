"""A worker to be killed: its jobs take a second and store a draft and a table, or are real."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import wfm.scheduling.solver
import wfm.store.database
from tests.centre import WEEK, day, shift
from tests.waiting import wait_for
from wfm.jobs import Job, Outcome, Task, work
from wfm.store.database import Connection, Database
from wfm.store.plans import PlanKind, add_plan
from wfm.store.schedules import create_draft

APART = ("broken",)
SHIFTS = [shift(agent, day(offset)) for agent in ("ann", "bob", "cy") for offset in range(1, 5)]


def slow_schedule(job: Job) -> Outcome:
    """Take a second, unless told to stop."""
    steps = int(job.run.parameters["seconds"] * 10)
    for step in range(steps):
        time.sleep(0.1)
        if job.tell("solve", step / steps, {"objective": steps - step, "bound": 0, "gap": 1.0}):
            break

    def effect(tx: Connection) -> Mapping[str, Any]:
        add_plan(tx, "job", "north", WEEK, PlanKind.COVERAGE, "a,b\n", run=job.run.id)
        draft = create_draft(tx, "job", "north", WEEK, SHIFTS, run=job.run.id)
        return {"schedule": draft.number}

    return Outcome(effect, cancelled=job.stopping)


def broken(_: Job) -> Outcome:
    """Have a bug."""
    raise ZeroDivisionError


PARTS, BREAKS, KILLS = 40, 3, 5


def part(item: tuple[int, str]) -> int:
    """Do a part: two wait for each other, one has a bug, and one takes its first worker down."""
    number, home = item
    if home and number < 2:
        Path(home, str(number)).touch()
        wait_for(Path(home, str(1 - number)).exists)
    if number == BREAKS:
        raise ZeroDivisionError
    if home and number == KILLS and not Path(home, "killed").exists():
        Path(home, "killed").touch()
        os._exit(9)
    return number


def in_parts(job: Job) -> Outcome:
    """Have parts done by whoever lives."""
    home = job.run.parameters["home"]
    found = list(job.spread(part, ((number, home) for number in range(PARTS))))
    done = sorted(number for _, number in found if number is not None)
    failed = [item[0] for item, number in found if number is None]
    return Outcome(lambda _: {"done": done, "failed": failed})


def main() -> None:
    """Work on the database that the first argument names, until a SIGTERM.

    The second is the silence in seconds after which a worker is dead; a third, "real", has it do
    the service's own jobs.
    """
    stop = threading.Event()
    wfm.store.database.BUSY_SECONDS = 2
    # nothing is proven: a search lasts until somebody ends it
    wfm.scheduling.solver.BOUND_AFTER = math.inf
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    database = Database(sys.argv[1])
    tasks: Mapping[str, Task] = {"schedule": slow_schedule, "broken": broken, "parts": in_parts}
    if sys.argv[3:] == ["real"]:
        from wfm.service.tasks import TASKS  # takes seconds to load

        tasks = TASKS
    work(database, tasks, stop, timedelta(seconds=float(sys.argv[2])), apart=APART)
    os._exit(0)


if __name__ == "__main__":
    main()
