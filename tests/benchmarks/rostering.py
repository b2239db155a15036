"""Published rostering instances: the product's rules and engine beside plain CP-SAT, in one run.

python -m tests.benchmarks.rostering [INSTANCE ...] --time-limit S [--processor-time] [--no-plain]

With --processor-time a solver stops after S seconds of processor time per worker, so that a busy
machine gives the same figures as an idle one. Every roster is judged by the instance's own
definitions, apart from the product.
"""

from __future__ import annotations

import argparse
import time

from tests.benchmarks.rostering_instances import (
    Instance,
    Worked,
    express,
    faults,
    penalty,
    read_instance,
    worked_in,
)
from tests.benchmarks.rostering_plain import solve_plain
from tests.reference_data import reference_data
from wfm.scheduling import Limits, solve

BEST_KNOWN = {1: 607, 3: 1001, 5: 1143, 7: 1056, 9: 439, 11: 3443, 13: 1348}
WORKERS = 2
PATIENCE = 20
"""Wall seconds per second of processor time after which a solver stops anyway."""


def main() -> None:
    """Read the arguments, solve each instance both ways, print a row each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", type=int, default=list(BEST_KNOWN))
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--processor-time", action="store_true")
    parser.add_argument("--no-plain", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print("instance  best known  ours   gap  bound  seconds  plain CP-SAT   gap  seconds")
    for number in arguments.instances:
        instance = read_instance(reference_data("data", "rostering", f"Instance{number}.txt"))
        clock = Clock(arguments.time_limit, arguments.processor_time)
        ours, bound, seconds = solve_by_product(instance, clock, arguments.seed)
        best = BEST_KNOWN[number]
        row = f"{number:8}  {best:10}  {ours:4}  {ours / best - 1:4.1%}  {bound or '-':>5}"
        row += f"  {seconds:7.1f}"
        if not arguments.no_plain:
            plain, seconds = solve_by_plain(instance, clock)
            gap = "-" if plain is None else f"{plain / best - 1:.0%}"
            row += f"  {plain if plain is not None else '-':>12}  {gap:>4}  {seconds:7.1f}"
        print(row, flush=True)


class Clock:
    """A limit in wall time, or in processor time per worker."""

    def __init__(self, limit: float, processor: bool) -> None:
        self.limit, self.processor = limit, processor
        self.wall = limit * PATIENCE if processor else limit
        self._begun = 0.0

    def start(self) -> None:
        """Begin to count."""
        self._begun = self._now()

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return self._now() - self._begun

    def over(self) -> bool:
        """Whether the limit is reached."""
        return self.seconds >= self.limit

    def _now(self) -> float:
        return time.process_time() / WORKERS if self.processor else time.perf_counter()


def solve_by_product(instance: Instance, clock: Clock, seed: int) -> tuple[int, int | None, float]:
    """Objective, bound and seconds of the product, its compiled kernels warm."""
    problem = express(instance)
    solve(problem, Limits(None, effort=0, workers=WORKERS))
    clock.start()
    solution = solve(
        problem, Limits(clock.wall, seed=seed, workers=WORKERS), lambda _: not clock.over()
    )
    total = judged(instance, worked_in(instance, solution.schedule))
    return total, solution.bound, clock.seconds


def solve_by_plain(instance: Instance, clock: Clock) -> tuple[int | None, float]:
    """Objective (None if nothing was found) and seconds of plain CP-SAT."""
    clock.start()
    worked = solve_plain(instance, clock.wall, WORKERS, clock.over)
    return (None if worked is None else judged(instance, worked)), clock.seconds


def judged(instance: Instance, worked: Worked) -> int:
    """Penalty of a roster that breaks no rule."""
    broken = faults(instance, worked)
    assert not broken, broken
    return penalty(instance, worked)


if __name__ == "__main__":
    main()
