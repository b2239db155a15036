"""A crew costs what the cheapest of all its breaks do; weeks and crews give the proven optimum."""

from __future__ import annotations

import math
from functools import reduce
from itertools import product

import numpy as np
import pytest

from tests.scheduling.random_sites import random_case
from wfm.scheduling import Problem
from wfm.scheduling.coverage.head_flow import cover_price
from wfm.scheduling.coverage.heads import shared_heads
from wfm.scheduling.exact import agent_weeks, day_costs, proof
from wfm.scheduling.exact import crews as crews_module
from wfm.scheduling.exact.agent_weeks import AgentWeeks
from wfm.scheduling.exact.break_automaton import BreakAutomaton, break_automaton
from wfm.scheduling.exact.bundle_automaton import BundleAutomaton, bundle_automaton
from wfm.scheduling.exact.crew_programme import Attempt, crew_programme, weeks_alone
from wfm.scheduling.exact.crews import DEAREST, DayCrews, crews_of
from wfm.scheduling.exact.proof import Proof
from wfm.scheduling.search import annealing as chains
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.scheduling.search.recombine import solver_for
from wfm.scheduling.tours.cheapest_tour import Floats
from wfm.scheduling.tours.roster import Roster

SEEDS = range(40)
PROVEN = (0, 2, 6)
"""Those of the first whose sites are proven either way, in little time."""
FEW = 200
"""Places of all breaks of a crew that are tried one by one, at most."""


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "FIRST_ROUNDS", 100)
    monkeypatch.setattr(chains, "STEPS", 4)
    monkeypatch.setattr(crews_module, "MOST_CREWS", 10_000)


def begun(seed: int) -> tuple[Problem, AnnealingChain, list[AgentWeeks]]:
    problem = random_case(seed).problem()
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    return problem, chain, weeks_alone(problem, chain.movable.tolist(), chain.best)[1]


def by_the_windows(problem: Problem, option: int, blocked: frozenset[int]) -> set[bytes]:
    """Heads of a shift for all places of its breaks that the template's own words allow."""
    tours = problem.tours
    template, start = int(tours.template[option]), int(tours.start[option])
    span = int(tours.end[option]) - start
    breaks = range(int(tours.break_ptr[template]), int(tours.break_ptr[template + 1]))
    apart, stretch = int(tours.apart[template]), int(tours.stretch[template])
    windows = [range(tours.break_earliest[b], tours.break_latest[b] + 1) for b in breaks]
    found = set()
    for places in product(*windows):
        ends = [0, *(at + int(tours.break_length[b]) for at, b in zip(places, breaks, strict=True))]
        work = [at - end for at, end in zip([*places, span], ends, strict=True)]
        off = {t for at, end in zip(places, ends[1:], strict=True) for t in range(at, end)}
        if min(work) < 0 or min(work[1:-1], default=math.inf) < apart:
            continue
        if (stretch and max(work) > stretch) or any(start + t in blocked for t in off):
            continue
        heads = [t not in off and start + t not in blocked for t in range(span)]
        found.add(np.array(heads, np.int32).tobytes())
    return found


def test_a_bundle_is_worked_as_one_of_its_shifts_and_in_no_other_way() -> None:
    several = 0
    for seed in range(12):
        problem, _, people = begun(seed)
        for one in people[:2]:
            for bundle in one.bundle[0].values():
                shifts = [break_automaton(problem.tours, o, one.blocked) for o in bundle]
                placed = [shift for shift in shifts if shift is not None]
                if len(placed) < len(bundle) or any(len(s.onward) > 40 for s in placed):
                    continue
                first = min(shift.start for shift in placed)
                last = max(shift.start + len(shift.onward) for shift in placed)
                alone = {
                    (0,) * (shift.start - first)
                    + ways
                    + (0,) * (last - shift.start - len(shift.onward))
                    for shift in placed
                    for ways in paths(shift)
                }
                assert set(paths(bundle_automaton(placed, first, last))) == alone
                several += len(bundle) > 1
    assert several > 2


