"""The front door: a problem and limits in, the best schedule found and its proof out."""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable
from functools import cached_property, partial

from wfm.model import Schedule
from wfm.scheduling.bound.column_generation import Bound
from wfm.scheduling.bound.diving import Diver
from wfm.scheduling.bound.lagrangian import mostly_differ
from wfm.scheduling.decode import roster_from, to_schedule
from wfm.scheduling.evaluation.at_odds import at_odds
from wfm.scheduling.evaluation.check import check, objective
from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
from wfm.scheduling.evaluation.explain import explain
from wfm.scheduling.evaluation.no_legal_weeks import no_legal_weeks
from wfm.scheduling.exact.crews import USUAL, means_for
from wfm.scheduling.exact.proof import FIRST_BY_CLOCK, FIRST_EFFORT, small_enough, tiny
from wfm.scheduling.exact.reworked_days import ReworkedDays, few_enough
from wfm.scheduling.exact.small_site import SmallSite
from wfm.scheduling.long.search import LongSearch
from wfm.scheduling.problem import Problem
from wfm.scheduling.result import Limits, SearchProgress, Solution
from wfm.scheduling.search.annealing import AnnealingChain, Found, Stopped
from wfm.scheduling.search.clock import SearchClock
from wfm.scheduling.search.recombine import compose, solver_for, worth_composing
from wfm.scheduling.search.threads import run_on_threads
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster
from wfm.words import Phrase

BOUND_AFTER = 0
"""Rung of the search after which the last worker begins to prove the bound."""
TINY_SHARE = 0.03
"""Of the first rung, where CP-SAT proves it soon whatever the schedule is from which it starts."""
APART_SHARE = 0.3
"""The same where most agents differ: other workers then price tours with the last, and wait."""
CLOSING = 3
"""Steps of the bound before the diver is given out, and again after each later rung."""
MOST_CLOSING = 60
"""The same where the programme is far from its value before the first dive."""
KEPT_FOR_DIVES = 0.68
"""Share of the time limit that this leaves."""
CLOSING_ROUNDS = 10
"""Times so many steps, at most, before CP-SAT has a small site."""
EXACT_AFTER = 1
"""Rung after which the last worker begins to prove a small site by CP-SAT; under a clock, the first
after which it proves the bound."""
MENDING = 10_000
"""Rounds that mend a schedule of which no more is known than that it misses few heads."""
REWORKED_FROM, REWORKED_LATER_FROM = 1, 2
"""First rung after which CP-SAT works days of a small site anew; the later one with the last
worker, for whom dives may lead further, and where the site may be proven before."""
SOON = 100_000
"""Crews of a site that is proven sooner if the other workers leave it the machine."""
DIVING_FROM = 2
"""First rung for which the other workers wait for the diver."""

HALF = 0.5
"""Share of agents who cannot work as in a schedule from which on it is no good beginning."""
COMPOSE_EFFORT = 1.0
"""CP-SAT's deterministic time for composing the chains' best schedules."""
COMPOSE_SHARE = 0.05
"""Share of the time limit that is kept for it."""


