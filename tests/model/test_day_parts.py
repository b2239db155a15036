"""Early, late and night mean the same to fairness, to the ledger and in the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, PLAN, shift
from wfm.model import Activity, ActivityCategory, Agent, Shift, Site
from wfm.model.agent_zones import AgentZones
from wfm.model.day_parts import DayPart, UnpopularWork, day_part, night_minutes, part_of
from wfm.scheduling import build_problem
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.day_parts import part_of as part_by_the_rules
from wfm.scheduling.rules.fairness import unpopular
from wfm.scheduling.rules.ledger import continued
from wfm.scheduling.rules.work_plan import changed
from wfm.workbook.styles import SHIFT_CODES, shift_code


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        ("05:30", "14:00", DayPart.EARLY),
        ("07:59", "16:00", DayPart.EARLY),
        ("08:00", "16:30", DayPart.DAY),
        ("11:30", "20:00", DayPart.DAY),
        ("11:45", "20:15", DayPart.LATE),
        ("17:30", "25:59", DayPart.LATE),
        ("18:00", "26:00", DayPart.NIGHT),
        ("22:00", "30:00", DayPart.NIGHT),
        ("00:00", "08:00", DayPart.NIGHT),
        ("03:00", "11:00", DayPart.NIGHT),
        ("03:01", "11:00", DayPart.EARLY),
        ("06:00", "21:00", DayPart.LATE),
    ],
)
def test_a_shift_is_one_part_of_the_day(start: str, end: str, part: DayPart) -> None:
    minutes = [60 * int(time[:2]) + int(time[3:]) for time in (start, end)]
    assert day_part(*minutes) is part


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_night_time_is_counted_minute_by_minute(start: int, length: int) -> None:
    by_minute = sum(
        minute % 1440 >= 1380 or minute % 1440 < 360 for minute in range(start, start + length)
    )
    assert night_minutes(start, start + length) == by_minute


@given(st.integers(0, 95), st.integers(1, 96))
def test_fairness_and_ledger_and_roster_agree_on_every_shift(start: int, length: int) -> None:
    begin = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=15 * start)
    work = Activity(
        "Work", ActivityCategory.ON_QUEUE, begin, begin + timedelta(minutes=15 * length)
    )
    worked = Shift("s", "A1", begin.date(), (work,))
    part = part_of(worked, ZoneInfo("UTC"))
    ends = np.array([15 * start]), np.array([15 * (start + length)])
    for kind in (UnpopularWork.NIGHT, UnpopularWork.LATE):
        told = unpopular(kind, np.array([0]), *ends, frozenset({5, 6}))
        assert bool(told[0]) == (part.value == kind.value)


def test_the_clock_of_the_site_decides_over_a_clock_change() -> None:
    begin = datetime(2026, 3, 28, 23, tzinfo=UTC)  # 00:00 in Berlin, whose clocks skip 02:00
    parts = (Activity("Work", ActivityCategory.ON_QUEUE, begin, begin + timedelta(hours=4)),)
    worked = Shift("s", "A1", datetime(2026, 3, 29).date(), parts)
    assert part_of(worked, ZoneInfo("Europe/Berlin")) is DayPart.NIGHT


def test_an_agent_abroad_has_early_shifts_by_the_own_clock_in_rules_and_roster() -> None:
    """From 05:00 of the next day in Manila, which is 22:00 in Berlin."""
    begin = datetime(2026, 1, 5, 21, tzinfo=UTC)
    parts = (Activity("Work", ActivityCategory.ON_QUEUE, begin, begin + timedelta(hours=8)),)
    worked = Shift("s", "A1", begin.date(), parts)
    abroad = Agent("A1", "Ann", "T", "plan", frozenset({"calls"}), time_zone="Asia/Manila")
    site = Site("s", "Europe/Berlin", None, 0, 30, 0.0, "EUR", (), {}, (abroad,))
    judged = part_by_the_rules(Horizon(site, begin.date()), worked)
    zones = AgentZones(ZoneInfo("Europe/Berlin"), {"A1": "Asia/Manila"})
    assert judged is DayPart.EARLY
    assert part_of(worked, zones.of("A1")) is judged
    assert shift_code(worked, abroad, site.time_zone) == "E"
    assert shift_code(worked, replace(abroad, time_zone=None), site.time_zone) == "N"


def test_every_part_of_the_day_has_a_letter_of_its_own() -> None:
    assert list(SHIFT_CODES) == ["E", "D", "L", "N"]
    assert {word for _, word in SHIFT_CODES.values()} == {part.value for part in DayPart}


def test_only_those_whose_plan_has_nights_are_owed_some() -> None:
    agent = Agent("A1", "A1", "team", "plan", frozenset({"calls"}))
    site = Site("site", "UTC", "EG", 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": PLAN}, (agent,),
                weekend=frozenset({4, 5}))  # fmt: skip
    for hours, kinds in (
        ({"earliest_start": 330}, {"weekend"}),
        ({"earliest_start": 180}, {"weekend", "night"}),
        ({"earliest_start": 600, "latest_end": 1230}, {"weekend", "late"}),
        ({"earliest_start": 1320, "latest_end": 1860}, {"weekend", "night"}),
        ({"earliest_start": 330, "weekdays": frozenset({0, 1, 6})}, set()),
    ):
        plan = changed(PLAN, **{"latest_end": 1200, **hours})
        owed = continued(
            build_problem(replace(site, work_plans={"plan": plan}), HEADS, MONDAY).horizon,
            [shift(0, 8)],
        )
        assert set(owed.get("A1", ())) == kinds
