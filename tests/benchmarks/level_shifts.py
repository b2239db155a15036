"""Changes of level: misfires, what is found, and the error until and after it is accepted.

`python -m tests.benchmarks.level_shifts`; `--series N` simulated series, `--real` the shared ones
too, whose last weeks are shifted by ±35 % here: where a real level changes nobody knows the truth.
Errors are of the whole week that follows, over what came or was meant to, in per cent.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from forecasts import PlannedEvent, Request, forecast_queues
from forecasts.calendar import calendar
from forecasts.history import split_queues
from forecasts.level_shift import find_shift
from forecasts.methods import Past
from forecasts.mixed_model import covariances
from forecasts.queue_forecast import prepare, shift_event
from tests.benchmarks.forecasting import SERIES, SHORT_SERIES
from tests.benchmarks.registry_series import REGISTRY_SERIES

WEEKS = (1, 2, 3, 5, 8)
EFFECTS = (0.65, 1.35)
DAYS = (90, 180, 300, 700)
"""Lengths of the histories; the longest knows the season."""
VOLUMES = (8, 15, 30, 100, 300, 1000)
A_WEEK = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3])
ZONE, START = "Europe/Berlin", date(2026, 6, 1)


def simulated(seed: int, days: int, volume: float) -> tuple[np.ndarray, np.ndarray]:
    """Draw means and counts per day of a queue whose level drifts and has a season."""
    rng = np.random.default_rng(seed)
    first = np.datetime64(START) - days
    dates = calendar(first + np.arange(days + 7), "DE", np.ones(7, bool))
    count = len(dates.days)
    drift = np.zeros(count)
    for day in range(1, count):
        drift[day] = 0.98 * drift[day - 1] + rng.normal(0.0, 0.01)
    season = 0.15 * np.sin(2 * np.pi * (np.arange(count) + rng.integers(365)) / 365.25)
    logs = drift + season + rng.normal(0.0, 0.06, count) + dates.expected_effect
    mean = volume * A_WEEK[dates.weekday] * np.exp(logs)
    return mean, rng.poisson(mean).astype(float)


def past_of(counts: np.ndarray, days: int) -> Past:
    first = np.datetime64(START) - days
    dates = calendar(first + np.arange(days + 7), "DE", np.ones(7, bool))
    rng = np.random.default_rng(1)
    parts = rng.multinomial(counts[:days].astype(int), np.full(4, 0.25)).astype(float)
    return Past.of(parts, np.ones((days, 4), bool), dates, covariances(dates))


def misfires(series: int) -> None:
    """Count shifts that are found where there is none, and those that are found where one is."""
    wrong: dict[float, int] = defaultdict(int)
    tried: dict[float, int] = defaultdict(int)
    for seed in range(series):
        days, volume = DAYS[seed % len(DAYS)], VOLUMES[seed // len(DAYS) % len(VOLUMES)]
        _, counts = simulated(9000 + seed, days, volume)
        tried[volume] += 1
        wrong[volume] += find_shift(past_of(counts, days)) is not None
    print(f"misfires on {series} simulated series: {sum(wrong.values())}")
    print("  contacts a day | misfires | found after 7, 14, 21, 28 days of ±35 %")
    for volume in VOLUMES:
        found = [share_found(volume, since) for since in (7, 14, 21, 28)]
        print(f"  {volume:5} | {wrong[volume]} of {tried[volume]} | {found}", flush=True)


def share_found(volume: float, since: int, series: int = 16) -> float:
    found = 0
    for seed in range(series):
        days = DAYS[seed % len(DAYS)]
        mean, _ = simulated(100 + seed, days, volume)
        mean[days - since : days] *= EFFECTS[seed // len(DAYS) % 2]
        counts = np.random.default_rng(seed).poisson(mean).astype(float)
        found += find_shift(past_of(counts, days)) is not None
    return round(found / series, 2)


@dataclass(frozen=True)
class Shifted:
    """A history whose contacts are multiplied by `effect` from a day on."""

    name: str
    rows: pd.DataFrame
    request: Request
    effect: float

    def week(self, since: date, start: date) -> tuple[pd.DataFrame, float]:
        """Rows before a start, shifted, and the contacts of the week that follows."""
        days = self.rows["interval_start"].dt.tz_convert(self.request.time_zone).dt.date
        factor = np.where(days >= since, self.effect, 1.0)
        rows = self.rows.assign(offered=(self.rows["offered"] * factor).round())
        after = rows[(days >= start) & (days < start + timedelta(days=7))]
        return rows[days < start], float(after["offered"].sum())

    def errors(self, last: date) -> Iterator[tuple[int, str, float]]:
        """Weeks since the shift, whether it is accepted, and the error of the week's contacts."""
        since = last - timedelta(weeks=WEEKS[-1])
        accepted: tuple[PlannedEvent, ...] = ()
        for weeks in range(1, WEEKS[-1] + 1):
            start = since + timedelta(weeks=weeks)
            rows, came = self.week(since, start)
            request = replace(self.request, start=start, days=7)
            accepted = accepted or found_in(rows, request)
            if weeks not in WEEKS or not accepted:
                continue
            for name, events in (("asked", ()), ("accepted", accepted)):
                frame = forecast_queues(rows, replace(request, events=events)).frame
                yield weeks, name, abs(frame["contacts"].sum() / came - 1.0)


