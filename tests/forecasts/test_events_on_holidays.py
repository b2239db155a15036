"""What the planner declares of a holiday replaces what holidays do, on it and beside it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from forecasts import NewQueue, PlannedEvent, Request, forecast_queues
from forecasts.holiday_kinds import HolidayKind, kept_days
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"
LABOUR_DAY = date(2026, 5, 1)
WEEK = Request(date(2026, 4, 27), 14, ZONE, "DE")
PUBLIC = {
    day for day, one in kept_days("DE", (2025, 2026)).items() if one.kind is HolidayKind.PUBLIC
}


def event(effect: float, hours: tuple[int, int] = (0, 24), *queues: str) -> PlannedEvent:
    midnight = datetime(2026, 5, 1, tzinfo=ZoneInfo(ZONE))
    begin, end = (midnight + timedelta(hours=hour) for hour in hours)
    return PlannedEvent("declared", begin, end, queues, effect)


def per_day(rows: pd.DataFrame, request: Request, queue: str = "calls") -> dict[date, float]:
    frame = forecast_queues(rows, request).frame
    frame = frame[frame["queue"] == queue]
    return frame.groupby(frame["interval_start"].dt.date)["contacts"].sum().to_dict()


@pytest.fixture(params=["quiet on holidays", "closed on holidays"])
def past(request: pytest.FixtureRequest, history: History) -> pd.DataFrame:
    """A year whose holidays bring a third, and the days after half as much again, or are closed."""
    rows = history(first=date(2025, 4, 21), days=371)
    day = rows["interval_start"].dt.date
    on, after = day.isin(PUBLIC), day.isin({one + timedelta(days=1) for one in PUBLIC})
    after &= ~on
    for column in ("offered", "handled", "talk_seconds"):
        rows.loc[on, column] //= 3
        rows.loc[after, column] = rows.loc[after, column] * 3 // 2
    return rows if request.param.startswith("quiet") else rows[~on].reset_index(drop=True)


def test_an_event_of_effect_1_makes_a_holiday_and_the_day_after_days_like_others(
    past: pd.DataFrame,
) -> None:
    """Fridays have 900 contacts and Saturdays 400; a week later no holiday is near."""
    days = per_day(past, replace(WEEK, events=(event(1.0),)))
    week = timedelta(days=7)
    assert days[LABOUR_DAY] == pytest.approx(days[LABOUR_DAY + week], rel=0.06)
    saturday = LABOUR_DAY + timedelta(days=1)
    assert days[saturday] == pytest.approx(days[saturday + week], rel=0.06)
    thursday = LABOUR_DAY - timedelta(days=1)
    assert days[thursday] == pytest.approx(days[thursday + week], rel=0.06)


def test_the_declared_effect_is_of_a_usual_day(past: pd.DataFrame) -> None:
    usual, half = (per_day(past, replace(WEEK, events=(event(e),))) for e in (1.0, 0.5))
    assert half[LABOUR_DAY] == pytest.approx(0.5 * usual[LABOUR_DAY], rel=1e-6)


def test_a_closure_on_a_holiday_leaves_its_neighbours_as_they_are(past: pd.DataFrame) -> None:
    plain, closed = per_day(past, WEEK), per_day(past, replace(WEEK, events=(event(0.0),)))
    assert LABOUR_DAY not in closed
    saturday = LABOUR_DAY + timedelta(days=1)
    assert closed[saturday] == pytest.approx(plain[saturday], rel=0.01)
    assert plain[saturday] > 1.15 * plain[saturday + timedelta(days=7)]


def test_an_event_of_few_hours_multiplies_the_holiday(history: History) -> None:
    rows = history(first=date(2025, 4, 21), days=371)
    for column in ("offered", "handled", "talk_seconds"):
        rows.loc[rows["interval_start"].dt.date.isin(PUBLIC), column] //= 3
    plain, mailing = (
        per_day(rows, replace(WEEK, events=events)) for events in ((), (event(1.5, (10, 12)),))
    )
    assert 1.02 * plain[LABOUR_DAY] < mailing[LABOUR_DAY] < 1.2 * plain[LABOUR_DAY]


def test_events_on_past_holidays_say_what_they_were_and_teach_no_holiday_effect(
    history: History,
) -> None:
    """Two holidays were worked like other days, as events say: the third is a holiday still."""
    rows = history(first=date(2026, 2, 2), days=84)
    easter = [date(2026, 4, 3), date(2026, 4, 6)]
    events = tuple(
        PlannedEvent(
            "worked",
            datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE)),
            datetime(day.year, day.month, day.day, 23, tzinfo=ZoneInfo(ZONE)),
            effect=1.0,
        )
        for day in easter
    )
    without, told = per_day(rows, WEEK), per_day(rows, replace(WEEK, events=events))
    assert told[LABOUR_DAY] < 0.8 * without[LABOUR_DAY]


def test_a_queue_like_another_has_its_own_events_on_holidays(past: pd.DataFrame) -> None:
    new = NewQueue("refunds", like="calls", contacts_per_week=5900.0)
    asked = replace(WEEK, new_queues=(new,), events=(event(1.0, (0, 24), "refunds"),))
    days = per_day(past, asked, "refunds")
    assert days[LABOUR_DAY] == pytest.approx(900.0, rel=0.05)
    assert days[LABOUR_DAY + timedelta(days=1)] == pytest.approx(400.0, rel=0.05)


def test_a_campaign_of_weeks_is_beside_the_holidays_in_it(past: pd.DataFrame) -> None:
    """It multiplies a quiet holiday, and opens no closed one."""
    campaign = replace(event(1.2), start=WEEK.midnight(0), end=WEEK.midnight(14))
    plain, busy = per_day(past, WEEK), per_day(past, replace(WEEK, events=(campaign,)))
    assert busy.keys() == plain.keys()
    assert busy == pytest.approx({day: 1.2 * contacts for day, contacts in plain.items()})
