"""Hours and days of calendar months: what search and checker make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from tests.scheduling.test_weeks_together import QUICK, problem, site
from wfm.model import Agent, Contract, Schedule, Site, TimeOff
from wfm.scheduling import check, solve
from wfm.scheduling.decode import is_legal, to_schedule
from wfm.scheduling.evaluation.at_odds import at_odds
from wfm.scheduling.evaluation.no_legal_weeks import no_legal_weeks
from wfm.scheduling.rules.ledger import continued
from wfm.scheduling.tours.roster import Roster
from wfm.words import english

HOURS, DAYS = "Paid hours per month", "Days per month"
FREE: dict[str, Any] = {
    "paid_minutes_per_week": (0, 10_080), "days_per_week": (0, 7), "shift_minutes": (480,),
    "minimum_rest": 0, "maximum_consecutive_days": 60, "start_step": 240,
}  # fmt: skip
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 30)
"""Mondays of the first full week of March, and of the last, which ends in April."""
Ledger = Mapping[str, Mapping[str, float]]


def month(**asked: tuple[int, int]) -> Site:
    return site(**FREE | {n: tuple(60 * h for h in span) if "minutes" in n else span
                          for n, span in asked.items()})  # fmt: skip


def so_far(hours: float, days: int, since: int = 1, leave: float = 0) -> Ledger:
    kinds = {"month_since": since, "month_hours": hours, "month_days": days, "month_leave": leave}
    return {"A": kinds}


def fixed(
    where: Site, first: date, worked: Iterable[int], days: int = 7, ledger: Ledger | None = None
) -> tuple[bool, list[str]]:
    """Work on some days: whether the search has such weeks, and what the checker finds broken."""
    known = problem(where, days, first, ledger=ledger)
    tables, chosen = known.tours, np.full((1, days), -1, np.int32)
    for day in worked:
        chosen[0, day] = tables.option_ptr[day]
    schedule = to_schedule(known, Roster(chosen, np.zeros((1, days, 8), np.int32)))
    assert len(schedule.shifts) == len(list(worked))
    told = [str(f) for f in check(known, schedule) if f.hard]
    return bool(is_legal(tables, 0, chosen[0])), told


def obeyed(*given: Any, **more: Any) -> bool:
    legal, told = fixed(*given, **more)
    assert legal == (not told), told
    return legal


ENDS = {HOURS: {"paid_minutes_per_month": (144, 160)}, DAYS: {"days_per_month": (18, 20)}}
"""By the rule: 18 to 20 days of 8 hours."""


@pytest.mark.parametrize("rule", ENDS)
@pytest.mark.parametrize(("before", "here", "kept"), [
    (18, 0, True), (17, 0, False), (17, 1, True), (18, 2, True), (19, 2, False), (20, 0, True),
])  # fmt: skip
def test_the_month_is_judged_with_what_was_worked_before(
    rule: str, before: int, here: int, kept: bool
) -> None:
    """The last two days of March are the first of their week: what April has is another matter."""
    where, ledger = month(**ENDS[rule]), so_far(8 * before, before)
    for april in (2, 4):
        days = [*range(here), *range(2, 2 + april)]
        assert obeyed(where, LAST, days, ledger=ledger) == kept
    _, told = fixed(where, LAST, range(here), ledger=ledger)
    assert all(rule in each and "March 2026" in each for each in told)


def test_a_breach_says_the_hours_and_the_month() -> None:
    where = month(paid_minutes_per_month=(0, 43))
    _, [told] = fixed(where, LAST, [0, 1], ledger=so_far(40, 5))
    assert told.endswith("56 h in the month; the work plan wants at most 43 h in March 2026")


@pytest.mark.parametrize("rule", ENDS)
def test_two_months_of_one_plan_are_counted_each_by_itself(rule: str) -> None:
    """March ends in the second of six weeks, April in the last, which has a day worked in May."""
    where = month(**ENDS[rule])

    def kept(march: int, april: int) -> bool:
        days = [*range(march), *range(9, 9 + april), 39]
        return obeyed(where, LAST - WEEK, days, days=42, ledger=so_far(96, 12))

    assert kept(6, 19)
    assert kept(8, 18)
    assert not kept(9, 19)
    assert not kept(5, 19)
    assert not kept(6, 21)
    assert not kept(6, 17)


def test_who_starts_in_the_month_has_the_share_of_its_days() -> None:
    """15 of April's 30 days: 20 hours of 40 at most, of 10 days five."""
    where = month(paid_minutes_per_month=(0, 40), days_per_month=(0, 10))
    new = replace(where, agents=(replace(where.agents[0], start_date=date(2026, 4, 16)),))
    begin = date(2026, 4, 13)
    assert obeyed(new, begin, [3, 4], days=21)
    _, told = fixed(new, begin, [3, 4, 10], days=21)
    assert ["at most 20 h in April 2026" in each for each in told] == [True]
    assert "at most 5 days in April" in str(fixed(new, begin, range(3, 9), days=21)[1])


