"""One site planned under several time limits: what each takes, and what it comes to.

python -m tests.benchmarks.time_limits SITE --limits 5,10,20,60

All plans are priced on the requirement of the longest; it is their own where it is the same. With
`--processor` a limit is one of the processor's seconds, with one worker: on a machine that others
use too, that is nearest to what a free one does in so many seconds. Simulations are no part of it.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from wfm.planning import schedule_search
from wfm.planning.pipeline import demand_of_site, first_day, read_inputs
from wfm.planning.plan_options import PlanOptions
from wfm.planning.problem_of import problem_of
from wfm.planning.schedule_search import Searched, search_schedule
from wfm.planning.week_demand import WeekDemand
from wfm.scheduling import Limits, check, solver, stopwatch
from wfm.scheduling.evaluation.check import objective

EXAMPLE = Path(__file__).parents[2] / "examples" / "site"


class Apart:
    """Seconds that simulations took."""

    def __init__(self) -> None:
        self.seconds = self.work = 0.0
        paused = stopwatch.Stopwatch.paused
        true = schedule_search._true

        @contextmanager
        def counted(watch: stopwatch.Stopwatch) -> Iterator[None]:
            with self, paused(watch):
                yield

        def simulated(*arguments: object) -> Searched:
            with self:
                return true(*arguments)  # type: ignore[arg-type]

        stopwatch.Stopwatch.paused = counted  # type: ignore[method-assign]
        schedule_search._true = simulated

    def __enter__(self) -> None:
        self.begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self.begun[0]
        self.work += time.process_time() - self.begun[1]


def planned(demand: WeekDemand, limits: Limits, apart: Apart) -> Searched:
    """Plan, and print what it took."""
    apart.seconds = apart.work = 0.0
    begun, work = time.perf_counter(), time.process_time()
    found = search_schedule(demand, PlanOptions(limits=limits), lambda _: None)
    seconds = time.perf_counter() - begun - apart.seconds
    worked = time.process_time() - work - apart.work
    print(
        f"{limits.time:5g} s: {seconds:6.1f} s by the clock, {worked:6.1f} s of the processor, "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    for message in found.solution.messages:
        if "no time for" in message.text:
            print(f"         {message.text}")
    return found


def main() -> None:
    """Read the arguments, plan under each limit, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, nargs="?", default=EXAMPLE)
    parser.add_argument("--limits", default="5,10,20,60")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processor", action="store_true")
    arguments = parser.parse_args()
    inputs = read_inputs(arguments.site)
    first = first_day(inputs.site, inputs.history, None)
    demand = demand_of_site(inputs, first, PlanOptions())
    if arguments.processor:
        solver.time = stopwatch.time = SimpleNamespace(monotonic=time.process_time)  # type: ignore[assignment]
    workers, apart = 1 if arguments.processor else 2, Apart()
    search_schedule(demand, PlanOptions(limits=Limits(None, 0, workers=workers)), lambda _: None)
    found = [
        planned(demand, Limits(float(limit), None, arguments.seed, workers), apart)
        for limit in arguments.limits.split(",")
    ]
    asked = problem_of(found[-1].demand, PlanOptions())
    last = found[-1].demand.requirement["gross_requirement"]
    for limit, one in zip(arguments.limits.split(","), found, strict=True):
        off = (one.demand.requirement["gross_requirement"] - last).abs().max()
        price = objective(check(asked, one.solution.schedule))
        told, bound = one.solution.objective, one.solution.bound
        print(f"{limit:>5} s: price {told}, on the longest's requirement {price}, "
              f"which differs by {off:.1f} heads at most; bound {bound}")  # fmt: skip


if __name__ == "__main__":
    main()