def paths(automaton: BreakAutomaton | BundleAutomaton) -> set[tuple[int, ...]]:
    """Heads on queue along all its paths from the first to the last state."""
    found: dict[int, set[tuple[int, ...]]] = {0: {()}}
    for onward, on_queue in zip(automaton.onward, automaton.on_queue, strict=True):
        further: dict[int, set[tuple[int, ...]]] = {}
        for state, heads in found.items():
            for after, busy in zip(onward[state], on_queue[state], strict=True):
                if after >= 0:
                    longer = {(*path, int(busy)) for path in heads}
                    further.setdefault(int(after), set()).update(longer)
        found = further
    return found.get(0, set())


def by_the_automaton(problem: Problem, option: int, blocked: frozenset[int]) -> set[bytes]:
    """The same along all its paths."""
    automaton = break_automaton(problem.tours, option, blocked)
    if automaton is None:
        return set()
    return {np.array(heads, np.int32).tobytes() for heads in paths(automaton)}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_automaton_knows_all_breaks_of_a_shift_and_no_others(seed: int) -> None:
    problem, _, people = begun(seed)
    draw = np.random.default_rng(seed)
    shifts = [(one, o) for one in people for day in one.shift for o in day]
    for n in draw.permutation(len(shifts))[:8]:
        one, option = shifts[n]
        assert by_the_automaton(problem, option, one.blocked) == by_the_windows(
            problem, option, one.blocked
        )


def cheapest(problem: Problem, people: list[AgentWeeks], crews: DayCrews, crew: int) -> int | None:
    """Price a crew by all its shifts and breaks, one by one; None where these are many."""
    tours, owner = (
        problem.tours,
        {
            v: (one, one.bundle[day][o])
            for one in people
            for day, shifts in enumerate(one.shift)
            for o, v in shifts.items()
        },
    )
    members = [
        owner[who[n]]
        for bundle, who in enumerate(crews.bundles)
        for n in range(crews.counts[crew, bundle])
    ]
    profiles = []
    for one, bundle in members:
        heads = []
        for option in bundle:
            for profile in by_the_windows(problem, option, one.blocked):
                whole = np.zeros(
                    (len(problem.cover.serves), problem.cover.price.shape[1]), np.int32
                )
                span = slice(int(tours.start[option]), int(tours.end[option]))
                whole[tours.group[one.agent], span] = np.frombuffer(profile, np.int32)
                heads.append(whole)
        profiles.append(heads)
    if math.prod(map(len, profiles)) > FEW:
        return None
    nobody = np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]), np.int32)
    together = (reduce(np.add, chosen, nobody) for chosen in product(*profiles))
    prices = [cover_price(problem.cover, shared_heads(problem.cover, h)) for h in together]
    return int(min(prices) - cover_price(problem.cover, shared_heads(problem.cover, nobody)))


def test_a_crew_costs_what_its_cheapest_breaks_do_and_before_that_no_more() -> None:
    compared = 0
    for seed in range(16):
        problem, _, people = begun(seed)
        draw = np.random.default_rng(seed)
        prices = draw.uniform(-300, 10, (len(problem.cover.serves), problem.cover.price.shape[1]))
        for crews in crews_of(problem, people, prices) or []:
            some = draw.permutation(len(crews.least))[:10]
            least = [crews.least[some].copy()]
            crews.price(draw.uniform(-3000, 3000, len(crews.bundles)))
            least.append(crews.least[some].copy())
            for closely in (False, True):
                most = np.full(len(some), DEAREST)
                assert crews.settle(some, most, lambda: False, closely=closely)
                least.append(crews.least[some].copy())
            assert (np.diff(least, axis=0) >= 0).all()
            for crew in some:
                price = cheapest(problem, people, crews, int(crew))
                if price is not None:
                    assert crews.least[crew] <= price
                    assert price == crews.least[crew] or not crews.exact[crew]
                    compared += bool(crews.exact[crew] and crews.members[crew].max() >= 0)
    assert compared > 20


