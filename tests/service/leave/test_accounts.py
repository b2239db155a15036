"""Balances: entitlement, accrual, carry-over and its end, and what absences take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.centre import at, day
from tests.service.leave.leave_centre import leave_site
from wfm.model import LeaveAccount, LeaveType, LeaveUnit, OpeningDate, TimeOff
from wfm.service.leave.accounts import Ledger
from wfm.service.leave.amounts import LeaveCalendar, LeaveDay

TYPE = LeaveType("vacation", carry_over=5, carry_over_until=3)
YEARS = [LeaveAccount("a", "vacation", 2025, 30, 0.0), LeaveAccount("a", "vacation", 2026, 30)]


def on(*dates: str) -> list[LeaveDay]:
    return [LeaveDay(date.fromisoformat(each), 1.0, 480) for each in dates]


def in_a_row(first: str, count: int) -> list[LeaveDay]:
    begin = date.fromisoformat(first)
    return [LeaveDay(begin + timedelta(days=n), 1.0, 480) for n in range(count)]


def test_what_is_left_goes_over_up_to_the_most_and_expires_when_nobody_takes_it() -> None:
    ledger = Ledger(TYPE, YEARS, [*in_a_row("2025-06-01", 20), *on("2026-02-02", "2026-02-03")])
    assert ledger.carried(2026) == 5  # of ten that were left
    in_time = ledger.balance(2026, date(2026, 3, 31))
    assert (in_time.carried_over, in_time.expired, in_time.left) == (5, 0, 33)
    too_late = ledger.balance(2026, date(2026, 4, 1))
    assert (too_late.expired, too_late.left) == (3, 30)


def test_a_declared_carry_over_goes_before_what_is_counted() -> None:
    declared = [YEARS[0], replace(YEARS[1], carried_over=2.0)]
    assert Ledger(TYPE, declared, []).carried(2026) == 2
    assert Ledger(replace(TYPE, carry_over=0.0), YEARS, []).carried(2026) == 0


def test_carried_days_cannot_be_taken_after_their_end() -> None:
    account = [LeaveAccount("a", "vacation", 2026, 1, 2.0)]
    assert Ledger(TYPE, account, on("2026-03-02", "2026-03-03", "2026-05-04")).missing() == 0
    assert Ledger(TYPE, account, on("2026-04-01", "2026-05-04")).missing() == 1


def test_what_accrues_can_be_taken_month_by_month() -> None:
    accruing = replace(TYPE, accrues=True, carry_over=0.0)
    account = [LeaveAccount("a", "vacation", 2026, 12)]
    assert (
        Ledger(accruing, account, [], on("2026-03-02", "2026-03-03", "2026-03-04")).missing() == 0
    )
    asked = Ledger(accruing, account, on("2026-01-05"), on("2026-01-06", "2026-12-01"))
    assert asked.missing() == 1
    balance = asked.balance(2026, date(2026, 2, 10))
    assert (balance.accrued, balance.taken, balance.requested, balance.left) == (2, 1, 2, 9)


def test_a_year_without_an_account_has_nothing() -> None:
    assert Ledger(TYPE, [], on("2026-01-05")).missing() == 1
    assert Ledger(replace(TYPE, unit=LeaveUnit.NONE), [], on("2026-01-05")).missing() == 0


@pytest.fixture
def calendar() -> LeaveCalendar:
    return LeaveCalendar(leave_site())


def off(start: datetime, end: datetime) -> TimeOff:
    return TimeOff("ann", start, end, "vacation")


def taken(calendar: LeaveCalendar, *absences: TimeOff) -> list[tuple[int, float]]:
    return [(each.date.day, each.part) for each in calendar.days("ann", absences)]


def test_a_week_takes_the_days_of_the_contract_however_it_is_cut(calendar: LeaveCalendar) -> None:
    week = off(at(day(0), 0), at(day(7), 0))
    assert taken(calendar, week) == [(n, 1.0) for n in range(23, 28)]
    cut = [off(at(day(n), 0), at(day(n + 1), 0)) for n in range(7)]
    assert taken(calendar, *cut) == taken(calendar, week)


def test_a_part_of_a_day_takes_its_share_and_never_more_than_the_day(
    calendar: LeaveCalendar,
) -> None:
    assert calendar.minutes_of_day("ann", day(1)) == 480
    assert taken(calendar, off(at(day(1), 14), at(day(1), 16))) == [(24, 0.25)]
    assert taken(calendar, off(at(day(1), 8), at(day(1), 20))) == [(24, 1.0)]
    halves = [off(at(day(1), 0), at(day(1), 12)), off(at(day(1), 12), at(day(2), 0))]
    assert taken(calendar, *halves) == [(24, 1.0)]


def test_the_day_of_23_hours_is_a_day(calendar: LeaveCalendar) -> None:
    assert at(day(7), 0) - at(day(6), 0) == timedelta(hours=23)
    assert taken(calendar, off(at(day(6), 0), at(day(7), 0))) == [(29, 1.0)]


def test_days_on_which_everything_is_closed_take_nothing() -> None:
    closed = leave_site(opening_dates=(OpeningDate("feast", frozenset(), day(2)),))
    week = off(at(day(0), 0), at(day(5), 0))
    assert [n for n, _ in taken(LeaveCalendar(closed), week)] == [23, 24, 26, 27]
    assert LeaveCalendar(closed).zone == ZoneInfo("Europe/Berlin")
