"""Shifts at times that a person wrote: their pauses are legal, and lie where heads are to spare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, PLAN, at
from tests.scheduling.random_sites import random_case
from wfm.model import Activity, ActivityCategory, ActivityRule, Agent, Meeting, Shift, Site, TimeOff
from wfm.scheduling.candidate_shifts import candidates
from wfm.scheduling.hand_made_shifts import HandPlanner
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.breaks import Breaks
from wfm.scheduling.rules.finding import Finding

BREAK = ActivityRule("BRK", ActivityCategory.BREAK, 15, True, 60, 180)
MEAL = ActivityRule("MEAL", ActivityCategory.MEAL, 30, False, 180, 300)
ANNA = Agent("A1", "Anna", "team", "plan", frozenset({"calls"}))


def week(*meetings: Meeting, time_off: tuple[TimeOff, ...] = (), gap: int = 60) -> Horizon:
    plan = replace(PLAN, activities=(BREAK, MEAL), minimum_gap=gap)
    site = Site("site", "UTC", None, 0, 15, 0.0, "EUR", (ALWAYS,), {"plan": plan}, (ANNA,),
                time_off=time_off, meetings=meetings)  # fmt: skip
    return Horizon(site, MONDAY)


def required(start: float, end: float, heads: float) -> pd.DataFrame:
    """Heads of Monday, from one hour to another."""
    starts = pd.date_range(at(0, start), at(0, end), freq="15min", inclusive="left")
    return pd.DataFrame(
        {"interval_start": starts, "interval_minutes": 15, "queue": "calls",
         "gross_requirement": heads}
    )  # fmt: skip


def parts(shift: Shift) -> list[tuple[str, float, int]]:
    """Tell each part off queue with the hours after midnight at which it starts."""
    return [
        (part.code, (part.start - at(0, 0)).total_seconds() / 3600, part.minutes)
        for part in shift.activities
        if part.category is not ActivityCategory.ON_QUEUE
    ]


def faults(one: Horizon, agent: Agent, shift: Shift) -> list[Finding]:
    return list(Breaks().check(one, agent, [shift]))


def with_pauses_anywhere(one: Horizon, agent: Agent, shift: Shift) -> Iterator[Shift]:
    """Give the shift with its pauses in every combination of places."""
    step = timedelta(minutes=one.grid.interval_minutes)
    work = Activity("ON", ActivityCategory.ON_QUEUE, shift.start, shift.end)
    rules = [rule for rule in one.plan(agent).activities if rule.applies_to(_minutes(shift))]
    places = [range(rule.earliest, rule.latest + 1, step // MINUTE) for rule in rules]
    for combination in product(*places):
        found, now = [], shift.start
        for at_minute, rule in sorted(zip(combination, rules, strict=True), key=lambda p: p[0]):
            start = shift.start + at_minute * MINUTE
            found.append(replace(work, start=now, end=start))
            now = start + rule.minutes * MINUTE
            found.append(Activity(rule.code, rule.category, start, now, rule.paid))
        if now <= shift.end:
            yield replace(shift, activities=(*found, replace(work, start=now, end=shift.end)))


def _minutes(shift: Shift) -> int:
    return (shift.end - shift.start) // MINUTE


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_a_shift_that_a_work_plan_allows_gets_legal_pauses_where_there_are_any(
    seed: int, data: st.DataObject
) -> None:
    case = random_case(seed)
    one = Horizon(replace(case.site, meetings=(), time_off=()), case.first)
    planner = HandPlanner(one, case.requirement, case.given)
    agent = data.draw(st.sampled_from(one.site.agents))
    allowed = candidates(one, one.plan(agent))
    number = data.draw(st.integers(0, len(allowed) - 1))
    start, end = (one.grid.at(int(x[number])) for x in (allowed.start, allowed.end))
    shift = planner.shift(agent, "new", start, end, None)
    legal = any(not faults(one, agent, other) for other in with_pauses_anywhere(one, agent, shift))
    assert (not faults(one, agent, shift)) == legal
    assert (shift.start, shift.end) == (start, end)
    assert all(before.end == after.start for before, after in pairwise(shift.activities))


def test_a_pause_lies_where_a_head_is_worth_least() -> None:
    needed = pd.concat([required(8, 9.5, 2), required(9.75, 12, 2), required(12.5, 16, 2)])
    made = HandPlanner(week(), needed, ()).shift(ANNA, "new", at(0, 8), at(0, 16), None)
    assert parts(made) == [("BRK", 9.5, 15), ("MEAL", 12.0, 30)]


def test_the_next_shift_knows_of_the_one_before() -> None:
    planner = HandPlanner(week(), required(8, 16, 1), ())
    first, second = (planner.shift(ANNA, "new", at(0, 8), at(0, 16), None) for _ in range(2))
    pauses = [{start for _, start, _ in parts(shift)} for shift in (first, second)]
    assert pauses[0].isdisjoint(pauses[1]), "somebody is on queue while the other pauses"


@pytest.mark.parametrize("gap", [0, 60])
def test_a_meeting_with_a_time_is_held_and_no_pause_overlaps_it(gap: int) -> None:
    huddle = Meeting("Huddle", ("A1",), at(0, 9), at(0, 10.5), 90)
    made = HandPlanner(week(huddle, gap=gap), HEADS, ()).shift(
        ANNA, "new", at(0, 8), at(0, 16), None
    )
    assert ("Huddle", 9.0, 90) in parts(made)
    assert {code for code, _, _ in parts(made)} == {"Huddle", "BRK", "MEAL"}


def test_a_short_absence_stays_inside_the_shift() -> None:
    away = TimeOff("A1", at(0, 14), at(0, 15), "dentist")
    planner = HandPlanner(week(time_off=(away,)), HEADS, ())
    made = planner.shift(ANNA, "new", at(0, 8), at(0, 16), None)
    assert ("OFF", 14.0, 60) in parts(made)


def test_what_the_former_shift_held_is_kept_where_it_still_lies_inside() -> None:
    work, training = ActivityCategory.ON_QUEUE, ActivityCategory.TRAINING
    former = Shift("old", "A1", MONDAY, (
        Activity("CALLS", work, at(0, 6), at(0, 10), queue="calls"),
        Activity("Course", training, at(0, 10), at(0, 11)),
        Activity("CALLS", work, at(0, 11), at(0, 14), queue="calls"),
    ), locked=True)  # fmt: skip
    planner = HandPlanner(week(), HEADS, ())
    later, much_later = (
        planner.shift(ANNA, "old", at(0, h), at(0, h + 8), former) for h in (8, 12)
    )
    assert ("Course", 10.0, 60) in parts(later)
    assert "Course" not in {code for code, _, _ in parts(much_later)}
    assert later.locked
    assert {(p.code, p.queue) for p in later.activities if p.category is work} == {
        ("CALLS", "calls")
    }


def test_a_shift_too_short_for_its_meal_has_the_break_alone() -> None:
    made = HandPlanner(week(), HEADS, ()).shift(ANNA, "new", at(0, 8), at(0, 11), None)
    assert [code for code, _, _ in parts(made)] == ["BRK"]
