"""Accuracy on real calls beside other forecasters: `python -m tests.benchmarks.forecasting`.

With `--series NAME` one of the series, with `--last-origin DATE` and `--origins N` an earlier span.
The rivals run in an environment of their own, which is built on first use (statsforecast needs an
older pandas). All methods forecast the same weekly origins, see the same past and are judged by
the same figures.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from forecasts import Request, backtest
from forecasts.accuracy import bias, coverage, mase, wape
from forecasts.calendar import calendar
from forecasts.history import split_queues
from forecasts.queue_forecast import forecast_queue, queue_days
from tests.reference_data import reference_data

RIVALS = Path(__file__).with_name("forecasting_rivals.py")
PACKAGES = ("statsforecast==2.1.1", "lightgbm==4.7.0", "pandas<3")
HORIZON = 28
ORIGINS = 8
SEEN = (0.1, 0.25, 0.5, 0.75)


@dataclass(frozen=True)
class RealSeries:
    """A shared series: its file, zone, country, and the first day after it."""

    name: str
    file: str
    zone: str
    country: str
    after: date

    @property
    def request(self) -> Request:
        return Request(self.after, HORIZON, self.zone, self.country, interval_minutes=30)

    def history(self) -> pd.DataFrame:
        raw = pd.read_csv(reference_data("data", "history", self.file))
        local = pd.to_datetime(raw["timestamp"]).dt.tz_localize(
            self.zone, ambiguous=False, nonexistent="NaT"
        )
        rows = pd.DataFrame(
            {"interval_start": local, "queue": self.name, "offered": raw["calls"].astype(float)}
        )
        return rows[local.notna()].reset_index(drop=True)


SERIES = (
    RealSeries(
        "bank", "bank_calls_5min_to_2003-08-08.csv.gz", "America/New_York", "US", date(2003, 8, 11)
    ),
    RealSeries(
        "anonbank",
        "anonbank1999_6min_to_1999-10-09.csv.gz",
        "Asia/Jerusalem",
        "IL",
        date(1999, 10, 10),
    ),
)


def rivals_python() -> Path:
    """Interpreter of the rivals' environment, built where it is missing."""
    home = Path(tempfile.gettempdir()) / "forecasting-rivals"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *PACKAGES],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        (home / "ready").touch()
    return python


def rival_forecasts(series: RealSeries, origins: int = ORIGINS) -> dict[str, np.ndarray]:
    """Forecasts of each rival, (origins, days, slots), and the seconds that each took."""
    ((queue, rows),) = split_queues(series.history())
    matrix = queue_days(queue, rows, series.request)
    days = matrix.days[0] + np.arange(len(matrix.days) + HORIZON)
    dates = calendar(days, series.country, matrix.weekdays_open)
    last = int((np.datetime64(series.after, "D") - matrix.days[0]).astype(int)) - HORIZON
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "given.npz", Path(folder) / "found.npz"
        np.savez(
            given,
            contacts=matrix.contacts,
            opening=matrix.opening(days),
            weekday=dates.weekday,
            holiday=dates.holiday.astype(int),
            month_day=(days - days.astype("datetime64[M]")).astype(int) + 1,
            origins=last - 7 * np.arange(origins)[::-1],
            horizon=HORIZON,
        )
        subprocess.run([rivals_python(), RIVALS, given, found], check=True)
        with np.load(found) as arrays:
            return dict(arrays)


