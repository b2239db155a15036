"""Shifts that a law never allows, and days on whose hours no shift of a contract fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.availability import AvailabilityKept, unavailable
from wfm.scheduling.rules.laws import LawSettings
from wfm.scheduling.rules.opening_hours import OpeningSettings, open_to
from wfm.scheduling.rules.split_shifts import SplitShiftSettings
from wfm.scheduling.rules.weekday_times import times_on
from wfm.scheduling.rules.working_time_law import never_legal
from wfm.words import Phrase, phrase

OPEN, AVAILABLE, LAW = OpeningSettings.rule, AvailabilityKept().name, LawSettings.rule


def misfits(problem: Problem, agent: Agent, rules: Sequence[str]) -> Iterator[Phrase]:
    """Say which shifts a law never allows, and which hours the shortest shift does not fit into.

    The hours, told once for all days that have them, are those in which the work plan lets shifts
    lie, a queue is open and the agent available, as far as the conflict is of these `rules`.
    """
    if LAW in rules:
        told = (one for plan in problem.horizon.plans(agent) for one in never_legal(plan))
        yield from (phrase("fault.never_legal", hours=n / 60, why=why) for n, why in told)
    horizon, usable = problem.horizon, np.ones(len(problem.horizon.grid), bool)
    if OPEN in rules:
        usable &= open_to(horizon, agent)
    if AVAILABLE in rules:
        usable &= ~unavailable(horizon, agent)
    if usable.all():
        return
    found: dict[tuple[int, int, int], list[int]] = {}
    for day in range(horizon.days):
        if (one := _misfit(horizon, agent, day, usable)) is not None:
            weekdays = found.setdefault(one, [])
            weekday = horizon.grid.date_of(day).weekday()
            weekdays += [weekday] if weekday not in weekdays else []
    for (shortest, start, end), weekdays in found.items():
        yield phrase(
            "schedule.misfit", hours=shortest / 60, start=start, end=end, weekdays=tuple(weekdays)
        )


def _misfit(
    horizon: Horizon, agent: Agent, day: int, usable: NDArray[np.bool_]
) -> tuple[int, int, int] | None:
    """Shortest shift of a day, and the longest hours of it, which are too short; None if not so."""
    date, grid = horizon.grid.date_of(day), horizon.grid
    plan = horizon.plan_on(agent, date)
    times = list(times_on(plan, date.weekday()))
    if not times or SplitShiftSettings.of(plan).maximum_split_days:
        return None
    shortest = min(length for _, length in times)
    first, last = min(start for start, _ in times), max(sum(time) for time in times)
    begin, end = (grid.index(horizon.own_instant(agent, date, at)) for at in (first, last))
    begin = max(0, begin)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], usable[begin : max(0, end)], [0]])))
    if not len(edges):
        return None
    longest = int((edges[1::2] - edges[::2]).argmax())
    start, stop = (grid.at(begin + int(at)) for at in edges[2 * longest : 2 * longest + 2])
    if horizon.length_between(agent.id, start, stop) >= shortest:
        return None
    first, last = (horizon.own_minutes_of(agent.id, at, date) for at in (start, stop))
    return shortest, first, last
