"""What a history may have wrong is named by queue, row and field; the rest is still forecast."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecasts import HistoryError
from forecasts.days import SlotState, day_matrix, gaps
from forecasts.history import check_queue, split_queues
from tests.forecasts.conftest import History

ZONE = "Europe/Berlin"


def checked(rows: pd.DataFrame):
    ((queue, numbered),) = split_queues(rows)
    return check_queue(queue, numbered)


@pytest.mark.parametrize(
    ("column", "value", "field", "remedy"),
    [
        ("offered", -1.0, "offered", "0 or more"),
        ("talk_seconds", -5.0, "talk_seconds", "0 or more"),
        ("offered", "many", "offered", "a number"),
        ("handled", np.inf, "handled", "a number"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_row(
    history: History, column: str, value: object, field: str, remedy: str
) -> None:
    rows = history(days=14).astype({column: object})
    rows.loc[41, column] = value
    with pytest.raises(HistoryError) as caught:
        checked(rows)
    (finding,) = caught.value.findings
    assert (finding.row, finding.field, finding.fatal) == (43, field, True)
    assert remedy in finding.remedy


@pytest.mark.parametrize(("factor", "word"), [(1e-3, "contacts or minutes"), (1e3, "milli")])
def test_handle_times_in_another_unit_are_noticed(
    history: History, factor: float, word: str
) -> None:
    rows = history(days=14).assign(talk_seconds=lambda frame: frame["talk_seconds"] * factor)
    with pytest.raises(HistoryError, match=word):
        checked(rows)


def test_days_of_volumes_among_handle_times_are_noticed(history: History) -> None:
    rows = history(days=28)
    late = rows["interval_start"].dt.date >= date(2026, 1, 30)
    rows["talk_seconds"] = rows["talk_seconds"].mask(late, rows["offered"])
    with pytest.raises(HistoryError, match=r"1\.0 seconds a contact") as caught:
        checked(rows)
    assert caught.value.findings[0].row == 2 + int(np.flatnonzero(late)[0])


def test_days_without_any_handle_time_say_nothing_of_the_aht(history: History) -> None:
    rows = history(days=28)
    late = rows["interval_start"].dt.date >= date(2026, 1, 30)
    found = checked(rows.assign(talk_seconds=rows["talk_seconds"].mask(late, 0.0)))
    assert "no handle time on 3 days" in found.findings[0].what
    assert found.rows["handle_seconds"].isna().sum() == late.sum()


def test_one_row_alone_is_too_little(history: History) -> None:
    with pytest.raises(HistoryError, match="only one row"):
        checked(history().head(1))


def test_rows_that_repeat_count_once_and_rows_that_contradict_count_as_unknown(
    history: History,
) -> None:
    rows = history(days=14)
    again = rows.iloc[[5]]
    other = rows.iloc[[9]].assign(offered=lambda frame: frame["offered"] + 1)
    found = checked(pd.concat([rows, again, other], ignore_index=True))
    assert len(found.rows) == len(rows) - 1
    assert not (found.rows["start"] == rows.loc[9, "interval_start"]).any()
    assert [finding.row for finding in found.findings] == [len(rows) + 2, 11]
    came = rows.loc[9, "offered"]
    assert found.findings[1].what == (
        "2 rows contradict each other on the same intervals: the first are row 11 with "
        f"{came:g} and row {len(rows) + 3} with {came + 1:g} contacts"
    )


def test_times_without_a_zone_are_refused(history: History) -> None:
    rows = history(days=14).assign(
        interval_start=lambda frame: frame["interval_start"].dt.tz_localize(None)
    )
    with pytest.raises(HistoryError, match="no time zone"):
        list(split_queues(rows))


def test_shorter_intervals_are_joined_and_incomplete_ones_left_unknown(history: History) -> None:
    rows = history(days=28, minutes=15)
    whole = day_matrix(checked(rows), ZONE, interval_minutes=30)
    holed = day_matrix(checked(rows.drop(index=rows.index[0])), ZONE, interval_minutes=30)
    assert whole.contacts[0, 16] == rows["offered"].iloc[:2].sum()
    assert holed.state[0, 16] == SlotState.PARTIAL
    assert np.isnan(holed.contacts[0, 16])
    assert np.nansum(whole.contacts) == rows["offered"].sum()


@pytest.mark.parametrize(("given", "asked", "slots"), [(6, 15, 30), (5, 6, 30), (15, 10, 30)])
def test_intervals_that_do_not_divide_meet_on_the_least_that_holds_both(
    history: History, given: int, asked: int, slots: int
) -> None:
    rows = history(days=28, minutes=given)
    matrix = day_matrix(checked(rows), ZONE, interval_minutes=asked)
    assert matrix.interval_minutes == slots
    sums = rows.groupby(rows["interval_start"].dt.floor("30min"))["offered"].sum()
    assert matrix.contacts[np.isfinite(matrix.contacts)].tolist() == sums.tolist()


def test_gaps_are_told_with_the_row_before_them(history: History) -> None:
    rows = history(days=28)
    local = rows["interval_start"].dt
    morning = (local.date == date(2026, 1, 13)) & (local.hour < 10)
    kept = rows[(local.date != date(2026, 1, 20)) & ~morning].reset_index(drop=True)
    kept = kept.astype({"offered": float})
    kept.loc[400, "offered"] = np.nan
    day, intervals = gaps(day_matrix(checked(kept), ZONE), np.ones(28, dtype=bool))
    assert "on 2026-01-20" in day.what
    assert kept["interval_start"][day.row - 2].date() == date(2026, 1, 19)
    assert "4 without a row and 1 known in part, the first 2026-01-13 08:00" in intervals.what
    assert kept["interval_start"][intervals.row - 2].date() == date(2026, 1, 12)


@pytest.mark.parametrize("declared", [True, False])
def test_mixed_intervals_are_brought_to_the_longest(history: History, declared: bool) -> None:
    fine = history(days=14, minutes=15).assign(interval_minutes=15)
    coarse = history(days=14, first=date(2026, 1, 19)).assign(interval_minutes=30)
    both = pd.concat([fine, coarse], ignore_index=True)
    if not declared:
        both = both.drop(columns="interval_minutes")
    found = checked(both)
    matrix = day_matrix(found, ZONE)
    assert found.interval_minutes == 30
    assert "mixed lengths" in found.findings[0].what
    assert np.nansum(matrix.contacts) == both["offered"].sum()


def test_an_interval_nobody_uses_is_refused(history: History) -> None:
    with pytest.raises(HistoryError, match="interval of 7 minutes"):
        checked(history(days=14).assign(interval_minutes=7))


def test_a_missing_day_is_unknown_and_a_closed_one_is_not(history: History) -> None:
    rows = history(days=28)
    local = rows["interval_start"].dt
    rows = rows[(local.day_of_week < 5) & (local.date != date(2026, 1, 14))]
    matrix = day_matrix(checked(rows), ZONE)
    assert (matrix.state[9, 16:40] == SlotState.MISSING).all()
    assert (matrix.state[5, :] == SlotState.CLOSED).all()


def test_rows_of_nothing_at_night_are_closed_but_quiet_slots_of_a_small_queue_are_not(
    history: History,
) -> None:
    rows = history(days=56, open_from=0, open_to=24, a_day=2000.0)
    night = rows["interval_start"].dt.hour < 6
    big = day_matrix(checked(rows.assign(offered=rows["offered"].where(~night, 0))), ZONE)
    small = day_matrix(checked(history(days=21, open_from=0, open_to=24, a_day=3.0)), ZONE)
    assert not big.week[:, :12].any()
    assert big.week[:, 12:].all()
    assert small.week.all()


def test_the_doubled_hour_in_autumn_holds_the_mean_and_the_skipped_one_in_spring_nothing(
    history: History,
) -> None:
    arguments = {"days": 28, "minutes": 60, "open_from": 0, "open_to": 24}
    autumn = history(first=date(2026, 9, 28), **arguments)
    twice = autumn[autumn["interval_start"].dt.strftime("%d %H") == "25 02"]
    matrix = day_matrix(checked(autumn), ZONE)
    assert len(twice) == 2
    assert matrix.contacts[27, 2] == twice["offered"].mean()
    spring = day_matrix(checked(history(first=date(2026, 3, 2), **arguments)), ZONE)
    assert spring.state[27, 2] == SlotState.CLOSED
    assert gaps(spring, np.ones(28, dtype=bool)) == []
