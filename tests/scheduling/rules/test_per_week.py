"""What is asked of a week is asked of each week that is planned, however many there are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.work_plans import contract
from wfm.model import (
    Activity,
    ActivityCategory,
    Agent,
    Channel,
    OpeningHours,
    Queue,
    ServiceGoal,
    Shift,
    Site,
)
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules import RULES
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.settings import settings_of
from wfm.scheduling.split_days import joined_by_agent

MONDAY = date(2026, 1, 5)
Worked = tuple[tuple[int, int, int], ...]
"""Day of the week, first and last hour of each shift."""
THREE_DAYS: Worked = ((0, 8, 16), (1, 8, 16), (2, 8, 16))
FOUR_DAYS: Worked = (*THREE_DAYS, (3, 8, 16))
WEEK: dict[str, Any] = {"paid_minutes_per_week": (0, 10_080), "days_per_week": (0, 7)}

CASES: dict[str, tuple[dict[str, Any], Worked, Worked]] = {
    "paid_minutes_per_week": ({"paid_minutes_per_week": (1440, 1440)}, THREE_DAYS, FOUR_DAYS),
    "days_per_week": ({"days_per_week": (3, 3)}, THREE_DAYS, FOUR_DAYS),
    "overtime_minutes": (
        {"paid_minutes_per_week": (960, 960), "overtime_minutes": 480}, THREE_DAYS, FOUR_DAYS,
    ),
    "voluntary_time_off_minutes": (
        {"paid_minutes_per_week": (1920, 1920), "voluntary_time_off_minutes": 480},
        THREE_DAYS, THREE_DAYS[:2],
    ),
    "consecutive_days_off": (
        {"consecutive_days_off": 2, "consecutive_days_off_required": True},
        THREE_DAYS, tuple((day, 8, 16) for day in (0, 2, 4, 6)),
    ),
    "maximum_weekend_days": ({"maximum_weekend_days": 1}, ((5, 8, 16),), ((5, 8, 16), (6, 8, 16))),
    "maximum_split_days": (
        {"maximum_split_days": 1, "split_part_minutes": (180,)},
        ((0, 8, 11), (0, 14, 17)), ((0, 8, 11), (0, 14, 17), (1, 8, 11), (1, 14, 17)),
    ),
    "weekly_rest": (
        {"weekly_rest": 2100}, THREE_DAYS, tuple((day, 8, 16) for day in range(7)),
    ),
    "weekly_start_window": ({"weekly_start_window": 60}, THREE_DAYS, (*THREE_DAYS, (3, 10, 18))),
}  # fmt: skip
"""By the field: a work plan that says it, a week that keeps it, one that breaks it."""
OVER_ALL = {"average_paid_minutes"}
"""What one week has more, another may have less."""


def found(asked: dict[str, Any], weeks: Iterable[Worked]) -> list[Finding]:
    """Judge weeks in a row by what is told hard or has a price, of the rules of the week alone."""
    hours = OpeningHours((((0, 1440),),) * 7)
    plan = contract(
        name="plan", shift_minutes=(180, 480), earliest_start=480, latest_end=1200, start_step=60,
        minimum_rest=0, maximum_consecutive_days=60, **WEEK | asked,
    )  # fmt: skip
    site = Site(
        name="Weeks", time_zone="UTC", country=None, week_start=0, interval_minutes=60,
        shrinkage=0.0, currency="EUR",
        queues=(Queue("calls", Channel.VOICE, "calls", hours, ServiceGoal()),),
        work_plans={"plan": plan},
        agents=(Agent("A", "Ann", "Blue", "plan", frozenset({"calls"})),),
    )  # fmt: skip
    told = list(weeks)
    single = (
        shift(7 * number + day, begin, end)
        for number, week in enumerate(told)
        for day, begin, end in week
    )
    shifts = tuple(joined_by_agent(single))
    horizon = Horizon(site, MONDAY, 7 * len(told))
    return [one for rule in RULES for one in rule.check(horizon, site.agents[0], shifts)]


def shift(day: int, begin: int, end: int) -> Shift:
    midnight = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=day)
    start, last = (midnight + timedelta(hours=hour) for hour in (begin, end))
    work = Activity("Work", ActivityCategory.ON_QUEUE, start, last, paid=True)
    return Shift(f"{day} {begin}", "A", MONDAY + timedelta(days=day), (work,))


def test_every_field_about_a_week_is_tried() -> None:
    of_a_week = {
        each.name
        for rule in RULES
        if rule.settings is not None
        for each in settings_of(rule.settings)
        if re.search(r"\b(a|every|each) week\b|a week's", each.note) and each.least is not None
    }
    assert of_a_week - OVER_ALL == set(CASES)


@pytest.mark.parametrize("field", CASES)
@pytest.mark.parametrize("count", [2, 4, 8])
def test_what_is_asked_of_a_week_is_asked_of_each(field: str, count: int) -> None:
    asked, kept, broken = CASES[field]
    fine, alone = found(asked, [kept] * count), found(asked, [kept])
    assert not any(one.hard for one in fine)
    assert sum(one.price or 0 for one in fine) == count * sum(one.price or 0 for one in alone)
    once = [one for one in found(asked, [kept] * (count - 1) + [broken]) if one.hard]
    assert len(once) == len([one for one in found(asked, [broken]) if one.hard]) > 0
    last = MONDAY + timedelta(weeks=count - 1)
    assert all(one.date is not None and one.date >= last for one in once)
