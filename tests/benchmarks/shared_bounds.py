"""How far weeks of agents who share queues are from their bound.

python -m tests.benchmarks.shared_bounds [--sites 20,40,60] [--effort N | --time-limit S]

Drawn sites (see `shared_sites`), by the requirement of the queues' own models. Per site: objective,
bound, gap, the bound after the first steps and after the first programmes over tours, and the
processor time of all, which a busy machine leaves alone.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from tests.benchmarks.shared_sites import KINDS, demand_of
from wfm.planning.plan_options import PlanOptions
from wfm.planning.problem_of import problem_of
from wfm.scheduling import Limits, Problem, SearchProgress, solve

SHARED = [name for name, kind in KINDS.items() if kind.shared]


def measured(problem: Problem, limits: Limits) -> str:
    """Solve, and give a line of figures."""
    bounds: list[int] = []

    def progress(now: SearchProgress) -> None:
        if now.bound is not None and now.bound not in bounds:
            bounds.append(now.bound)

    begun = time.process_time()
    solution = solve(problem, limits, progress)
    seconds = time.process_time() - begun
    bound, gap = solution.bound or 0, solution.gap
    told = "-" if gap is None else f"{100 * gap:.2f}"
    steps = " ".join(map(str, bounds[:4]))
    return f"{solution.objective:>9} {bound:>7} {told:>7} {seconds:>7.1f}  {steps}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Solve each site and print a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", default="20,40,60", help="numbers of agents")
    parser.add_argument("--kinds", default=",".join(SHARED[:3]))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=float, default=1.0)
    parser.add_argument("--time-limit", type=float, help="instead of an effort")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args(arguments)
    effort = None if asked.time_limit else asked.effort
    limits = Limits(time=asked.time_limit, effort=effort, workers=asked.workers)
    print(f"{'site':<16} {'objective':>9} {'bound':>7} {'gap %':>7} {'cpu s':>7}  bounds met")
    for agents in map(int, asked.sites.split(",")):
        for kind in asked.kinds.split(","):
            problem = problem_of(demand_of(kind, asked.seed, agents), PlanOptions())
            print(f"{kind + f' {agents}':<16} {measured(problem, limits)}", flush=True)


if __name__ == "__main__":
    main()
