"""Mend a schedule after an absence or new demand, with as few changes as that needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from wfm.model import Schedule, Shift, Site, TimeOff
from wfm.scheduling.problem import COVERAGE, build_problem
from wfm.scheduling.rules import RULES, Coverage, Rule
from wfm.scheduling.rules.stability import Stability
from wfm.scheduling.solving import Limits, Progress, Solution, solve

LIMITS = Limits(time=8)
PRICE = 100
"""What changing an agent's day costs in a repair, against missing heads and the like."""


@dataclass(frozen=True, slots=True)
class Change:
    """One agent's day before and after; None is a day off."""

    agent_id: str
    date: date
    before: Shift | None
    after: Shift | None


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended schedule and everything that is different in it."""

    solution: Solution
    changes: tuple[Change, ...]


def repair(
    site: Site,
    requirement: pd.DataFrame,
    schedule: Schedule,
    *,
    absent: Sequence[TimeOff] = (),
    rules: Sequence[Rule] = RULES,
    coverage: Coverage = COVERAGE,
    ledger: Mapping[str, Mapping[str, float]] | None = None,
    price: int = PRICE,
    limits: Limits = LIMITS,
    progress: Callable[[Progress], bool | None] = lambda _: None,
) -> Repair:
    """Solve the week again close to a given schedule, locked shifts untouched.

    `absent` is time off that the schedule did not know of; `requirement` may be a new one. First
    it is found out which days must or should change, at `price` each; then all other shifts are
    kept to the break, and the changed days are solved again. Each solve has its own `limits`.

    Raises
    ------
    InputError
        As `build_problem`.
    """
    site = replace(site, time_off=(*site.time_off, *absent))
    near = [Stability(price) if isinstance(rule, Stability) else rule for rule in rules]

    def solved(locked: Sequence[Shift]) -> Solution:
        problem = build_problem(
            site, requirement, schedule.week, rules=near, coverage=coverage, ledger=ledger,
            given=schedule.shifts, locked=locked,
        )  # fmt: skip
        return solve(problem, limits, progress)

    present = [shift for shift in schedule.shifts if not _away(shift, absent)]
    loose = solved([shift for shift in present if shift.locked])
    span = {(s.agent_id, s.date): (s.start, s.end) for s in loose.schedule.shifts}
    kept = [s for s in present if span.get((s.agent_id, s.date)) == (s.start, s.end)]
    tight = solved(kept)
    found = replace(tight.schedule, version=schedule.version + 1)
    return Repair(replace(tight, schedule=found), tuple(changes(schedule, found)))


def _away(shift: Shift, absent: Sequence[TimeOff]) -> bool:
    return any(
        off.agent_id == shift.agent_id and off.start < shift.end and shift.start < off.end
        for off in absent
    )


def changes(before: Schedule, after: Schedule) -> Iterator[Change]:
    """List what differs between two schedules of a week, by agent and day."""
    old = {(shift.agent_id, shift.date): shift for shift in before.shifts}
    new = {(shift.agent_id, shift.date): shift for shift in after.shifts}
    for key in sorted({*old, *new}):
        a, b = old.get(key), new.get(key)
        if a is None or b is None or a.activities != b.activities:
            yield Change(*key, a, b)
