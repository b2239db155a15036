"""Several weeks in one search beside the same weeks planned one after the other.

python -m tests.benchmarks.weeks_together examples/site --weeks 4 --effort 1 --agents 200 --levelled

Each way has the same time for all weeks, in a process of its own. The seconds are those of the
processor with `--processor`, so that other programs do not count. With `--effort` each search has
so many rungs, whatever the machine, and the search across the weeks comes on top of theirs. Both
are priced week by week, each after the one before. With `--agents` the site has so many, by copies
of its own, and as many times the demand; meetings are left out. `--levelled` leaves deferred work
where it lies at first, without the brief searches that lay it into spare heads.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, process_time
from typing import Any
from unittest.mock import patch

from wfm.model import Site
from wfm.planning import plan_weeks, read_inputs, two_stage_search
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
    """Plan each week after the one before, in an equal share of the time that all have together."""
    begun, prices, bounds = monotonic(), list[float](), list[float | None]()
    limit = options.limits.time
    share = None if limit is None else limit / demand.weeks
    each = replace(options, weeks=1, limits=replace(options.limits, time=share))
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


def grown(demand: WeekDemand, agents: int) -> WeekDemand:
    """Give so many agents, and heads for them."""
    site, requirement = demand.site, demand.requirement
    times = agents / len(site.agents)
    heads = {
        name: requirement[name] * times for name in ("net_requirement", "gross_requirement")
    }  # fmt: skip
    forecast = demand.forecast.assign(contacts=demand.forecast["contacts"] * times)
    return replace(
        demand, site=_copied(site, agents), forecast=forecast,
        requirement=requirement.assign(**heads),
    )  # fmt: skip


def _copied(site: Site, agents: int) -> Site:
    copies = ceil(agents / len(site.agents))

    def own(entry: Any, number: int) -> Any:
        name = "id" if hasattr(entry, "id") and not hasattr(entry, "agent_id") else "agent_id"
        return replace(entry, **{name: f"{getattr(entry, name)}-{number}"})

    def all_of(entries: Any) -> Any:
        return tuple(own(entry, number) for number in range(copies) for entry in entries)

    everybody = all_of(site.agents)[:agents]
    known = {agent.id for agent in everybody}

    def of_them(entries: Any) -> Any:
        return tuple(entry for entry in all_of(entries) if entry.agent_id in known)

    return replace(
        site, agents=everybody, time_off=of_them(site.time_off), meetings=(),
        availability=of_them(site.availability), preferences=of_them(site.preferences),
        previous=of_them(site.previous), shift_requests=of_them(site.shift_requests),
    )  # fmt: skip


def _measured(
    name: str, demand: WeekDemand, options: PlanOptions, levelled: bool, processor: bool
) -> None:
    """Plan one way and print what it found and took."""
    workers = options.limits.workers
    with ExitStack() as patches:
        if levelled:
            patches.enter_context(patch.object(two_stage_search, "_layings", lambda _: ()))
        if processor:
            clock = patch.object(time, "monotonic", lambda: process_time() / workers)
            patches.enter_context(clock)
        found = WAYS[name](demand, options)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"processor_seconds": round(process_time()), "peak_mb": peak}
    agents = len(demand.site.agents)
    print(json.dumps({"way": name, "agents": agents, **found, **told}), flush=True)


WAYS = {"one_by_one": one_by_one, "together": together}


def main() -> None:
    """Read the arguments, plan one way or both, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, nargs="?", default=Path("examples/site"))
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--agents", type=int)
    parser.add_argument("--time-limit", type=float, default=120.0)
    parser.add_argument("--effort", type=float, help="rungs for each search, instead of a time")
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--levelled", action="store_true")
    parser.add_argument("--way", choices=[*WAYS, "both"], default="both")
    arguments = parser.parse_args()
    inputs = read_inputs(arguments.site)
    seconds = arguments.time_limit if arguments.effort is None else None
    limits = Limits(time=seconds, effort=arguments.effort, workers=arguments.workers)
    options = PlanOptions(limits, weeks=arguments.weeks, rounds=0)
    first = first_day(inputs.site, inputs.history, None)
    agents = arguments.agents or len(inputs.site.agents)
    demand = grown(demand_of_site(inputs, first, options), agents)
    for name in WAYS:
        if arguments.way in {name, "both"}:
            asked = (name, demand, options, arguments.levelled, arguments.processor)
            own = get_context("spawn").Process(target=_measured, args=asked)
            own.start()
            own.join()


if __name__ == "__main__":
    main()
