"""CP-SAT composes the schedule: which agent works which tour, and in which queue heads serve.

One Boolean per agent and tour, heads per group and interval shared among the queues, convex prices
in pieces. The tours come from the search's best schedules; the best of them is a complete hint, so
that CP-SAT confirms its price, mixes it with the others, and never loses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from wfm.scheduling.coverage.convex_pieces import segments
from wfm.scheduling.coverage.head_flow import Cover, empty_cover
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.groups.base import NO_LEAST, NO_MOST
from wfm.scheduling.search.ruin_and_recreate import apply_tour
from wfm.scheduling.tours.arrays import Ints
from wfm.scheduling.tours.between import nobody_placed
from wfm.scheduling.tours.companions import options_differ
from wfm.scheduling.tours.crowds import apply_crowds
from wfm.scheduling.tours.roster import Roster, count_heads, own_price

TERMS = 150_000
"""Heads of tours that a composition may contain: beyond, CP-SAT finds nothing in its time."""


class Composition(NamedTuple):
    """What CP-SAT found: the roster and its price, and whether nothing cheaper exists."""

    roster: Roster
    price: int
    optimal: bool


class Tour(NamedTuple):
    """One agent's tour: where it is found, its own price, where it counts."""

    roster: Roster
    price: int
    heads: tuple[int, ...]
    """Intervals on queue."""
    crowds: tuple[tuple[int, int, int], ...]
    """(crowd, interval or day, heads) of the rules between people."""


def compose(
    problem: Problem,
    rosters: Sequence[Roster],
    agents: Sequence[int],
    make_solver: Callable[[], cp_model.CpSolver],
) -> Composition | None:
    """Pick each agent's tour from the rosters (the best first, which is hinted).

    None where the solver, which is made once the model is, ends without a schedule.
    """
    model = cp_model.CpModel()
    pools = [_pool(problem, rosters, agent) for agent in agents]
    picks = [[model.new_bool_var("") for _ in pool] for pool in pools]
    heads: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    crowds: dict[tuple[int, int], list[cp_model.LinearExpr]] = {}
    for agent, pool, pick in zip(agents, pools, picks, strict=True):
        model.add_exactly_one(pick)
        for number, (tour, chosen) in enumerate(zip(pool, pick, strict=True)):
            model.add_hint(chosen, number == 0)
            for t in tour.heads:
                heads.setdefault((int(problem.tours.group[agent]), t), []).append(chosen)
            for c, t, weight in tour.crowds:
                crowds.setdefault((c, t), []).append(weight * chosen)
    own = total(
        tour.price * chosen
        for pool, pick in zip(pools, picks, strict=True)
        for tour, chosen in zip(pool, pick, strict=True)
    )
    hinted = cover_of(problem, rosters[0], agents)
    together = add_crowds(model, problem, crowds, rosters[0], agents)
    together += add_pairs(
        model, problem, dict(zip(agents, zip(pools, picks, strict=True), strict=True))
    )
    model.minimize(own + add_cover(model, problem, heads, hinted) + together)
    solver = make_solver()
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    roster = Roster(rosters[0].option.copy(), rosters[0].places.copy())
    for agent, pool, pick in zip(agents, pools, picks, strict=True):
        for tour, chosen in zip(pool, pick, strict=True):
            if solver.boolean_value(chosen):
                roster.option[agent] = tour.roster.option[agent]
                roster.places[agent] = tour.roster.places[agent]
    return Composition(roster, round(solver.objective_value), status == cp_model.OPTIMAL)


def _pool(problem: Problem, rosters: Sequence[Roster], agent: int) -> list[Tour]:
    """List the different tours that an agent has in the rosters, in their order."""
    tours = problem.tours
    found: dict[tuple[object, ...], Tour] = {}
    counted = nobody_placed(problem.between).crowds
    for roster in rosters:
        heads = np.zeros(problem.cover.price.shape[1])
        for day in range(tours.days):
            if roster.option[agent, day] >= 0:
                option = int(tours.option_ptr[agent * tours.days] + roster.option[agent, day])
                count_heads(tours, agent, option, roster.places[agent, day], heads)
        on_queue = tuple(int(t) for t in np.flatnonzero(heads))
        price = int(own_price(tours, agent, roster.option[agent]))
        counted.heads[:] = 0
        apply_crowds(tours, counted, agent, roster.option[agent], roster.places[agent], True)
        among = tuple((int(c), int(t), int(n)) for c, t, n in _entries(counted.heads))
        compared = roster.option[agent].tobytes() if _compared(problem, agent) else b""
        found.setdefault((price, on_queue, among, compared), Tour(roster, price, on_queue, among))
    return list(found.values())


def add_cover(
    model: cp_model.CpModel,
    problem: Problem,
    heads: dict[tuple[int, int], list[cp_model.IntVar]],
    hinted: Cover,
) -> cp_model.LinearExpr:
    """Share heads[group, interval] among the queues and return the price of the cover.

    The sharing in `hinted` is the hint.
    """
    cover = problem.cover
    sharing: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for (g, t), chosen in heads.items():
        served = [int(q) for q in np.flatnonzero(cover.serves[g])]
        if len(served) == 1:
            sharing.setdefault((served[0], t), []).extend(chosen)
            continue
        shares = [model.new_int_var(0, len(chosen), "") for _ in served]
        model.add(total(shares) == total(chosen))
        for q, share in zip(served, shares, strict=True):
            model.add_hint(share, int(hinted.shared[t, g, q]))
            sharing.setdefault((q, t), []).append(share)
    return _price(model, problem, sharing, hinted.heads.copy())


