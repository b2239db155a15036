"""What a goal that is out of reach would take: more agents, tried in simulation.

Agents who serve this queue alone are added one after another. Each works the shifts of the schedule
that cover most of what is still missing, one a day, on as many days as colleagues work; so they are
shifts that a work plan of the site allows. The fewest are sought with whom the week is more likely
to meet the goal than to miss it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.model import ActivityCategory, Agent, Queue, Schedule, Shift
from wfm.planning.predicted_kpis import goal_met
from wfm.simulation import FIGURES, simulate
from wfm.staffing.tolerances import Floats

if TYPE_CHECKING:
    from wfm.planning.week_demand import WeekDemand
    from wfm.simulation import Simulated

RUNS = 20
"""Weeks that each number of agents is tried with."""
FEWEST_TRIED, TIMES = 40, 2
"""So many agents are tried, and so many times as many as there are, before it is said that more do
not help."""
EVENLY = 0.1
"""Share of the requirement that counts as missing where the schedule has it already."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Agents whom a queue would take, their week, and what it would give then."""

    agents: int
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

    `coverage` has the heads that the queue requires and that the schedule gives it.
    """
    rows = coverage[coverage["queue"] == queue.name]
    most = max(FEWEST_TRIED, TIMES * len(demand.site.agents))
    people = _people(schedule, rows, most)
    if not people:
        return None

    def tried(number: int) -> Simulated:
        added = [
            replace(shift, agent_id=_extra(queue, n).id)
            for n, shifts in enumerate(people[:number])
            for shift in shifts
        ]
        agents = tuple(_extra(queue, n) for n in range(number))
        site = replace(demand.site, agents=(*demand.site.agents, *agents))
        return simulate(
            site, demand.forecast, (*site.previous, *schedule.shifts, *added),
            _with_heads(coverage, rows, added), runs=RUNS, seed=seed,
            backlog=demand.backlog,
        )  # fmt: skip

    number = _fewest(most, lambda count: _likely(tried(count), queue))
    found = tried(number)
    weeks = found.figures().to_dict("records")
    [week] = [row for row in weeks if row["queue"] == queue.name]
    hours = sum(shift.paid_minutes for shifts in people[:number] for shift in shifts) / 60
    own = [agent.hourly_cost for agent in demand.site.agents if queue.skill in agent.skills]
    each = sum(own) / len(own) if own else 0.0
    return Extra(
        number, hours, each * hours, float(week["service_level"]),
        float(week["service_level_margin"]), _likely(found, queue),
    )  # fmt: skip


def _fewest(most: int, enough: Callable[[int], bool]) -> int:
    """Double, then halve the steps; `most` where none is enough."""
    high = 1
    while high < most and not enough(high):
        high = min(2 * high, most)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _likely(found: Simulated, queue: Queue) -> bool:
    """Whether at least half of the weeks meet the whole goal."""
    weeks = found.of_runs()
    rows = weeks[weeks["queue"] == queue.name].to_dict("records")
    met = [goal_met(queue, {name: row[name] for name in FIGURES}) for row in rows]
    return 2 * sum(map(bool, met)) >= len(met)


def _extra(queue: Queue, number: int) -> Agent:
    return Agent(f"+{queue.name} {number}", "", "", "", frozenset({queue.skill}))


def _people(schedule: Schedule, rows: pd.DataFrame, most: int) -> list[list[Shift]]:
    """Give each of `most` agents the shifts that cover most of what is missing by then."""
    if not schedule.shifts:
        return []
    days = round(median(Counter(shift.agent_id for shift in schedule.shifts).values()))
    starts = rows["interval_start"].dt.tz_convert("UTC").to_numpy("datetime64[s]")
    minutes = rows["interval_minutes"].to_numpy(float)
    required = rows["required"].fillna(0.0).to_numpy(float)
    lacking = np.maximum(required - rows["scheduled"].fillna(0.0).to_numpy(float), 0.0)
    missing = lacking + EVENLY * required
    choice: dict[date, list[tuple[Shift, Floats]]] = {}
    for shift in schedule.shifts:
        plain = _on_queue_alone(shift)
        choice.setdefault(shift.date, []).append((plain, _heads(plain, starts, minutes)))
    people = []
    for _ in range(most):
        best = [
            max(shifts, key=lambda each: float(np.minimum(each[1], missing).sum()))
            for shifts in choice.values()
        ]
        best.sort(key=lambda each: float(np.minimum(each[1], missing).sum()), reverse=True)
        chosen = list(islice(best, days))
        for _, heads in chosen:
            missing = missing - np.minimum(heads, missing)
        people.append([shift for shift, _ in chosen])
        if not missing.any():
            missing = lacking + EVENLY * required
    return people


def _on_queue_alone(shift: Shift) -> Shift:
    """Leave out which queue a part of the shift was for."""
    return replace(shift, activities=tuple(replace(p, queue=None) for p in shift.activities))


def _heads(shift: Shift, starts: NDArray[np.datetime64], minutes: Floats) -> Floats:
    """Share of each interval in which the shift is on queue."""
    found = np.zeros(starts.size)
    for part in shift.activities:
        if part.category is ActivityCategory.ON_QUEUE:
            begin, end = (
                np.datetime64(moment.replace(tzinfo=None), "s") for moment in (part.start, part.end)
            )
            seconds = minutes * 60
            into = (begin - starts).astype(float)
            until = (end - starts).astype(float)
            found += np.clip(np.minimum(until, seconds) - np.maximum(into, 0.0), 0, None) / seconds
    return found


def _with_heads(coverage: pd.DataFrame, rows: pd.DataFrame, added: list[Shift]) -> pd.DataFrame:
    """Share the added heads out to the queue of the rows: it matters where work is deferred."""
    starts = rows["interval_start"].dt.tz_convert("UTC").to_numpy("datetime64[s]")
    minutes = rows["interval_minutes"].to_numpy(float)
    more = np.zeros(len(rows))
    for shift in added:
        more += _heads(shift, starts, minutes)
    scheduled = coverage["scheduled"].copy()
    scheduled.loc[rows.index] += more
    return coverage.assign(scheduled=scheduled)
