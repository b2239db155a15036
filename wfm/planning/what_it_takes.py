"""What a goal that is out of reach would take: more agents, tried in simulation.

Agents who serve this queue alone are added one after another. Each works the week of the colleague
that covers most of what is still missing; so it is one that a work plan of the site allows. The
fewest are sought, to one in fifty, with whom the week is more likely to meet the goal than to miss
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wfm.model import Agent, Queue, Schedule, Shift
from wfm.planning.extra_people import ExtraPeople, heads_of, intervals_of
from wfm.planning.predicted_kpis import goal_met
from wfm.simulation import FIGURES, simulate

if TYPE_CHECKING:
    from wfm.planning.week_demand import WeekDemand
    from wfm.simulation import Simulated

RUNS, FEWEST_RUNS = 20, 5
"""Weeks that each number of agents is tried with."""
CONTACTS = 20e6
"""Contacts of all these weeks together beyond which they are fewer."""
FEWEST_TRIED, TIMES = 40, 2
"""So many agents are tried, and so many times as many as there are, before it is said that more do
not help."""
PRECISION = 0.02
"""Share of these agents by which they may be too many, where one in so many is more than one."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Agents whom a queue would take, their week, and what it would give then."""

    queue: Queue
    agents: int
    shifts: tuple[Shift, ...]
    hours: float
    """Paid, all of them together."""
    cost: float
    """Of these hours, at the mean cost of colleagues with the skill."""
    level: float
    margin: float
    enough: bool
    """Whether the goal is then more likely met than missed."""


def what_it_takes(
    demand: WeekDemand, schedule: Schedule, coverage: pd.DataFrame, queue: Queue, seed: int
) -> Extra | None:
    """Seek the fewest extra agents of a queue; None where there is no shift that they could have.

    `coverage` has the heads that each queue requires and that the schedule gives it.
    """
    if not schedule.shifts:
        return None
    others = ExtraPeople(schedule, coverage[coverage["queue"] == queue.name])
    people = list[Sequence[Shift]]()

    def first(number: int) -> tuple[Shift, ...]:
        while len(people) < number:
            people.append(next(others))
        return tuple(
            replace(shift, agent_id=f"+{queue.name} {n}")
            for n, shifts in enumerate(people[:number])
            for shift in shifts
        )

    def tried(number: int) -> Simulated:
        return _simulated(demand, schedule, coverage, [(queue, first(number))], seed)

    most = max(FEWEST_TRIED, TIMES * len(demand.site.agents))
    guess = min(max(1, others.lacking), most)
    number = _fewest(guess, most, lambda count: _likely(tried(count), queue))
    found, shifts = tried(number), first(number)
    weeks = found.figures().to_dict("records")
    [week] = [row for row in weeks if row["queue"] == queue.name]
    hours = sum(shift.paid_minutes for shift in shifts) / 60
    own = [agent.hourly_cost for agent in demand.site.agents if queue.skill in agent.skills]
    each = sum(own) / len(own) if own else 0.0
    return Extra(
        queue, number, shifts, hours, each * hours, float(week["service_level"]),
        float(week["service_level_margin"]), _likely(found, queue),
    )  # fmt: skip


def missed_with_all(
    demand: WeekDemand, schedule: Schedule, coverage: pd.DataFrame, extras: Sequence[Extra],
    seed: int,
) -> tuple[str, ...]:  # fmt: skip
    """Name the queues whose goals are still more likely missed where all extra agents are there."""
    added = [(extra.queue, extra.shifts) for extra in extras]
    found = _simulated(demand, schedule, coverage, added, seed)
    return tuple(extra.queue.name for extra in extras if not _likely(found, extra.queue))


def _simulated(
    demand: WeekDemand,
    schedule: Schedule,
    coverage: pd.DataFrame,
    added: Sequence[tuple[Queue, Sequence[Shift]]],
    seed: int,
) -> Simulated:
    """Play some weeks with the shifts that are added for queues."""
    agents = tuple(
        Agent(name, "", "", "", frozenset({queue.skill}))
        for queue, shifts in added
        for name in dict.fromkeys(shift.agent_id for shift in shifts)
    )
    for queue, shifts in added:
        coverage = _with_heads(coverage, coverage[coverage["queue"] == queue.name], shifts)
    every = (*demand.site.previous, *schedule.shifts, *(s for _, shifts in added for s in shifts))
    return simulate(
        replace(demand.site, agents=(*demand.site.agents, *agents)), demand.forecast, every,
        coverage, runs=_weeks(demand), seed=seed, backlog=demand.backlog,
    )  # fmt: skip


def _weeks(demand: WeekDemand) -> int:
    """Try a number of agents for some minutes at most, however large the site is."""
    of_a_week = max(1.0, float(demand.forecast["contacts"].sum()))
    return int(min(RUNS, max(FEWEST_RUNS, CONTACTS / of_a_week)))


def _fewest(guess: int, most: int, enough: Callable[[int], bool]) -> int:
    """Double or halve a guess, then halve the steps; `most` where none is enough."""
    low, high = 0, guess
    while not enough(high):
        if high == most:
            return most
        low, high = high, min(2 * high, most)
    if not low:
        while high > 1 and enough(high // 2):
            high //= 2
        low = high // 2
    while high - low > max(1, PRECISION * high):
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _likely(found: Simulated, queue: Queue) -> bool:
    """Whether at least half of the weeks meet the whole goal."""
    weeks = found.of_runs()
    rows = weeks[weeks["queue"] == queue.name].to_dict("records")
    met = [goal_met(queue, {name: row[name] for name in FIGURES}) for row in rows]
    return 2 * sum(map(bool, met)) >= len(met)


def _with_heads(coverage: pd.DataFrame, rows: pd.DataFrame, added: Sequence[Shift]) -> pd.DataFrame:
    """Share the added heads out to the queue of the rows: it matters where work is deferred."""
    starts, minutes = intervals_of(rows)
    more = np.zeros(len(rows))
    for shift in added:
        more += heads_of(shift, starts, minutes)
    scheduled = coverage["scheduled"].copy()
    scheduled.loc[rows.index] += more
    return coverage.assign(scheduled=scheduled)