def found_in(rows: pd.DataFrame, request: Request) -> tuple[PlannedEvent, ...]:
    ((queue, known),) = split_queues(rows)
    prepared = prepare(queue, known, request)
    shift = find_shift(prepared.series.past(len(prepared.matrix.days), prepared.horizon))
    return (shift_event(shift, prepared.matrix, request),) if shift else ()


def simulated_rows(seed: int, volume: float) -> pd.DataFrame:
    """A queue's hours, 8 to 16, over 26 weeks and the one after."""
    days = 7 * 27
    mean, _ = simulated(seed, days - 7, volume)
    rng = np.random.default_rng(seed)
    first = pd.Timestamp(START, tz=ZONE) - pd.Timedelta(days=days - 7)
    starts = [first + pd.DateOffset(days=day, hours=8 + h) for day in range(days) for h in range(8)]
    offered = rng.poisson(np.repeat(mean[:days], 8) / 8).astype(float)
    return pd.DataFrame({"interval_start": starts, "queue": "q", "offered": offered})


def after_acceptance(series: list[tuple[Shifted, date]]) -> None:
    table: dict[tuple[int, str], list[float]] = defaultdict(list)
    for shifted, last in series:
        for weeks, name, error in shifted.errors(last):
            table[weeks, name].append(error)
    for name in ("asked", "accepted"):
        cells = [f"{100 * np.mean(table[w, name]):5.1f} ({len(table[w, name])})" for w in WEEKS]
        print(f"  {name:9} " + "  ".join(cells), flush=True)


def real_misfires(origins: int) -> None:
    """Count shifts that are found at weekly origins of the shared series."""
    found = tried = 0
    for series in (*SERIES, *SHORT_SERIES, *REGISTRY_SERIES):
        rows = series.history()
        for back in range(origins):
            start = series.after - timedelta(weeks=back)
            request = replace(series.request, start=start, days=7)
            known = rows[rows["interval_start"] < pd.Timestamp(start, tz=series.zone)]
            if (start - known["interval_start"].min().date()).days < 42 or known.empty:
                break
            told = found_in(known, request)
            tried, found = tried + 1, found + len(told)
            for event in told:
                print(f"  {series.name}, {start}: {event.start.date()} × {event.effect}")
    print(f"found at {found} of {tried} real weekly origins", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--real", action="store_true")
    asked = parser.parse_args()
    misfires(asked.series)
    request = Request(START, 7, ZONE, "DE")
    made = [
        (Shifted("simulated", simulated_rows(seed, volume), request, EFFECTS[seed % 2]), START)
        for seed, volume in enumerate((30, 30, 100, 100, 300, 300, 1000, 1000))
    ]
    print("simulated: mean error of the week in per cent (series), after 1, 2, 3, 5, 8 weeks")
    after_acceptance(made)
    if asked.real:
        print("shared series, shifted")
        real = [
            (Shifted(s.name, s.history(), s.request, effect), s.after - timedelta(weeks=1))
            for s in SERIES
            for effect in EFFECTS
        ]
        after_acceptance(real)
        real_misfires(40)


if __name__ == "__main__":
    main()
