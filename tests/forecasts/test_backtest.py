"""Backtests see nothing that came later; bands hold what they promise; updates help."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecasts
from forecasts import ArgumentError, IntradayUpdate, Request, accuracy_of, backtest, update_day
from forecasts.calendar import calendar
from forecasts.combine import Combination, CombinationTrial
from forecasts.intraday import learn_update
from forecasts.methods.same_weekdays import SameWeekdays
from forecasts.uncertainty import Spread, count_quantiles, learn_spread, rate_quantiles
from tests.benchmarks.forecasting import SERIES, SHORT_SERIES, RealSeries
from tests.forecasts.conftest import History

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


def test_past_days_are_judged_by_the_hours_that_were_kept_then(history: History) -> None:
    late = history(first=date(2026, 3, 9), days=7, open_from=10, open_to=18)
    rows = pd.concat([history(days=63), late])
    now = {"calls": tuple([(600, 1080)] for _ in range(7))}
    request = Request(MONDAY, 7, ZONE, hours=now)
    before, after = backtest(rows, request, origins=2).origins["calls"]
    assert np.isfinite(before.actual).sum(axis=1).tolist() == [24] * 7
    assert np.isfinite(after.actual).sum(axis=1).tolist() == [16] * 7


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


def test_bands_of_few_contacts_hold_what_they_promise() -> None:
    """Whole numbers alone cannot: with two contacts expected, 0 to 4 hold 95 % of all counts."""
    rng = np.random.default_rng(4)
    mean, variance = rng.uniform(0.3, 5.0, 20_000), np.full(20_000, 0.05)
    came = rng.poisson(mean * rng.gamma(20.0, 1 / 20.0, len(mean)))
    low, high = count_quantiles(mean, variance, [0.1, 0.9])
    assert np.mean((came >= low) & (came <= high)) == pytest.approx(0.8, abs=0.05)
    assert count_quantiles(np.zeros(1), variance[:1], [0.95]).tolist() == [[0.0]]


PLAIN = calendar(np.datetime64("2026-01-05") + np.arange(28), None, np.ones(7, dtype=bool))


def test_special_days_later_weeks_some_weekdays_and_some_slots_are_less_certain() -> None:
    """14 July is a Tuesday, 25 July a Saturday."""
    weekday, within = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 1.0]), np.array([0.001, 0.002])
    spread = Spread(np.array([0.01, 0.02, 0.03, 0.04]), weekday, within)
    days = np.datetime64("2026-07-13") + np.arange(35)
    variance = spread.variance(calendar(days, "FR", np.ones(7, dtype=bool)))
    assert variance[1].tolist() == pytest.approx([0.041, 0.042])
    assert variance[[0, 7, 14, 21], 0] == pytest.approx([0.041, 0.021, 0.031, 0.041])
    assert variance[12] == pytest.approx([0.061, 0.062])
    assert variance[31, 0] == pytest.approx(0.041)


def spread_of(day: np.ndarray, slot: np.ndarray, mean: float = 200.0) -> Spread:
    """Learn from ten trials what factors of days (10, 28, 1) and slots (10, 28, 30) vary."""
    return learn_spread(combination_of(day * slot, mean))


def combination_of(factor: np.ndarray, mean: float) -> Combination:
    rng = np.random.default_rng(3)
    means = np.full((28, 30), mean)
    trials = tuple(
        CombinationTrial(rng.poisson(means * f).astype(float), {SameWeekdays.name: means}, PLAIN)
        for f in factor
    )
    return Combination({SameWeekdays.name: 1.0}, {}, trials)


def test_spread_is_found_again_from_days_that_vary_together() -> None:
    rng = np.random.default_rng(2)
    combination = combination_of(np.exp(rng.normal(0, 0.1, (10, 28, 1))), 200.0)
    spread = learn_spread(combination)
    assert np.sqrt(spread.day).mean() == pytest.approx(0.1, rel=0.25)
    assert spread.within.max() < 0.002
    update = learn_update(combination, 30)
    assert np.sqrt(update.day) == pytest.approx(0.1, rel=0.25)
    assert update.noise == pytest.approx(1.0, abs=0.2)


def test_weekdays_and_slots_that_vary_more_have_wider_bands() -> None:
    rng = np.random.default_rng(2)
    weekend = np.where(PLAIN.weekday >= 5, 0.15, 0.05)[:, None]
    evening = np.where(np.arange(30) >= 25, 0.2, 0.05)
    spread = spread_of(
        np.exp(rng.normal(0, 1, (10, 28, 1)) * weekend),
        np.exp(rng.normal(0, 1, (10, 28, 30)) * evening),
    )
    assert spread.weekday[5:].min() > 2.0 * spread.weekday[:5].max()
    assert spread.within[25:].min() > 4.0 * spread.within[:25].max()


def test_few_contacts_do_not_tell_slots_apart() -> None:
    rng = np.random.default_rng(2)
    alike = spread_of(np.exp(rng.normal(0, 0.1, (10, 28, 1))), np.ones((10, 28, 30)), 3.0)
    assert alike.within.max() < 2.0 * alike.within.min()


def test_the_plain_ratio_carries_over_the_more_the_later_it_is() -> None:
    """With one factor a day it is all there is to know once the Poisson noise is averaged out."""
    update = IntradayUpdate(30, day=0.01, near=0.0, fading=0.5, noise=1.0)
    forecast = np.full(30, 100.0)
    came = np.full(30, np.nan)
    assert update.factors(came, forecast).tolist() == [1.0] * 30
    carried = []
    for seen in (1, 10, 29):
        came[:seen] = 120.0
        factors = update.factors(came, forecast)
        assert (factors[:seen] == 1).all()
        carried.append((factors[-1] - 1.0) / 0.2)
    theory = [0.01 / (0.01 + 1.0 / (100.0 * seen)) for seen in (1, 10, 29)]
    assert carried == pytest.approx(theory)


def test_what_neighbours_share_fades_with_their_distance() -> None:
    update = IntradayUpdate(30, day=0.0, near=4.0, fading=0.8, noise=1.0)
    came = np.append([130.0], np.full(9, np.nan))
    factors = update.factors(came, np.full(10, 100.0))
    assert (factors[1:] - 1.0) == pytest.approx(0.3 * 0.8 * 0.8 ** np.arange(1, 10))


@given(st.integers(1, 20), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_an_update_is_never_negative_or_undefined(seen: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    update = IntradayUpdate(30, *rng.exponential([0.1, 3.0]), 0.9, 1.0 + rng.exponential(1.0))
    forecast = rng.poisson(3.0, 20) * rng.random(20)
    came = np.where(np.arange(20) < seen, rng.poisson(5.0, 20), np.nan)
    factors = update.factors(came, forecast)
    assert np.isfinite(factors).all()
    assert factors.min() > 0


def test_what_was_seen_of_a_day_changes_its_rest_and_no_other_day(history: History) -> None:
    frame = forecasts.forecast(history(), start=MONDAY, days=2, time_zone=ZONE, interval_minutes=15)
    seen = frame[["interval_start", "queue"]].iloc[:17].copy()
    seen["offered"] = (2.0 * frame["contacts"].iloc[:17]).to_numpy()
    certain = {"calls": IntradayUpdate(30, day=1e6, near=0.0, fading=0.5, noise=1.0)}
    updated = update_day(frame, seen, certain)
    change = (updated["contacts"] / frame["contacts"]).to_numpy()
    assert change[:17].tolist() == [1.0] * 17
    assert change[17:48] == pytest.approx(2.0, rel=0.01)
    assert change[48:].tolist() == [1.0] * 48
    with pytest.raises(ArgumentError, match="updates"):
        update_day(frame, seen, {})


def test_five_minutes_seen_update_half_hours_once_those_are_whole(history: History) -> None:
    past = history(days=70, minutes=5)
    arguments = {"start": MONDAY, "days": 1, "time_zone": ZONE, "interval_minutes": 30}
    frame = forecasts.forecast(past, **arguments)
    today = history(first=MONDAY, days=1, minutes=5, a_day=2000.0, seed=5)
    certain = {"calls": IntradayUpdate(30, day=1e6, near=0.0, fading=0.5, noise=1.0)}
    updated = update_day(frame, pd.concat([past, today.iloc[:14]]), certain)
    change = (updated["contacts"] / frame["contacts"]).to_numpy()
    hour = today["offered"].iloc[:12].sum() / frame["contacts"].iloc[:2].sum()
    assert change[:3].tolist() == [1.0] * 3
    assert change[3:] == pytest.approx(hour, rel=0.01)


def test_a_locked_forecast_is_judged_by_what_came(history: History) -> None:
    frame = forecasts.forecast(history(), start=MONDAY, days=7, time_zone=ZONE)
    came = history(first=MONDAY, days=7, seed=9)
    judged = accuracy_of({"locked": frame}, came).iloc[0]
    assert judged["came"] == came["offered"].sum()
    assert judged["wape"] < 0.25
    assert judged["coverage_90"] > 0.8
    with pytest.raises(ArgumentError, match="the history has"):
        accuracy_of({"locked": frame}, history())


def test_forecasts_are_judged_on_the_intervals_that_all_have(history: History) -> None:
    locked = forecasts.forecast(history(), start=MONDAY, days=7, time_zone=ZONE)
    live = locked.iloc[24:].assign(contacts=1.1 * locked["contacts"].iloc[24:])
    came = locked[["interval_start", "queue"]].assign(offered=locked["contacts"])
    judged = accuracy_of({"locked": locked, "live": live}, came).set_index("forecast")
    assert judged["intervals"].tolist() == [6 * 24] * 2
    assert judged["wape"].tolist() == pytest.approx([0.0, 0.1])
    assert judged["bias"].tolist() == pytest.approx([0.0, 0.1])


@pytest.mark.parametrize(
    ("forecast_minutes", "history_minutes"), [(30, 5), (15, 30), (15, 60), (15, 6)]
)
def test_shorter_intervals_are_summed_before_they_are_judged(
    history: History, forecast_minutes: int, history_minutes: int
) -> None:
    frame = forecasts.forecast(
        history(), start=MONDAY, days=7, time_zone=ZONE, interval_minutes=forecast_minutes
    )
    came = history(first=MONDAY, days=7, minutes=history_minutes)
    judged = accuracy_of({"locked": frame}, came).iloc[0]
    assert judged["intervals"] == 7 * 12 * 60 / np.lcm(forecast_minutes, history_minutes)
    assert judged["came"] == came["offered"].sum()
    assert abs(judged["bias"]) < 0.15


@pytest.mark.parametrize(
    ("series", "worst", "gain"),
    [(SERIES[0], 0.059, 0.88), (SERIES[1], 0.233, 0.75)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_on_real_calls_it_is_ahead_of_the_yardsticks_with_honest_bands(
    series: RealSeries, worst: float, gain: float
) -> None:
    table = backtest(series.history(), series.request, origins=8).table
    mean = table[table["lead_week"] == 0].set_index("method")
    assert mean.loc["combined", "wape"] < worst
    assert mean.loc["combined", "wape"] < gain * mean.loc[SameWeekdays.name, "wape"]
    assert abs(mean.loc["combined", "bias"]) < 0.05
    assert 0.77 <= mean.loc["combined", "coverage_80"] <= 0.87
    assert 0.93 <= mean.loc["combined", "coverage_95"] <= 0.98


@pytest.mark.parametrize("series", SHORT_SERIES, ids=lambda series: series.name)
def test_on_short_series_of_few_contacts_bands_are_honest_too(series: RealSeries) -> None:
    table = backtest(series.history(), series.request, origins=8).table
    mean = table[table["lead_week"] == 0].set_index("method")
    assert mean.loc["combined", "wape"] < mean.loc[SameWeekdays.name, "wape"]
    assert 0.77 <= mean.loc["combined", "coverage_80"] <= 0.87
    assert 0.93 <= mean.loc["combined", "coverage_95"] <= 0.98


def test_the_last_origin_lies_just_a_horizon_before_the_end(history: History) -> None:
    found = backtest(history(), Request(MONDAY, 28, ZONE), origins=1).origins["calls"]
    assert found[0].start == np.datetime64(MONDAY - timedelta(days=28))
