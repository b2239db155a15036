"""A forecast as its callers see it: every queue, every open interval, true to the clock."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import forecasts
from forecasts import HistoryError, Request
from tests.forecasts.conftest import History

MONDAY = date(2026, 3, 16)


def test_the_known_weekly_mean_is_found_again(history: History) -> None:
    frame = forecasts.forecast(history(), start=MONDAY, days=7, time_zone="Europe/Berlin")
    totals = frame.groupby(frame["interval_start"].dt.date)["contacts"].sum().to_numpy()
    assert totals == pytest.approx([1200, 1100, 1000, 1000, 900, 400, 300], rel=0.04)
    assert frame["aht_seconds"].to_numpy() == pytest.approx(240.0)


def test_only_open_intervals_are_forecast_as_learned_or_as_declared(history: History) -> None:
    learned = forecasts.forecast(history(), start=MONDAY, days=7, time_zone="Europe/Berlin")
    hours = {"calls": [[(540, 1020)]] * 5 + [[], []]}
    declared = forecasts.forecast(
        history(), start=MONDAY, days=7, time_zone="Europe/Berlin", hours=hours
    )
    assert len(learned) == 7 * 24
    assert set(learned["interval_start"].dt.hour) == set(range(8, 20))
    assert len(declared) == 5 * 16
    assert set(declared["interval_start"].dt.hour) == set(range(9, 17))


@pytest.mark.parametrize(
    ("start", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 7), 24)]
)
def test_a_day_of_a_clock_change_has_its_real_hours(
    history: History, start: date, hours: int
) -> None:
    past = history(
        first=(pd.Timestamp(start) - pd.Timedelta(days=28)).date(),
        days=28,
        minutes=60,
        open_from=0,
        open_to=24,
    )
    frame = forecasts.forecast(past, start=start, days=1, time_zone="Europe/Berlin")
    assert len(frame) == hours
    assert frame["interval_start"].is_unique
    assert (frame["interval_start"].diff().dropna() == pd.Timedelta(hours=1)).all()


def test_quarter_hours_of_a_history_of_six_minutes_keep_every_contact(history: History) -> None:
    frames = [
        forecasts.forecast(
            history(minutes=6), start=MONDAY, days=7, time_zone="Europe/Berlin", interval_minutes=m
        )
        for m in (15, 30)
    ]
    assert [len(frame) for frame in frames] == [7 * 48, 7 * 24]
    assert frames[0]["contacts"].sum() == pytest.approx(frames[1]["contacts"].sum())


def test_a_queue_whose_history_ends_long_before_is_said_to(history: History) -> None:
    rows = pd.concat([history("old", first=date(2025, 6, 2)), history("calls")])
    result = forecasts.forecast_queues(rows, Request(MONDAY, 7, "Europe/Berlin"))
    (finding,) = result.findings
    assert (finding.queue, finding.row) == ("old", 1681)
    assert "ends on 2025-08-10, 31 weeks before" in finding.what


def test_one_bad_queue_is_named_and_stops_no_other(history: History) -> None:
    bad = history("chat").assign(offered=lambda rows: rows["offered"].where(rows.index != 7, -3))
    both = pd.concat([bad, history("calls")], ignore_index=True)
    result = forecasts.forecast_queues(both, Request(MONDAY, 7, "Europe/Berlin"))
    assert result.skipped == ("chat",)
    assert set(result.frame["queue"]) == {"calls"}
    (finding,) = result.findings
    assert (finding.row, finding.field) == (9, "offered")


def test_what_came_after_the_start_does_not_shape_the_forecast(history: History) -> None:
    known = history(days=70)
    later = history(first=MONDAY, days=14, a_day=9000)
    arguments = {"start": MONDAY, "days": 7, "time_zone": "Europe/Berlin"}
    honest = forecasts.forecast(known, **arguments)
    tempted = forecasts.forecast(pd.concat([known, later]), **arguments)
    pd.testing.assert_frame_equal(honest, tempted)


def test_quantiles_are_in_order_and_the_rate_is_surer_than_the_count(history: History) -> None:
    frame = forecasts.forecast(history(a_day=40), start=MONDAY, days=14, time_zone="Europe/Berlin")
    for kind in ("contacts", "rate"):
        ladder = frame[[f"{kind}_{level}" for level in ("p05", "p25", "p50", "p75", "p95")]]
        assert (np.diff(ladder.to_numpy(), axis=1) >= 0).all()
    count = (frame["contacts_p95"] - frame["contacts_p05"]).sum()
    assert (frame["rate_p95"] - frame["rate_p05"]).sum() < count


def test_a_history_of_nothing_but_the_future_is_refused(history: History) -> None:
    with pytest.raises(HistoryError, match="no history before 2026-03-16"):
        forecasts.forecast(history(first=MONDAY), start=MONDAY, days=7, time_zone="Europe/Berlin")
