"""Every crew that may work on a day, and the least that its heads cost.

A crew is told by how many people work which shift: those with the same shifts on a day stand for
each other. Of few people there are few crews, and what one costs does not depend on other days.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.exact.agent_weeks import AgentWeeks
from wfm.scheduling.exact.break_automaton import CHOICES, BreakAutomaton, break_automaton
from wfm.scheduling.exact.crew_price import ShiftTable, crew_prices, group_prices
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.arrays import Ints, Prices, TourTables

MOST_CREWS = 400_000
"""Over all days; beyond, days are priced by the number of people, see `day_costs`."""
MOST_STATES = 300_000
"""States of the breaks of a whole crew."""
MOST_PRICES = 4_000_000
"""Entries of a table of heads of all groups and queues."""
TRIFLE = 1e-6
"""By how much a sum of prices may miss a whole number."""
AT_ONCE = 500
"""Crews that are priced before it is asked whether there is time."""


@dataclass(frozen=True, eq=False, slots=True)
class DayCrews:
    """The crews of a day. Prices are without what a day without anybody costs."""

    day: int
    shifts: Sequence[Sequence[int]]
    """[shift] variables of the people who may work it."""
    members: Ints
    """[crew, member] shift, -1 for nobody."""
    counts: NDArray[np.int8]
    """[crew, shift] people."""
    least: Prices
    """[crew] what its heads cost at least."""
    priced: NDArray[np.bool_]
    """[crew] whether that is exact."""
    table: ShiftTable
    heads: Prices
    """What heads cost, see `group_prices`."""
    first: int

    @property
    def nobody(self) -> int:
        """The crew without anybody."""
        return int(np.flatnonzero((self.members < 0).all(axis=1))[0])

    def settle(self, chosen: NDArray[np.intp], stopped: Callable[[], bool]) -> bool:
        """Price the chosen crews exactly; return False if that was stopped."""
        left = chosen[~self.priced[chosen]]
        for begin in range(0, len(left), AT_ONCE):
            if stopped():
                return False
            some = left[begin : begin + AT_ONCE]
            self.least[some] = crew_prices(self.members[some], self.table, self.heads, self.first)
            self.priced[some] = True
        return True


def crews_of(
    problem: Problem, weeks: Sequence[AgentWeeks], prices: NDArray[np.float64]
) -> list[DayCrews] | None:
    """List the crews of each day; None where they are too many, or days are not apart.

    None, too, where the breaks of a shift have no places beside each other.

    `prices`[group, interval] of a head tell at first what a crew costs at least.
    """
    if _people_tied(problem):
        return None
    days = []
    left = MOST_CREWS
    for day in range(problem.tours.days):
        kinds = _kinds(problem.tours, weeks, day)
        if kinds is None:
            return None
        if not kinds:
            continue
        left -= math.prod(
            math.comb(len(people) + len(shifts), len(people)) for people, shifts in kinds
        )
        if left < 0:
            return None
        crews = _crews_of_day(problem, day, kinds, prices)
        if crews is None:
            return None
        days.append(crews)
    spans = [range(crews.first, crews.first + len(crews.heads)) for crews in days]
    apart = all(one.stop <= other.start for one, other in itertools.pairwise(spans))
    return days if apart else None


def _people_tied(problem: Problem) -> bool:
    """Tell whether rules between people price more than heads."""
    crowds, companions = problem.between
    return bool((crowds.price > 0).any() or (companions.price > 0).any())


Kind = tuple[list[AgentWeeks], list[BreakAutomaton]]
"""People with the same shifts on a day, and these in a person's order."""


def _kinds(tours: TourTables, weeks: Sequence[AgentWeeks], day: int) -> list[Kind] | None:
    """Put people with the same shifts together; None where the breaks of a shift have no places."""
    alike = defaultdict[tuple[object, ...], list[AgentWeeks]](list)
    for one in weeks:
        if one.shift[day]:
            o = np.array([*one.shift[day]])
            parts = (tours.start[o], tours.end[o], tours.template[o])
            key = (int(tours.group[one.agent]), one.blocked, *(part.tobytes() for part in parts))
            alike[key].append(one)
    found = []
    for people in alike.values():
        automata = [break_automaton(tours, o, people[0].blocked) for o in people[0].shift[day]]
        placed = [one for one in automata if one is not None]
        if len(placed) < len(automata):
            return None
        found.append((people, placed))
    return found


