"""From the numbers of the tables to shifts that people read, and the sharing of heads by queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm.model import Activity, ActivityCategory, Agent, Schedule, Shift
from wfm.scheduling.coverage.heads import group_heads, shared_heads
from wfm.scheduling.coverage.prices import cover_tables
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.interruptions import Interruption
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.breaks import PAUSES, activities_of, activities_of_split
from wfm.scheduling.rules.split_shifts import SplitDay
from wfm.scheduling.split_days import GAP, joined, parted
from wfm.scheduling.tours.arrays import WEEK, TourTables
from wfm.scheduling.tours.roster import Roster, empty_roster
from wfm.scheduling.tours.shift_type_caps import within_limits
from wfm.scheduling.tours.tour_space import Template
from wfm.timegrid import TimeGrid

if TYPE_CHECKING:
    import pandas as pd

ON_QUEUE = "ON"


def to_schedule(problem: Problem, roster: Roster, version: int = 1) -> Schedule:
    """Write the roster out as shifts; locked shifts come out as they went in."""
    shifts = [
        shift
        for number, agent in enumerate(problem.agents)
        for shift in _shifts_of(problem, roster, number, agent)
    ]
    return Schedule(problem.horizon.site.name, problem.horizon.first, tuple(shifts), version)


def _shifts_of(problem: Problem, roster: Roster, number: int, agent: Agent) -> Iterator[Shift]:
    tables, week = problem.tours, problem.horizon
    for day in range(week.days):
        if roster.option[number, day] < 0:
            continue
        option = int(tables.option_ptr[number * week.days] + roster.option[number, day])
        template = problem.templates[tables.template[option]]
        date = week.grid.date_of(day)
        if template.locked is not None:
            yield from (s for s in week.locked if (s.agent_id, s.date) == (agent.id, date))
            continue
        begin, end = int(tables.start[option]), int(tables.end[option])
        plan, step = week.plan_on(agent, date), week.grid.interval_minutes
        at = week.grid.at(begin)
        start = week.own_minutes_of(agent.id, at, week.own_day(agent.id, at))
        if template.parts is None:
            length = week.length_between(agent.id, at, week.grid.at(end))
            rules = activities_of(plan, length, start)
        else:
            rules = activities_of_split(plan, SplitDay(start, *template.parts))
        starts = (int(at) for at in roster.places[number, day])
        spans = [
            Interruption(at, at + rule.minutes // step, rule.code, rule.category, rule.paid)
            for rule, at in zip(rules, starts, strict=False)
        ]
        spans += [p for p in week.interruptions.get(agent.id, ()) if begin <= p.begin < end]
        queue = _only_queue(problem, agent)
        activities = tuple(
            Activity(code, category, week.grid.at(a), week.grid.at(b), paid, q)
            for a, b, code, category, paid, q in _fill(begin, end, sorted(spans), queue)
        )
        yield from parted(Shift(f"{agent.id}-{date:%Y%m%d}", agent.id, date, activities))


def _fill(
    begin: int, end: int, spans: Sequence[Interruption], queue: str | None
) -> Iterator[tuple[int, int, str, ActivityCategory, bool, str | None]]:
    """Fill what the spans leave of [begin, end) with on-queue work."""
    for a, b, code, category, paid in [*spans, (end, end, "", ActivityCategory.ON_QUEUE, True)]:
        if begin < a:
            yield begin, a, ON_QUEUE, ActivityCategory.ON_QUEUE, True, queue
        if a < b:
            yield a, b, code, category, paid, None
        begin = b


def _only_queue(problem: Problem, agent: Agent) -> str | None:
    served = problem.horizon.serves[agent.skills]
    return problem.horizon.site.queues[served[0]].name if len(served) == 1 else None


def queue_heads(problem: Problem, shifts: Sequence[Shift]) -> NDArray[np.int32]:
    """Share the heads of explicit shifts among the queues at the least price: [queue, interval]."""
    return shared_heads(problem.cover, group_heads(problem.horizon, shifts))


def scheduled_heads(problem: Problem, schedule: Schedule) -> pd.DataFrame:
    """Mean heads on queue per queue and site interval: interval_start, queue, scheduled.

    Heads of last week's shifts that reach into the horizon are among them.
    """
    return _means(problem.horizon, queue_heads(problem, schedule.shifts) + problem.carried)


def heads_without_search(
    horizon: Horizon, requirement: pd.DataFrame, schedule: Schedule
) -> pd.DataFrame:
    """Give the same for any schedule, at the cost of counting: nothing is prepared to be solved."""
    _, carried, _, tables = cover_tables(horizon, requirement)
    return _means(horizon, shared_heads(tables, group_heads(horizon, schedule.shifts)) + carried)


def _means(horizon: Horizon, heads: NDArray[np.int32]) -> pd.DataFrame:
    import pandas as pd

    step = horizon.site.interval_minutes // horizon.grid.interval_minutes
    count = horizon.day_starts[horizon.days] // step
    mean = heads[:, : count * step].reshape(len(heads), count, step).mean(axis=2)
    starts = [horizon.local(horizon.grid.at(i * step)) for i in range(count)]
    return pd.DataFrame(
        {
            "interval_start": np.tile(np.array(starts, dtype=object), len(heads)),
            "queue": np.repeat([queue.name for queue in horizon.site.queues], count),
            "scheduled": mean.ravel(),
        }
    )


def to_roster(problem: Problem, schedule: Schedule) -> tuple[Roster, frozenset[str]]:
    """Find a schedule's shifts among the candidates: the roster, and whose week is not there.

    A week is not there either where a pause lies in a meeting whose time the problem knows, nor
    where there is no legal one.
    """
    roster, strangers = _read(problem, schedule)
    return roster, strangers.union(problem.stuck)


def _read(problem: Problem, schedule: Schedule) -> tuple[Roster, frozenset[str]]:
    """Find a schedule's shifts, and whose tour is not there, by relaxed rules of who is stuck."""
    week, tables = problem.horizon, problem.tours
    roster = empty_roster(len(problem.agents), week.days)
    strangers = set[str]()
    for number, agent in enumerate(problem.agents):
        for shift in joined(schedule.of(agent.id)):
            day = (shift.date - week.first).days
            option = _option_of(problem, number, day, shift)
            if option is None:
                strangers.add(agent.id)
            else:
                roster.option[number, day] = option - tables.option_ptr[number * week.days]
                _place(problem, option, shift, roster.places[number, day])
        if not is_legal(tables, number, roster.option[number]):
            strangers.add(agent.id)
    return roster, frozenset(strangers)