def test_at_good_prices_of_heads_the_cheapest_crew_costs_more_at_least() -> None:
    raised = 0
    for seed in range(16):
        problem, people, prices = with_prices(*begun(seed))
        for crews in crews_of(problem, people, prices) or []:
            worth = np.random.default_rng(seed).uniform(-900, 0, len(crews.bundles))
            plain = (crews.least + crews.counts @ worth).min()
            crews.price(worth)
            raised += (crews.least + crews.counts @ worth).min() > plain
    assert raised > 5


def test_a_shift_whose_breaks_have_no_places_leaves_its_site_without_crews(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else it would be worked without heads, and no bound would hold."""
    seed = next(seed for seed in SEEDS if crews_of(*with_prices(*begun(seed))) is not None)
    problem, _, people = begun(seed)
    first = next(o for one in people for day in one.shift for o in day)
    real = break_automaton
    monkeypatch.setattr(
        crews_module, "break_automaton", lambda t, o, b: None if o == first else real(t, o, b)
    )
    assert crews_of(*with_prices(problem, None, people)) is None


def with_prices(
    problem: Problem, _: AnnealingChain | None, people: list[AgentWeeks]
) -> tuple[Problem, list[AgentWeeks], Floats]:
    return problem, people, np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]))


def test_a_known_week_that_the_rows_do_not_know_chooses_no_crews(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A locked shift whose break lies in a meeting is one; the relaxation holds all the same."""
    tried = 0
    for seed in SEEDS:
        problem, chain, people = begun(seed)
        first = problem.tours.option_ptr[:: problem.tours.days]
        worked = {int(first[a] + o) for a in chain.movable for o in chain.best.option[a] if o >= 0}
        gone = next((o for one in people for day in one.shift for o in day if o in worked), None)
        real = agent_weeks.can_take_breaks
        with monkeypatch.context() as patch:
            patch.setattr(
                agent_weeks,
                "can_take_breaks",
                lambda t, o, b, gone=gone, real=real: o != gone and real(t, o, b),
            )
            programme = crew_programme(problem, *known_by(problem, chain))
            if programme is None or gone is None:
                continue
            found = programme.attempt(chain.best, lambda _: solver_for(1, 1.0, None), lambda: False)
        assert found.roster is None
        tried += 1
        if tried == 2:
            break
    assert tried


def known_by(problem: Problem, chain: AnnealingChain) -> tuple[list[int], Roster, Floats]:
    return chain.movable.tolist(), chain.best, with_prices(problem, None, [])[2]


def test_weeks_and_crews_have_the_same_optimum_as_the_whole_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for seed in PROVEN:
        problem, chain, _ = begun(seed)
        prices = np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]))
        assert crew_programme(problem, chain.movable.tolist(), chain.best, prices) is not None
        bound, price = attempted(problem, chain, prices)
        with monkeypatch.context() as patch:
            patch.setattr(crews_module, "MOST_CREWS", 0)
            patch.setattr(day_costs, "MOST", 0)
            other_bound, other_price = attempted(problem, chain, prices)
        assert bound == price == other_bound == other_price


def attempted(problem: Problem, chain: AnnealingChain, prices: Floats) -> tuple[int, int]:
    """Bound and price after one attempt from what the chain has first found."""
    proving = Proof(problem, chain.movable.tolist(), 1, lambda: False, prices, effort=2)
    after = AnnealingChain(problem, chain.seed)
    after.greedy()
    after.adopt(proving.attempt(chain.best, lambda: None))
    assert after.best_price is not None
    assert proving.bound is None or proving.bound <= after.best_price
    return proving.bound or 0, after.best_price


class _TooManyStates:
    """A programme over crews that have no price of their own."""

    def attempt(self, *_: object) -> Attempt:
        return Attempt(-1, None, spent=True)


def test_crews_with_too_many_states_leave_the_proof_to_the_whole_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, chain, _ = begun(0)
    prices = np.zeros((len(problem.cover.serves), problem.cover.price.shape[1]))
    monkeypatch.setattr(proof, "crew_programme", lambda *_: None)
    by_parts = attempted(problem, chain, prices)
    monkeypatch.setattr(proof, "crew_programme", lambda *_: _TooManyStates())
    assert attempted(problem, chain, prices) == by_parts
    assert by_parts[0] > 0
