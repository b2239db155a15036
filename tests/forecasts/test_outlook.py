"""Whether a queue is taken as open on a coming holiday: judged by what it did, told with why."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from forecasts import (
    Basis,
    Decision,
    HolidayKind,
    HolidayOutlook,
    PlannedEvent,
    Request,
    forecast_queues,
    holiday_outlook,
)
from forecasts.holiday_kinds import kept_days
from forecasts.outlook_words import reason
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"
EASTER_MONDAY = Request(date(2026, 4, 6), 1, ZONE, "DE")


def lived_through(
    rows: pd.DataFrame, country: str, *closed: HolidayKind, open_names: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Rows of a queue that closes on some kinds of holidays, but not on those named."""
    day = rows["interval_start"].dt.tz_localize(None).dt.date
    kept = kept_days(country, tuple(sorted({one.year for one in day})))
    shut = {d for d, one in kept.items() if one.kind in closed and one.name not in open_names}
    return rows[~day.isin(shut)]


def only(found: tuple[HolidayOutlook, ...]) -> HolidayOutlook:
    assert len(found) == 1
    return found[0]


def test_a_queue_that_was_closed_on_the_same_holiday_is_surely_closed(history: History) -> None:
    rows = lived_through(history(first=date(2024, 3, 25), days=740), "DE", HolidayKind.PUBLIC)
    found = only(holiday_outlook(rows, EASTER_MONDAY))
    assert (found.decision, found.basis) == (Decision.CLOSED, Basis.SAME_HOLIDAY)
    assert found.chance_open < 0.05
    assert reason(found) == "had no contacts on it in 2024 and 2025"
    result = forecast_queues(rows, EASTER_MONDAY)
    assert result.frame.empty
    assert result.holidays == (found,)
    assert "closed on 2026-04-06 (Easter Monday)" in str(result.findings[0])


def test_a_queue_that_was_open_on_the_same_holiday_alone_is_surely_open(history: History) -> None:
    """What it did on this very day counts more than nine closed ones of the same kind."""
    rows = history(first=date(2025, 4, 1), days=365)
    rows = lived_through(rows, "DE", HolidayKind.PUBLIC, open_names=("Easter Monday",))
    found = only(holiday_outlook(rows, EASTER_MONDAY))
    assert (found.decision, found.opened_in) == (Decision.OPEN, (2025,))
    assert not any("Easter" in str(f) for f in forecast_queues(rows, EASTER_MONDAY).findings)


def test_without_the_same_holiday_before_it_is_guessed_and_said_from_what(
    history: History,
) -> None:
    rows = lived_through(history(first=date(2025, 4, 28), days=300), "DE", HolidayKind.PUBLIC)
    found = only(holiday_outlook(rows, EASTER_MONDAY))
    assert (found.decision, found.is_open, found.basis) == (
        Decision.GUESSED,
        False,
        Basis.SAME_KIND,
    )
    told = str(forecast_queues(rows, EASTER_MONDAY).findings[0])
    assert "taken as closed on 2026-04-06 (Easter Monday): closed on 7 of 7" in told
    assert "plan an event on it if it is open" in told


def test_a_queue_that_never_saw_a_holiday_is_guessed_open_and_the_planner_told(
    history: History,
) -> None:
    rows = history(first=date(2026, 1, 12), days=80)
    found = only(holiday_outlook(rows, EASTER_MONDAY))
    assert (found.decision, found.is_open, found.basis) == (Decision.GUESSED, True, Basis.NOTHING)
    assert any("plan a closure" in str(f) for f in forecast_queues(rows, EASTER_MONDAY).findings)