def solve(
    problem: Problem,
    limits: Limits = Limits(),
    progress: Callable[[SearchProgress], bool | None] = lambda _: None,
    start: Schedule | None = None,
    *,
    brief: bool = False,
    head_prices: Floats | None = None,
) -> Solution:
    """Search for the cheapest legal schedule; the best so far survives whatever stops the search.

    `progress` is called about twice a second, and before all else where something is known that no
    schedule can keep; False cancels. Ctrl-C cancels too. The result is no worse than `start`, a
    schedule of an earlier search to go on from. A `brief` search, which others follow, proves no
    bound, leaves CP-SAT out and tells nothing. `head_prices` [group, interval] are those from which
    its bound begins.
    """
    begun = time.monotonic()
    clock = SearchClock(limits, lambda: time.monotonic() - begun)
    stuck, odds = no_legal_weeks(problem), at_odds(problem)
    search: _Search | LongSearch
    if problem.apart:
        search = LongSearch(problem, limits, clock, start, head_prices, brief=brief)
    else:
        search = _Search(problem, limits, clock, start, brief, head_prices)
    search.conflicts = (*stuck.phrases(problem.horizon.site), *odds)
    cancelled = search.run(progress)
    best = search.found.roster if cancelled or brief else search.composed()
    schedule = to_schedule(problem, best)
    findings = check(problem, schedule)
    total = objective(findings)
    broken = any(finding.hard for finding in findings)
    bound = search.bound_in_all
    status = (
        "partial" if broken else "optimal" if bound is not None and bound >= total else "feasible"
    )
    return Solution(
        status,
        schedule,
        total,
        None if problem.stuck or bound is None else min(bound, total),
        clock.seconds(),
        limits.seed,
        costs_by_rule(findings),
        ()
        if brief and not cancelled
        else tuple(
            explain(problem, schedule, findings, cancelled=cancelled, stuck=stuck, odds=odds)
        ),
        costs_by_agent(findings),
        cancelled,
        None if search.bounding is None else search.bounding.prices,
    )