def _price(
    model: cp_model.CpModel,
    problem: Problem,
    sharing: dict[tuple[int, int], list[cp_model.IntVar]],
    left: Ints,
) -> cp_model.LinearExpr:
    """Price the heads of each queue and interval in pieces of equal slope, cheapest first."""
    most = len(problem.tours.group)
    pieces: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    price: list[cp_model.LinearExpr] = []
    for q, t, slope, count in segments(problem.cover):
        if (q, t) in sharing:
            piece = model.new_int_var(0, int(min(count, most)), "")
            filled = int(min(count, left[q, t]))
            left[q, t] -= filled
            model.add_hint(piece, filled)
            pieces.setdefault((q, t), []).append(piece)
            price.append(round(slope) * piece)
    for place, shares in sharing.items():
        model.add(total(pieces[place]) == total(shares))
    return total(price) + int(problem.cover.price[:, :, 0].sum())


def add_crowds(
    model: cp_model.CpModel,
    problem: Problem,
    counted: dict[tuple[int, int], list[cp_model.LinearExpr]],
    hint: Roster,
    agents: Sequence[int],
) -> cp_model.LinearExpr:
    """Return the price of heads too few or too many by the rules between people."""
    hinted = nobody_placed(problem.between).crowds
    for agent in agents:
        apply_crowds(problem.tours, hinted, agent, hint.option[agent], hint.places[agent], True)
    crowds, price = problem.between.crowds, []
    bounded = (crowds.least > NO_LEAST) | (crowds.most < NO_MOST)
    for c, t in np.argwhere(bounded & (crowds.price > 0)).tolist():
        heads = int(crowds.begun[c, t]) + total(counted.get((c, t), []))
        now = int(hinted.heads[c, t])
        for bound, short in ((crowds.least[c, t], True), (crowds.most[c, t], False)):
            if NO_LEAST < bound < NO_MOST:
                beyond = model.new_int_var(0, NO_MOST, "")
                model.add(beyond >= (int(bound) - heads if short else heads - int(bound)))
                model.add_hint(beyond, max(0, int(bound) - now if short else now - int(bound)))
                price.append(int(crowds.price[c, t]) * beyond)
    return total(price)


def add_pairs(
    model: cp_model.CpModel,
    problem: Problem,
    pools: dict[int, tuple[Sequence[Tour], Sequence[cp_model.IntVar]]],
) -> cp_model.LinearExpr:
    """Return the price of tours that differ more than the rules between people allow."""
    companions, price = problem.between.companions, []
    for agent in pools:
        for pair in range(companions.pair_ptr[agent], companions.pair_ptr[agent + 1]):
            other = int(companions.other[pair])
            if other < agent or other not in pools:
                continue
            for tour, chosen in zip(*pools[agent], strict=True):
                for beside, also in zip(*pools[other], strict=True):
                    cost = _apart(problem, pair, agent, tour.roster, other, beside.roster)
                    if cost:
                        both = model.new_bool_var("")
                        model.add_bool_or(chosen.negated(), also.negated(), both)
                        price.append(cost * both)
    return total(price)


def _apart(
    problem: Problem, pair: int, agent: int, mine: Roster, other: int, theirs: Roster
) -> int:
    tours, companions = problem.tours, problem.between.companions
    firsts = (tours.option_ptr[agent * tours.days], tours.option_ptr[other * tours.days])
    total_price = 0
    for day in np.flatnonzero(companions.price[pair]):
        one, two = mine.option[agent, day], theirs.option[other, day]
        o = -1 if one < 0 else int(firsts[0] + one)
        p = -1 if two < 0 else int(firsts[1] + two)
        if options_differ(tours, companions, pair, o, p):
            total_price += int(companions.price[pair, day])
    return total_price


def _compared(problem: Problem, agent: int) -> bool:
    pairs = problem.between.companions.pair_ptr
    return bool(pairs[agent + 1] > pairs[agent])


def _entries(heads: Ints) -> Iterable[tuple[int, int, int]]:
    for c, t in np.argwhere(heads):
        yield c, t, heads[c, t]


def total(terms: Iterable[cp_model.LinearExpr]) -> cp_model.LinearExpr:
    """Sum any number of terms."""
    return cp_model.LinearExpr.sum(list(terms))


def cover_of(problem: Problem, roster: Roster, agents: Sequence[int]) -> Cover:
    """Share the heads of a roster at the least true price."""
    cover = empty_cover(problem.cover)
    for agent in agents:
        apply_tour(problem.tours, cover, agent, roster.option[agent], roster.places[agent], True)
    return cover


def worth_composing(problem: Problem, rosters: Sequence[Roster]) -> bool:
    """Tell whether there is a choice, and few enough tours for CP-SAT to make it in time."""
    shifts = sum(int((roster.option >= 0).sum()) for roster in rosters)
    spans = problem.tours.end - problem.tours.start
    return len(rosters) > 1 and shifts > 0 and shifts * float(spans.mean()) <= TERMS


def solver_for(seed: int, effort: float, seconds: float | None) -> cp_model.CpSolver:
    """Set CP-SAT up; `effort` is its deterministic time, `seconds` the wall clock at most.

    One worker, so that the same effort gives the same schedule.
    """
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed % (1 << 31)
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    if seconds is not None:
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
    return solver