def test_who_leaves_in_the_month_has_the_share_and_is_judged_at_the_end() -> None:
    where = month(paid_minutes_per_month=(48, 96))
    left = replace(where, agents=(replace(where.agents[0], end_date=date(2026, 4, 10)),))
    assert obeyed(left, date(2026, 4, 6), [0, 1], ledger=so_far(0, 0))
    assert not obeyed(left, date(2026, 4, 6), [0], ledger=so_far(0, 0))
    assert not obeyed(left, date(2026, 4, 6), [0, 1, 2, 3, 4], ledger=so_far(0, 0))


def test_a_contract_that_changes_in_the_month_counts_its_own_days() -> None:
    """The first ten days of April are another contract's, which asks nothing of months."""
    where = month(paid_minutes_per_month=(0, 24))
    other = site(**FREE).work_plans["plan"]
    later = Contract("A", "plan", first=date(2026, 4, 11))
    where = replace(
        where, work_plans={**where.work_plans, "free": replace(other, name="free")},
        agents=(replace(where.agents[0], work_plan="free"),), contracts=(later,),
    )  # fmt: skip
    assert obeyed(where, date(2026, 4, 6), range(5), days=28, ledger=so_far(30, 4))
    assert obeyed(where, date(2026, 4, 6), [*range(5), 5, 6], days=28)
    assert not obeyed(where, date(2026, 4, 6), [*range(5), 5, 6, 12], days=28)


def test_leave_takes_its_part_of_the_month() -> None:
    """A week of leave takes 7 of 30 days from the hours, and five days from the days."""
    where = month(paid_minutes_per_month=(150, 150), days_per_month=(20, 20))
    where = replace(where, work_plans={
        "plan": site(**FREE | {"days_per_week": (0, 5), "paid_minutes_per_month": (9000, 9000),
                               "days_per_month": (20, 20)}).work_plans["plan"]})  # fmt: skip
    begin = date(2026, 4, 6)
    off = TimeOff("A", at(date(2026, 4, 6)), at(date(2026, 4, 11)), "leave")
    away = replace(where, time_off=(off,))
    weeks = [[*range(week, week + 5)] for week in (7, 14)]
    _, told = fixed(away, begin, [], days=28, ledger=so_far(24, 3))
    assert any("at least 115 h, at most 115 h in April 2026" in each for each in told)
    assert any("at least 15 days, at most 15 days in April 2026" in each for each in told)
    _, told = fixed(away, begin, [*weeks[0], *weeks[1][:5], 21, 22], days=28, ledger=so_far(24, 3))
    assert not any(DAYS in each for each in told)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def one_after_the_other(
    where: Site, first: date, weeks: int, ledger: Ledger | None = None
) -> dict[date, list[float]]:
    """Plan week after week; the hours of each month, a number for each week."""
    found: dict[date, list[float]] = {}
    for number in range(weeks):
        known = problem(where, 7, first + number * WEEK, ledger=ledger)
        assert not known.stuck
        schedule = solve(known, QUICK).schedule
        assert not any(f.hard for f in check(known, schedule))
        ledger = continued(known.horizon, schedule.shifts, ledger)
        for begin in {s.date.replace(day=1) for s in schedule.shifts}:
            mine = [s for s in schedule.shifts if s.date.replace(day=1) == begin]
            found.setdefault(begin, []).append(sum(s.paid_minutes for s in mine) / 60)
        where = replace(where, previous=schedule.shifts)
    return found


def test_weeks_one_after_the_other_keep_within_the_month_and_pace() -> None:
    """Each week has heads to fill for twice as much: the month's maximum alone keeps them apart."""
    found = one_after_the_other(month(paid_minutes_per_month=(0, 80)), FIRST, 9, so_far(0, 0))
    assert {begin: sum(hours) for begin, hours in found.items() if begin.month != 5} == {
        date(2026, 3, 1): 80, date(2026, 4, 1): 80,
    }  # fmt: skip
    assert max(hours[0] for hours in found.values()) <= 80 * 7 / 31 + 8