def roster_from(
    problem: Problem, schedule: Schedule, otherwise: Roster
) -> tuple[Roster, NDArray[np.bool_]]:
    """Read a schedule; agents whose tours are not there work as in `otherwise`: which.

    A search goes on from the tours of agents who have no legal week, too, by their relaxed rules.
    """
    roster, strangers = _read(problem, schedule)
    strange = np.array([agent.id in strangers for agent in problem.agents], bool)
    return Roster(
        np.where(strange[:, None], otherwise.option, roster.option),
        np.where(strange[:, None, None], otherwise.places, roster.places),
    ), strange


def _option_of(problem: Problem, number: int, day: int, shift: Shift) -> int | None:
    tables, grid = problem.tours, problem.horizon.grid
    first = tables.option_ptr[number * tables.days + day]
    last = tables.option_ptr[number * tables.days + day + 1]
    span = grid.index(shift.start), grid.index(shift.end)
    held = tables.blocked[tables.blocked_ptr[number] : tables.blocked_ptr[number + 1]].tolist()
    paused = ((grid.index(pause.start), grid.index(pause.end)) for pause in _pauses(shift))
    free = not any(begin <= t < end for begin, end in paused for t in held)
    for option in range(first, last):
        template = problem.templates[tables.template[option]]
        if (tables.start[option], tables.end[option]) == span and _fits(template, shift, grid):
            return option if free or template.locked is not None else None
    return None


def _pauses(shift: Shift) -> list[Activity]:
    return [part for part in shift.activities if part.category in PAUSES or part.code == GAP]


def _fits(template: Template, shift: Shift, grid: TimeGrid) -> bool:
    """Tell whether a shift's pauses are such as its template has."""
    if template.locked is not None:
        return template.locked.activities == shift.activities
    pauses = _pauses(shift)
    if len(pauses) != len(template.activities):
        return False
    begin, free = grid.index(shift.start), 0
    stretch = template.stretch or len(grid)
    for number, (pause, (code, length, earliest, latest)) in enumerate(
        zip(pauses, template.activities, strict=True)
    ):
        at, end = grid.index(pause.start) - begin, grid.index(pause.end) - begin
        apart = template.apart if number else 0
        if (pause.code, end - at) != (code, length) or not earliest <= at <= latest:
            return False
        if not apart <= at - free <= stretch:
            return False
        free = end
    return grid.index(shift.end) - begin - free <= stretch


def _place(problem: Problem, option: int, shift: Shift, places: NDArray[np.int32]) -> None:
    """Write where the breaks of a shift begin."""
    template = problem.templates[problem.tours.template[option]]
    if template.locked is not None:
        begin = int(problem.tours.start[option])
        starts = [begin + earliest for _, _, earliest, _ in template.activities]
    else:
        starts = [problem.horizon.grid.index(pause.start) for pause in _pauses(shift)]
    places[: len(starts)] = starts


def is_legal(tables: TourTables, number: int, option: NDArray[np.int32]) -> bool:
    """Tell whether a sequence of options is a legal week of an agent."""
    days, pattern = tables.days, tables.pattern[number]
    first, classes, state = tables.option_ptr[number * days], tables.classes[pattern], 0
    for d in range(days):
        c = tables.off_class[number * days + d]
        if option[d] >= 0:
            c = tables.day_class[first + option[d]]
        state = tables.next_state[tables.edge_ptr[pattern] + state * classes + c] if c >= 0 else -1
        if state < 0:
            return False
    if not within_limits(tables, number, option):
        return False
    weeks = (option[begin : begin + WEEK] for begin in range(0, days, WEEK))
    return all(_in_a_mode(tables, number, tables.key[first + o[o >= 0]]) for o in weeks)


def _in_a_mode(tables: TourTables, number: int, keys: NDArray[np.int32]) -> bool:
    """Tell whether the keys of a week lie inside one of an agent's windows."""
    modes = slice(tables.mode_ptr[number], tables.mode_ptr[number + 1])
    low, high = tables.mode_low[modes], tables.mode_high[modes]
    return not len(keys) or bool(((low <= keys.min()) & (keys.max() <= high)).any())
