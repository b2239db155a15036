"""What each price of coverage gives when heads are enough, short, and far too few.

The same site, effort and seed; the load is scaled until the heads are that share of the
requirement. Service level and ASA are predicted by Erlang A with overload carried on.

python -m tests.benchmarks.coverage_prices
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from tests.benchmarks.two_step import AHT, MONDAY, PEAKS, forecast_of, people, site_of
from wfm.model import Site
from wfm.planning.price_of_heads import PRICES, coverage_price
from wfm.scheduling import Limits, build_problem, scheduled_heads, solve
from wfm.scheduling.rules import CoveragePrice
from wfm.staffing import predict_coverage, site_requirements

QUEUE, AGENTS, HIGHEST = next(iter(PEAKS)), 20, 12.0
"""One queue of the comparison, its agents, and its load at the peak in erlangs."""
LIMITS = Limits(time=None, effort=1, workers=1)
RATIOS = (1.0, 0.97, 0.85, 0.7)


def main() -> None:
    """Print the figures of each price at each staffing ratio."""
    site = site_of([QUEUE], people({QUEUE: AGENTS}, 1))
    hours = float(planned(site, 1.0, "heads")["scheduled"].sum()) / 4
    print(f"{AGENTS} agents, {hours:.0f} head-hours; AHT {AHT:.0f} s")
    print(f"{'heads/required':>15} {'price':<9}{'service level':>14}{'ASA s':>7}{'worst':>7}"
          f"{'<50 %':>7}{'under h':>9}{'intervals':>10}{'cpu s':>7}")  # fmt: skip
    for ratio in RATIOS:
        scale = scale_for(site, hours / ratio)
        for price in PRICES:
            begun = time.process_time()
            rows = planned(site, scale, price)
            _print(ratio, price, rows, time.process_time() - begun)


def scale_for(site: Site, wanted: float) -> float:
    """Find the factor on the forecast whose requirement is so many head-hours."""
    low, high = 0.1, 5.0
    for _ in range(14):
        middle = (low + high) / 2
        required = site_requirements(_forecast(middle), site)["gross_requirement"].sum() / 4
        low, high = (middle, high) if required < wanted else (low, middle)
    return low


def _forecast(scale: float) -> pd.DataFrame:
    forecast = forecast_of([QUEUE], HIGHEST)
    return forecast.assign(contacts=forecast["contacts"] * scale)


def planned(site: Site, scale: float, price: str) -> pd.DataFrame:
    """Predict the week that a price leads to, its contacts beside."""
    forecast = _forecast(scale)
    requirement = site_requirements(forecast, site)
    worth: CoveragePrice = coverage_price(price, forecast, requirement, site)
    problem = build_problem(site, requirement, MONDAY, coverage=worth)
    heads = scheduled_heads(problem, solve(problem, LIMITS).schedule)
    coverage = predict_coverage(requirement, forecast, heads, site)
    return coverage.merge(forecast[["interval_start", "queue", "contacts"]])


def _print(ratio: float, price: str, rows: pd.DataFrame, seconds: float) -> None:
    level = rows["service_level"]
    under = (rows["required"] - rows["scheduled"]).clip(lower=0)
    answered = rows["contacts"] * (1 - rows["abandonment"])
    known = rows["asa_seconds"].notna()
    asa = np.average(rows["asa_seconds"][known], weights=answered[known])
    print(
        f"{ratio:>15.2f} {price:<9}{np.average(level, weights=rows['contacts']):>14.1%}"
        f"{asa:>7.0f}{level.min():>7.0%}{int((level < 0.5).sum()):>7}{under.sum() / 4:>9.0f}"
        f"{int((under > 0.05).sum()):>10}{seconds:>7.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
