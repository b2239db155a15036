"""Several weeks in one search beside the same weeks planned one after the other.

python -m tests.benchmarks.weeks_together examples/site --weeks 4 --time-limit 60 --copies 1

Each way has the same time for all weeks. Both are priced week by week, each after the one before.
`--copies` multiplies agents and demand.
"""

from __future__ import annotations

import argparse
import json
import resource
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from wfm.model import Site
from wfm.planning import plan_weeks, read_inputs
from wfm.planning.opening_backlog import left_waiting
from wfm.planning.pipeline import demand_of_site
from wfm.planning.plan_options import PlanOptions
from wfm.planning.plan_origin import PlanOrigin
from wfm.planning.several_weeks import plan_several_weeks
from wfm.planning.week_demand import WeekDemand, first_day
from wfm.scheduling import Limits

ORIGIN = PlanOrigin(datetime(2026, 1, 1, tzinfo=UTC), {})


def together(demand: WeekDemand, options: PlanOptions) -> dict[str, Any]:
    """Plan all weeks in one search."""
    begun = monotonic()
    found = plan_several_weeks(demand, options, ORIGIN)
    prices = [plan.solve.objective or 0 for plan in found.plans]
    return {
        "price": sum(prices), "weeks": prices, "search": found.solve.objective,
        "bound": found.solve.bound, "status": found.solve.status,
        "seconds": round(monotonic() - begun),
    }  # fmt: skip


def one_by_one(demand: WeekDemand, options: PlanOptions) -> dict[str, Any]:
    """Plan each week after the one before, in an equal share of the time."""
    begun, prices, bounds = monotonic(), list[float](), list[float | None]()
    time = (options.limits.time or 0) / demand.weeks
    each = replace(options, weeks=1, limits=replace(options.limits, time=time))
    previous, waiting, status = demand.site.previous, demand.backlog, set[str]()
    for number in range(demand.weeks):
        plan = plan_weeks(demand.week(number, previous, waiting), each, ORIGIN)
        prices.append(plan.solve.objective or 0)
        bounds.append(plan.solve.bound)
        status.add(plan.solve.status)
        previous, waiting = plan.schedule.shifts, left_waiting(plan.backlog)
        each = replace(each, ledger=plan.ledger)
    return {
        "price": sum(prices), "weeks": prices, "bounds": bounds, "status": sorted(status),
        "seconds": round(monotonic() - begun),
    }  # fmt: skip


def multiplied(demand: WeekDemand, copies: int) -> WeekDemand:
    """Give so many times the agents, and heads for them."""
    site, requirement = demand.site, demand.requirement
    heads = {
        name: requirement[name] * copies for name in ("net_requirement", "gross_requirement")
    }  # fmt: skip
    forecast = demand.forecast.assign(contacts=demand.forecast["contacts"] * copies)
    return replace(
        demand, site=_copied(site, copies), forecast=forecast,
        requirement=requirement.assign(**heads),
    )  # fmt: skip


def _copied(site: Site, copies: int) -> Site:
    def own(entry: Any, number: int) -> Any:
        name = "id" if hasattr(entry, "id") and not hasattr(entry, "agent_id") else "agent_id"
        return replace(entry, **{name: f"{getattr(entry, name)}-{number}"})

    def all_of(entries: Any) -> Any:
        return tuple(own(entry, number) for number in range(copies) for entry in entries)

    return replace(
        site, agents=all_of(site.agents), time_off=all_of(site.time_off), meetings=(),
        availability=all_of(site.availability), preferences=all_of(site.preferences),
        previous=all_of(site.previous), shift_requests=all_of(site.shift_requests),
    )  # fmt: skip


def main() -> None:
    """Read the arguments, plan one way or both, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, nargs="?", default=Path("examples/site"))
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=120.0)
    parser.add_argument("--way", choices=["together", "one_by_one", "both"], default="both")
    arguments = parser.parse_args()
    inputs = read_inputs(arguments.site)
    options = PlanOptions(Limits(time=arguments.time_limit), weeks=arguments.weeks, rounds=0)
    first = first_day(inputs.site, inputs.history, None)
    demand = multiplied(demand_of_site(inputs, first, options), arguments.copies)
    ways = {"one_by_one": one_by_one, "together": together}
    for name, way in ways.items():
        if arguments.way in {name, "both"}:
            found = way(demand, options)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            agents = len(demand.site.agents)
            print(json.dumps({"way": name, "agents": agents, **found, "peak_mb": peak}), flush=True)


if __name__ == "__main__":
    main()