def test_weeks_one_after_the_other_reach_the_least_of_the_month() -> None:
    """Nobody is needed: the month's minimum alone has somebody work."""
    plan = FREE | {"paid_minutes_per_week": (0, 2400), "days_per_week": (0, 5)}
    where = site(**plan, paid_minutes_per_month=(150 * 60, 170 * 60))
    where = replace(where, queues=(replace(where.queues[0], skill="none"),))
    agent = replace(where.agents[0], skills=frozenset({"none"}))
    found = one_after_the_other(replace(where, agents=(agent,)), FIRST, 5, so_far(0, 0))
    assert 150 <= sum(found[date(2026, 3, 1)]) <= 170


def test_early_weeks_leave_later_ones_what_their_own_minimum_asks() -> None:
    plan = FREE | {"paid_minutes_per_week": (480, 2400), "days_per_week": (1, 5)}
    where = site(**plan, paid_minutes_per_month=(0, 43 * 60))
    found = one_after_the_other(where, FIRST, 5, so_far(0, 0))
    assert sum(found[date(2026, 3, 1)]) <= 43


def test_weeks_that_are_not_known_take_their_share_along() -> None:
    """Nothing is known of 1 to 8 March: 23 of 31 days are left of the month, and of 62 hours 46."""
    where = month(paid_minutes_per_month=(0, 62))
    legal, told = fixed(where, date(2026, 3, 9), range(6), days=28)
    assert not legal
    assert "at most 46 h in March 2026, counted from 2026-03-09" in told[0]
    assert obeyed(where, date(2026, 3, 9), range(5), days=28)


def test_the_ledger_says_what_the_month_has_so_far() -> None:
    where = month(paid_minutes_per_month=(0, 100))
    known = problem(where, 7, FIRST)
    shifts = solve(known, QUICK).schedule.shifts
    hours = sum(s.paid_minutes for s in shifts) / 60
    assert hours > 0
    kept = continued(known.horizon, shifts, so_far(8, 1))["A"]
    assert {n: v for n, v in kept.items() if n.startswith("month")} == {
        "month_since": 1, "month_hours": hours + 8, "month_days": len(shifts) + 1,
        "month_leave": 0,
    }  # fmt: skip
    assert continued(known.horizon, shifts)["A"]["month_since"] == FIRST.day
    assert "month_since" not in continued(problem(month(), 7, FIRST).horizon, shifts)["A"]


def test_a_month_that_no_weeks_can_have_is_named_before_the_search() -> None:
    plan = FREE | {"paid_minutes_per_week": (0, 1200), "days_per_week": (0, 3)}
    asked = {"paid_minutes_per_month": (98 * 60, 170 * 60)}
    known = problem(site(**plan, **asked), 7, date(2026, 4, 6), ledger=so_far(0, 0))
    [told] = at_odds(known)
    assert not known.stuck
    assert "plan asks for at least 98 h, at most 170 h in April 2026" in english(told)
    assert "come to 64 h at most: allow weeks of more hours" in english(told)
    assert at_odds(problem(site(**plan, **asked), 7, date(2026, 4, 6), ledger=so_far(34, 4))) == ()


def test_who_has_no_legal_week_for_the_month_is_told_with_what_would_help() -> None:
    where = month(paid_minutes_per_month=(150, 160))
    known = problem(where, 7, LAST, ledger=so_far(120, 15))
    assert known.stuck == ("A",)
    [found] = no_legal_weeks(known)
    assert "at least 150 h, at most 160 h in March 2026" in english(found.told())
    assert "14 paid hours less: 136 instead of 150 in March 2026" in english(found.told())


def test_each_contract_side_by_side_has_its_own_days() -> None:
    where = month(paid_minutes_per_month=(0, 64))
    weekend = replace(where.work_plans["plan"], name="weekend")
    beside = Contract("A", "weekend", weekdays=frozenset({5, 6}))
    where = replace(where, work_plans={**where.work_plans, "weekend": weekend}, contracts=(beside,))
    weekdays = [7 * week + day for week in range(5) for day in (5, 6)]
    assert obeyed(where, FIRST - WEEK, [*range(7, 12), *range(14, 17)], days=35)
    assert obeyed(where, FIRST - WEEK, [*range(7, 12), *range(14, 17), *weekdays[1:9]], days=35)
    assert not obeyed(where, FIRST - WEEK, [*range(7, 12), *range(14, 18)], days=35)
    assert not obeyed(where, FIRST - WEEK, weekdays[1:10], days=35)


def test_of_an_open_month_the_least_is_not_judged() -> None:
    where = month(paid_minutes_per_month=(100, 160))
    schedule = Schedule(where.name, FIRST, ())
    findings: Sequence[Any] = check(problem(where, 7, FIRST, ledger=so_far(0, 0)), schedule)
    assert not any(f.hard for f in findings)
    assert isinstance(where.agents[0], Agent)
