"""Several weeks in one problem: what is asked of a week is asked of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.work_plans import TypedShift, contract
from wfm.model import (
    Agent,
    Channel,
    Meeting,
    OpeningHours,
    Queue,
    Schedule,
    ServiceGoal,
    Shift,
    Site,
    TimeOff,
)
from wfm.scheduling import Limits, Problem, build_problem, check, solve
from wfm.scheduling.bound.head_prices import joined
from wfm.scheduling.bound.lagrangian import Relaxation, classify
from wfm.scheduling.decode import is_legal, to_roster, to_schedule
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.meeting_times import with_meetings
from wfm.scheduling.tours.cheapest_in_window import cheapest_in_window, window_scratch
from wfm.scheduling.tours.cheapest_tour import cheapest_tour, tour_scratch
from wfm.scheduling.tours.exact_with_caps import cheapest_counted_tour
from wfm.scheduling.tours.labelling import label_scratch
from wfm.scheduling.tours.roster import Roster

MONDAY = date(2026, 1, 5)
QUICK = Limits(time=None, effort=0, workers=1)
ALONE: dict[str, Any] = {"minimum_rest": 0, "maximum_consecutive_days": 14}
"""Nothing of one week matters to the next."""


def site(**plan: Any) -> Site:
    hours = OpeningHours((((480, 1200),),) * 7)
    terms: dict[str, Any] = {
        "paid_minutes_per_week": (1200, 1440), "days_per_week": (3, 4), "shift_minutes": (360, 480),
        "earliest_start": 480, "latest_end": 1200, "start_step": 60,
    }  # fmt: skip
    return Site(
        name="Two weeks", time_zone="UTC", country=None, week_start=0, interval_minutes=60,
        shrinkage=0.0, currency="EUR",
        queues=(Queue("calls", Channel.VOICE, "calls", hours, ServiceGoal()),),
        work_plans={"plan": contract(name="plan", **terms | plan)},
        agents=(Agent("A", "Ann", "Blue", "plan", frozenset({"calls"})),),
    )  # fmt: skip


def problem(where: Site, days: int = 14, first: date = MONDAY, **more: Any) -> Problem:
    rows = [
        (datetime(first.year, first.month, first.day, hour, tzinfo=UTC) + timedelta(days=day),
         60, "calls", 1.0)
        for day in range(days)
        for hour in range(8, 20)
    ]  # fmt: skip
    columns = ["interval_start", "interval_minutes", "queue", "gross_requirement"]
    return build_problem(where, pd.DataFrame(rows, columns=columns), first, days=days, **more)


def tour(known: Problem, prices: np.ndarray) -> tuple[float, np.ndarray]:
    chosen = np.empty(known.tours.days, np.int32)
    return cheapest_tour(known.tours, 0, prices, chosen, tour_scratch(known.tours)), chosen


def shift(day: int, start: int, hours: int = 8) -> Shift:
    when = MONDAY + timedelta(days=day)
    known = problem(site(shift_minutes=(60 * hours,)), 14)
    tables = known.tours
    for option in range(tables.option_ptr[day], tables.option_ptr[day + 1]):
        if tables.key[option] == 60 * start:
            roster = Roster(np.full((1, 14), -1, np.int32), np.zeros((1, 14, 8), np.int32))
            roster.option[0, day] = option
            [found] = to_schedule(known, roster).shifts
            assert found.date == when
            return found
    raise AssertionError(f"no shift at {start}")


def findings(where: Site, shifts: list[Shift]) -> list[str]:
    known = problem(where)
    schedule = Schedule(where.name, MONDAY, tuple(shifts))
    return [
        f"{one.rule} {one.date}" for one in check(known, schedule) if one.rule != "Coverage"
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_weeks_that_do_not_touch_are_planned_as_if_each_were_alone(seed: int) -> None:
    """Hours, days, days off together and the window of starts count anew in each week."""
    where = site(weekly_start_window=60, consecutive_days_off=2, **ALONE)
    both, one = problem(where), problem(where, 7)
    size = len(one.tours.start)
    assert len(both.tours.start) == 2 * size
    prices = np.random.default_rng(seed).normal(size=2 * size) * 50
    price, chosen = tour(both, prices.copy())
    first, second = (tour(one, part.copy()) for part in (prices[:size], prices[size:]))
    assert price == pytest.approx(first[0] + second[0])
    assert is_legal(both.tours, 0, chosen)
    keys = [{int(both.tours.key[o]) for o in week if o >= 0} for week in (chosen[:7], chosen[7:])]
    assert all(max(week) - min(week) <= 60 for week in keys)


@pytest.mark.parametrize("seed", range(8))
def test_a_window_of_days_and_labels_know_the_weeks_too(seed: int) -> None:
    known = problem(site(weekly_start_window=120, **ALONE))
    random = np.random.default_rng(seed)
    prices, others = (random.normal(size=len(known.tours.start)) * 50 for _ in range(2))
    price, _ = tour(known, prices.copy())
    _, chosen = tour(known, others)
    scratch = window_scratch(known.tours)
    assert cheapest_in_window(known.tours, 0, prices.copy(), chosen.copy(), 0, 14, scratch) == (
        pytest.approx(price)
    )
    for begin, end in ((3, 10), (0, 8), (6, 14)):
        kept = chosen.copy()
        found = cheapest_in_window(known.tours, 0, prices.copy(), kept, begin, end, scratch)
        assert found < 1e29
        assert is_legal(known.tours, 0, kept)
        outside = [day for day in range(14) if not begin <= day < end]
        assert (kept[outside] == chosen[outside]).all()


@pytest.mark.parametrize("seed", range(4))
def test_limits_hold_over_all_weeks_and_the_window_in_each(seed: int) -> None:
    """Against every two weeks of one to three shifts: labels find the cheapest that is legal."""
    types = tuple(TypedShift(n, start, 480, most=2) for n, start in (("E", 480), ("M", 540)))
    known = problem(
        site(
            paid_minutes_per_week=(480, 1440), days_per_week=(1, 3), shift_minutes=(480,),
            shift_types=(*types, TypedShift("L", 720, 480, most=3)), weekly_start_window=60,
            **ALONE,
        )
    )  # fmt: skip
    tables = known.tours
    assert len(tables.start) == 3 * 14
    prices = np.random.default_rng(seed).normal(-20, 30, size=3 * 14)
    chosen, charge = np.empty(14, np.int32), np.zeros(3)
    price, least = cheapest_counted_tour(
        tables, 0, prices.copy(), chosen, charge, tour_scratch(tables), label_scratch(tables), True
    )
    first, second = (_cheapest_by_counts(prices[at : at + 21]) for at in (0, 21))
    assert price == pytest.approx(
        min(
            one + other
            for mine, one in first.items()
            for more, other in second.items()
            if all(a + b <= most for a, b, most in zip(mine, more, (2, 2, 3), strict=True))
        )
    )
    assert least == pytest.approx(price)
    assert is_legal(tables, 0, chosen)


def _cheapest_by_counts(prices: np.ndarray) -> dict[tuple[int, ...], float]:
    """Least price of a legal week by how many shifts of each type it has."""
    found: dict[tuple[int, ...], float] = {}
    for kinds in product(range(-1, 3), repeat=7):
        counts = tuple(kinds.count(kind) for kind in range(3))
        if not 1 <= sum(counts) <= 3 or (counts[2] and counts[0] + counts[1]):
            continue
        price = sum(prices[3 * day + kind] for day, kind in enumerate(kinds) if kind >= 0)
        found[counts] = min(found.get(counts, np.inf), float(price))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_prices_of_heads_bound_weeks_together_as_they_bound_each(seed: int) -> None:
    """Weeks that do not touch: the bound is their sum, whatever a head is worth in each."""
    where = site(weekly_start_window=60, **ALONE)
    both, random = problem(where), np.random.default_rng(seed)
    weeks = [problem(where, 7, MONDAY + timedelta(weeks=number)) for number in range(2)]
    prices = [random.normal(-20, 30, size=_relaxed(week).shape) for week in weeks]
    prices[0][:, 7 * 24 :] = 0  # the night after a week belongs to the next
    alone = sum(
        _relaxed(week).value(own)[0] for week, own in zip(weeks, prices, strict=True)
    )  # fmt: skip
    together = joined(both, zip(weeks, prices, strict=True))
    assert _relaxed(both).value(together)[0] == pytest.approx(alone)
    assert (joined(both, zip(weeks, (None, prices[1]), strict=True))[:, : 7 * 24] == 0).all()


def _relaxed(known: Problem) -> Relaxation:
    alike = classify(known.tours, np.arange(len(known.agents)))
    return Relaxation(known.tours, known.cover, alike)


def test_a_bound_begins_from_prices_that_are_given() -> None:
    where = site(weekly_start_window=60, **ALONE)
    both, limits = problem(where), Limits(time=None, effort=1, workers=1)
    weeks = [problem(where, 7, MONDAY + timedelta(weeks=number)) for number in range(2)]
    alone = [solve(week, limits) for week in weeks]
    prices = joined(both, [(w, s.head_prices) for w, s in zip(weeks, alone, strict=True)])
    found = solve(both, limits, head_prices=prices)
    assert found.bound is not None
    assert found.bound >= _relaxed(both).value(prices)[0] - 1e-6
    assert found.objective <= sum(one.objective for one in alone)


def test_the_hours_and_days_of_each_week_are_judged() -> None:
    where = site(paid_minutes_per_week=(1440, 1440), days_per_week=(3, 3), shift_minutes=(480,))
    fine = [shift(day, 8) for day in (0, 1, 2, 7, 8, 9)]
    assert findings(where, fine) == []
    moved = [shift(day, 8) for day in (0, 1, 2, 3, 7, 8)]
    assert findings(where, moved) == [
        "Paid hours per week 2026-01-05", "Paid hours per week 2026-01-12",
        "Days per week 2026-01-05", "Days per week 2026-01-12",
    ]  # fmt: skip
    roster, strangers = to_roster(
        problem(where), Schedule(where.name, MONDAY, tuple(moved))
    )  # fmt: skip
    assert strangers == {"A"}
    assert (roster.option >= 0).sum() == 6


def test_leave_takes_from_the_hours_of_its_own_week() -> None:
    away = TimeOff("A", at(7, 0), at(14, 0), "vacation")
    where = site(paid_minutes_per_week=(1440, 1440), days_per_week=(3, 3), shift_minutes=(480,))
    known = problem(replace(where, time_off=(away,)))
    solution = solve(known, QUICK)
    assert solution.status != "partial"
    assert {s.date.isocalendar().week for s in solution.schedule.shifts} == {2}
    assert len(solution.schedule.shifts) == 3


def test_starts_may_move_from_week_to_week_and_rest_holds_between_them() -> None:
    where = site(
        paid_minutes_per_week=(480, 1440), days_per_week=(1, 3), shift_minutes=(480,),
        weekly_start_window=0, minimum_rest=960,
    )  # fmt: skip
    assert findings(where, [shift(4, 12), shift(6, 12), shift(8, 8)]) == []
    assert findings(where, [shift(4, 12), shift(6, 8), shift(8, 8)]) == [
        "Weekly start window 2026-01-05"
    ]
    late_then_early = [shift(6, 12), shift(7, 8)]
    assert findings(where, late_then_early) == ["Rest between shifts 2026-01-12"]
    known = problem(where)
    _, strangers = to_roster(known, Schedule(where.name, MONDAY, tuple(late_then_early)))
    assert strangers == {"A"}


def test_an_account_goes_on_from_week_to_week() -> None:
    """More than the average in one week is less in another; the limits hold at each week's end."""
    more: dict[str, Any] = {
        "paid_minutes_per_week": (480, 1920), "days_per_week": (1, 4), "shift_minutes": (480,),
        "average_paid_minutes": 960, "account_price": 0,
    }  # fmt: skip
    even = site(**more, account_minutes=(-480, 480))
    assert findings(even, [shift(day, 8) for day in (0, 1, 2, 7)]) == []
    assert findings(even, [shift(day, 8) for day in (0, 1, 2, 3, 7)]) == [
        "Hours account 2026-01-05"
    ]
    assert findings(even, [shift(day, 8) for day in (0, 1, 2, 7, 8, 9)]) == [
        "Hours account 2026-01-12"
    ]
    dear = site(**more | {"account_price": 3}, account_minutes=(-960, 960))
    for days in ((0, 1, 2, 7), (0, 7, 8), (0, 1, 2, 3, 7, 8), (0, 1, 7, 8)):
        shifts = tuple(shift(day, 8) for day in days)
        known = problem(dear)
        roster, strangers = to_roster(known, Schedule(dear.name, MONDAY, shifts))
        assert not strangers
        price, chosen = tour(known, _only(known, roster.option[0]))
        judged = sum(
            one.price
            for one in check(known, Schedule(dear.name, MONDAY, shifts))
            if one.rule == "Hours account"
        )
        assert (chosen == roster.option[0]).all()
        assert price == pytest.approx(judged - 1000 * len(days))


