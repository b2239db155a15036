"""What days after holidays and between the years are worth, forecast with and without them.

`python -m tests.benchmarks.days_after_holidays`: weekly origins around holidays, first week, WAPE.
Without them these days are days like others to every method. `--series NAME` for one of the series,
`--origins N`.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from forecasts import backtest, queue_forecast
from forecasts.accuracy import wape
from forecasts.calendar import Calendar, calendar
from tests.benchmarks.forecasting import SERIES, Series
from tests.benchmarks.registry_series import REGISTRY_SERIES

LAST = {
    "bank": date(2003, 7, 14),
    "anonbank": date(1999, 10, 3),
    "walkers": date(2025, 12, 25),
    "station": date(2016, 1, 4),
}
"""Last origins, after the holidays of each series."""


@contextmanager
def days_like_others() -> Iterator[None]:
    """Let no day be one on which work comes back, or of the year's end."""

    def plain(*given: object, **named: object) -> Calendar:
        dates = calendar(*given, **named)  # type: ignore[arg-type]
        none = np.zeros((len(dates.days), 3))
        return replace(dates, coming_back=none, year_end=none)

    kept = queue_forecast.calendar
    queue_forecast.calendar = plain
    try:
        yield
    finally:
        queue_forecast.calendar = kept


def error(series: Series, last: date, origins: int) -> float:
    """WAPE of the first weeks after the origins, as a fraction."""
    request = replace(series.request, start=last + timedelta(days=7), days=7)
    found = backtest(series.history(), request, origins=origins).origins[series.name]
    actual = np.stack([origin.actual for origin in found])
    return wape(actual, np.stack([origin.forecasts["combined"] for origin in found]))


def main() -> None:
    every: tuple[Series, ...] = (*SERIES, *REGISTRY_SERIES)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", choices=[series.name for series in every])
    parser.add_argument("--origins", type=int, default=8)
    asked = parser.parse_args()
    for series in every:
        if asked.series not in {None, series.name}:
            continue
        last = LAST[series.name]
        known = error(series, last, asked.origins)
        with days_like_others():
            plain = error(series, last, asked.origins)
        print(
            f"{series.name}, {asked.origins} weeks to {last}: {100 * known:.2f} with, "
            f"{100 * plain:.2f} % without: {100 * (plain - known):+.2f} points",
            flush=True,
        )


if __name__ == "__main__":
    main()
