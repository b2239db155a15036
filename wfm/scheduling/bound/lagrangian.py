"""The relaxed problem: every agent alone against prices of heads, every interval alone.

For any price of a head per group and interval, the cheapest tours of all agents at these prices,
plus per interval the cheapest number of heads bought back at them, cost no more than any legal
schedule (Lagrangian relaxation, Geoffrion 1974).
"""

from __future__ import annotations

from copy import copy
from threading import Thread
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import CoverTables, Ints, TourTables
from wfm.scheduling.tours.cheapest_tour import INFINITE, Floats, place_breaks, price_options
from wfm.scheduling.tours.exact_with_caps import cheapest_counted_tour
from wfm.scheduling.tours.labelling import LabelScratch, label_scratch
from wfm.scheduling.tours.roster import Roster, Scratch, count_heads, empty_roster, tour_work
from wfm.staffing.jit import compiled, lean_compiled

MANY = 60
"""Agents from which on it matters that they differ: fewer come to the same by annealing, sooner."""
LONG = 7
"""Days beyond which it does: within a week tours are short, and dives end well without it."""


class Alike(NamedTuple):
    """Agents with the same legal tours and prices, priced once."""

    member: Ints
    """[agent] class, -1 for agents left out."""
    example: NDArray[np.int64]
    """[class] one of its agents."""
    size: NDArray[np.float64]
    """[class] number of its agents."""


def classify(tours: TourTables, agents: NDArray[np.int64]) -> Alike:
    """Find agents whose tours are the same to the last price."""
    numbers: dict[tuple[object, ...], int] = {}
    member = np.full(len(tours.group), -1, np.int32)
    for a in agents:
        member[a] = numbers.setdefault(_fingerprint(tours, int(a)), len(numbers))
    inside = member[member >= 0]
    example = np.full(len(numbers), -1, np.int64)
    for a in agents[::-1]:
        example[member[a]] = a
    return Alike(member, example, np.bincount(inside, minlength=len(numbers)).astype(float))


def _fingerprint(tours: TourTables, a: int) -> tuple[object, ...]:
    days = slice(a * tours.days, (a + 1) * tours.days)
    first, last = tours.option_ptr[days.start], tours.option_ptr[days.stop]
    options = slice(first, last)
    modes = slice(tours.mode_ptr[a], tours.mode_ptr[a + 1])
    blocked = slice(tours.blocked_ptr[a], tours.blocked_ptr[a + 1])
    parts = [tours.option_ptr[days] - first, tours.off_class[days], tours.off_price[days]]
    parts += [tours.start[options], tours.end[options], tours.template[options]]
    parts += [tours.day_class[options], tours.price[options], tours.key[options]]
    parts += [tours.mode_low[modes], tours.mode_high[modes], tours.blocked[blocked]]
    limits = slice(tours.limit_ptr[a], tours.limit_ptr[a + 1])
    parts += [_own_limits(tours.limit[options], limits.start), tours.most[limits]]
    return int(tours.group[a]), int(tours.pattern[a]), *(part.tobytes() for part in parts)


def mostly_differ(tours: TourTables, agents: NDArray[np.int64]) -> bool:
    """Whether agents are many, mostly alone in their class, and their tours long.

    A tour then fits hardly any other agent.
    """
    if tours.days <= LONG or len(agents) < MANY:
        return False
    return len(agents) < 2 * len(classify(tours, agents).size)


def _own_limits(limit: Ints, first: int) -> Ints:
    """Tell towards which of an agent's limits, counted from 0, its options count."""
    return np.where(limit < 0, limit, limit - first)


