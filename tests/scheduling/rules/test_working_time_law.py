"""The limits of working-time laws, beside those of the work plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import PLAN, accepted, judge, pause, priced, refused, shift
from wfm.errors import InputError
from wfm.model import Activity, ActivityCategory, Shift
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.laws import LAWS, Law
from wfm.scheduling.rules.work_plan import changed
from wfm.sites.idle_fields import idle_fields
from wfm.words import english

RULE, REST, BREAKS = "Working-time law", "Rest between shifts", "Breaks and meals"
PAID = "Paid hours per week"


def plan(law: str | None, hours: float, *pauses, **more):
    """A work plan of that law with shifts of those hours and those pauses."""
    narrow = {"shift_minutes": (int(hours * 60),), "minimum_rest": 0, "start_step": 120}
    return {"law": law and Law(law), "activities": tuple(pauses), **narrow, **more}


HALF = pause("Meal", 30, 180, 300)
TWICE = (pause("First", 15, 60, 300), pause("Second", 15, 240, 420))


def test_each_law_says_its_source_and_date() -> None:
    assert set(LAWS) == set(Law)
    assert all(law.source and law.as_of.year > 1900 for law in LAWS.values())


def test_without_a_law_none_holds() -> None:
    assert accepted(judge([shift(0, 8, 12)], plan=plan(None, 12)))


def test_germany_asks_half_an_hour_of_pause_in_parts_of_15_minutes() -> None:
    assert accepted(judge([shift(0, 8, 8, [("Meal", 4, 30)])], plan=plan("germany", 8, HALF)))
    parts = [("First", 2, 15), ("Second", 5, 15)]
    assert accepted(judge([shift(0, 8, 8, parts)], plan=plan("germany", 8, *TWICE)))
    crumbs = tuple(pause(name, 10, 60 * n, 60 * n + 60) for n, name in enumerate("abc", 2))
    three = [("a", 2, 10), ("b", 3, 10), ("c", 4, 10)]
    assert refused(judge([shift(0, 8, 8, three)], plan=plan("germany", 8, *crumbs)), RULE)


def test_work_without_a_pause_is_told_before_the_search() -> None:
    with pytest.raises(InputError) as told:
        judge([], plan=plan("germany", 8))
    assert "at most 6 hours of work" in str(told.value)


def test_germany_asks_45_minutes_for_more_than_nine_hours_and_allows_ten() -> None:
    nine = [shift(0, 8, 9.5, [("Meal", 4, 30)])]
    assert accepted(judge(nine, plan=plan("germany", 9.5, HALF)))
    more = [shift(0, 8, 10, [("Meal", 4, 30)])]
    assert refused(judge(more, plan=plan("germany", 10, HALF)), RULE)
    long = pause("Meal", 60, 240, 360)
    assert accepted(judge([shift(0, 8, 11, [("Meal", 5, 60)])], plan=plan("germany", 11, long)))
    twelve = [shift(0, 8, 12, [("Meal", 6, 60)])]
    assert refused(judge(twelve, plan=plan("germany", 12, long)), RULE)


@pytest.mark.parametrize(("law", "legal"), [("eu", False), ("uk", False), ("california", True)])
def test_eleven_hours_between_shifts(law: str, legal: bool) -> None:
    pauses = [("Rest", 2, 10), ("Meal", 4, 30)]
    rules = pause("Rest", 10, 60, 180), HALF
    week = [shift(0, 14, 6, pauses), shift(1, 6, 6, pauses)]
    verdict = judge(week, plan=plan(law, 6, *rules))
    assert accepted(verdict) if legal else refused(verdict, REST)


def test_the_stricter_of_plan_and_law_holds() -> None:
    week = [shift(0, 8, 6), shift(1, 8, 6)]
    assert refused(judge(week, plan=plan("eu", 6, minimum_rest=1200)), REST)


def test_the_directive_asks_for_a_break_of_any_length_at_any_time() -> None:
    late = pause("Meal", 30, 390, 420)
    assert accepted(judge([shift(0, 8, 8, [("Meal", 6.5, 30)])], plan=plan("eu", 8, late)))
    assert refused(judge([shift(0, 8, 8)], plan=plan("eu", 8)), RULE)
    assert accepted(judge([shift(0, 8, 6)], plan=plan("eu", 6)))


def test_california_has_a_day_of_rest_in_each_workweek_not_in_any_seven_days() -> None:
    pauses = [("Rest", 2, 10), ("Meal", 4, 30)]
    rules = plan("california", 6, pause("Rest", 10, 60, 180), HALF, maximum_consecutive_days=366)
    before = tuple(shift(day, 8, 6, pauses) for day in range(-6, 0))
    week = [shift(day, 8, 6, pauses) for day in range(7)]
    assert accepted(judge(week[:6], plan=rules, previous=before))
    assert refused(judge(week, plan=rules, previous=before), "Weekly rest")


def test_weekly_rest_and_days_in_a_row_come_from_the_law() -> None:
    week = [shift(day, 8, 6) for day in range(7)]
    assert refused(judge(week, plan=plan("eu", 6)), "Weekly rest")
    pauses = [("Meal", 3, 20)]
    french = plan("france", 6, pause("Meal", 20, 120, 240))
    week = [shift(day, 8, 6, pauses) for day in range(7)]
    assert judge(week, plan=french).broken == {"Consecutive working days", "Weekly rest"}


def test_france_allows_48_hours_a_week() -> None:
    week = [shift(day, 8, 9.5, [("Meal", 4, 30)]) for day in range(6)]
    french = plan("france", 9.5, HALF)
    assert judge(week[:5], plan=french).broken == set()
    assert judge(week, plan=french).broken >= {RULE}
    assert judge(week, plan=french).refused


def test_overtime_begins_at_35_hours_in_france_whatever_the_contract_allows() -> None:
    """Code du travail, L3121-27 and L3121-28: of 39 hours four are overtime."""
    week = [shift(day, 8, 9.75, [("Meal", 4, 30)]) for day in range(4)]
    french = {"paid_minutes_per_week": (2340, 2340), "overtime_price": 7}
    assert priced(judge(week, plan=plan("france", 9.75, HALF, **french)), PAID, 4 * 7)
    assert accepted(judge(week, plan=plan("uk", 9.75, HALF, **french)))
    short = {"paid_minutes_per_week": (1755, 2340), "overtime_price": 7}
    assert accepted(judge(week[:3], plan=plan("france", 9.75, HALF, **short)))


def test_california_has_a_meal_before_the_end_of_the_fifth_hour() -> None:
    rests = pause("Rest 1", 10, 60, 150), pause("Rest 2", 10, 420, 450)
    taken = [("Rest 1", 2, 10), ("Rest 2", 7, 10)]
    late = pause("Meal", 30, 180, 360)
    good = shift(0, 8, 8, [taken[0], ("Meal", 5, 30), taken[1]])
    bad = shift(0, 8, 8, [taken[0], ("Meal", 5.5, 30), taken[1]])
    rules = plan("california", 8, *rests, late)
    assert accepted(judge([good], plan=rules))
    assert judge([bad], plan=rules).refused
    assert judge([bad], plan=rules).broken == {RULE, BREAKS}


def test_in_california_rest_breaks_are_hours_worked_and_ask_for_the_next_one() -> None:
    """Wage Order 4-2001, section 12: of 6:10 beside the meal two, though one leaves six hours."""
    meal = ActivityRule("Meal", ActivityCategory.MEAL, 30, False, 180, 300)
    first, second = pause("Rest 1", 10, 60, 120), pause("Rest 2", 10, 320, 360)

    def day(*breaks: tuple[str, float, int]) -> list[Shift]:
        made = shift(0, 8, 400 / 60, [("Rest 1", 2, 10), ("Meal", 4, 30), *breaks])
        return [replace(made, activities=tuple(map(as_meal, made.activities)))]

    two = plan("california", 400 / 60, first, meal, second)
    assert accepted(judge(day(("Rest 2", 5.5, 10)), plan=two))
    assert refused(judge(day(), plan=plan("california", 400 / 60, first, meal)), RULE)


def as_meal(part: Activity) -> Activity:
    """Give a part that is called so the category of a meal."""
    if part.code != "Meal":
        return part
    return replace(part, category=ActivityCategory.MEAL, paid=False)


def test_new_york_has_its_meal_around_noon_and_another_in_the_evening() -> None:
    noon, evening = pause("Meal", 30, 120, 360), pause("Supper", 20, 480, 660)
    day = plan("new_york", 8, noon)
    assert accepted(judge([shift(0, 8, 8, [("Meal", 4, 30)])], plan=day))
    assert judge([shift(0, 8, 8, [("Meal", 2.5, 30)])], plan=day).broken == {RULE, BREAKS}
    both = [("Meal", 3, 30), ("Supper", 9.5, 20)]
    assert accepted(judge([shift(0, 8, 12, both)], plan=plan("new_york", 12, noon, evening)))
    one = [("Meal", 3, 30)]
    assert refused(judge([shift(0, 8, 12, one)], plan=plan("new_york", 12, noon)), RULE)


def test_a_shift_that_begins_before_six_in_new_york_has_its_noonday_meal_too() -> None:
    """Section 162: whoever works over the noonday period has half an hour of it; at 4:00, too."""
    midway, noon = pause("Midway", 45, 150, 400), pause("Noon", 30, 420, 570)
    both = [("Midway", 4, 45), ("Noon", 7.5, 30)]
    assert accepted(judge([shift(0, 4, 12, both)], plan=plan("new_york", 12, midway, noon)))
    assert judge([shift(0, 4, 12, both[:1])], plan=plan("new_york", 12, midway)).broken >= {RULE}


@settings(max_examples=25, deadline=None)
@given(
    law=st.sampled_from([None, *Law]), day=st.integers(0, 6), start=st.integers(0, 11),
    hours=st.sampled_from([6, 8, 9, 9.5, 10, 11, 12]),
    first=st.integers(0, 12), second=st.integers(0, 16), long=st.sampled_from([15, 20, 30, 45]),
)  # fmt: skip
def test_search_and_checker_agree(
    law: Law | None, day: int, start: int, hours: float, first: int, second: int, long: int
) -> None:
    rules = plan(law, hours, pause("a", 15, 30, 210), pause("b", long, 240, 480))
    pauses = [("a", 0.5 + first / 4, 15), ("b", 4 + second / 4, long)]
    if pauses[1][1] + long / 60 >= hours:
        return
    verdict = judge([shift(day, start * 2, hours, pauses)], plan=rules)
    assert verdict.refused == bool(verdict.broken)


@pytest.mark.parametrize(
    ("law", "hours", "pauses", "told"),
    [
        ("eu", 8, (), "0 minutes of pauses that count; at least 1 ("),
        ("uk", 8, (pause("Short", 15, 60, 300),), "0 minutes of pauses that count; at least 20 ("),
        ("germany", 8, (pause("Short", 20, 60, 300),), "at least 30, in parts of 15 or more ("),
        ("california", 8, (), "0 minutes of pauses that count; at least 20, in parts of 10"),
        ("germany", 12, TWICE, "11.5 h of work on a day; at most 10 h"),
        ("california", 8, TWICE, "no pause of 30 minutes that begins between 00:00 and 05:00"),
        ("uk", 8, (HALF,), None),
        ("germany", 8, (), None),  # a contradiction that is told by itself
        (None, 12, (), None),
    ],
)
def test_a_length_that_the_law_never_allows_is_told(law, hours, pauses, told) -> None:
    notes = list(idle_fields(changed(PLAN, **plan(law, hours, *pauses))))
    assert [note.field for note in notes] == (["shift_minutes"] if told else [])
    assert all(told in english(note.what) for note in notes)


def test_the_weekly_rest_of_the_united_kingdom_holds_no_daily_rest() -> None:
    """24 hours and the 11 of a day."""
    week = [shift(day, 6, 6) for day in range(6)]
    wide = plan("uk", 6, maximum_consecutive_days=7)
    assert refused(judge([*week, shift(6, 18, 6)], plan=wide), "Weekly rest")
    assert accepted(judge(week, plan=wide))