def _crews_of_day(
    problem: Problem, day: int, kinds: Sequence[Kind], prices: NDArray[np.float64]
) -> DayCrews | None:
    cover = problem.cover
    people = sum(len(alike) for alike, _ in kinds)
    group = [int(problem.tours.group[alike[0].agent]) for alike, _ in kinds]
    sizes = [len(alike) for alike, _ in kinds]
    size = np.bincount(group, sizes, minlength=len(cover.serves)).astype(np.int32)
    base = np.cumprod([1, *(size + 1)])[:-1]
    places = [(k, n, one) for k, (_, shifts) in enumerate(kinds) for n, one in enumerate(shifts)]
    table = _laid_out([one for *_, one in places], [int(base[group[k]]) for k, *_ in places])
    first, last = int(table.start.min()), int(table.end.max())
    entries = (people + 1) ** len(cover.price) * math.prod(size + 1) * (last - first)
    if table.onward.shape[2] ** people > MOST_STATES or entries > MOST_PRICES:
        return None
    heads = group_prices(cover, np.arange(first, last, dtype=np.int32), size)
    members = _members(kinds)
    counts = np.zeros((len(members), len(places)), np.int8)
    for member in members.T:
        at = np.flatnonzero(member >= 0)
        counts[at, member[at]] += 1
    automata = [(group[k], one) for k, _, one in places]
    least = _at_least(prices, heads, size, automata, table, counts, first)
    shifts = [[list(one.shift[day].values())[n] for one in kinds[k][0]] for k, n, _ in places]
    priced = np.zeros(len(members), bool)
    return DayCrews(day, shifts, members, counts, least, priced, table, heads, first)


def _laid_out(automata: Sequence[BreakAutomaton], weight: Sequence[int]) -> ShiftTable:
    """Lay the automata of a day's shifts side by side."""
    start = np.array([one.start for one in automata], np.int32)
    length = np.array([len(one.onward) for one in automata], np.int32)
    states = max(one.onward.shape[1] for one in automata)
    shape = len(automata), int(length.max()), states, CHOICES
    onward, on_queue = np.full(shape, -1, np.int32), np.zeros(shape, np.int32)
    for n, one in enumerate(automata):
        size = one.onward.shape
        onward[n, : size[0], : size[1]] = one.onward
        on_queue[n, : size[0], : size[1]] = one.on_queue
    return ShiftTable(start, start + length, onward, on_queue, np.array(weight, np.int32))


def _members(kinds: Sequence[Kind]) -> Ints:
    """List all crews, members of equal shifts side by side."""
    begin, ways = 0, []
    for people, shifts in kinds:
        numbers = [-1, *range(begin, begin + len(shifts))]
        ways.append([*itertools.combinations_with_replacement(numbers, len(people))])
        begin += len(shifts)
    crews = [list(itertools.chain(*parts)) for parts in itertools.product(*ways)]
    return np.array(crews, np.int32)


def _at_least(
    prices: NDArray[np.float64],
    heads: Prices,
    size: Ints,
    automata: Sequence[tuple[int, BreakAutomaton]],
    table: ShiftTable,
    counts: NDArray[np.int8],
    first: int,
) -> Prices:
    """Price each crew at least, its breaks and intervals each by themselves (Geoffrion 1974).

    `automata` are those of the shifts, each with the group of who works it.
    """
    shape = [most + 1 for most in size.tolist()]
    there = np.array(np.unravel_index(np.arange(heads.shape[1]), shape, order="F"))
    inside = prices[:, first : first + len(heads)]
    rest = _least_between(heads - inside.T @ there, there)
    alone = np.array([_cheapest(automaton, prices[group]) for group, automaton in automata])
    least = counts @ alone
    may_be = _may_be(table, first, len(rest))
    for t, within in enumerate(rest):
        on, less = (counts @ (may[:, t] * table.weight) for may in may_be)
        least += within[on, less]
    found: Prices = np.floor(least + TRIFLE).astype(np.int64)
    return found


def _least_between(value: NDArray[np.float64], there: NDArray[np.intp]) -> NDArray[np.float64]:
    """Find the least value of each interval with so many heads, or up to so many less.

    Returns [interval, place, place of how many less]; `there`[group, place] are heads.
    """
    places = value.shape[1]
    steps = np.cumprod([1, *(there.max(axis=1) + 1)])[:-1]
    found = np.repeat(value[:, :, None], places, axis=2)
    for less in range(1, places):
        g = int(np.flatnonzero(there[:, less])[0])
        fewer, step = less - int(steps[g]), int(steps[g])
        found[:, :, less] = found[:, :, fewer]
        some = np.flatnonzero(there[g] > 0)
        found[:, some, less] = np.minimum(found[:, some, fewer], found[:, some - step, fewer])
    return found


def _cheapest(automaton: BreakAutomaton, price: NDArray[np.float64]) -> float:
    """Price the breaks of a shift at best, at prices of a head in each interval."""
    start, onward, on_queue = automaton
    after = np.full(onward.shape[1], 0.0)
    for t in range(len(onward) - 1, -1, -1):
        ways = np.where(onward[t] < 0, np.inf, after[onward[t]] + on_queue[t] * price[start + t])
        after = ways.min(axis=1)
    return float(after[0])


def _may_be(table: ShiftTable, first: int, intervals: int) -> tuple[Ints, Ints]:
    """Tell of each shift and interval whether it may be on queue, and whether also off queue."""
    on = np.zeros((len(table.start), intervals), np.int32)
    off = on.copy()
    for n, start in enumerate(table.start - first):
        legal, busy = table.onward[n] >= 0, table.on_queue[n] > 0
        span = slice(start, start + int(table.end[n] - table.start[n]))
        length = span.stop - span.start
        on[n, span] = (legal & busy).any(axis=(1, 2))[:length]
        off[n, span] = (legal & ~busy).any(axis=(1, 2))[:length]
    return on, on * off