class Relaxation:
    """Evaluates the relaxed problem of the given agents at prices[group, interval].

    `hands` threads share the pricing of tours.
    """

    def __init__(self, tours: TourTables, cover: CoverTables, alike: Alike, hands: int = 1) -> None:
        self.tours, self.cover, self.alike = tours, cover, alike
        self.classes = np.arange(len(alike.example))
        """Numbers of the classes that are priced."""
        self.group = tours.group[alike.example]
        self.most = (alike.size @ cover.serves[self.group]).astype(np.int32)
        self.shape = (cover.serves.shape[0], cover.price.shape[1])
        self.profiles = np.zeros((len(self.alike.example), self.shape[1]))
        """[class, interval] heads on queue in the class's cheapest tour."""
        self.values = np.zeros(len(self.alike.example))
        """[class] price of that tour."""
        self.cheapest = empty_roster(len(self.alike.example), tours.days)
        """The tour itself, by class."""
        edges = np.diff(np.append(tours.edge_ptr, len(tours.next_state)))
        modes = np.diff(tours.mode_ptr)[alike.example]
        self.edges = int((edges[tours.pattern[alike.example]] * modes).sum())
        """Edges of the automata that an evaluation looks at."""
        self._wanted = np.zeros(self.shape)
        self._least = np.zeros(len(self.alike.example))
        """[class] what a tour costs at least; less than its price where it may not be cheapest."""
        self._charge = np.zeros(len(tours.most))
        """[limit] of the example's tours, see `cheapest_counted_tour`."""
        self._work = [(tour_work(tours, cover), label_scratch(tours)) for _ in range(hands)]

    def only(self, classes: NDArray[np.int64]) -> Relaxation:
        """Price these classes alone, with the same scratch arrays."""
        part = copy(self)
        part.alike = self.alike._replace(
            example=self.alike.example[classes], size=self.alike.size[classes]
        )
        part.classes, part.group = self.classes[classes], self.group[classes]
        part.profiles, part.values = self.profiles[classes], self.values[classes]
        part._least = self._least[classes]
        part.cheapest = empty_roster(len(classes), self.tours.days)
        return part

    def value(self, prices: Floats, *, thorough: bool = True) -> tuple[float, Floats]:
        """Return the bound at these prices and its subgradient.

        If not thorough, both are somewhat worse where limits on shifts of a kind bind.
        """
        self._price_tours(prices, thorough)
        value = float((self._least * self.alike.size).sum())
        value += heads_against(self.cover, self.most, prices, self._wanted)
        covered = np.zeros(self.shape)
        np.add.at(covered, self.group, self.profiles * self.alike.size[:, None])
        return value, covered - self._wanted

    def _price_tours(self, prices: Floats, thorough: bool) -> None:
        """Price the classes, each hand a part of them."""
        ends = np.linspace(0, len(self.classes), len(self._work) + 1).astype(int)

        def price(begin: int, end: int, scratch: tuple[Scratch, LabelScratch]) -> None:
            part = slice(begin, end)
            price_tours(
                self.tours,
                prices,
                self.alike.example[part],
                Roster(self.cheapest.option[part], self.cheapest.places[part]),
                self.profiles[part],
                self.values[part],
                self._least[part],
                self._charge,
                *scratch,
                thorough,
            )

        parts = list(zip(ends[:-1].tolist(), ends[1:].tolist(), self._work, strict=True))
        others = [Thread(target=price, args=part) for part in parts[1:]]
        for other in others:
            other.start()
        price(*parts[0])
        for other in others:
            other.join()


@compiled
def price_tours(
    tables: TourTables,
    prices: Floats,
    agents: NDArray[np.int64],
    cheapest: Roster,
    profiles: Floats,
    values: Floats,
    least: Floats,
    charge: Floats,
    work: Scratch,
    label_work: LabelScratch,
    thorough: bool,
) -> None:
    """Write each agent's cheapest tour at prices[g, t], its heads per interval and its price."""
    option_price, pricing, chosen, scratch = work
    profiles[:] = 0
    for i in range(agents.shape[0]):
        agent = agents[i]
        g = tables.group[agent]
        first = tables.option_ptr[agent * tables.days]
        away = price_options(tables, agent, prices[g], option_price, pricing)
        limits = slice(tables.limit_ptr[agent], tables.limit_ptr[agent + 1])
        values[i], least[i] = cheapest_counted_tour(
            tables, agent, option_price, chosen, charge[limits], scratch, label_work, thorough
        )
        for d in range(tables.days):
            cheapest.option[i, d] = chosen[d]
            if chosen[d] >= 0:
                o = first + chosen[d]
                place_breaks(tables, o, away, cheapest.places[i, d])
                count_heads(tables, agent, o, cheapest.places[i, d], profiles[i])


@lean_compiled
def heads_against(cover: CoverTables, most: Ints, prices: Floats, wanted: Floats) -> float:
    """Buy heads back: the cheapest number per queue and interval at prices[g, t].

    A head of queue q is worth the highest price of a group that serves it. Write wanted[g, t];
    return the sum over queues and intervals of the price of the heads less what they are worth.
    """
    price, over, serves = cover.price, cover.over, cover.serves
    queues, intervals, width = price.shape
    wanted[:] = 0
    total = 0.0
    for q in range(queues):
        for t in range(intervals):
            best_group, worth = -1, -INFINITE
            for g in range(serves.shape[0]):
                if serves[g, q] and prices[g, t] > worth:
                    best_group, worth = g, prices[g, t]
            if best_group < 0:
                total += price[q, t, 0]
                continue
            best, best_n = price[q, t, 0] + 0.0, 0
            for n in range(1, min(width - 1, most[q]) + 1):
                value = price[q, t, n] - worth * n
                if value < best:
                    best, best_n = value, n
            if most[q] > width - 1 and over[q, t] < worth and best_n == width - 1:
                best += (over[q, t] - worth) * (most[q] - width + 1)
                best_n = most[q]
            total += best
            wanted[best_group, t] += best_n
    return total
