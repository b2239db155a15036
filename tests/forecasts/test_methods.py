"""Methods and their combination, on series whose truth is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecasts
from forecasts import HistoryError, Request, backtest
from forecasts.arrays import FloatArray
from forecasts.calendar import calendar
from forecasts.combine import CombinationTrial, weigh
from forecasts.methods import METHODS, YARDSTICKS, Past
from forecasts.methods.damped_trend import DampedTrend
from forecasts.methods.mixed import DayAndShape
from forecasts.methods.same_weekdays import LastWeek, SameWeekdays
from forecasts.mixed_model import LOG_LEVEL, MixedModel, covariances
from forecasts.outliers import find_outliers
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"
MONDAY = date(2026, 3, 16)


def past_of(contacts: FloatArray, horizon: int, country: str | None = None) -> Past:
    days = np.datetime64("2026-01-05") + np.arange(len(contacts) + horizon)
    dates = calendar(days, country, np.ones(7, dtype=bool))
    opening = np.ones((len(days), contacts.shape[1]), dtype=bool)
    return Past.of(contacts, opening, dates, covariances(dates))


@given(
    st.integers(14, 120),
    st.sampled_from([0.0, 0.02, 1.0, 30.0, 4000.0]),
    st.floats(0.0, 0.6),
    st.integers(0, 10_000),
)
@settings(max_examples=25, deadline=None)
def test_no_method_gives_a_negative_or_undefined_forecast(
    days: int, rate: float, missing: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    contacts = rng.poisson(rate, (days, 6)).astype(float)
    contacts[rng.random(contacts.shape) < missing] = np.nan
    past = past_of(contacts, 9)
    for method in (*METHODS, *YARDSTICKS):
        if method.fits(past):
            forecast = method.forecast(past)
            assert forecast.shape == (9, 6), method.name
            assert np.isfinite(forecast).all(), method.name


def test_yardsticks_are_what_they_say() -> None:
    contacts = (100.0 + np.arange(28.0))[:, None] * np.ones((28, 2))
    contacts[21] = np.nan
    past = past_of(contacts, 7)
    assert SameWeekdays().forecast(past)[:, 0].tolist() == [107.0, *np.arange(111.5, 117.5)]
    assert LastWeek().forecast(past)[:, 0].tolist() == [114.0, *range(122, 128)]


def test_a_holiday_is_forecast_as_those_before_it() -> None:
    contacts = np.random.default_rng(1).poisson(500.0, (140, 4)).astype(float)
    past = past_of(contacts, 10, "DE")
    quiet = past.calendar.holiday[:140]
    contacts[quiet] *= 0.2
    forecast = DayAndShape().forecast(past_of(contacts, 10, "DE")).sum(axis=1)
    ahead = past.calendar.holiday[140:]
    assert ahead.sum() == 1
    assert forecast[ahead][0] < 0.45 * 2000
    assert forecast[~past.calendar.special[140:]] == pytest.approx(2000.0, rel=0.05)


def test_the_first_holiday_ever_is_forecast_with_fewer_contacts_by_every_model() -> None:
    contacts = np.random.default_rng(1).poisson(500.0, (84, 4)).astype(float)
    past = past_of(contacts, 7, "DE")
    assert not past.calendar.holiday[60:84].any()
    good_friday = past.calendar.holiday[84:]
    assert good_friday.sum() == 1
    for method in METHODS[:3]:
        totals = method.forecast(past).sum(axis=1)
        assert 700 < totals[good_friday][0] < 1400, method.name


def test_variances_are_learned_from_the_data() -> None:
    rng = np.random.default_rng(3)
    dates = calendar(np.datetime64("2026-01-05") + np.arange(150), None, np.ones(7, dtype=bool))
    model = MixedModel(covariances(dates), LOG_LEVEL)
    known, extra = np.arange(150), np.zeros(150)
    calm = model.learn(rng.normal(0, 0.02, 150), known, extra).deviations["noise"]
    wild = model.learn(rng.normal(0, 0.3, 150), known, extra).deviations["noise"]
    assert calm == pytest.approx(0.02, rel=0.4)
    assert wild == pytest.approx(0.3, rel=0.3)


def test_an_outlier_day_is_found_reported_and_weighs_little(history: History) -> None:
    rows = history()
    broken = rows["interval_start"].dt.date == date(2026, 3, 10)
    rows.loc[broken, ["offered", "handled", "talk_seconds"]] //= 12
    request = Request(MONDAY, 7, ZONE)
    result = forecasts.forecast_queues(rows, request)
    usual = forecasts.forecast_queues(history(), request)
    assert any("2026-03-10" in finding.what for finding in result.findings)
    assert result.frame["contacts"].sum() == pytest.approx(usual.frame["contacts"].sum(), rel=0.04)


@pytest.mark.parametrize("broken", [date(2026, 3, 12), date(2026, 3, 15)])
def test_a_day_ten_times_too_large_moves_no_other_day(history: History, broken: date) -> None:
    rows = history()
    day = rows["interval_start"].dt.date == broken
    rows.loc[day, ["offered", "handled", "talk_seconds"]] *= 10
    request = Request(MONDAY, 7, ZONE)
    result = forecasts.forecast_queues(rows, request)
    (unusual,) = [f.what for f in result.findings if "unusual" in f.what]
    assert unusual.count("2026-") == 1
    usual = forecasts.forecast_queues(history(), request)
    days = [frame.groupby(frame["interval_start"].dt.date)["contacts"].sum() for frame in
            (result.frame, usual.frame)]  # fmt: skip
    assert days[0].to_numpy() == pytest.approx(days[1].to_numpy(), rel=0.08)


def test_days_of_zeros_amid_busy_ones_are_an_outage_and_reported(history: History) -> None:
    rows = history()
    day = rows["interval_start"].dt.date
    out = (day >= date(2026, 2, 18)) & (day <= date(2026, 2, 22))
    rows.loc[out, ["offered", "handled", "talk_seconds"]] = 0
    request = Request(MONDAY, 7, ZONE)
    result = forecasts.forecast_queues(rows, request)
    usual = forecasts.forecast_queues(history(), request)
    assert result.findings[0].what.count("no contacts: taken as unknown") == 5
    assert result.frame["contacts"].sum() == pytest.approx(usual.frame["contacts"].sum(), rel=0.02)


def test_a_long_end_of_zeros_is_the_new_level_and_told(history: History) -> None:
    rows = history()
    ended = rows["interval_start"].dt.date > date(2026, 2, 22)
    rows.loc[ended, ["offered", "handled", "talk_seconds"]] = 0
    result = forecasts.forecast_queues(rows, Request(MONDAY, 7, ZONE))
    assert result.frame["contacts"].sum() < 2000
    assert "no contacts after 2026-02-22, 21 days" in result.findings[-1].what


def test_days_like_all_others_are_no_outliers() -> None:
    totals = np.random.default_rng(5).poisson(2000.0, 90).astype(float)
    dates = calendar(np.datetime64("2026-01-05") + np.arange(90), None, np.ones(7, dtype=bool))
    assert (find_outliers(totals, covariances(dates)).weight == 1).all()


def test_the_better_method_weighs_more_and_a_useless_combination_gives_way() -> None:
    actual = np.full((7, 4), 100.0)
    mean = SameWeekdays.name
    week = calendar(np.datetime64("2026-01-05") + np.arange(7), None, np.ones(7, dtype=bool))
    forecasts = {"good": actual + 1, "bad": actual + 20, mean: actual + 10}
    good = CombinationTrial(actual, forecasts, week)
    weights = weigh((good,), dict.fromkeys(["good", "bad", mean], 1.0)).weights
    assert weights["good"] > 0.99
    only_bad = CombinationTrial(actual, {"bad": actual + 20, mean: actual + 10}, week)
    assert weigh((only_bad,), {"bad": 1.0, mean: 1.0}).weights[mean] == pytest.approx(1.0)


@pytest.mark.parametrize(("weeks", "takes_part"), [(14, False), (15, True)])
def test_a_trend_takes_part_only_once_three_backtests_tried_it(
    history: History, weeks: int, takes_part: bool
) -> None:
    """One lucky month would otherwise give it all the weight."""
    rows = history(first=MONDAY - timedelta(weeks=weeks), days=7 * weeks)
    (report,) = forecasts.forecast_queues(rows, Request(MONDAY, 7, ZONE)).reports
    assert ("damped trend" in report.weights) == takes_part


def test_a_trend_is_not_read_from_a_queue_that_fell_silent_but_across_a_week_unknown() -> None:
    ever = np.full((119, 2), 100.0)
    silent, unknown = ever.copy(), ever.copy()
    silent[70:], unknown[112:] = 0.0, np.nan
    assert not DampedTrend().fits(past_of(silent, 7))
    assert DampedTrend().forecast(past_of(unknown, 7)) == pytest.approx(100.0)


@pytest.mark.parametrize("monthly", [-0.2, 0.2])
def test_steady_growth_and_decline_are_carried_on(history: History, monthly: float) -> None:
    rows = history(first=date(2025, 3, 17), days=364)
    age = (rows["interval_start"] - pd.Timestamp(MONDAY, tz=ZONE)).dt.days
    rows["offered"] = np.random.default_rng(2).poisson(
        rows["offered"] * np.exp(np.log1p(monthly) * age / 30)
    )
    frame = forecasts.forecast(rows, start=MONDAY, days=28, time_zone=ZONE)
    at_the_middle = 4 * 5900 * (1 + monthly) ** (14 / 30)
    assert frame["contacts"].sum() == pytest.approx(at_the_middle, rel=0.05)


@pytest.mark.parametrize("kind", ["wander", "step", "on and off", "spikes"])
@pytest.mark.parametrize("days", [84, 133])
def test_where_the_past_tells_little_it_is_not_far_worse_than_the_mean_of_same_weekdays(
    history: History, kind: str, days: int
) -> None:
    rng = np.random.default_rng(days)
    factor = {
        "wander": np.exp(np.repeat(np.cumsum(rng.normal(0.0, 0.25, days // 7)), 7)),
        "step": np.where(np.arange(days) < days - 40, 1.0, 2.5),
        "on and off": np.where(np.arange(days) // 28 % 2, 1.0, 0.1),
        "spikes": np.where(rng.random(days) < 0.05, 5.0, 1.0),
    }[kind]
    rows = history(first=MONDAY - timedelta(days), days=days)
    age = (
        rows["interval_start"].dt.tz_localize(None) - rows["interval_start"][0].tz_localize(None)
    ).dt.days
    rows["offered"] = rng.poisson(rows["offered"] * factor[age])
    found = backtest(rows, Request(MONDAY, 28, ZONE), origins=6).table
    errors = found[found["lead_week"] == 0].set_index("method")["wape"]
    assert errors["combined"] < 1.3 * errors[SameWeekdays.name]


def test_weights_are_told_of_the_methods_that_took_part(history: History) -> None:
    short = history(first=date(2026, 3, 2), days=14)
    (report,) = forecasts.forecast_queues(short, Request(MONDAY, 7, ZONE)).reports
    assert set(report.weights) == {"mixed model", "day regression", "mean of same weekdays"}
    assert sum(report.weights.values()) == pytest.approx(1.0)


def test_dummies_that_coincide_trouble_no_planner(history: History) -> None:
    """Autumn in Germany has one holiday in ten weeks: some of its dummies are the same."""
    rows = history(first=date(2026, 9, 7))
    frame = forecasts.forecast(rows, start=date(2026, 11, 16), days=7, time_zone=ZONE, country="DE")
    assert frame["contacts"].sum() == pytest.approx(5900, rel=0.05)


def test_two_weeks_of_history_are_enough_and_three_days_are_not(history: History) -> None:
    short = history(first=date(2026, 3, 2), days=14)
    frame = forecasts.forecast(short, start=MONDAY, days=7, time_zone=ZONE)
    assert frame["contacts"].sum() == pytest.approx(5900, rel=0.1)
    with pytest.raises(HistoryError, match="only 3 days of history"):
        forecasts.forecast(
            history(first=date(2026, 3, 13), days=3), start=MONDAY, days=7, time_zone=ZONE
        )


def test_a_horizon_without_an_open_day_has_no_contacts(history: History) -> None:
    rows = history()
    rows = rows[rows["interval_start"].dt.day_of_week < 5]
    sunday = forecasts.forecast(rows, start=date(2026, 3, 22), days=1, time_zone=ZONE)
    assert sunday.empty


def test_a_small_queue_takes_the_shape_of_its_parent(history: History) -> None:
    big = history("big", a_day=2000.0)
    small = history("small", a_day=6.0, days=28, first=date(2026, 2, 16), seed=7)
    alone = forecasts.forecast(small, start=MONDAY, days=7, time_zone=ZONE)
    both = forecasts.forecast(pd.concat([big, small]), start=MONDAY, days=7, time_zone=ZONE)
    shapes = {name: rows["contacts"].to_numpy() for name, rows in both.groupby("queue")}
    with_parent = np.corrcoef(shapes["small"], shapes["big"])[0, 1]
    without = np.corrcoef(alone["contacts"], shapes["big"])[0, 1]
    assert with_parent > max(without, 0.75)


def test_queues_side_by_side_give_the_same_forecast(history: History) -> None:
    rows = pd.concat([history(name, days=21, seed=seed) for seed, name in enumerate("abc")])
    request = Request(date(2026, 1, 26), 7, ZONE)
    done: list[str] = []
    one = forecasts.forecast_queues(rows, request)
    two = forecasts.forecast_queues(rows, request, processes=2, progress=done.append)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert sorted(done) == ["a", "b", "c"]
