"""What weeks can come to at all, agent by agent: where shifts lie, least and most of anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups.members import members_of
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.cheapest_tour import (
    INFINITE,
    cheapest_tour,
    price_options,
    price_scratch,
    tour_scratch,
)
from wfm.scheduling.tours.within_shifts import within_shifts

Flags = NDArray[np.bool_]
Worth = NDArray[np.int64]
"""[option] how many of anything a shift has: 1 of days, its intervals."""
UNIT = 1e9
"""Price of a day or an interval, above all that rules may ask for a week."""


def kept(problem: Problem, kind: GroupRuleKind) -> Iterator[GroupRule]:
    """Give the rules of a kind that must be kept."""
    rules = problem.horizon.site.group_rules
    return (rule for rule in rules if rule.kind is kind and rule.price is None)


def meant(problem: Problem, rule: GroupRule) -> Flags:
    """[agent] whether a rule means them."""
    members = set(members_of(problem.agents, rule))
    return np.array([agent.id in members for agent in problem.agents], bool)


def there(problem: Problem) -> Flags:
    """[agent, interval] whether some shift lies there on a day on which a legal week has one."""
    tours, size = problem.tours, len(problem.horizon.grid)
    found = np.zeros((len(problem.agents), size), bool)
    weeks, days = Weeks(problem), day_of_option(problem)
    for agent, row in enumerate(found):
        own = days[options_of(problem, agent)]
        row[:] = within_shifts(tours, agent, size, 1, weeks.worked(agent, own)[own])
    if not problem.horizon.previous:
        # nobody of an unknown week before is there: `first_night` says so
        begun = int(tours.start.min(initial=size))
        found[:, :begun] = True
    return found


def day_of_option(problem: Problem) -> Ints:
    """[option] day on which a shift begins."""
    tours = problem.tours
    days = np.tile(np.arange(tours.days), len(problem.agents))
    return np.repeat(days, np.diff(tours.option_ptr))


def options_of(problem: Problem, agent: int) -> slice:
    """Candidate shifts of an agent."""
    tours = problem.tours
    return slice(*(int(tours.option_ptr[n * tours.days]) for n in (agent, agent + 1)))


def inside(problem: Problem, where: Flags) -> Worth:
    """[option] how many intervals of presence of a shift lie where something holds."""
    tours = problem.tours
    sums = np.append(0, np.cumsum(where, dtype=np.int64))

    def between(begins: Ints, ends: Ints) -> Worth:
        found: Worth = sums[np.minimum(ends, len(where))] - sums[np.minimum(begins, len(where))]
        return found

    found, gap = between(tours.start, tours.end), tours.gap[tours.template]
    split = np.flatnonzero(gap >= 0)
    away = tours.break_ptr[tours.template[split]] + gap[split]
    begins = tours.start[split] + tours.break_earliest[away]
    found[split] -= between(begins, begins + tours.break_length[away])
    return found


def most(problem: Problem, worth: Worth, members: Flags) -> int:
    """Sum up the most to which some agents' horizons come.

    Limits of a kind of shift are left out, so that it is never too little.
    """
    prices = tours_of(problem, -UNIT * worth, np.flatnonzero(members).tolist())
    return sum(round(-price / UNIT) for price in prices if price < INFINITE)


def least(problem: Problem, worth: Worth, members: Flags) -> int:
    """Sum up the least to which they come; never too much, and nothing for who has no week."""
    prices = tours_of(problem, UNIT * worth, np.flatnonzero(members).tolist())
    return sum(round(price / UNIT) for price in prices if price < INFINITE)


def tours_of(
    problem: Problem, price: NDArray[Any], agents: Iterable[int], usable: Flags | None = None
) -> Iterator[float]:
    """Price the cheapest legal horizon of each of some agents; usable are the shifts [option]."""
    weeks = Weeks(problem)
    for agent in agents:
        mine = options_of(problem, agent)
        yield weeks.cheapest(agent, price[mine], None if usable is None else usable[mine])


class Weeks:
    """Prices legal horizons, one after the other."""

    def __init__(self, problem: Problem) -> None:
        self.problem, tours = problem, problem.tours
        size = int(tours.end.max(initial=0)) + 1
        self._prices = np.empty(max(1, len(tours.start)))
        self._chosen, self._free = np.empty(tours.days, np.int32), np.zeros(size)
        self._pricing, self._scratch = price_scratch(tours, size), tour_scratch(tours)

    def worked(self, agent: int, day: Ints) -> Flags:
        """[day] whether a legal horizon has a shift; of own shifts [own option] the days are given.

        Every day has one of whoever has no legal horizon.
        """
        found: Flags = np.zeros(self.problem.tours.days, bool)
        for each in np.unique(day).tolist():
            if not found[each]:
                price = -UNIT * ((day == each) * len(found) + ~found[day])
                if self.cheapest(agent, price) >= INFINITE:
                    return ~found
                found[day[self._chosen[self._chosen >= 0]]] = True
        return found

    def cheapest(self, agent: int, price: NDArray[Any], usable: Flags | None = None) -> float:
        """Price an agent's cheapest horizon, of own shifts [own option] that may be used."""
        tours, prices = self.problem.tours, self._prices
        price_options(tours, agent, self._free, prices, self._pricing)
        legal = prices[: len(price)] < INFINITE
        legal &= True if usable is None else usable
        prices[: len(price)] = np.where(legal, price, INFINITE)
        return float(cheapest_tour(tours, agent, prices, self._chosen, self._scratch))