class _Search:
    """Chains on threads of their own; the last one also proves the bound and finds the diver."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        clock: SearchClock,
        start: Schedule | None,
        brief: bool,
        head_prices: Floats | None,
    ) -> None:
        self.head_prices, self.brief = head_prices, brief
        self.problem, self.limits, self.clock, self.start = problem, limits, clock, start
        self.proven_after = math.inf if brief else BOUND_AFTER
        self.exact_after = BOUND_AFTER if limits.effort is None else EXACT_AFTER
        self.composing = 0.0 if brief else COMPOSE_SHARE
        self.stop = threading.Event()
        self.chains = [
            AnnealingChain(
                problem, limits.seed * 1000 + number, lambda: not self._over(), self._seconds_left
            )
            for number in range(limits.workers)
        ]
        self.bounding: Bound | None = None
        self.bound: int | None = None
        self.proof: SmallSite | None = None
        self.reworked = [ReworkedDays(problem, chain.seed, self._over) for chain in self.chains]
        """Days that CP-SAT works anew, one of each chain."""
        self.diver_ready = threading.Event()
        """Set once there is a diver, or none will come."""
        if brief:
            self.diver_ready.set()
        self.diver: Diver | None = None
        """The first diver, so that what the others do does not depend on when they ask."""
        self.failure: BaseException | None = None
        self.conflicts: tuple[Phrase, ...] = ()
        """What no schedule can keep, in words."""

    @property
    def found(self) -> Found:
        """The cheapest schedule of all chains; the first of equals."""
        found = [chain.found for chain in self.chains]
        return min((one for one in found if one is not None), key=lambda one: one.price)

    @property
    def bound_in_all(self) -> int | None:
        """What no schedule costs less than that holds none of the meetings without a time."""
        return None if self.bound is None else self.bound + self.problem.price_of_open_meetings

    def composed(self) -> Roster:
        """Let CP-SAT compose the best schedules of all chains; never worse than the best."""
        price, best = self.found
        others = [roster for chain in self.chains for roster in chain.elites]
        rosters = [best, *(roster for roster in others if roster is not best)]
        if price == self.bound or not worth_composing(self.problem, rosters):
            return best
        if self.clock.left is not None and self.clock.left <= 0:
            return best
        composed = compose(
            self.problem,
            rosters,
            self.chains[0].movable.tolist(),
            lambda: solver_for(self.limits.seed, COMPOSE_EFFORT, self.clock.left),
        )
        return best if composed is None or composed.price >= price else composed.roster

    def run(self, progress: Callable[[SearchProgress], bool | None]) -> bool:
        """Search until a limit; return whether it was cancelled."""
        self.chains[0].greedy()
        if self.start is not None:
            self._go_on_from(self.start)
        if self.conflicts and progress(self._progress()) is False:
            self.stop.set()
        cancelled = run_on_threads(
            [partial(self._work, chain) for chain in self.chains],
            self.stop,
            lambda: progress(self._progress()) is not False,
            self._time_judging,
            self._halt_in_time,
        )
        if self.failure is not None:
            raise self.failure
        return cancelled

    def _go_on_from(self, start: Schedule) -> None:
        """Adopt a schedule; one of several weeks was searched week by week, so all go on from it.

        A long horizon is searched slowly: what the weeks' own searches found is not found again,
        unless half of the agents' weeks do not go together.
        """
        first, several = self.chains[0], len(self.problem.horizon.weeks) > 1
        roster, strange = roster_from(self.problem, start, first.best)
        for chain in self.chains if several else [first]:
            chain.movable, chain.good = first.movable, several and bool(strange.mean() < HALF)
            chain.adopt(roster)

    def _work(self, chain: AnnealingChain) -> None:
        try:
            if chain.found is None:
                chain.greedy()
            self._climb(chain)
        except Stopped:
            return
        except BaseException as failure:
            self.failure = failure
            self.stop.set()
        finally:
            if chain is self.chains[-1]:
                self.diver_ready.set()

    def _climb(self, chain: AnnealingChain) -> None:
        """Run rung after rung; the last worker proves the bound after each whole one."""
        number, effort = 0, self.limits.effort
        while effort is None or number < effort:
            last = chain is self.chains[-1]
            diver = self._diver(chain, number)
            careful = (last and number >= DIVING_FROM) or (diver is not None and diver.differ)
            share = 1.0 if effort is None else min(1.0, effort - number)
            if not number and effort is None:
                share = self._first_share(last)
            chain.rung(number, diver, share=share, careful=careful)
            if share == 1 and self._may_rework(number, last):
                self._rework(chain, number)
            if last and (effort is None or share == 1) and number >= self.proven_after:
                if number >= self.exact_after and small_enough(self.problem):
                    self._solve_exactly(chain)
                self._prove(chain)
            number += 1

    def _may_rework(self, number: int, last: bool) -> bool:
        """Tell whether CP-SAT is to better a chain's schedule; the proof of tiny sites does it."""
        few = tiny(self.problem)
        if self.brief or (few and last) or not few_enough(self.problem):
            return False
        return number >= (REWORKED_LATER_FROM if few or last else REWORKED_FROM)

    def _rework(self, chain: AnnealingChain, number: int) -> None:
        """Work days of the chain's best schedule anew."""
        reworked = self.reworked[self.chains.index(chain)]
        better = reworked.after_rung(number, chain.best, chain.movable, self._seconds_left)
        if better is not None:
            chain.adopt(better)

    def _first_share(self, last: bool) -> float:
        """Share of the first rung that a worker anneals under a clock."""
        if self.differ:
            return APART_SHARE
        soon = last and len(self.chains) > 1 and tiny(self.problem)
        return TINY_SHARE if soon else 1.0

    @cached_property
    def differ(self) -> bool:
        """Whether a tour fits hardly any other agent, so that only dives lead near the bound."""
        return not self.brief and mostly_differ(self.problem.tours, self.chains[0].movable)

    def _diver(self, chain: AnnealingChain, number: int) -> Diver | None:
        """Return what a rung is to follow; other workers than the last wait for it."""
        if chain is self.chains[-1]:
            return None if self.bounding is None else self.bounding.diver
        if number < (1 if self.differ else DIVING_FROM):
            return None
        self.diver_ready.wait()
        return self.diver

    def _prove(self, chain: AnnealingChain) -> Bound:
        """Close in on the bound by a few steps."""
        price, bounding = float(chain.best_price or 0), self._begun_bound(chain)
        for number in itertools.count():
            if bounding.closed or self._over():
                break
            if number >= CLOSING and (self.diver_ready.is_set() or not self._unsettled(number)):
                break
            bounding.close_in(price, self._seconds_left())
            self._raise(bounding.proven)
        if not self.diver_ready.is_set():
            self.diver = bounding.diver
            self.diver_ready.set()
        return bounding

    def _unsettled(self, number: int) -> bool:
        """Tell whether the programme is to come nearer to its value before the first dive."""
        left = self.clock.left
        soon = left is None or left > KEPT_FOR_DIVES * (self.limits.time or 0.0)
        return (
            self.bounding is not None
            and not self.bounding.settled
            and number < MOST_CLOSING
            and soon
        )

    def _begun_bound(self, chain: AnnealingChain) -> Bound:
        """Take the first steps towards the bound."""
        if self.bounding is None:
            price = float(chain.best_price or 0)
            self.bounding = Bound(
                self.problem,
                chain.best,
                price,
                chain.movable,
                self._over,
                self.head_prices,
                list(chain.met)[::-1],
                self.limits.workers if self.differ else 1,
            )
            self._raise(self.bounding.proven)
        return self.bounding

    def _solve_exactly(self, chain: AnnealingChain) -> None:
        """Let CP-SAT go on with proof and schedule; the better of two bounds counts.

        Column generation comes before it only where days have too many crews: theirs is better.
        """
        if self.proof is None:
            prices = self._begun_bound(chain).prices
            by_clock, seed = self.limits.effort is None, self.limits.seed
            effort = FIRST_BY_CLOCK if by_clock else FIRST_EFFORT
            means = means_for(self.limits.time or 0.0, self.limits.workers) if by_clock else USUAL
            agents = chain.movable.tolist()
            self.proof = SmallSite(self.problem, agents, seed, self._over, prices, effort, means)
        if not self.proof.has_crews(self._known(chain)):
            self._close_bound(chain)
        if self.proof.crews > SOON:
            self.diver_ready.set()
        if self.proof.closed or self._over():
            return
        known = self._known(chain)
        fewer = self.proof.miss_fewer(known, self._seconds_left)
        if fewer is not known:
            chain.adopt(fewer)
            chain.polish(MENDING)
        chain.adopt(self.proof.attempt(self._known(chain), self._seconds_left))
        if self.proof.bound is not None:
            self._raise(self.proof.bound)

    def _raise(self, bound: int) -> None:
        """Keep the best bound."""
        self.bound = bound if self.bound is None else max(self.bound, bound)

    def _close_bound(self, chain: AnnealingChain) -> Bound:
        """Bring column generation to its end, which is quick on a small site."""
        bounding = self._prove(chain)
        for _ in range(CLOSING_ROUNDS - 1):
            if bounding.closed or self._over():
                break
            self._prove(chain)
        return bounding

    def _known(self, chain: AnnealingChain) -> Roster:
        """Pick the schedule to go on from: under a clock that of all chains."""
        return chain.best if self.limits.effort is not None else self.found.roster

    def _time_judging(self) -> None:
        if not self.brief:
            best = self.chains[0].best
            self.clock.time_judging(lambda: check(self.problem, to_schedule(self.problem, best)))

    def _halt_in_time(self) -> None:
        if not self._over():
            return
        for ends in (self.proof, *self.reworked):
            if ends is not None:
                ends.halt()

    def _over(self) -> bool:
        left = self._seconds_left()
        out_of_time = left is not None and left <= 0
        return self.stop.is_set() or out_of_time or self._nothing_left()

    def _seconds_left(self) -> float | None:
        """Time that the chains still have."""
        return self.clock.leaves(self.composing)

    def _nothing_left(self) -> bool:
        """Tell whether the best schedule is proven; with an effort the same work is done anyway."""
        if self.limits.effort is not None or self.bound is None:
            return False
        return self.found.price <= self.bound

    def _progress(self) -> SearchProgress:
        price, roster = self.found
        return SearchProgress(
            self.clock.seconds(),
            price + self.problem.price_of_open_meetings,
            self.bound_in_all,
            lambda: to_schedule(self.problem, roster),
            self.conflicts,
        )
