"""Accuracy on real calls beside other forecasters: `python -m tests.benchmarks.forecasting`.

Every series in detail, and all of them in one table at the end.
With `--series NAME` one of the series, with `--last-origin DATE` and `--origins N` an earlier span,
with `--alone` without the rivals.
Series that come with packages, and the rivals, are in an environment of their own, which is built
on first use (statsforecast needs an older pandas). All methods forecast the same weekly origins,
see the same past and are judged by the same figures.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from forecasts import HistoryError, IntradayUpdate, Request, backtest
from forecasts.accuracy import bias, coverage, mase, wape
from forecasts.calendar import calendar
from forecasts.history import split_queues
from forecasts.queue_forecast import forecast_queue, queue_days
from tests.benchmarks.forecasting_table import FLOOR, Measured, by_lead, table
from tests.benchmarks.registry_series import REGISTRY_SERIES, RegistrySeries, environment
from tests.reference_data import reference_data
from wfm.sites.history_file import read_history_file

RIVALS = Path(__file__).with_name("forecasting_rivals.py")
HORIZON = 28
ORIGINS = 8
SEEN = (0.1, 0.25, 0.5, 0.75)


@dataclass(frozen=True)
class RealSeries:
    """A shared series: its file, zone, country, the first day after it, and one of its queues."""

    name: str
    file: str
    zone: str
    country: str | None
    after: date
    weeks: int = 4
    queue: str | None = None

    @property
    def request(self) -> Request:
        return Request(self.after, 7 * self.weeks, self.zone, self.country, interval_minutes=30)

    def history(self) -> pd.DataFrame:
        """Rows of the queue, or of all of them together.

        The hour that comes twice in autumn stands once in the long series: taken as the later one.
        """
        path = reference_data("data", "history", self.file)
        if self.weeks == HORIZON // 7:
            raw = pd.read_csv(path)
            local = pd.to_datetime(raw["timestamp"]).dt.tz_localize(
                self.zone, ambiguous=False, nonexistent="NaT"
            )
            rows = pd.DataFrame({"interval_start": local, "offered": raw["calls"].astype(float)})
            return rows[local.notna()].assign(queue=self.name).reset_index(drop=True)
        rows = read_history_file(path, self.zone, 30, zeros=True)
        if self.queue:
            rows = rows[rows["queue"] == self.queue]
        summed = rows.groupby("interval_start", as_index=False)["offered"].sum()
        return summed.assign(queue=self.name)


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
FEBRUARY = "anonbank_feb1999_30min_by_queue.csv.gz"
TICKETS = "itsm_incidents_2016.csv.gz"
SHORT_SERIES = (
    RealSeries("tickets, all groups", TICKETS, "UTC", None, date(2016, 5, 14), 2),
    RealSeries("tickets, Group 70", TICKETS, "UTC", None, date(2016, 5, 14), 2, "Group 70"),
    *(
        RealSeries(
            f"February, {queue}", FEBRUARY, "Asia/Jerusalem", "IL", date(1999, 3, 1), 1, queue
        )
        for queue in ("PS", "NW", "NE")
    ),
)
"""Too short for the rivals' seasons."""
Series = RealSeries | RegistrySeries


def rival_forecasts(
    series: Series, origins: int = ORIGINS, only: Sequence[str] = ()
) -> dict[str, np.ndarray]:
    """Forecasts of each rival, (origins, days, slots), and the seconds that each took.

    All of them, but where `only` some are named.
    """
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
        subprocess.run([environment(), RIVALS, given, found, *only], check=True)
        with np.load(found) as arrays:
            return dict(arrays)


def row(name: str, actual: np.ndarray, forecast: np.ndarray, history: np.ndarray) -> str:
    """One line of the table, in per cent: mean of the leads, each lead, daily, bias; MASE."""
    leads = [100 * error for error in by_lead(actual, forecast)]
    known = np.isfinite(actual)
    totals = np.where(known.any(axis=2), np.where(known, actual, 0.0).sum(axis=2), np.nan)
    daily = 100 * wape(totals, np.where(known, forecast, 0.0).sum(axis=2))
    off = 100 * bias(actual, forecast)
    scaled = mase(actual, forecast, history.ravel(), 7 * actual.shape[2])
    cells = "".join(f"{value:8.2f}" for value in (np.mean(leads), *leads, daily, off))
    return f"{name:42}{cells}{scaled:8.3f}"


