"""How fast good schedules come: seconds to a first one, and until it is within a few per cent.

python -m tests.benchmarks.curve [--time-limit S]

Seconds count from the reading of the week on; per cent are over the bound that the run ends with.
The week of 100 agents is the first half of one of 200, with half of its requirement.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.weeks import read_week
from tests.reference_data import reference_data
from wfm.scheduling import Limits, SearchProgress, solve

SIZES = (50, 100, 200, 500, 1000)
SHARES = (0.10, 0.05, 0.03, 0.01)


@dataclass(frozen=True, slots=True)
class Run:
    """The best price at each moment of a run, and the bound in the end."""

    prices: list[tuple[float, int]]
    bound: int

    def first(self) -> float:
        """Seconds to the first complete schedule."""
        return self.prices[0][0]

    def within(self, share: float) -> float | None:
        """Seconds until the price was at most so much over the bound; None if it never was."""
        limit = (1 + share) * self.bound
        return next((seconds for seconds, price in self.prices if price <= limit), None)


def week_of(agents: int) -> dict[str, Any]:
    """Read the first reference week of a size."""
    size = 200 if agents == 100 else agents
    path = reference_data("data", "weeks", f"week-{size:04}-1.json")
    week: dict[str, Any] = json.loads(path.read_text())
    if agents < size:
        week["agents"] = week["agents"][:agents]
        week["required"] = [[round(h * agents / size) for h in day] for day in week["required"]]
    return week


def run(agents: int, seconds: float) -> Run:
    """Solve a week, remembering what it cost when."""
    week, prices = week_of(agents), list[tuple[float, int]]()
    begun = time.perf_counter()

    def remember(now: SearchProgress) -> None:
        if now.objective is not None:
            prices.append((time.perf_counter() - begun, now.objective))

    solution = solve(read_week(week), Limits(seconds), remember)
    prices.append((time.perf_counter() - begun, solution.objective))
    return Run(prices, solution.bound or 0)


def main() -> None:
    """Print a row per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=60.0)
    arguments = parser.parse_args()
    solve(read_week(week_of(SIZES[0])), Limits(None, effort=2))
    print(
        "agents  first schedule" + "".join(f"  to {share:4.0%}" for share in SHARES) + "  over it"
    )
    for agents in SIZES:
        done = run(agents, arguments.time_limit)
        row = f"{agents:6}  {done.first():12.1f} s"
        for share in SHARES:
            seconds = done.within(share)
            row += "         -" if seconds is None else f"{seconds:7.1f} s"
        print(f"{row}  {done.prices[-1][1] / done.bound - 1:7.1%}", flush=True)


if __name__ == "__main__":
    main()
