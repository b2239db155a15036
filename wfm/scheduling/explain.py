"""Why a plan falls short, in the scheduler's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wfm.model import Schedule
from wfm.model.plan import Message, Severity
from wfm.scheduling.finding import Finding
from wfm.scheduling.problem import Problem
from wfm.scheduling.roster import queue_heads


def explain(problem: Problem, schedule: Schedule, findings: Sequence[Finding]) -> Iterator[Message]:
    """Say which hard rules are broken and where heads are missing, worst day first."""
    for finding in findings:
        if finding.hard:
            yield Message(Severity.ERROR, "schedule", str(finding))
    yield from _shortages(problem, schedule)


def _shortages(problem: Problem, schedule: Schedule) -> Iterator[Message]:
    week = problem.week
    hours = week.grid.interval_minutes / 60
    missing = np.maximum(0, problem.required - queue_heads(problem, schedule.shifts))
    for number, queue in enumerate(week.site.queues):
        for day in range(week.days):
            begin, end = week.day_starts[day], week.day_starts[day + 1]
            short = missing[number, begin:end]
            if short.max(initial=0) >= 1:
                worst = begin + int(short.argmax())
                at = week.local(week.grid.at(worst))
                date = week.grid.date_of(day)
                text = (
                    f"{queue.name}, {date:%a %Y-%m-%d}: {short.sum() * hours:.1f} head hours are "
                    f"missing, most at {at:%H:%M} ({short.max():.1f} heads of "
                    f"{problem.required[number, worst]:.1f})"
                )
                yield Message(Severity.WARNING, "schedule", text)