def accuracy(series: Series, origins: int, *, beside_rivals: bool) -> Measured:
    result = backtest(series.history(), series.request, origins=origins)
    found = result.origins[series.name]
    actual = np.stack([origin.actual for origin in found])
    past = found[-1].history
    print(
        f"\n{series.name}: origins {found[0].start} to {found[-1].start}, weekly; "
        f"WAPE % of {series.request.interval_minutes} min"
    )
    leads = [f"lead {week + 1}" for week in range(series.weeks)]
    print(f"{'':42}" + "".join(f"{name:>8}" for name in ("mean", *leads, "daily", "bias", "MASE")))
    print(f"{FLOOR:42}{100 * result.floors[series.name]:8.2f}")
    forecasts = {name: np.stack([o.forecasts[name] for o in found]) for name in found[0].forecasts}
    comparable = beside_rivals and series.weeks == HORIZON // 7
    rivals = rival_forecasts(series, origins) if comparable else {}
    forecasts |= {name: rival for name, rival in rivals.items() if not name.endswith(" seconds")}
    for name, forecast in forecasts.items():
        print(row(name, actual, forecast, past))
    print("mean weight, and rise of the mean WAPE (points) without the method:")
    for method in result.weights.itertuples():
        rise = "" if np.isnan(method.wape_without) else f"{100 * method.wape_without:+8.2f}"
        print(f"  {method.method:40}{method.weight:8.2f}{rise}")
    bands = np.stack([origin.bands for origin in found])
    combined = result.table.query("method == 'combined' and lead_week == 0").iloc[0]
    held = coverage(actual, bands[:, 1], bands[:, 3]), coverage(actual, bands[:, 0], bands[:, 4])
    print(
        f"coverage of nominal 80 %: {100 * held[0]:.1f}, of 95 %: {100 * held[1]:.1f}; "
        f"pinball loss {combined['pinball']:.3f} contacts"
    )
    errors = {name: by_lead(actual, forecast) for name, forecast in forecasts.items()}
    return Measured(series.name, errors | {FLOOR: [result.floors[series.name]]}, held)


def intraday(series: Series, origins: int) -> tuple[float, float, float] | None:
    """WAPE of the rest of the day after a share of it was seen, in the week after each origin.

    The gains over the other two ways come with their standard errors over days. Returns the three
    errors where the least was seen, None where days have one interval.
    """
    ((queue, rows),) = split_queues(series.history())
    whole = queue_days(queue, rows, series.request)
    found: dict[float, list[np.ndarray]] = {share: [] for share in SEEN}
    for back in range(origins):
        start = series.after - timedelta(days=7 * (back + 1))
        request = replace(series.request, start=start, days=7)
        try:
            forecast = forecast_queue(queue, rows, request)
        except HistoryError:
            break
        first = int((np.datetime64(start, "D") - whole.days[0]).astype(int))
        for actual, mean in zip(whole.contacts[first : first + 7], forecast.contacts, strict=False):
            for share, days in found.items():
                days += updates(actual, mean, share, forecast.report.intraday)
    if not found[SEEN[0]]:
        return None
    print("WAPE % of the rest of the day: no update, plain ratio, learned update, and its gains")
    for share, days in found.items():
        came, *errors = np.array(days).T
        rates = "".join(f"{100 * error.sum() / came.sum():8.2f}" for error in errors)
        gains = [100 * (other - errors[-1]) / came.mean() for other in errors[:-1]]
        told = "".join(f"{g.mean():8.2f} ±{g.std() / np.sqrt(len(g)):5.2f}" for g in gains)
        print(f"  {share:4.0%} seen{rates}{told}")
    came, *errors = np.array(found[SEEN[0]]).T
    none, ratio, learned = (float(error.sum() / came.sum()) for error in errors)
    return none, ratio, learned


def updates(
    actual: np.ndarray, forecast: np.ndarray, share: float, update: IntradayUpdate
) -> list[np.ndarray]:
    """Contacts of the rest of a day, and the absolute errors of the three ways to forecast it.

    None where the day has no rest, or nothing before it.
    """
    known = np.isfinite(actual) & (forecast > 0)
    over = int(np.searchsorted(np.cumsum(forecast), share * forecast.sum())) + 1
    early = known & (np.arange(len(actual)) < over)
    late = known & ~early
    if not early.any() or not late.any():
        return []
    ratio = actual[early].sum() / forecast[early].sum()
    learned = update.factors(np.where(early, actual, np.nan), np.where(known, forecast, 0.0))
    ways = (1.0, ratio, learned[late])
    errors = [np.abs(actual[late] - factor * forecast[late]).sum() for factor in ways]
    return [np.array([actual[late].sum(), *errors])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    every: tuple[Series, ...] = (*SERIES, *REGISTRY_SERIES, *SHORT_SERIES)
    parser.add_argument("--series", choices=[series.name for series in every])
    parser.add_argument("--last-origin", type=date.fromisoformat)
    parser.add_argument("--origins", type=int, default=ORIGINS)
    parser.add_argument("--alone", action="store_true", help="without the rivals")
    asked = parser.parse_args()
    measured = []
    for series in every:
        if asked.series in {None, series.name}:
            horizon = timedelta(weeks=series.weeks)
            begin = asked.last_origin or series.after - horizon
            span = replace(series, after=begin + horizon)
            found = accuracy(span, asked.origins, beside_rivals=not asked.alone)
            measured.append(replace(found, running_day=intraday(span, asked.origins)))
    print(f"\n{table(measured)}")


if __name__ == "__main__":
    main()
