"""The exact tour against the enumeration of every week that the checker calls legal."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, pause
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Preference,
    PreferenceKind,
    Schedule,
    Shift,
    Site,
    WorkPlan,
)
from wfm.scheduling import Problem, build_problem, check
from wfm.scheduling.coverage.heads import group_heads
from wfm.scheduling.tours.cheapest_tour import INFINITE, cheapest_tour, price_options
from wfm.scheduling.tours.roster import tour_work

DAYS = 4
STARTS = (0, 480, 960)


def tiny(draw: random.Random) -> Problem:
    low = draw.randint(0, 2)
    plan = WorkPlan(
        "plan",
        (0, 9999),
        (low, draw.randint(max(1, low), 4)),
        (480,),
        0,
        1440,
        start_step=480,
        weekly_start_window=draw.choice((None, 480)),
        activities=(pause("B", 60, 60, 180), pause("L", 60, 120, 360)),
        minimum_gap=draw.choice((0, 120)),
        maximum_stretch=draw.choice((None, 240)),
        minimum_rest=draw.choice((480, 660, 960)),
        maximum_consecutive_days=draw.choice((1, 2, 7)),
        consecutive_days_off=draw.choice((None, 2)),
        consecutive_days_off_required=draw.random() < 0.5,
    )
    wish = Preference("A1", PreferenceKind.SHIFT_OFF, frozenset({1, 2}), 600, 900, 5)
    agent = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}))
    site = Site(
        "site", "UTC", None, 0, 60, 0.0, "EUR", (ALWAYS,), {"plan": plan}, (agent,),
        preferences=(wish,),
    )  # fmt: skip
    return build_problem(site, HEADS, MONDAY, days=DAYS)


def every_shift(problem: Problem, day: int) -> list[Shift | None]:
    found: list[Shift | None] = [None]
    grid = problem.horizon.grid
    for start, first, second in product(STARTS, range(1, 4), range(2, 7)):
        if first < second:
            begin = grid.index(grid.instant(grid.date_of(day), start))
            parts, now = [], begin
            for code, at in (("B", begin + first), ("L", begin + second)):
                if now < at:
                    parts.append(("ON", ActivityCategory.ON_QUEUE, now, at))
                parts.append((code, ActivityCategory.BREAK, at, at + 1))
                now = at + 1
            parts.append(("ON", ActivityCategory.ON_QUEUE, now, begin + 8))
            activities = tuple(Activity(c, k, grid.at(a), grid.at(b)) for c, k, a, b in parts)
            found.append(Shift("", "A1", MONDAY + timedelta(days=day), activities))
    return found


def price_of(problem: Problem, shifts: tuple[Shift, ...], prices: np.ndarray) -> float:
    findings = check(problem, Schedule("site", MONDAY, shifts))
    if any(finding.hard for finding in findings):
        return INFINITE
    own = sum(finding.price for finding in findings if finding.rule != "Coverage")
    return own + float((group_heads(problem.horizon, shifts)[0] * prices).sum())


def cheapest_of_a_day(problem: Problem, day: int, prices: np.ndarray) -> list[Shift | None]:
    """The cheapest legal shift per start: other rules do not see where the breaks are."""
    best: dict[object, tuple[float, Shift | None]] = {None: (0.0, None)}
    for shift in every_shift(problem, day)[1:]:
        breaks = next(rule for rule in problem.rules if rule.name == "Breaks and meals")
        if shift is None or any(breaks.check(problem.horizon, problem.agents[0], [shift])):
            continue
        price = float((group_heads(problem.horizon, [shift])[0] * prices).sum())
        if price < best.get(shift.start, (INFINITE, None))[0]:
            best[shift.start] = price, shift
    return [shift for _, shift in best.values()]


@pytest.mark.parametrize("seed", range(25))
def test_the_cheapest_tour_is_the_cheapest_of_all_legal_weeks(seed: int) -> None:
    draw = random.Random(seed)
    problem = tiny(draw)
    tables = problem.tours
    prices = np.array([round(draw.uniform(-9, 3), 1) for _ in range(len(problem.horizon.grid))])
    option_price, pricing, chosen, scratch = tour_work(tables, problem.cover)
    price_options(tables, 0, prices, option_price, pricing)
    found = cheapest_tour(tables, 0, option_price, chosen, scratch)
    days = [cheapest_of_a_day(problem, day, prices) for day in range(DAYS)]
    legal = min(
        price_of(problem, tuple(shift for shift in week if shift), prices)
        for week in product(*days)
    )
    if problem.stuck:
        assert legal >= INFINITE
    else:
        assert found == pytest.approx(legal, abs=1e-3)
