"""The main job on the example site, stage by stage, in seconds of the clock and of the processor.

python -m tests.benchmarks.demo
"""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from wfm.cli.demo import EFFORT, example_site
from wfm.planning import plan_week, write_plan
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits


class Stopwatch:
    """Prints each stage with its seconds."""

    def begin(self, stage: str) -> None:
        self.stage, self.clock, self.processor = stage, time.perf_counter(), time.process_time()

    def update(self, text: str) -> None:
        pass

    def done(self, text: str) -> None:
        clock, processor = time.perf_counter() - self.clock, time.process_time() - self.processor
        print(f"{self.stage:<14} {clock:8.1f} {processor:10.1f}  {text}")


def main() -> None:
    """Plan the example site and write its files."""
    watch = Stopwatch()
    print(f"{'stage':<14} {'clock s':>8} {'processor s':>10}  result")
    options = PlanOptions(Limits(time=None, effort=EFFORT))
    plan = plan_week(example_site(), None, options, datetime.now(UTC), watch)
    watch.begin("Write")
    with tempfile.TemporaryDirectory() as folder:
        paths = write_plan(plan, Path(folder) / "out")
        size = sum(path.stat().st_size for path in paths) / 1e6
        watch.done(f"{len(paths)} files, {size:.1f} MB")
    print(f"{'all':<14} {'':>8} {time.process_time():10.1f}")


if __name__ == "__main__":
    main()
