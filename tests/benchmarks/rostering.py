"""Rostering instances, published and drawn: the product beside plain CP-SAT, in one run.

python -m tests.benchmarks.rostering [INSTANCE ...] --time-limit S [--processor-time] [--no-plain]

An instance is the number of a published one, or one that is drawn: `30x4` has 30 people and four
weeks (`rostering_drawn.py`). With --processor-time a solver stops once its busiest thread has had S
seconds of the processor, so that a busy machine gives about the same figures as an idle one. Every
roster is judged by the instance's own definitions, apart from the product.
"""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext

from tests.benchmarks.processor_clock import ProcessorClock, searching_by
from tests.benchmarks.rostering_drawn import draw
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

BEST_KNOWN = {"1": 607, "3": 1001, "5": 1143, "7": 1056, "9": 439, "11": 3443, "13": 1348}
WORKERS = 2
PATIENCE = 20
"""Wall seconds per second of processor time after which plain CP-SAT stops anyway."""
HEADS = (
    "instance",
    "best known",
    "ours",
    "over",
    "bound",
    "gap",
    "seconds",
    "plain CP-SAT",
    "over",
)
WIDTHS = (8, 10, 7, 7, 7, 7, 7, 12, 7)


def main() -> None:
    """Read the arguments, solve each instance both ways, print a row each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", default=list(BEST_KNOWN))
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--processor-time", action="store_true")
    parser.add_argument("--no-plain", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    _print(HEADS)
    for name in arguments.instances:
        instance, best = instance_of(name, arguments.seed), BEST_KNOWN.get(name)
        limit, processor = arguments.time_limit, arguments.processor_time
        ours, bound, seconds = solve_by_product(instance, limit, processor, arguments.seed)
        plain = None if arguments.no_plain else solve_by_plain(instance, limit, processor)
        over, gap, worse = _over(ours, best), _over(ours, bound), _over(plain, best or ours)
        _print((name, best, ours, over, bound, gap, f"{seconds:.1f}", plain, worse))


def instance_of(name: str, seed: int) -> Instance:
    """Read a published instance, or draw one."""
    if "x" in name:
        people, weeks = name.split("x")
        return draw(int(people), int(weeks), seed)
    return read_instance(reference_data("data", "rostering", f"Instance{name}.txt"))


def _over(price: int | None, other: int | None) -> str | None:
    return None if price is None or not other or other < 0 else f"{price / other - 1:.1%}"


def _print(cells: tuple[object, ...]) -> None:
    texts = ["-" if cell is None else str(cell) for cell in cells]
    print("  ".join(text.rjust(w) for text, w in zip(texts, WIDTHS, strict=True)), flush=True)


def solve_by_product(
    instance: Instance, limit: float, processor: bool, seed: int
) -> tuple[int, int | None, float]:
    """Objective, bound and seconds of the product, its compiled kernels warm."""
    problem = express(instance)
    solve(problem, Limits(None, effort=0, workers=WORKERS))
    clock = ProcessorClock() if processor else None
    begun = time.perf_counter()
    with searching_by(clock) if clock else nullcontext():
        solution = solve(problem, Limits(limit, seed=seed, workers=WORKERS))
    seconds = clock() if clock else time.perf_counter() - begun
    return judged(instance, worked_in(instance, solution.schedule)), solution.bound, seconds


def solve_by_plain(instance: Instance, limit: float, processor: bool) -> int | None:
    """Objective of plain CP-SAT; None if nothing was found."""
    clock = ProcessorClock() if processor else None
    wall = limit * PATIENCE if processor else limit
    worked = solve_plain(instance, wall, WORKERS, lambda: clock is not None and clock() >= limit)
    return None if worked is None else judged(instance, worked)


def judged(instance: Instance, worked: Worked) -> int:
    """Penalty of a roster that breaks no rule."""
    broken = faults(instance, worked)
    assert not broken, broken
    return penalty(instance, worked)


if __name__ == "__main__":
    main()
