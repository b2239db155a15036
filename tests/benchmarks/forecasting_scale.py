"""Seconds per queue, and a thousand queues: `python -m tests.benchmarks.forecasting_scale`.

With `--queues N` another number of queues, none with 0. Ratios are to statsforecast MSTL + AutoETS,
which forecasts each series on its own in the same run: the shared ones, and two years of hours.
"""

import argparse
import os
import resource
import time
from datetime import date

import numpy as np
import pandas as pd

os.environ.setdefault("OMP_NUM_THREADS", "1")

from forecasts import Request, forecast_queues
from forecasts.arrays import weekdays
from forecasts.combine import select
from forecasts.history import split_queues
from forecasts.methods import METHODS
from forecasts.queue_forecast import forecast_queue, prepare
from tests.benchmarks.forecasting import ORIGINS, SERIES, rival_forecasts
from tests.benchmarks.registry_series import REGISTRY_SERIES

START = date(2026, 1, 5)
RIVAL = "statsforecast MSTL + AutoETS"


def centre(queues: int, weeks: int) -> pd.DataFrame:
    """Half-hourly histories from 5 to 5,000 contacts a day, with a weekly and a daily shape."""
    rng = np.random.default_rng(1)
    first = pd.Timestamp(START) - pd.Timedelta(weeks=weeks)
    starts = pd.date_range(first, START, freq="30min", inclusive="left", tz="Europe/Berlin")
    starts = starts[(starts.hour >= 8) & (starts.hour < 20)]
    days = starts.tz_localize(None).to_numpy().astype("datetime64[D]")
    shape = 1.0 + np.sin(np.pi * (starts.hour.to_numpy() - 8) / 12)
    week = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])[weekdays(days)]
    parts = []
    for number, volume in enumerate(np.geomspace(5, 5000, queues)):
        noise = np.exp(rng.normal(0, 0.08, int((days[-1] - days[0]).astype(int)) + 1))
        mean = volume * shape * week * noise[(days - days[0]).astype(int)] / 36
        offered = rng.poisson(mean).astype(float)
        name = f"queue {number:04}"
        parts.append(pd.DataFrame({"interval_start": starts, "queue": name, "offered": offered}))
    return pd.concat(parts, ignore_index=True)


def per_queue() -> None:
    """Process time of one queue with selection and of a refit that keeps its weights."""
    for series in (*SERIES, REGISTRY_SERIES[0]):
        ((queue, rows),) = split_queues(series.history())
        forecast_queue(queue, rows, series.request)
        begin = time.process_time()
        forecast_queue(queue, rows, series.request)
        selected = time.process_time() - begin
        chosen = select(prepare(queue, rows, series.request).series, METHODS)
        begin = time.process_time()
        forecast_queue(queue, rows, series.request, combination=chosen)
        refit = time.process_time() - begin
        rivals = rival_forecasts(series, only=[RIVAL])
        rival = float(rivals[f"{RIVAL} seconds"]) / ORIGINS
        print(
            f"{series.name}: with selection {selected:.2f} s ({selected / rival:.2f} × MSTL + "
            f"AutoETS), refit {refit:.2f} s ({refit / rival:.2f} ×), MSTL + AutoETS {rival:.2f} s"
        )


def many(queues: int) -> None:
    """Forecast many queues on two processes."""
    history = centre(queues, weeks=26)
    done = []

    def progress(queue: str) -> None:
        done.append(queue)
        if len(done) % 100 == 0:
            print(f"  {len(done)} queues, {time.monotonic() - begin:.0f} s, {megabytes():.0f} MB")

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    begin = time.monotonic()
    request = Request(START, 28, "Europe/Berlin", "DE")
    result = forecast_queues(history, request, processes=2, progress=progress)
    seconds = time.monotonic() - begin
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = workers.ru_utime - before
    print(
        f"{queues} queues of 26 weeks on two processes: {seconds:.0f} s ({busy:.0f} s "
        f"of processor time in the workers, the larger one {workers.ru_maxrss / 1024:.0f} MB), "
        f"{len(result.frame):,} rows, {len(result.skipped)} skipped"
    )


def megabytes() -> float:
    """Largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queues", type=int, default=1000)
    arguments = parser.parse_args()
    per_queue()
    if arguments.queues:
        many(arguments.queues)


if __name__ == "__main__":
    main()