def row(name: str, actual: np.ndarray, forecast: np.ndarray, history: np.ndarray) -> str:
    """One line of the table, in per cent: week 1, mean of 4, each lead, daily, bias; MASE."""
    weeks = [slice(7 * week, 7 * week + 7) for week in range(HORIZON // 7)]
    leads = [100 * wape(actual[:, days], forecast[:, days]) for days in weeks]
    known = np.isfinite(actual)
    totals = np.where(known.any(axis=2), np.where(known, actual, 0.0).sum(axis=2), np.nan)
    daily = 100 * wape(totals, np.where(known, forecast, 0.0).sum(axis=2))
    off = 100 * bias(actual, forecast)
    scaled = mase(actual, forecast, history.ravel(), 7 * actual.shape[2])
    cells = "".join(f"{value:8.2f}" for value in (leads[0], np.mean(leads), *leads, daily, off))
    return f"{name:42}{cells}{scaled:8.3f}"


def accuracy(series: RealSeries, origins: int) -> None:
    result = backtest(series.history(), series.request, origins=origins)
    found = result.origins[series.name]
    actual = np.stack([origin.actual for origin in found])
    past = found[-1].history
    print(
        f"\n{series.name}: origins {found[0].start} to {found[-1].start}, weekly; WAPE % of 30 min"
    )
    print(f"{'':42}" + "".join(f"{name:>8}" for name in HEAD))
    print(f"{'noise floor':42}{100 * result.floors[series.name]:8.2f}")
    for name in found[0].forecasts:
        print(row(name, actual, np.stack([o.forecasts[name] for o in found]), past))
    for name, forecast in rival_forecasts(series, origins).items():
        if not name.endswith(" seconds"):
            print(row(name, actual, forecast, past))
    print("mean weight, and rise of the mean WAPE (points) without the method:")
    for method in result.weights.itertuples():
        print(f"  {method.method:40}{method.weight:8.2f}{100 * method.wape_without:+8.2f}")
    bands = np.stack([origin.bands for origin in found])
    combined = result.table.query("method == 'combined' and lead_week == 0").iloc[0]
    print(
        f"coverage of nominal 80 %: {100 * coverage(actual, bands[:, 1], bands[:, 3]):.1f}, "
        f"of 95 %: {100 * coverage(actual, bands[:, 0], bands[:, 4]):.1f}; "
        f"pinball loss {combined['pinball']:.3f} contacts"
    )


HEAD = ("week 1", "mean 4", "lead 1", "lead 2", "lead 3", "lead 4", "daily", "bias", "MASE")


def intraday(series: RealSeries) -> None:
    """WAPE of the rest of the day after a share of it was seen, over ten weeks."""
    print(f"{series.name}: WAPE % of the rest of the day: no update, plain ratio, learned slope")
    ((queue, rows),) = split_queues(series.history())
    whole = queue_days(queue, rows, series.request)
    errors = np.zeros((len(SEEN), 3))
    came = np.zeros(len(SEEN))
    for back in range(10):
        start = series.after - timedelta(days=7 * (back + 1))
        request = Request(start, 7, series.zone, series.country, interval_minutes=30)
        found = forecast_queue(queue, rows, request)
        first = int((np.datetime64(start, "D") - whole.days[0]).astype(int))
        for actual, forecast in zip(
            whole.contacts[first : first + 7], found.contacts, strict=False
        ):
            known = np.isfinite(actual)
            if not known.any():
                continue
            for share, error in enumerate(errors):
                over = int(np.searchsorted(np.cumsum(forecast), SEEN[share] * forecast.sum())) + 1
                early = known & (np.arange(len(actual)) < over)
                seen, expected = actual[early].sum(), forecast[early].sum()
                factors = (1.0, seen / expected, found.report.intraday.factor(over, seen, expected))
                late = known & ~early
                came[share] += actual[late].sum()
                error += [np.abs(actual - factor * forecast)[late].sum() for factor in factors]
    for share, error, total in zip(SEEN, errors, came, strict=True):
        print(f"  {share:4.0%} seen" + "".join(f"{100 * value / total:8.2f}" for value in error))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", choices=[series.name for series in SERIES])
    parser.add_argument("--last-origin", type=date.fromisoformat)
    parser.add_argument("--origins", type=int, default=ORIGINS)
    asked = parser.parse_args()
    for series in SERIES:
        if asked.series in {None, series.name}:
            begin = asked.last_origin or series.after - timedelta(days=HORIZON)
            span = replace(series, after=begin + timedelta(days=HORIZON))
            accuracy(span, asked.origins)
            intraday(span)


if __name__ == "__main__":
    main()
