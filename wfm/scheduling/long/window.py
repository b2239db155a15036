"""Some days of a long horizon as a problem of their own, the others staying as they are.

A rule over days is an automaton. It begins the window in the state to which the days before lead,
and a state in which the window may end is charged for the days after as they go on from there. A
sum over the horizon has what is left of its limits. So within a window all rules hold over the
whole horizon, whatever they are, and the windows' tours are all that can stand there.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.horizon import WEEK
from wfm.scheduling.long.tours import (
    candidates_in,
    keeps_sums,
    labels_of,
    state_after,
    tail_of,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.tours.between import between_people
from wfm.scheduling.tours.counts import beginning_in, summed_up
from wfm.scheduling.tours.day_automata import Count, Pattern
from wfm.scheduling.tours.roster import Roster, empty_roster
from wfm.scheduling.tours.to_arrays import flatten
from wfm.scheduling.tours.tour_space import Candidates, TourSpace

BREACH = 100_000
"""Price of each largest amount that a sum is outside its limits, where the tour is outside too."""


@dataclass(frozen=True, slots=True)
class FreeDays:
    """Days [begin, end) of a horizon are free.

    Those before them from `first`, and after them up to `last`, are in the window as they are, so
    that shifts that reach into each other's days count together.
    """

    first: int
    begin: int
    end: int
    last: int

    @staticmethod
    def of(problem: Problem, begin: int, end: int) -> FreeDays:
        """Frame the free days. Weeks stay whole where rules look at the starts of a week."""
        weekly = any(space.windows is not None for space in problem.spaces)
        first = (begin - 1) // WEEK * WEEK if weekly else begin - 1
        return FreeDays(max(0, first), begin, end, min(problem.horizon.days, end + 1))


@dataclass(frozen=True, slots=True)
class HorizonWindow:
    """The problem of some days, and how its rosters fit into one of the whole horizon."""

    days: FreeDays
    problem: Problem
    roster: Roster
    """Of the window, as the days were."""
    _whole: Problem
    _numbers: tuple[NDArray[np.int64], ...]
    """[agent][option] number among the options of the whole horizon."""
    _interval: int

    def put_into(self, roster: Roster, part: Roster) -> Roster:
        """Give a roster of the whole horizon with the free days of a roster of the window."""
        days, found = self.days, Roster(roster.option.copy(), roster.places.copy())
        here, there = (
            slice(days.begin, days.end),
            slice(days.begin - days.first, days.end - days.first),
        )
        for agent, numbers in enumerate(self._numbers):
            option = part.option[agent, there]
            known = numbers[np.maximum(option, 0)] if len(numbers) else option
            found.option[agent, here] = np.where(option >= 0, known, -1)
        found.places[:, here] = part.places[:, there] + self._interval
        return found


def window_of(
    problem: Problem, roster: Roster, days: FreeDays, *, anew: bool = False
) -> HorizonWindow:
    """Make a problem of the free days.

    With `anew` all days after them are to be planned later: sums keep their share of what they are
    limited to until the last of the free days, as far as possible.
    """
    share = Fraction(days.end, problem.horizon.days) if anew else None
    horizon = problem.horizon
    begin = horizon.day_starts[days.first]
    dates = horizon.grid.date_of(days.first)
    own = replace(horizon, first=dates, days=days.last - days.first, later_ledgers=())
    intervals = slice(begin, begin + len(own.grid))
    made: dict[int, Candidates] = {}
    spaces, numbers = [], []
    part = empty_roster(len(problem.agents), own.days)
    for agent, space in enumerate(problem.spaces):
        tour = candidates_in(problem, roster, agent)
        first, last = np.searchsorted(space.shifts.day, [days.first, days.last]).tolist()
        if id(space.shifts) not in made:
            made[id(space.shifts)] = _cut(space.shifts, first, last, days.first, begin)
        cut = _space(space, tour, days, share)
        cut.horizon, cut.shifts = own, made[id(space.shifts)]
        spaces.append(cut)
        kept = first + np.flatnonzero(cut.allowed)
        numbers.append(np.searchsorted(np.flatnonzero(space.allowed), kept))
        shown = tour[days.first : days.last]
        part.option[agent] = np.where(shown >= 0, np.searchsorted(kept, shown), -1)
    part.places[:] = roster.places[:, days.first : days.last] - begin
    groups = {skills: number for number, skills in enumerate(problem.groups)}
    tours, templates = flatten(spaces, groups)
    cover = problem.cover
    cover = cover._replace(price=cover.price[:, intervals], over=cover.over[:, intervals])
    window = replace(
        problem,
        horizon=own, tours=tours, templates=templates, cover=cover, apart=False, spaces=(),
        required=problem.required[:, intervals], carried=problem.carried[:, intervals],
        least=problem.least[:, intervals], between=between_people(own),
    )  # fmt: skip
    return HorizonWindow(days, window, part, problem, tuple(numbers), begin)


def _cut(shifts: Candidates, first: int, last: int, day: int, interval: int) -> Candidates:
    """Give the candidates from `first` up to `last`, counted from this day and interval."""
    moved = {"day": day, **dict.fromkeys(("start", "end", "gap_start", "gap_end"), interval)}
    values = {}
    for each in fields(shifts):
        mine = getattr(shifts, each.name)[first:last]
        values[each.name] = mine - moved[each.name] if each.name in moved else mine
    return Candidates(**values)


def _space(
    space: TourSpace, tour: NDArray[np.int64], days: FreeDays, share: Fraction | None
) -> TourSpace:
    """Give an agent's tours of the window; its shifts are set by the caller."""
    first, last = np.searchsorted(space.shifts.day, [days.first, days.last]).tolist()
    options, cut = slice(first, last), copy(space)
    fixed = np.ones(space.horizon.days, bool)
    fixed[days.begin : days.end] = False
    free = ~fixed[space.shifts.day]
    stays = np.zeros(len(space.shifts), bool)
    stays[tour[tour >= 0]] = True
    cut.allowed = (space.allowed & (stays | free))[options]
    cut.price = space.price[options]
    shown = slice(days.first, days.last)
    cut.off_allowed = (space.off_allowed & ((tour < 0) | ~fixed))[shown]
    cut.off_price = space.off_price[shown]
    begin, end = space.horizon.day_starts[days.first], space.horizon.day_starts[days.last]
    cut.blocked = [
        (max(a, begin) - begin, min(b, end) - begin)
        for a, b in space.blocked
        if a < end and b > begin
    ]
    cut.limits = [
        ((mask & free)[options], _left(mask, most, space.shifts.day, tour, days, share))
        for mask, most in space.limits
    ]
    legal = share is None and keeps_sums(space, tour)
    cut.patterns = [
        _pattern(pattern, tour, days, options, share, legal) for pattern in space.patterns
    ]
    return cut


