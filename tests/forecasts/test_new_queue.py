"""A queue without history: the planner's volume in another queue's shape, on its own hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecasts
from forecasts import ArgumentError, Forecast, NewQueue, PlannedEvent, Request, forecast_queues
from forecasts.calendar import holidays_of
from forecasts.days import Hours
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"
MONDAY = date(2026, 3, 16)
WEEK = Request(MONDAY, 7, ZONE, new_queues=(NewQueue("refunds", "calls", 700.0),))
OFFICE: Hours = [[(540, 1020)]] * 5 + [[], []]


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE))


def rows_of(result: Forecast, queue: str = "refunds") -> pd.DataFrame:
    frame = result.frame
    return frame[frame["queue"] == queue].reset_index(drop=True)


def per_day(rows: pd.DataFrame) -> pd.Series:
    return rows["contacts"].groupby(rows["interval_start"].dt.date).sum()


def told(result: Forecast, queue: str = "refunds") -> str:
    return "\n".join(str(finding) for finding in result.findings if finding.queue == queue)


def test_a_usual_week_has_the_planners_volume_in_proportion_to_the_other_queue(
    history: History,
) -> None:
    result = forecast_queues(history(), WEEK)
    new, pattern = rows_of(result), rows_of(result, "calls")
    ratio = new["contacts"] / pattern["contacts"]
    assert new["contacts"].sum() == pytest.approx(700.0)
    assert np.ptp(ratio) == pytest.approx(0.0, abs=1e-9)
    assert new["aht_seconds"].tolist() == pattern["aht_seconds"].tolist()
    assert (new["rate_p95"] / new["contacts"] > pattern["rate_p95"] / pattern["contacts"]).all()
    assert "new: has the shape of calls at 700 contacts a week" in told(result)


@pytest.mark.parametrize("days", [1, 14, 28])
def test_the_volume_is_a_weeks_however_many_days_are_asked_for(history: History, days: int) -> None:
    whole = per_day(rows_of(forecast_queues(history(), WEEK)))
    asked = per_day(rows_of(forecast_queues(history(), replace(WEEK, days=days))))
    assert asked.sum() == pytest.approx(whole.iloc[0] if days == 1 else 100 * days, rel=0.02)


window = st.tuples(st.integers(0, 1380), st.integers(30, 720)).map(lambda w: (w[0], w[0] + w[1]))


@settings(max_examples=8, deadline=None)
@given(hours=st.lists(st.lists(window, max_size=1), min_size=7, max_size=7).filter(any))
def test_any_hours_of_its_own_hold_the_whole_volume_and_nothing_else(hours: Hours) -> None:
    result = forecast_queues(
        FEW_WEEKS, replace(WEEK, interval_minutes=30, hours={"refunds": hours})
    )
    new = rows_of(result)
    minute = new["interval_start"].dt.hour * 60 + new["interval_start"].dt.minute
    place = (new["interval_start"].dt.day_of_week * 1440 + minute).to_numpy()
    opened = {
        (1440 * day + at - at % 30) % (7 * 1440)
        for day, windows in enumerate(hours)
        for start, end in windows
        for at in range(start, end)
    }
    assert set(place) == opened
    assert new["contacts"].sum() == pytest.approx(700.0)
    assert (new["contacts"] > 0).all()


def made(queue: str, days: int) -> pd.DataFrame:
    """Make half hours of 10 to 13 contacts, from 8 to 20 o'clock."""
    starts = pd.date_range("2026-02-16", periods=48 * days, freq="30min", tz=ZONE)
    starts = starts[(starts.hour >= 8) & (starts.hour < 20)]
    offered = 10 + np.arange(len(starts)) % 4
    columns = {"offered": offered, "handled": offered, "talk_seconds": 200.0 * offered}
    return pd.DataFrame({"interval_start": starts, "queue": queue, "channel": "voice", **columns})


FEW_WEEKS = made("calls", 28)


def test_hours_in_which_the_other_queue_is_closed_are_told(history: History) -> None:
    hours = {"refunds": [[(420, 1200)]] * 7}
    result = forecast_queues(history(), replace(WEEK, hours=hours))
    assert "calls is closed in 7 of its 91 open hours a week" in told(result)
    first = rows_of(result).groupby(rows_of(result)["interval_start"].dt.date).head(3)
    assert first["contacts"].to_numpy().reshape(7, 3).std(axis=1) == pytest.approx(np.zeros(7))


def test_a_weekday_on_which_the_other_queue_is_closed_is_like_its_quietest(
    history: History,
) -> None:
    past = history()
    past = past[past["interval_start"].dt.day_of_week < 5]
    hours = {"refunds": [[(480, 1200)]] * 7}
    days = per_day(rows_of(forecast_queues(past, replace(WEEK, hours=hours)))).to_numpy()
    assert days[5:] == pytest.approx([days[4], days[4]])
    assert days[4] == days[:5].min()


def test_intervals_shorter_than_the_other_queues_follow_its_own_hours(history: History) -> None:
    hours = {"refunds": [[(510, 1020)]] * 5 + [[], []]}
    asked = replace(WEEK, interval_minutes=15, hours=hours)
    new = rows_of(forecast_queues(history(minutes=60), asked))
    assert len(new) == 5 * 34
    assert f"{new['interval_start'].iloc[0]:%H:%M}" == "08:30"
    assert new["contacts"].sum() == pytest.approx(700.0)


def test_a_closed_day_loses_its_contacts_and_the_others_gain_none(history: History) -> None:
    wednesday = MONDAY + timedelta(days=2)
    event = PlannedEvent(
        "closure", at(wednesday), at(wednesday + timedelta(days=1)), ("refunds",), 0.0
    )
    usual = per_day(rows_of(forecast_queues(history(), WEEK)))
    closed = per_day(rows_of(forecast_queues(history(), replace(WEEK, events=(event,)))))
    assert wednesday not in closed
    assert closed.tolist() == pytest.approx(usual.drop(wednesday).tolist())


