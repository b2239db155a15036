"""The night after a plan, which only its own last shifts reach.

The next week is not planned yet. What nobody of it can work is priced as the same night a week
before, at the begin of the plan: else heads beyond the last midnight would be worth nothing and
cost nothing, and whoever has hours to spare would work that night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from wfm.model import Agent
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.weekday_times import times_on
from wfm.scheduling.tours.arrays import WEEK, CoverTables


def price_night_after(horizon: Horizon, by_night: CoverTables, tables: CoverTables) -> None:
    """Price the night after in `tables` as `by_night`, which is of as many heads, prices its first.

    `by_night` knows no heads of shifts before the plan.
    """
    if horizon.days < WEEK:
        return
    end, first = horizon.day_starts[horizon.days], horizon.day_starts[horizon.days - WEEK]
    for queue in range(len(tables.price)):
        length = _reached(horizon, queue)
        night, after = slice(first, first + length), slice(end, end + length)
        tables.price[queue, after] = by_night.price[queue, night]
        tables.over[queue, after] = by_night.over[queue, night]


def _reached(horizon: Horizon, queue: int) -> int:
    """Count intervals after the last day that its shifts reach before any of the next begins."""
    last, following = (horizon.first + timedelta(days=horizon.days - n) for n in (1, 0))
    agents = [a for a in horizon.site.agents if queue in horizon.serves[a.skills]]
    ends = [end for _, end in _bounds(horizon, agents, last)]
    starts = [start for start, _ in _bounds(horizon, agents, following)]
    if not ends or not starts:
        return 0
    reached = min(max(ends), *starts)
    return max(0, horizon.grid.index(reached) - horizon.day_starts[horizon.days])


def _bounds(
    horizon: Horizon, agents: Iterable[Agent], day: date
) -> Iterator[tuple[datetime, datetime]]:
    """Give the first start and the last end of a day, once for agents of one contract and zone."""
    alike = {(horizon.plan_on(one, day).name, one.time_zone): one for one in agents}
    for agent in alike.values():
        times = [*times_on(horizon.plan_on(agent, day), day.weekday())]
        if times:
            first, last = min(start for start, _ in times), max(map(sum, times))
            yield horizon.own_instant(agent, day, first), horizon.own_instant(agent, day, last)