def test_sister_queues_tell_what_an_own_history_does_not(history: History) -> None:
    young = history("chat", first=date(2026, 1, 12), days=80)
    old = [
        lived_through(history(queue, first=date(2025, 4, 1), days=365), "DE", HolidayKind.PUBLIC)
        for queue in ("calls", "mail")
    ]
    of_chat = {one.queue: one for one in holiday_outlook(pd.concat([*old, young]), EASTER_MONDAY)}
    found = of_chat["chat"]
    assert (found.decision, found.is_open, found.basis) == (
        Decision.GUESSED,
        False,
        Basis.SISTER_QUEUES,
    )
    assert (found.sisters.closed, found.sisters.holidays) == (2, 2)


def test_closing_on_days_of_rest_does_not_close_minor_holidays_but_the_other_way_round(
    history: History,
) -> None:
    columbus_day = Request(date(2026, 10, 12), 1, ZONE, "US")
    rest = history(first=date(2026, 4, 1), days=190)
    rest = lived_through(rest, "US", HolidayKind.PUBLIC)
    found = only(holiday_outlook(rest, columbus_day))
    assert (found.kind, found.is_open) == (HolidayKind.MINOR, True)
    labor_day = Request(date(2026, 9, 7), 1, ZONE, "US")
    minor = lived_through(history(first=date(2026, 6, 10), days=20), "US", HolidayKind.MINOR)
    assert not only(holiday_outlook(minor, labor_day)).is_open


def test_the_chance_falls_with_every_holiday_that_was_closed(history: History) -> None:
    chances = []
    for days in (20, 120, 240, 330):
        first = date(2026, 4, 1) - timedelta(days=days)
        rows = lived_through(history(first=first, days=days), "DE", HolidayKind.PUBLIC)
        chances.append(only(holiday_outlook(rows, EASTER_MONDAY)).chance_open)
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < 0.15 < 0.5 < chances[0]


@pytest.mark.parametrize("effect", [0.0, 1.0, None])
def test_an_event_decides_and_is_sure(history: History, effect: float | None) -> None:
    rows = lived_through(history(first=date(2025, 4, 1), days=365), "DE", HolidayKind.PUBLIC)
    begin = datetime(2026, 4, 6, tzinfo=ZoneInfo(ZONE))
    event = PlannedEvent("planned", begin, begin + timedelta(days=1), effect=effect)
    asked = replace(EASTER_MONDAY, events=(event,))
    found = only(holiday_outlook(rows, asked))
    assert (found.basis, found.certain, found.is_open) == (Basis.EVENT, True, effect != 0.0)
    assert len(forecast_queues(rows, asked).frame) == (0 if effect == 0.0 else 24)


def test_rows_of_zeros_and_a_few_misdialled_calls_are_a_closed_day(history: History) -> None:
    rows = history(first=date(2025, 4, 1), days=365)
    quiet = rows["interval_start"].dt.date == date(2025, 4, 21)
    rows.loc[quiet, ["offered", "handled", "talk_seconds"]] = 0
    rows.loc[rows.index[quiet][:5], "offered"] = 1
    assert only(holiday_outlook(rows, EASTER_MONDAY)).decision is Decision.CLOSED


def test_a_day_without_rows_of_a_queue_that_often_has_none_tells_little(
    history: History,
) -> None:
    rows = history(first=date(2025, 4, 1), days=365)
    day = rows["interval_start"].dt.date
    closed, others = date(2025, 4, 21), [date(2025, 4, 14), date(2025, 5, 5)]
    full, sparse = rows[day != closed], rows[~day.isin([closed, *others])]
    surely, hardly = (only(holiday_outlook(some, EASTER_MONDAY)) for some in (full, sparse))
    assert surely.chance_open < hardly.chance_open


def test_weekdays_on_which_it_is_closed_anyway_have_no_outlook(history: History) -> None:
    rows = history(first=date(2025, 4, 1), days=365)
    weekends = rows[rows["interval_start"].dt.day_of_week >= 5]
    assert holiday_outlook(weekends, EASTER_MONDAY) == ()
    assert holiday_outlook(rows, replace(EASTER_MONDAY, country=None)) == ()
