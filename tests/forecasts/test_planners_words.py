"""What the planner knows and the history does not: events, new queues, overrides."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import forecasts
from forecasts import (
    ArgumentError,
    Override,
    PlannedEvent,
    Request,
    apply_overrides,
)
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"
MONDAY = date(2026, 3, 16)


def at(day: int, hour: int, month: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo(ZONE))


def week(past: pd.DataFrame, *events: PlannedEvent) -> pd.Series:
    frame = forecasts.forecast(past, start=MONDAY, days=7, time_zone=ZONE, events=events)
    return frame.set_index("interval_start")["contacts"]


def test_a_declared_event_multiplies_just_its_intervals(history: History) -> None:
    usual = week(history())
    busy = week(history(), PlannedEvent("campaign", at(17, 10), at(17, 14), effect=1.5))
    inside = (usual.index >= at(17, 10)) & (usual.index < at(17, 14))
    assert busy[inside].to_numpy() == pytest.approx(1.5 * usual[inside].to_numpy())
    assert busy[~inside].to_numpy() == pytest.approx(usual[~inside].to_numpy())


def test_a_closure_leaves_no_contacts(history: History) -> None:
    closed = week(history(), PlannedEvent("closure", at(18, 0), at(19, 0), effect=0.0))
    assert closed[closed.index.day == 18].sum() == 0
    assert closed[closed.index.day == 19].sum() > 800


def test_an_events_effect_is_learned_from_past_ones_and_kept_out_of_usual_days(
    history: History,
) -> None:
    past = history()
    events = [PlannedEvent("bill run", at(day, 0, 2), at(day + 1, 0, 2)) for day in (3, 10, 17, 24)]
    for event in events:
        inside = (past["interval_start"] >= event.start) & (past["interval_start"] < event.end)
        for column in ("offered", "handled", "talk_seconds"):
            past.loc[inside, column] *= 2
    ahead = PlannedEvent("bill run", at(17, 0), at(18, 0))
    learned, usual = week(past, *events, ahead), week(history())
    tuesday = learned.index.day == 17
    assert learned[tuesday].sum() / usual[tuesday].sum() == pytest.approx(1.75, abs=0.2)
    assert learned[~tuesday].sum() == pytest.approx(usual[~tuesday].sum(), rel=0.03)


def test_an_event_of_other_queues_changes_nothing(history: History) -> None:
    other = PlannedEvent("campaign", at(16, 0), at(23, 0), queues=("chat",), effect=3.0)
    pd.testing.assert_series_equal(week(history()), week(history(), other))


def test_a_queue_of_which_nothing_is_known_is_named_and_the_others_are_forecast(
    history: History,
) -> None:
    hours = {name: [[(480, 1200)]] * 7 for name in ("calls", "chat")}
    result = forecasts.forecast_queues(history(), Request(MONDAY, 7, ZONE, hours=hours))
    assert result.skipped == ("chat",)
    assert "a queue that it is like" in result.findings[-1].remedy
    assert set(result.frame["queue"]) == {"calls"}


def test_overrides_multiply_or_replace_and_keep_the_original(history: History) -> None:
    frame = forecasts.forecast(history(), start=MONDAY, days=2, time_zone=ZONE)
    more = Override("calls", at(16, 8), at(16, 10), "Ada", at(10, 9), "mailing", factor=1.2)
    fixed = Override("calls", at(16, 9), at(16, 10), "Bo", at(11, 9), "known", contacts=50.0)
    changed = apply_overrides(frame, [more, fixed])
    assert changed["contacts_original"].tolist() == frame["contacts"].tolist()
    assert changed["contacts"][:2].tolist() == pytest.approx((frame["contacts"][:2] * 1.2).tolist())
    assert changed["contacts"][2:4].tolist() == [50.0, 50.0]
    assert changed["contacts"][4:].tolist() == frame["contacts"][4:].tolist()
    assert changed["override_by"][:4].tolist() == ["Ada", "Ada", "Bo", "Bo"]
    assert changed["override_reason"][4:].isna().all()
    assert changed["rate_p95"][2] / 50.0 == pytest.approx(
        frame["rate_p95"][2] / frame["contacts"][2]
    )


def test_an_override_without_reason_or_target_is_refused(history: History) -> None:
    with pytest.raises(ArgumentError, match="reason"):
        Override("calls", at(16, 8), at(16, 10), "Ada", at(10, 9), " ", factor=1.2)
    frame = forecasts.forecast(history(), start=MONDAY, days=1, time_zone=ZONE)
    late = Override("calls", at(20, 8), at(20, 10), "Ada", at(10, 9), "mailing", factor=1.2)
    with pytest.raises(ArgumentError, match="intervals of the forecast"):
        apply_overrides(frame, [late])


@pytest.mark.parametrize("effect", [-0.1, float("inf")])
def test_an_effect_that_cannot_be_is_refused(effect: float) -> None:
    with pytest.raises(ArgumentError, match="effect"):
        PlannedEvent("campaign", at(16, 8), at(16, 10), effect=effect)
