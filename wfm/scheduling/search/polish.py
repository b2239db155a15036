"""A brief search from a schedule that is good already."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from wfm.model import Schedule
from wfm.scheduling.decode import to_roster, to_schedule
from wfm.scheduling.evaluation.check import check, objective
from wfm.scheduling.evaluation.costs import costs_by_agent, costs_by_rule
from wfm.scheduling.evaluation.explain import explain
from wfm.scheduling.problem import Problem
from wfm.scheduling.result import Solution
from wfm.scheduling.search.annealing import AnnealingChain, Stopped


def polished(
    problem: Problem,
    schedule: Schedule,
    seed: int,
    rounds: int,
    keep_going: Callable[[], bool] = lambda: True,
    *,
    strangers_anew: bool = False,
) -> Schedule:
    """Search briefly from a schedule, as long as `keep_going` says.

    It stays where someone's week in it is not a legal one, unless `strangers_anew` are given their
    best one first; it stays where sums are apart, of which an annealing of all days knows nothing.
    """
    roster, strangers = to_roster(problem, schedule)
    kept = strangers & set(problem.stuck) if strangers_anew else strangers
    if kept or problem.apart:
        return schedule
    chain = AnnealingChain(problem, seed, keep_going)
    chain.begin_with(roster, [agent.id in strangers for agent in problem.agents])
    with suppress(Stopped):
        chain.polish(rounds)
    return to_schedule(problem, chain.best)


def priced_anew(problem: Problem, solution: Solution, schedule: Schedule) -> Solution:
    """Give a solution with another schedule, by a problem whose bound is not known."""
    findings = check(problem, schedule)
    return replace(
        solution,
        status="feasible" if solution.status == "optimal" else solution.status,
        schedule=schedule,
        objective=objective(findings),
        bound=None,
        rule_costs=costs_by_rule(findings),
        agent_costs=costs_by_agent(findings),
        messages=tuple(explain(problem, schedule, findings, cancelled=solution.cancelled)),
    )
