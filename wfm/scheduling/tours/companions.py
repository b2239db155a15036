"""Agents whose shifts of a day are compared, two by two, and who is taken out with whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent
from wfm.scheduling.rules.groups.pairs import Pairs
from wfm.scheduling.tours.arrays import Ints, Prices, TourTables
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.staffing.jit import lean_compiled, lean_kernel


class Companions(NamedTuple):
    """What differing shifts cost, and who is at work in the roster as it stands."""

    pair_ptr: Ints
    """[a] first of an agent's pairs."""
    other: Ints
    whole: NDArray[np.bool_]
    minutes: Ints
    """[pair] see `Pairs`."""
    price: Prices
    """[pair, d]"""
    near_ptr: Ints
    near: Ints
    """Agents who are best taken out together with an agent."""
    placed: NDArray[np.bool_]
    """[a] whether an agent is part of the roster."""
    interval_minutes: Ints
    """[1]"""


def companion_tables(
    agents: Sequence[Agent],
    rules: Sequence[Pairs],
    near: Sequence[Collection[str]],
    interval_minutes: int,
    days: int,
) -> Companions:
    """Lay all pairs end to end, each from both sides; those of `near` groups change together."""
    number = {agent.id: n for n, agent in enumerate(agents)}
    pairs: list[list[tuple[int, bool, int, NDArray[np.int64]]]] = [[] for _ in agents]
    close: list[set[int]] = [set() for _ in agents]
    for rule in rules:
        for (first, second), price in rule.price.items():
            a, b = number[first], number[second]
            for one, other in ((a, b), (b, a)):
                pairs[one].append((other, rule.whole, rule.minutes, price))
                close[one].add(other)
    for group in near:
        members = {number[member] for member in group}
        for member in members:
            close[member] |= members - {member}
    flat = [pair for mine in pairs for pair in mine]
    prices = np.array([price for _, _, _, price in flat], np.int64).reshape(len(flat), days)
    return Companions(
        _offsets(pairs),
        np.array([other for other, _, _, _ in flat], np.int32),
        np.array([whole for _, whole, _, _ in flat], np.bool_),
        np.array([minutes for _, _, minutes, _ in flat], np.int32),
        prices,
        _offsets(close),
        np.array([other for mine in close for other in sorted(mine)], np.int32),
        np.zeros(len(agents), np.bool_),
        np.array([interval_minutes], np.int32),
    )


def _offsets(lists: Sequence[Collection[object]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(mine) for mine in lists])]).astype(np.int32)


@lean_compiled
def options_differ(
    tables: TourTables, companions: Companions, pair: int, mine: int, theirs: int
) -> bool:
    """Tell whether two options of a day differ more than they may; -1 is a day off."""
    whole = companions.whole[pair]
    if mine < 0 or theirs < 0:
        return bool(whole and mine != theirs)
    step = companions.interval_minutes[0]
    starts = abs(tables.start[mine] - tables.start[theirs]) * step
    ends = abs(tables.end[mine] - tables.end[theirs]) * step
    most = companions.minutes[pair]
    return bool(starts > most or (whole and ends > most))


def apart(
    tables: TourTables, companions: Companions, pair: int, mine: Ints, theirs: Ints
) -> NDArray[np.bool_]:
    """Tell of all options of two agents on a day which differ: [mine, theirs]."""
    whole, most = bool(companions.whole[pair]), companions.minutes[pair]
    step = companions.interval_minutes[0]
    starts = abs(np.subtract.outer(tables.start[mine], tables.start[theirs])) * step
    ends = abs(np.subtract.outer(tables.end[mine], tables.end[theirs])) * step
    off = np.logical_or.outer(mine < 0, theirs < 0)
    other = whole & np.not_equal.outer(mine, theirs)
    found: NDArray[np.bool_] = np.where(off, other, (starts > most) | (whole & (ends > most)))
    return found


@lean_kernel
def _absolute(tables: TourTables, option: Ints, agent: int, d: int) -> int:
    """Find an agent's option of a day among all; -1 for a day off."""
    if option[agent, d] < 0:
        return -1
    return int(tables.option_ptr[agent * tables.days] + option[agent, d])


@lean_compiled
def companions_price(tables: TourTables, companions: Companions, option: Ints, agent: int) -> float:
    """Price of all days on which an agent differs from those who are placed."""
    total = 0.0
    for pair in range(companions.pair_ptr[agent], companions.pair_ptr[agent + 1]):
        other = companions.other[pair]
        if companions.placed[other]:
            for d in range(tables.days):
                mine = _absolute(tables, option, agent, d)
                theirs = _absolute(tables, option, other, d)
                if companions.price[pair, d] and options_differ(
                    tables, companions, pair, mine, theirs
                ):
                    total += companions.price[pair, d]
    return total


@lean_compiled
def charge_companions(
    tables: TourTables, companions: Companions, option: Ints, agent: int, option_price: Floats
) -> float:
    """Add what each option costs beyond a day off; return what a week of days off would cost."""
    base, first = 0.0, tables.option_ptr[agent * tables.days]
    for pair in range(companions.pair_ptr[agent], companions.pair_ptr[agent + 1]):
        other = companions.other[pair]
        if not companions.placed[other]:
            continue
        for d in range(tables.days):
            price = companions.price[pair, d]
            if price == 0:
                continue
            theirs = _absolute(tables, option, other, d)
            off = price if options_differ(tables, companions, pair, -1, theirs) else 0
            base += off
            for o in range(
                tables.option_ptr[agent * tables.days + d],
                tables.option_ptr[agent * tables.days + d + 1],
            ):
                cost = price if options_differ(tables, companions, pair, o, theirs) else 0
                option_price[o - first] += cost - off
    return base


@lean_kernel
def largest_near(companions: Companions) -> int:
    """Count those who are taken out with an agent, at most."""
    most = 0
    for agent in range(companions.near_ptr.shape[0] - 1):
        most = max(most, companions.near_ptr[agent + 1] - companions.near_ptr[agent])
    return int(most)