def _left(
    mask: NDArray[np.bool_],
    most: int,
    day: NDArray[np.int32],
    tour: NDArray[np.int64],
    days: FreeDays,
    share: Fraction | None,
) -> int:
    """Say how many of some shifts the free days may have."""
    of_them = tour[(tour >= 0) & mask[np.maximum(tour, 0)]]
    before = int((day[of_them] < days.begin).sum())
    after = int((day[of_them] >= days.end).sum()) if share is None else 0
    return max(0, (most if share is None else ceil(most * share)) - before - after)


def _pattern(
    pattern: Pattern,
    tour: NDArray[np.int64],
    days: FreeDays,
    options: slice,
    share: Fraction | None,
    legal: bool,
) -> Pattern:
    """Let an automaton begin where the days before lead, and be charged for the days after."""
    count = pattern.count
    read = pattern if count is None else count.beside
    labels = labels_of(read, tour)
    start, before = state_after(read, labels[: days.first])
    price, after = tail_of(read, labels[days.last :])
    shown = replace(
        read, labels=read.labels[options], off_labels=read.off_labels[days.first : days.last]
    )
    if count is None:
        return beginning_in(shown, start, price)
    low, high = count.low, count.high
    if share is not None:
        # a share that the next shift would exceed is not lost to the days at hand
        more = 0 if shown.amount is None else int(shown.amount.max()) - 1
        high = min(high, ceil(high * share) + more)
        low, after = floor(low * share), np.zeros_like(after)
    return summed_up(
        Count(shown, low, high), start, before, after, days.last - days.first,
        None if legal else BREACH,
    )  # fmt: skip