def test_events_of_the_other_queue_are_not_its_own(history: History) -> None:
    event = PlannedEvent("campaign", at(MONDAY), at(MONDAY + timedelta(days=7)), ("calls",), 2.0)
    new = rows_of(forecast_queues(history(), replace(WEEK, events=(event,))))
    assert new["contacts"].sum() == pytest.approx(700.0)


def test_a_holiday_brings_as_much_less_as_to_the_other_queue(history: History) -> None:
    """1 May 2026 is a Friday; calls are open on it, with a third of the contacts before."""
    first, labour_day = date(2026, 2, 2), date(2026, 5, 1)
    past = history(first=first, days=84)
    easter = past["interval_start"].dt.strftime("%m-%d").isin(["04-03", "04-06"])
    for column in ("offered", "handled", "talk_seconds"):
        past.loc[easter, column] //= 3
    asked = replace(WEEK, start=date(2026, 4, 27), country="DE")
    result = forecast_queues(past, asked)
    new, pattern = (per_day(rows_of(result, name)) for name in ("refunds", "calls"))
    usual = 700 * 900 / 5900
    assert new[labour_day] < 0.75 * usual
    assert new[labour_day] / new.iloc[2] == pytest.approx(
        pattern[labour_day] / pattern.iloc[2], rel=0.02
    )
    assert new.sum() == pytest.approx(700.0 - usual + new[labour_day], rel=0.02)


@pytest.mark.parametrize("opened", [False, True])
def test_a_holiday_on_which_the_other_queue_is_closed_is_closed_unless_an_event_opens_it(
    history: History, opened: bool
) -> None:
    labour_day = date(2026, 5, 1)
    past = history(first=date(2025, 4, 21), days=371)
    past = past[~past["interval_start"].dt.date.isin(holidays_of("DE", (2025, 2026))[0])]
    event = PlannedEvent("open", at(labour_day), at(date(2026, 5, 2)), ("refunds",), 1.0)
    asked = replace(WEEK, start=date(2026, 4, 27), country="DE", events=(event,) * opened)
    result = forecast_queues(past, asked)
    days = per_day(rows_of(result))
    assert (labour_day in days.index) == opened
    assert ("closed on 2026-05-01, as calls is" in told(result)) != opened
    if opened:
        assert days[labour_day] == pytest.approx(700 * 900 / 5900, rel=0.05)


def test_its_own_aht_and_channel_are_kept(history: History) -> None:
    new = replace(WEEK.new_queues[0], aht_seconds=500.0, channel="chat")
    rows = rows_of(forecast_queues(history(), replace(WEEK, new_queues=(new,))))
    assert set(rows["aht_seconds"]) == {500.0}
    assert set(rows["channel"]) == {"chat"}


@pytest.mark.parametrize("days", [13, 14])
def test_its_own_history_wins_from_two_weeks_on(history: History, days: int) -> None:
    own = history("refunds", first=MONDAY - timedelta(days=days), days=days, a_day=200.0, seed=5)
    result = forecast_queues(pd.concat([history(), own]), WEEK)
    contacts = rows_of(result)["contacts"].sum()
    if days < 14:
        assert contacts == pytest.approx(700.0)
        assert "own history not used: only 13 days of history → give two weeks" in told(result)
    else:
        assert contacts == pytest.approx(200 * 5.9, rel=0.1)
        assert "from its own history, no longer in the shape of calls → clear" in told(result)
    assert result.skipped == ()


def test_a_mistake_in_its_own_history_is_told_with_its_row(history: History) -> None:
    own = history("refunds").assign(offered=-1)
    result = forecast_queues(pd.concat([history(), own], ignore_index=True), WEEK)
    assert rows_of(result)["contacts"].sum() == pytest.approx(700.0)
    assert "row 1682, field offered: own history not used: contacts below 0" in told(result)


@pytest.mark.parametrize("pattern", ["nothing", "another"])
def test_being_like_a_queue_without_history_is_refused_by_name(
    history: History, pattern: str
) -> None:
    another = NewQueue("another", "calls", 100.0)
    asked = replace(WEEK, new_queues=(another, NewQueue("refunds", pattern, 700.0)))
    result = forecast_queues(history(), asked)
    assert result.skipped == ("refunds",)
    assert f"like {pattern}, which has no forecast of its own history → name" in told(result)


def test_being_like_a_queue_without_contacts_is_refused_by_name(history: History) -> None:
    none = history().assign(offered=0, handled=0)
    result = forecast_queues(none, WEEK)
    assert result.skipped == ("refunds",)
    assert "like calls, which is expected to have no contacts" in told(result)


@pytest.mark.parametrize(
    ("like", "contacts", "aht", "field"),
    [
        ("refunds", 700.0, None, "like"),
        ("calls", 0.0, None, "contacts_per_week"),
        ("calls", float("inf"), None, "contacts_per_week"),
        ("calls", 700.0, 0.0, "aht_seconds"),
    ],
)
def test_what_no_queue_can_be_is_refused(
    like: str, contacts: float, aht: float | None, field: str
) -> None:
    with pytest.raises(ArgumentError, match=field):
        NewQueue("refunds", like, contacts, aht)


def test_a_backtest_says_why_it_has_no_row_of_it(history: History) -> None:
    result = forecasts.backtest(history(), replace(WEEK, start=MONDAY), origins=1)
    assert set(result.table["queue"]) == {"calls"}
    (finding,) = result.findings
    assert (finding.queue, finding.fatal) == ("refunds", False)
    assert "no history that could be forecast again" in finding.what
