"""Backtests see nothing that came later; bands hold what they promise; updates help."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import forecasts
from forecasts import ArgumentError, IntradaySlopes, Request, accuracy_of, backtest, update_day
from forecasts.combine import Combination, Trial
from forecasts.intraday import learn_slopes
from forecasts.methods.same_weekdays import SameWeekdays
from forecasts.uncertainty import count_quantiles, learn_spread, rate_quantiles
from tests.forecasts.conftest import History
from tests.reference_data import reference_data

ZONE = "Europe/Berlin"
MONDAY = date(2026, 3, 16)


def test_an_origins_forecast_is_that_of_the_history_up_to_it(history: History) -> None:
    rows = history()
    found = backtest(rows, Request(MONDAY, 14, ZONE), origins=2).origins["calls"]
    for origin in found:
        start = origin.start.astype(object)
        before = rows[rows["interval_start"].dt.date < start]
        frame = forecasts.forecast(before, start=start, days=14, time_zone=ZONE)
        assert origin.forecasts["combined"].sum() == pytest.approx(frame["contacts"].sum())
    assert [str(origin.start) for origin in found] == ["2026-02-23", "2026-03-02"]


def test_the_table_has_every_method_and_lead_and_knows_the_noise_floor(history: History) -> None:
    result = backtest(history(), Request(MONDAY, 14, ZONE), origins=2)
    combined = result.table[result.table["method"] == "combined"]
    assert combined["lead_week"].tolist() == [0, 1, 2]
    assert {"mixed model", "last week"} <= set(result.table["method"])
    assert combined["wape"].iloc[0] == pytest.approx(result.floors["calls"], rel=0.1)
    assert result.weights["weight"].sum() == pytest.approx(1.0)


def test_a_backtest_of_days_that_are_no_weeks_is_refused(history: History) -> None:
    with pytest.raises(ArgumentError, match="whole weeks"):
        backtest(history(), Request(MONDAY, 10, ZONE))


def test_rate_and_count_have_the_quantiles_of_gamma_and_negative_binomial() -> None:
    rng = np.random.default_rng(1)
    mean, variance = np.full(1, 40.0), np.full(1, 0.04)
    (median,) = count_quantiles(mean, variance, [0.5])
    rates = 40.0 * rng.gamma(25.0, 1 / 25.0, 200_000)
    assert median[0] == pytest.approx(np.median(rng.poisson(rates)), abs=1)
    assert rate_quantiles(mean, variance, [0.5])[0, 0] == pytest.approx(np.median(rates), rel=0.01)


def test_spread_is_found_again_from_days_that_vary_together() -> None:
    rng = np.random.default_rng(2)
    mean = np.full((28, 30), 200.0)
    day = np.exp(rng.normal(0, 0.1, (10, 28, 1)))
    trials = tuple(
        Trial(rng.poisson(mean * factor).astype(float), {SameWeekdays.name: mean}) for factor in day
    )
    spread = learn_spread(Combination({SameWeekdays.name: 1.0}, {}, trials))
    assert np.sqrt(spread.day).mean() == pytest.approx(0.1, rel=0.25)
    assert spread.within < 0.002
    slopes = learn_slopes(Combination({SameWeekdays.name: 1.0}, {}, trials)).slopes
    assert slopes[0] == 0
    assert slopes[3:25].min() > 0.7


def test_what_was_seen_of_a_day_changes_its_rest_and_no_other_day(history: History) -> None:
    frame = forecasts.forecast(history(), start=MONDAY, days=2, time_zone=ZONE)
    seen = frame[["interval_start", "queue"]].iloc[:8].copy()
    seen["offered"] = (2.0 * frame["contacts"].iloc[:8]).to_numpy()
    slopes = {"calls": IntradaySlopes(np.full(49, 0.5))}
    updated = update_day(frame, seen, slopes)
    change = (updated["contacts"] / frame["contacts"]).to_numpy()
    assert change[:8] == pytest.approx(1.0)
    assert change[8:24] == pytest.approx(np.sqrt(2.0), rel=0.01)
    assert change[24:] == pytest.approx(1.0)
    with pytest.raises(ArgumentError, match="slopes"):
        update_day(frame, seen, {})


def test_a_locked_forecast_is_judged_by_what_came(history: History) -> None:
    frame = forecasts.forecast(history(), start=MONDAY, days=7, time_zone=ZONE)
    came = history(first=MONDAY, days=7, seed=9)
    judged = accuracy_of(frame, came).iloc[0]
    assert judged["came"] == came["offered"].sum()
    assert judged["wape"] < 0.25
    assert judged["coverage_90"] > 0.8
    with pytest.raises(ArgumentError, match="history is known"):
        accuracy_of(frame, history())


def reference_history(file: str, zone: str) -> pd.DataFrame:
    raw = pd.read_csv(reference_data("data", "history", file))
    local = pd.to_datetime(raw["timestamp"]).dt.tz_localize(
        zone, ambiguous=False, nonexistent="NaT"
    )
    rows = pd.DataFrame({"interval_start": local, "offered": raw["calls"].astype(float)})
    return rows[local.notna()].reset_index(drop=True)


@pytest.mark.parametrize(
    ("file", "zone", "country", "after", "worst", "gain"),
    [
        (
            "bank_calls_5min_to_2003-08-08.csv.gz",
            "America/New_York", "US", date(2003, 8, 11), 0.064, 0.93,
        ),
        (
            "anonbank1999_6min_to_1999-10-09.csv.gz",
            "Asia/Jerusalem", "IL", date(1999, 10, 10), 0.245, 0.80,
        ),
    ],
)  # fmt: skip
def test_on_real_calls_it_is_ahead_of_the_yardsticks_with_honest_bands(
    file: str, zone: str, country: str, after: date, worst: float, gain: float
) -> None:
    request = Request(after, 28, zone, country, interval_minutes=30)
    table = backtest(reference_history(file, zone), request, origins=8).table
    mean = table[table["lead_week"] == 0].set_index("method")
    assert mean.loc["combined", "wape"] < worst
    assert mean.loc["combined", "wape"] < gain * mean.loc[SameWeekdays.name, "wape"]
    assert abs(mean.loc["combined", "bias"]) < 0.05
    assert 0.77 <= mean.loc["combined", "coverage_80"] <= 0.87
    assert 0.93 <= mean.loc["combined", "coverage_95"] <= 0.98


def test_the_last_origin_lies_just_a_horizon_before_the_end(history: History) -> None:
    found = backtest(history(), Request(MONDAY, 28, ZONE), origins=1).origins["calls"]
    assert found[0].start == np.datetime64(MONDAY - timedelta(days=28))
