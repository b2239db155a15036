"""Random small sites: solver, checker and a naive re-statement of the rules agree.

Clocks change in most of the weeks; sites have several contracts, skills and queues, nights, time
off by the day and by the hour, meetings, locks, wishes, a ledger, a given schedule, a week before.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.scheduling.mutations import mutated
from tests.scheduling.naive import breaches
from tests.scheduling.random_sites import random_case
from wfm.scheduling import check
from wfm.scheduling.decode import to_schedule
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.problem import KEPT, Problem
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.search import annealing as chains
from wfm.scheduling.search.annealing import AnnealingChain

SEEDS = range(30)


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "FIRST_ROUNDS", 100)
    monkeypatch.setattr(chains, "STEPS", 4)


def solved(problem: Problem, seed: int) -> AnnealingChain:
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    chain.rung(0)
    return chain


def hard(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.hard]


@pytest.mark.parametrize("seed", SEEDS)
def test_checker_finds_the_searchs_schedule_legal_and_as_cheap(seed: int) -> None:
    case = random_case(seed)
    problem = case.problem()
    chain = solved(problem, seed)
    schedule = to_schedule(problem, chain.best)
    findings = check(problem, schedule)
    assert {finding.agent_id for finding in hard(findings)} == set(problem.stuck)
    assert not KEPT & {finding.rule for finding in hard(findings)}
    assert {agent for agent, _ in breaches(case, schedule.shifts)} == set(problem.stuck)
    if not problem.stuck:
        assert objective(findings) == chain.best_price


@pytest.mark.parametrize("seed", SEEDS)
def test_checker_catches_whatever_a_naive_statement_of_the_rules_calls_broken(seed: int) -> None:
    case, draw = random_case(seed), random.Random(seed)
    problem = case.problem()
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    schedule = to_schedule(problem, chain.best)
    for _ in range(8 if schedule.shifts else 0):
        shifts = mutated(case, schedule.shifts, draw)
        found = {f.agent_id for f in hard(check(problem, replace(schedule, shifts=shifts)))}
        assert found == {agent for agent, _ in breaches(case, shifts)}
