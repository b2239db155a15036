"""Who is on queue when, from explicit shifts, less residual shrinkage.

On-queue work is cut at the site's intervals. In each interval so many of those scheduled are away,
rounded up or down at random, as the residual shrinkage says, and who it is changes from interval to
interval: the mean heads are those that the staffing model counts on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from wfm.model import Activity, ActivityCategory, Agent, Shift, Site
from wfm.simulation.floor import NEVER, Crew, Flags
from wfm.staffing.shrinkage import residual_shrinkage
from wfm.staffing.tolerances import Floats, Integers


@dataclass(frozen=True, slots=True)
class Stints:
    """Pieces of on-queue work, each within one interval, by agent and time."""

    agent: Integers
    shift: Integers
    duty: Integers
    begin: Floats
    end: Floats
    interval: Integers
    serves: Flags
    """[duty, queue]"""
    away: Floats
    """Residual shrinkage by duty."""
    agents: int


def stints_of(
    shifts: Iterable[Shift], site: Site, origin: datetime, step: float, horizon: float
) -> Stints:
    """Cut the on-queue work of the shifts at intervals of `step` seconds up to the horizon."""
    duties: dict[tuple[bool, ...], int] = {}
    numbers = {agent.id: number for number, agent in enumerate(site.agents)}
    rows: list[tuple[float, ...]] = []
    by_start = sorted((s for s in shifts if s.agent_id in numbers), key=lambda shift: shift.start)
    for number, shift in enumerate(by_start):
        agent = numbers[shift.agent_id]
        for part in shift.activities:
            if part.category is ActivityCategory.ON_QUEUE:
                duty = _duty(part, site.agents[agent], site)
                place = duties.setdefault(duty, len(duties))
                begin = max((part.start - origin).total_seconds(), 0.0)
                end = min((part.end - origin).total_seconds(), horizon)
                rows.append((agent, number, place, begin, end))
    table = _cut(np.array(rows, dtype=np.float64).reshape(-1, 5), step)
    table = table[np.lexsort((table[:, 3], table[:, 0]))]
    agent_, shift_, duty_, interval = table[:, [0, 1, 2, 5]].T.astype(np.int64)
    serves = np.array(list(duties), dtype=bool).reshape(-1, len(site.queues))
    lost = np.array([residual_shrinkage(queue, site) for queue in site.queues])
    away = (serves * lost).sum(axis=1) / np.maximum(serves.sum(axis=1), 1)
    begin_, end_ = table[:, 3].copy(), table[:, 4].copy()
    return Stints(
        agent_, shift_, duty_, begin_, end_, interval, serves, away, len(site.agents)
    )  # fmt: skip


def _duty(part: Activity, agent: Agent, site: Site) -> tuple[bool, ...]:
    """Tell for each queue whether the agent serves it in this part of the shift."""
    if part.queue is not None:
        return tuple(queue.name == part.queue for queue in site.queues)
    return tuple(queue.skill in agent.skills for queue in site.queues)


def _cut(rows: Floats, step: float) -> Floats:
    """Cut rows that end with [begin, end) into pieces of one interval each, named at the end."""
    rows = rows[rows[:, 3] < rows[:, 4]]
    first = rows[:, 3] // step
    pieces = (np.ceil(rows[:, 4] / step) - first).astype(np.int64)
    cut = np.repeat(rows, pieces, axis=0)
    piece = np.arange(len(cut)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    interval = np.repeat(first, pieces) + piece
    cut[:, 3] = np.maximum(cut[:, 3], interval * step)
    cut[:, 4] = np.minimum(cut[:, 4], (interval + 1) * step)
    return np.column_stack([cut, interval])


def crew_of(stints: Stints, random: np.random.Generator) -> Crew:
    """Draw who is away, and list when agents take up duties and leave them."""
    here = ~_away(stints, random)
    agent, shift, duty, begin, end = (
        values[here]
        for values in (stints.agent, stints.shift, stints.duty, stints.begin, stints.end)
    )
    same_shift = (agent[1:] == agent[:-1]) & (shift[1:] == shift[:-1])
    on_and_on = same_shift & (begin[1:] == end[:-1])
    taken_up = np.append(True, ~(on_and_on & (duty[1:] == duty[:-1])))[: agent.size]
    left = np.append(~on_and_on, True)[: agent.size]
    until_next = np.append(begin[1:] - end[:-1], NEVER)[: agent.size]
    absence = np.where(np.append(same_shift, False)[: agent.size], until_next, NEVER)
    time = np.concatenate([end[left], begin[taken_up]])
    order = np.argsort(time, kind="stable")
    return Crew(
        time=time[order],
        agent=np.concatenate([agent[left], agent[taken_up]])[order],
        duty=np.concatenate([np.full(left.sum(), -1), duty[taken_up]])[order],
        absence=np.concatenate([absence[left], np.zeros(taken_up.sum())])[order],
        serves=stints.serves,
        agents=stints.agents,
    )


def _away(stints: Stints, random: np.random.Generator) -> Flags:
    """Systematic sampling in each interval: every agent alike, their number hardly varying."""
    order = np.lexsort((random.random(stints.agent.size), stints.interval))
    interval = stints.interval[order]
    reached = np.cumsum(stints.away[stints.duty[order]])
    first = np.searchsorted(interval, interval)
    before = np.append(0.0, reached)[first]
    offset = random.random(int(interval.max(initial=-1)) + 1)[interval]
    upto = reached - before + offset
    from_ = upto - stints.away[stints.duty[order]]
    away = np.zeros(order.size, dtype=bool)
    away[order] = np.floor(upto) > np.floor(from_)
    return away
