"""Mend a schedule after an absence or new demand, with as few changes as that needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from wfm.model import Schedule, Shift, Site, TimeOff
from wfm.model.absent_parts import shift_without
from wfm.model.changes import Change, changes
from wfm.scheduling.coverage.prices import COVERAGE
from wfm.scheduling.decode import to_roster, to_schedule
from wfm.scheduling.problem import Problem, build_problem
from wfm.scheduling.result import Limits, Solution
from wfm.scheduling.rules import RULES, CoveragePrice, Rule
from wfm.scheduling.rules.stability import Stability
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.scheduling.solver import solve

PRICE = 100
"""What changing an agent's day costs in a repair, against missing heads and the like."""
ROUNDS = 200
"""Rounds of improvement between two looks at the clock."""
STALE = 20
"""Such looks without any gain end the search."""
GREEDY = Limits(time=None, effort=0, workers=1)


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended schedule, the problem that it solves, and everything that is different in it."""

    problem: Problem
    solution: Solution
    changes: tuple[Change, ...]


def repair(
    site: Site,
    requirement: pd.DataFrame,
    schedule: Schedule,
    *,
    absent: Sequence[TimeOff] = (),
    locked_off: Iterable[tuple[str, date]] = (),
    rules: Sequence[Rule] = RULES,
    coverage: CoveragePrice = COVERAGE,
    ledger: Mapping[str, Mapping[str, float]] | None = None,
    price: int = PRICE,
    seconds: float | None = 5.0,
    effort: float = 20,
    seed: int = 1,
) -> Repair:
    """Solve the week again close to a given schedule, locked shifts and days off untouched.

    `absent` is time off that the schedule did not know of; `requirement` may be a new one. A shift
    from which it takes some hours keeps the others, where `without_absence` says so. First
    only what must change is solved. From there agents' days are changed where that saves more than
    `price` each, for at most `seconds` and 2 ** `effort` × `ROUNDS` rounds of search. What keeps
    its start and end keeps its breaks too.

    Raises
    ------
    InputError
        As `build_problem`.
    """
    site, free = replace(site, time_off=(*site.time_off, *absent)), frozenset(locked_off)
    near = [Stability(price) if isinstance(rule, Stability) else rule for rule in rules]

    def problem(locked: Sequence[Shift]) -> Problem:
        return build_problem(
            site, requirement, schedule.week, rules=near, coverage=coverage, ledger=ledger,
            given=schedule.shifts, locked=locked, locked_off=free,
        )  # fmt: skip

    present, locks = _present(schedule, absent)
    near_problem = problem(present)
    needed = solve(near_problem, GREEDY)
    moved = _improved(problem, needed.schedule, seed, seconds, effort)
    spans = {(shift.agent_id, shift.start, shift.end) for shift in moved.shifts}
    kept = [shift for shift in present if (shift.agent_id, shift.start, shift.end) in spans]
    wider = solve(problem(kept), GREEDY)
    best = min((needed, wider), key=lambda solution: solution.objective)
    shifts = tuple(_with_own_lock(shift, locks) for shift in best.schedule.shifts)
    found = replace(best.schedule, shifts=shifts, version=schedule.version + 1)
    return Repair(near_problem, replace(best, schedule=found), tuple(changes(schedule, found)))


def _improved(
    problem: Callable[[Sequence[Shift]], Problem],
    schedule: Schedule,
    seed: int,
    seconds: float | None,
    effort: float,
) -> Schedule:
    """Improve a schedule by local search from it; agents whose week has no place there are kept."""
    begun, locked = time.monotonic(), [shift for shift in schedule.shifts if shift.locked]
    roster = None
    while roster is None:
        tried = problem(locked)
        roster, strangers = to_roster(tried, schedule)
        if strangers:
            roster = None
            fixed = {shift.agent_id for shift in locked if not shift.locked}
            more = [s for s in schedule.shifts if s.agent_id in strangers - fixed and not s.locked]
            if not more:
                return schedule
            locked += more
    chain = AnnealingChain(tried, seed)
    chain.begin_with(roster)
    stale = 0
    for _ in range(round(2**effort)):
        before = chain.best_price
        chain.polish(ROUNDS)
        stale = stale + 1 if chain.best_price == before else 0
        over = seconds is not None and time.monotonic() - begun >= seconds
        if over or stale == STALE:
            break
    return to_schedule(tried, chain.best)


_Locks = Mapping[tuple[str, datetime], bool]


def _present(schedule: Schedule, absent: Sequence[TimeOff]) -> tuple[list[Shift], _Locks]:
    """Give the shifts that absences leave, and the own locks of those of which they take a part."""
    present: list[Shift] = []
    locks: dict[tuple[str, datetime], bool] = {}
    for shift in schedule.shifts:
        away = [
            off for off in absent
            if off.agent_id == shift.agent_id and off.start < shift.end and shift.start < off.end
        ]  # fmt: skip
        left = shift_without(shift, away)
        if away and left is not None:
            locks[left.agent_id, left.start] = shift.locked
            present.append(replace(left, locked=True))
        elif shift.locked or not away:
            present.append(shift)
    return present, locks


def _with_own_lock(shift: Shift, locks: _Locks) -> Shift:
    return replace(shift, locked=locks.get((shift.agent_id, shift.start), shift.locked))
