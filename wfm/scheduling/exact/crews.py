"""Every crew that may work on a day, and the least that its heads cost.

A crew is told by how many people work a shift of which bundle: shifts that no week tells apart are
one bundle, and people with the same bundles on a day stand for each other. Of few people there are
few crews, and what one costs does not depend on other days.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.exact.agent_weeks import AgentWeeks
from wfm.scheduling.exact.break_automaton import BreakAutomaton, break_automaton
from wfm.scheduling.exact.bundle_automaton import BundleAutomaton, bundle_automaton
from wfm.scheduling.exact.crew_alone import Alone, BundleTable, DayHeads, nothing_yet
from wfm.scheduling.exact.crew_price import Nodes, nodes, settle_crews
from wfm.scheduling.exact.day_prices import (
    Kinds,
    MayBe,
    costs_alone,
    may_be,
    raise_all,
    step_towards_best,
)
from wfm.scheduling.exact.group_prices import group_prices
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.arrays import Ints, Prices, TourTables

MOST_CREWS = 400_000
"""Over all days; beyond, days are priced by the number of people, see `day_costs`."""
CREWS_A_SECOND, MOST_OF_ALL = 40_000, 4_000_000
"""More where there is time for them, up to what memory is asked for."""
MOST_BITS = 62
"""To tell the states of a whole crew."""
MOST_PRICES = 4_000_000
"""Entries of a table of heads of all groups and queues."""
DEAREST = 1 << 50
"""No crew's heads cost more, nor save more."""
AT_ONCE = 20
"""Crews that are priced before it is asked whether there is time."""
Floats = NDArray[np.float64]


class Means(NamedTuple):
    """What there is to price crews with."""

    most: int = MOST_CREWS
    """Crews of all days together."""
    hands: int = 1
    """Threads that share the days."""


USUAL = Means()


def means_for(seconds: float, hands: int) -> Means:
    """Tell what a search of so many seconds has for its crews."""
    return Means(max(MOST_CREWS, min(MOST_OF_ALL, round(CREWS_A_SECOND * seconds))), hands)


@dataclass(frozen=True, eq=False, slots=True)
class DayCrews:
    """The crews of a day. Prices are without what a day without anybody costs."""

    day: int
    bundles: Sequence[Sequence[int]]
    """[bundle] variables of the people who may work it."""
    members: Ints
    """[crew, member] bundle, -1 for nobody."""
    counts: NDArray[np.int8]
    """[crew, bundle] people."""
    least: Prices
    """[crew] what its heads cost at least."""
    exact: NDArray[np.bool_]
    """[crew] whether they cost no more."""
    looked_at: NDArray[np.bool_]
    """[crew] whether more can be told only closely."""
    settled: NDArray[np.bool_]
    """[crew] whether no more can be told."""
    table: BundleTable
    heads: DayHeads
    may_be: MayBe
    kinds: Kinds
    prices: Floats
    """[group, interval] of a head: those of the best bound known, then those that came last."""
    alone_at_first: Floats
    """[bundle] what a member costs alone at the first ones."""
    first: int
    alone: Alone
    nodes: Nodes

    @property
    def nobody(self) -> int:
        """The crew without anybody."""
        return int(np.flatnonzero((self.members < 0).all(axis=1))[0])

    def price(self, worth: Floats, some: NDArray[np.intp] | None = None) -> None:
        """Price some crews at least, or all, at prices of heads that are good at these worths.

        `worth`[bundle] is what is added for each member.
        """
        step_towards_best(worth, self.kinds, self.table, self.heads, self.prices, self.alone)
        cost = costs_alone(self.table, self.prices, self.alone)
        chosen = slice(None) if some is None else some
        least = self.least[chosen]
        raise_all(self.members[chosen], cost, self.heads, self.may_be, self.prices, least)
        self.least[chosen] = least

    def settle(
        self,
        chosen: NDArray[np.intp],
        most: Prices,
        stopped: Callable[[], bool],
        *,
        closely: bool = True,
    ) -> bool:
        """Price the chosen crews, each exactly or above its most; False if that was stopped.

        If not `closely`, those that would take long are left at what they cost at least.
        """
        known = self.settled if closely else self.looked_at
        open_ = ~known[chosen] & (self.least[chosen] <= most)
        left, most = chosen[open_], most[open_]
        for begin in range(0, len(left), AT_ONCE):
            if stopped():
                return False
            some, ceilings = left[begin : begin + AT_ONCE], most[begin : begin + AT_ONCE]
            least, exact = self.least[some], self.exact[some]
            settle_crews(
                self.members[some], self.table, self.heads, self.prices, ceilings, closely, least,
                exact, self.alone, self.nodes,
            )  # fmt: skip
            self.least[some], self.exact[some] = least, exact
            self.looked_at[some] = exact | (least <= ceilings)
            self.settled[some] = exact | (closely & (least <= ceilings))
        return True


def crews_of(
    problem: Problem, weeks: Sequence[AgentWeeks], prices: Floats, means: Means = USUAL
) -> list[DayCrews] | None:
    """List the crews of each day; None where they are too many, or days are not apart.

    None, too, where the breaks of a shift have no places beside each other.

    `prices`[group, interval] of a head tell at first what a crew costs at least. Days that
    are as many steps apart as there are hands are priced by the same one.
    """
    if _people_tied(problem):
        return None
    days, left = list[DayCrews](), means.most
    rooms = [nodes() for _ in range(means.hands)]
    for day in range(problem.tours.days):
        kinds = _kinds(problem.tours, weeks, day)
        if kinds is None:
            return None
        if not kinds:
            continue
        left -= math.prod(
            math.comb(len(people) + len(bundles), len(people)) for people, bundles in kinds
        )
        if left < 0:
            return None
        crews = _crews_of_day(problem, day, kinds, prices, rooms[len(days) % means.hands])
        if crews is None:
            return None
        days.append(crews)
    spans = [range(crews.first, crews.first + len(crews.heads.price)) for crews in days]
    apart = all(one.stop <= other.start for one, other in itertools.pairwise(spans))
    return days if apart else None


