"""The problem that a demand and a planner's options pose to the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wfm.planning.plan_options import Ledger, PlanOptions
from wfm.planning.price_of_heads import coverage_price
from wfm.planning.week_demand import WeekDemand

if TYPE_CHECKING:
    from wfm.scheduling import Problem
    from wfm.scheduling.rules import Rule


def asked_anew(problem: Problem, demand: WeekDemand, options: PlanOptions) -> Problem:
    """Give the problem of a demand as another requirement of it poses it."""
    from wfm.scheduling.problem import asking_for

    price = coverage_price(options.price, demand.forecast, demand.requirement, demand.site)
    return asking_for(problem, demand.requirement, price)


def problem_of(
    demand: WeekDemand,
    options: PlanOptions,
    later: tuple[Ledger, ...] = (),
    rules: Sequence[Rule] | None = None,
) -> Problem:
    """Build a problem; `later` is the ledger of each week after the first, None all rules."""
    from wfm.scheduling import build_problem
    from wfm.scheduling.rules import RULES

    return build_problem(
        demand.site,
        demand.requirement,
        demand.first,
        days=demand.days,
        rules=RULES if rules is None else rules,
        coverage=coverage_price(options.price, demand.forecast, demand.requirement, demand.site),
        ledger=options.ledger,
        later_ledgers=later,
        given=() if options.base is None else options.base.shifts,
        locked=options.preserved.locked,
        locked_off=options.preserved.days_off,
    )