def test_fairness_prices_each_week_by_its_own_ledger() -> None:
    where = site(paid_minutes_per_week=(480, 480), days_per_week=(1, 1), shift_minutes=(480,))
    later = ({"A": {"weekend": 2.0}},)
    known = problem(where, later_ledgers=later)
    saturdays = Schedule(where.name, MONDAY, (shift(5, 8), shift(12, 8)))
    priced = [one for one in check(known, saturdays) if one.rule == "Fairness over weeks"]
    assert [(str(one.date), one.price) for one in priced] == [("2026-01-17", 12)]
    roster, _ = to_roster(known, saturdays)
    price, _ = tour(known, _only(known, roster.option[0]) + known.tours.price)
    assert price == pytest.approx(12 - 2000)


def test_a_weekly_talk_is_held_in_every_week() -> None:
    talk = Meeting("Talk", ("A",), at(-7, 8), at(-3, 20), 60, every_weeks=1)
    where = replace(site(), meetings=(talk,))
    known = problem(where)
    known, solution = with_meetings(known, solve(known, QUICK))
    held = [a.start for s in solution.schedule.shifts for a in s.activities if a.code == "Talk"]
    assert [moment.isocalendar().week for moment in held] == [2, 3]
    assert len(Horizon(where, MONDAY, 14).held_meetings) == 2


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=day, hours=hour)


def _only(known: Problem, option: np.ndarray) -> np.ndarray:
    """Prices at which a tour takes these options and no others."""
    prices = np.full(len(known.tours.start), 1e6)
    prices[option[option >= 0]] = -1000.0
    return prices