def _people_tied(problem: Problem) -> bool:
    """Tell whether rules between people price more than heads."""
    crowds, companions = problem.between
    return bool((crowds.price > 0).any() or (companions.price > 0).any())


Kind = tuple[list[AgentWeeks], list[list[BreakAutomaton]]]
"""People with the same bundles on a day, and the shifts of these in a person's order."""


def _kinds(tours: TourTables, weeks: Sequence[AgentWeeks], day: int) -> list[Kind] | None:
    """Put people with the same bundles together; None where breaks of a shift have no places."""
    alike = defaultdict[tuple[object, ...], list[AgentWeeks]](list)
    for one in weeks:
        if one.bundle[day]:
            bundles = one.bundle[day].values()
            key = [(tours.start[o], tours.end[o], tours.template[o]) for o in bundles]
            parts = tuple(part.tobytes() for bundle in key for part in bundle)
            alike[int(tours.group[one.agent]), one.blocked, *parts].append(one)
    found = []
    for people in alike.values():
        bundles, blocked = people[0].bundle[day].values(), people[0].blocked
        placed = [[break_automaton(tours, o, blocked) for o in bundle] for bundle in bundles]
        kept = [[one for one in bundle if one is not None] for bundle in placed]
        if any(len(some) < len(all_) for some, all_ in zip(kept, placed, strict=True)):
            return None
        found.append((people, kept))
    return found


def _crews_of_day(
    problem: Problem, day: int, kinds: Sequence[Kind], prices: Floats, room: Nodes
) -> DayCrews | None:
    cover = problem.cover
    people = sum(len(alike) for alike, _ in kinds)
    group = [int(problem.tours.group[alike[0].agent]) for alike, _ in kinds]
    sizes = [len(alike) for alike, _ in kinds]
    size = np.bincount(group, sizes, minlength=len(cover.serves)).astype(np.int32)
    base = np.cumprod([1, *(size + 1)])[:-1]
    places = [(k, n, one) for k, (_, bundles) in enumerate(kinds) for n, one in enumerate(bundles)]
    shifts = [shift for *_, bundle in places for shift in bundle]
    first = min(shift.start for shift in shifts)
    last = max(shift.start + len(shift.onward) for shift in shifts)
    groups = np.array([group[k] for k, *_ in places], np.int32)
    automata = [bundle_automaton(bundle, first, last) for *_, bundle in places]
    table = _laid_out(automata, base[groups], groups)
    entries = (people + 1) ** len(cover.price) * math.prod(size + 1) * (last - first)
    bits = (table.onward.shape[2] - 1).bit_length()
    if max(1, bits) * people > MOST_BITS or entries > MOST_PRICES:
        return None
    price = group_prices(cover, np.arange(first, last, dtype=np.int32), size)
    there = np.array(np.unravel_index(np.arange(price.shape[1]), size + 1, order="F"), np.int32).T
    heads = DayHeads(price, np.ascontiguousarray(there))
    members = _members(kinds)
    counts = np.zeros((len(members), len(places)), np.int8)
    for member in members.T:
        at = np.flatnonzero(member >= 0)
        counts[at, member[at]] += 1
    inside = np.ascontiguousarray(prices[:, first:last])
    scratch = nothing_yet(table, heads, people)
    alone = costs_alone(table, inside, scratch)
    begins = np.cumsum([0, *(len(bundles) for _, bundles in kinds)])[:-1]
    found = DayCrews(
        day,
        [_variables(kinds[k][0], day, n) for k, n, _ in places],
        members,
        counts,
        np.full(len(members), -DEAREST),
        np.zeros(len(members), bool),
        np.zeros(len(members), bool),
        np.zeros(len(members), bool),
        table,
        heads,
        may_be(table),
        Kinds(begins.astype(np.int32), np.array(sizes, np.int32)),
        inside,
        alone,
        first,
        scratch,
        room,
    )
    found.price(-alone)
    return found


def _variables(people: Sequence[AgentWeeks], day: int, bundle: int) -> list[int]:
    """List the variables of a bundle, one of each person."""
    return [list(one.shift[day].values())[bundle] for one in people]


def _laid_out(automata: Sequence[BundleAutomaton], weight: Ints, group: Ints) -> BundleTable:
    """Lay the automata of a day's bundles side by side."""
    states = max(one.onward.shape[1] for one in automata)
    choices = max(one.onward.shape[2] for one in automata)
    shape = len(automata), len(automata[0].onward), states, choices
    onward, on_queue = np.full(shape, -1, np.int32), np.zeros(shape, np.int32)
    for n, one in enumerate(automata):
        _, size, ways = one.onward.shape
        onward[n, :, :size, :ways] = one.onward
        on_queue[n, :, :size, :ways] = one.on_queue
    return BundleTable(onward, on_queue, weight.astype(np.int32), group)


def _members(kinds: Sequence[Kind]) -> Ints:
    """List all crews, members of equal bundles side by side."""
    begin, crews = 0, np.empty((1, 0), np.int32)
    for people, bundles in kinds:
        numbers = [-1, *range(begin, begin + len(bundles))]
        more = np.array([*itertools.combinations_with_replacement(numbers, len(people))], np.int32)
        crews = np.hstack([np.repeat(crews, len(more), axis=0), np.tile(more, (len(crews), 1))])
        begin += len(bundles)
    return crews
