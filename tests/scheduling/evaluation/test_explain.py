"""Why there is no legal week, in the scheduler's words, and what would do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.scheduling.fixed import ALWAYS, HEADS, MONDAY, PLAN, at, pause, shift
from tests.work_plans import TypedShift
from wfm.errors import InputError
from wfm.model import (
    Agent,
    Availability,
    Contract,
    Meeting,
    OpeningHours,
    Preference,
    PreferenceKind,
    Site,
    TimeOff,
)
from wfm.scheduling import Limits, Problem, SearchProgress, Solution, build_problem, solve
from wfm.scheduling.evaluation.conflicts import conflict_of
from wfm.scheduling.rules.laws import Law
from wfm.scheduling.rules.work_plan import changed
from wfm.words import Phrase, english

SHORT = replace(ALWAYS, hours=OpeningHours((((480, 720),),) * 7))
TINY = Limits(time=None, effort=0, workers=1)


def site(plan: dict, **more) -> Site:
    agents = (Agent("A1", "Ann", "team", "plan", frozenset({"calls"})),)
    more = {"queues": (ALWAYS,), **more}
    plans = {"plan": changed(PLAN, **plan)}
    return Site("site", "UTC", None, 0, 30, 0.0, "EUR", more.pop("queues"), plans, agents, **more)


def solved(centre: Site, **more) -> tuple[Problem, Solution]:
    problem = build_problem(centre, HEADS, MONDAY, **more)
    return problem, solve(problem, TINY)


def test_a_smallest_set_of_rules_and_days_is_named() -> None:
    """Four days are wanted, but no weekend day may be worked and no two days in a row."""
    plan = {"days_per_week": (4, 4), "maximum_weekend_days": 0, "maximum_consecutive_days": 1}
    problem, solution = solved(site({**plan, "minimum_rest": 60}))
    assert {name for name, _, _ in conflict_of(problem, "A1").rules} == {
        "Days per week", "Weekend days", "Consecutive working days",
    }  # fmt: skip
    assert solution.status == "partial"
    assert "A1 Ann has no legal week: Days per week (4)" in solution.messages[0].text
    assert "works 3 days; the work plan wants 4" in solution.messages[0].text
    assert len(solution.schedule.shifts) == 3


def test_only_the_days_that_matter_are_named() -> None:
    plan = {"days_per_week": (7, 7), "latest_end": 1440}
    hours = TimeOff("A1", at(2, 4), at(2, 22), "x")
    meeting = Meeting("Team", ("A1",), at(2, 1), at(2, 23), 22 * 60)
    problem, _ = solved(site(plan, meetings=(meeting,)))
    told = {name: days for name, _, days in conflict_of(problem, "A1").rules}
    wednesday = MONDAY + timedelta(days=2)
    assert told == {
        "Shift lengths and start times": (),
        "Days per week": (),
        "Meetings and training": (wednesday,),
    }
    problem, solution = solved(site(plan, time_off=(hours,)))
    assert not problem.stuck
    assert solution.status != "partial"


LONG = {"days_per_week": (1, 7), "paid_minutes_per_week": (1440, 9600)}
TYPED = (
    TypedShift("E", 360, 480, most=1),
    TypedShift("L", 840, 480, most=1, not_before=frozenset({"E", "L"})),
)
CONFLICTS = {
    "Shift lengths and start times": (
        {"days_per_week": (3, 7), "weekdays": frozenset({0, 2, 5}), "maximum_weekend_days": 0},
        {},
        "(8 h inside 00:00–31:00, Mon/Wed/Sat)",
    ),
    "Breaks and meals": (
        {**LONG, "activities": (pause("Lunch", 30, 0, 480, clock=(720, 780)),), "latest_end": 1440},
        {"availability": (Availability("A1", frozenset(range(7)), 0, 720, True),)},
        "(Lunch of 30 minutes)",
    ),
    "Weekly start window": (
        {"days_per_week": (2, 7), "weekly_start_window": 60, "weekdays": frozenset({0, 1})},
        {"availability": (
            Availability("A1", frozenset({0}), 0, 600, True),
            Availability("A1", frozenset({1}), 720, 1440, True),
        )},
        "(60 minutes)",
    ),
    "Paid hours per week": (
        {**LONG, "maximum_consecutive_days": 1, "maximum_weekend_days": 0,
         "paid_minutes_per_week": (2400, 9600)},
        {},
        "(40 to 160 h)",
    ),
    "Days per week": ({"days_per_week": (6, 6), "maximum_weekend_days": 0}, {}, "(6)"),
    "Hours in the horizon": (
        {"minutes_in_horizon": (2880, 9600), "maximum_weekend_days": 0}, {}, "(48 to 160 h)",
    ),
    "Shifts of a type": (
        {"days_per_week": (3, 7), "shift_types": TYPED}, {}, "(at most 1 E, at most 1 L)",
    ),
    "Shift successions": (
        {"days_per_week": (2, 7), "shift_types": TYPED, "weekdays": frozenset({0, 1}),
         "minimum_rest": 0},
        {"availability": (
            Availability("A1", frozenset({0}), 840, 1440, True),
        )},
        "(no E/L after L)",
    ),
    "Rest between shifts": (
        {"days_per_week": (2, 7), "minimum_rest": 1000, "weekdays": frozenset({0, 1})},
        {"availability": (
            Availability("A1", frozenset({0}), 960, 1440, True),
            Availability("A1", frozenset({1}), 0, 540, True),
        )},
        "(16.6667 h)",
    ),
    "Consecutive working days": (
        {"days_per_week": (6, 7), "maximum_consecutive_days": 2}, {}, "(at most 2)",
    ),
    "Shortest run of working days": (
        {"days_per_week": (2, 2), "minimum_consecutive_days": 3, "weekdays": frozenset({1, 2})}, {},
        "(at least 3)",
    ),
    "Weekend days": ({"days_per_week": (6, 7), "maximum_weekend_days": 0}, {}, "(at most 0)"),
    "Weekends worked": ({"days_per_week": (6, 7), "maximum_weekends": 0}, {}, "(at most 0)"),
    "Shortest run of days off": (
        {"days_per_week": (4, 7), "minimum_days_off": 3, "maximum_consecutive_days": 1}, {},
        "(at least 3)",
    ),
    "Days off together": (
        {"days_per_week": (6, 6), "consecutive_days_off": 2, "consecutive_days_off_required": True},
        {}, "(2)",
    ),
    "Time off": (
        {"days_per_week": (1, 7), "weekdays": frozenset({1})},
        {"time_off": (TimeOff("A1", at(1, 8), at(2, 8), "x"),),
         "availability": (Availability("A1", frozenset({1}), 720, 1440, True),)},
        "(Tue 2026-01-06 08:00 to Wed 08:00)",
    ),
    "Availability": (
        LONG, {"availability": (Availability("A1", frozenset(range(7)), 0, 1440, False),)},
        "(not Mon–Sun 00:00–24:00)",
    ),
    "Opening hours": ({**LONG, "latest_end": 1440}, {"queues": (SHORT,)}, "(calls)"),
    "Meetings and training": (
        {"days_per_week": (7, 7), "latest_end": 1440},
        {"meetings": (Meeting("Team", ("A1",), at(2, 1), at(2, 23), 1320),)},
        "(Team Wed 01:00) on Wed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", CONFLICTS)
def test_every_hard_rule_is_named_with_its_terms_in_a_conflict_that_needs_it(rule: str) -> None:
    plan, facts, terms = CONFLICTS[rule]
    problem = build_problem(site(plan, **facts), HEADS, MONDAY)
    assert problem.stuck == ("A1",)
    told = str(conflict_of(problem, "A1"))
    assert f"{rule} {terms}" in told
    rest = [other for other in problem.rules if other.name != rule]
    if rule not in {"Shift lengths and start times", "Breaks and meals"}:
        assert not build_problem(site(plan, **facts), HEADS, MONDAY, rules=rest).stuck


def test_a_conflict_names_the_locked_shifts() -> None:
    locked = [shift(0, 16), shift(1, 1)]
    problem = build_problem(site({"days_per_week": (1, 7)}), HEADS, MONDAY, locked=locked)
    told = str(conflict_of(problem, "A1"))
    assert "Locked shifts (Mon 16:00–00:00, Tue 01:00–09:00)" in told


def test_dropping_any_named_rule_gives_a_legal_week() -> None:
    plan = {"days_per_week": (6, 6), "consecutive_days_off": 2,
            "consecutive_days_off_required": True}  # fmt: skip
    problem, _ = solved(site(plan))
    names = [name for name, _, _ in conflict_of(problem, "A1").rules]
    assert len(names) == 2
    for name in names:
        rules = [rule for rule in problem.rules if rule.name != name]
        assert not build_problem(site(plan), HEADS, MONDAY, rules=rules).stuck


def test_locked_shifts_stay_where_they_leave_no_legal_week() -> None:
    locks = (shift(0, 16), shift(1, 1))
    problem, solution = solved(site({}), locked=locks)
    assert problem.stuck == ("A1",)
    kept = {(s.start, s.end) for s in solution.schedule.shifts}
    assert {(lock.start, lock.end) for lock in locks} <= kept
    assert "Rest between shifts" in solution.messages[0].text


def test_an_agent_whom_no_shift_fits_gets_a_message_and_no_shift() -> None:
    centre = site({"days_per_week": (1, 7)})
    outsider = replace(centre.agents[0], skills=frozenset({"other"}))
    _, solution = solved(replace(centre, agents=(outsider,)))
    assert solution.schedule.shifts == ()
    assert "Opening hours" in solution.messages[0].text


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ({"days_per_week": (6, 7), "weekdays": frozenset({0, 1})}, "Days per week"),
        ({"paid_minutes_per_week": (3000, 3000), "days_per_week": (5, 5)}, "Paid hours per week"),
        ({"activities": (pause("L", 60, 450, 460),)}, "L ends after a shift of 8 hours"),
        ({"activities": (pause("L", 30, 60, 90),), "maximum_stretch": 240}, "cannot all lie"),
        ({"earliest_start": 600, "latest_end": 900}, "does not fit between"),
    ],
)
def test_a_work_plan_that_no_week_can_obey_is_refused_by_rule(plan: dict, told: str) -> None:
    with pytest.raises(InputError, match=told) as refused:
        build_problem(site(plan), HEADS, MONDAY)
    assert "work plan 'plan'" in str(refused.value)


def test_unknown_agents_and_locks_in_each_others_way_are_refused() -> None:
    wish = Preference("Z9", PreferenceKind.DAY_OFF, frozenset({0}))
    with pytest.raises(InputError, match="a wish names the unknown agent 'Z9'"):
        build_problem(site({}, preferences=(wish,)), HEADS, MONDAY)
    stranger = replace(shift(0, 8), agent_id="Z9")
    with pytest.raises(InputError, match="a locked shift names the unknown agent 'Z9'"):
        build_problem(site({}), HEADS, MONDAY, locked=[stranger])
    with pytest.raises(InputError, match="two locked shifts of A1"):
        build_problem(site({}), HEADS, MONDAY, locked=[shift(0, 0), shift(0, 12)])


def told_of(problem: Problem) -> str:
    return solve(problem, TINY).messages[0].text


def only_on(*weekdays: int, start: int = 0, end: int = 1440) -> tuple[Availability, ...]:
    return (
        Availability("A1", frozenset(weekdays), start, end, True),
        Availability("A1", frozenset(range(7)) - set(weekdays), 0, 1440, False),
    )


@pytest.mark.parametrize(
    ("plan", "would_do"),
    [
        ({"days_per_week": (3, 5), "paid_minutes_per_week": (2400, 2400)},
         "16 paid hours less: 24 instead of 40"),
        ({"days_per_week": (5, 5)}, "2 working days less: 3 instead of 5"),
        ({"days_per_week": (5, 5), "paid_minutes_per_week": (2310, 2400)},
         "2 working days and 14.5 paid hours less: 3 instead of 5 and 24 instead of 38.5"),
    ],
)  # fmt: skip
def test_the_nearest_days_and_hours_that_would_do_are_named(plan, would_do) -> None:
    centre = site({"latest_end": 1440, **plan}, availability=only_on(0, 1, 2))
    assert f"Each of these alone would do: {would_do}." in told_of(
        build_problem(centre, HEADS, MONDAY)
    )


@pytest.mark.parametrize(
    ("law", "would_do"),
    [
        (None, "1 working day less: 4 instead of 5; do without Weekly rest (100 h)"),
        ("new_york", "1 working day less: 4 instead of 5"),
    ],
)
def test_a_rule_of_the_contract_is_named_without_which_there_is_a_week(law, would_do) -> None:
    """But no rule that a law may ask for."""
    plan = {"days_per_week": (5, 5), "latest_end": 1440, "weekly_rest": 100 * 60, "law": law}
    meal = pause("Meal", 45, 120, 300)
    text = told_of(build_problem(site({**plan, "activities": (meal,)}), HEADS, MONDAY))
    assert f"Each of these alone would do: {would_do}." in text


def test_of_several_weeks_the_one_is_named_that_has_too_few_days() -> None:
    next_monday = MONDAY + timedelta(days=7)
    free = replace(only_on(3, 4, 5, 6)[0], available=False, first=next_monday)
    centre = site({"latest_end": 1440, "days_per_week": (5, 5)}, availability=(free,))
    text = told_of(build_problem(centre, HEADS, MONDAY, days=14))
    assert "2 working days less: 3 instead of 5 in the week of 2026-01-12." in text


def test_of_several_contracts_the_one_is_named_that_has_too_few_days() -> None:
    """From Thursday on another contract asks for four of its four days; Friday is not free."""
    plan = {"latest_end": 1440, "days_per_week": (1, 3)}
    centre = site(plan, availability=(replace(only_on(4)[0], available=False),))
    other = replace(centre.work_plans["plan"], name="other")
    plans = {**centre.work_plans, "other": changed(other, days_per_week=(7, 7))}
    contract = Contract("A1", "other", MONDAY + timedelta(days=3))
    problem = build_problem(replace(centre, work_plans=plans, contracts=(contract,)), HEADS, MONDAY)
    assert "would do: 1 working day less: 3 instead of 4 under other." in told_of(problem)


def test_each_named_way_gives_a_legal_week() -> None:
    """Four days of ten hours, but only nine hours of each day are free."""
    plan = {"days_per_week": (4, 4), "paid_minutes_per_week": (2400, 2400), "latest_end": 1440,
            "shift_minutes": (480, 600)}  # fmt: skip
    free = only_on(*range(7), start=480, end=1020)[:1]
    text = told_of(build_problem(site(plan, availability=free), HEADS, MONDAY))
    assert "8 paid hours less: 32 instead of 40; 1 more working day: 5 instead of 4" in text
    for change in ({"paid_minutes_per_week": (1920, 1920)}, {"days_per_week": (5, 5)}):
        changed_site = site({**plan, **change}, availability=free)
        assert not build_problem(changed_site, HEADS, MONDAY).stuck


def test_fewer_days_with_their_hours_give_a_legal_week() -> None:
    """A full-timer who is free on three days, in the second of two weeks."""
    free = replace(only_on(3, 4, 5, 6)[0], available=False, first=MONDAY + timedelta(days=7))
    plan = {"latest_end": 1440, "days_per_week": (5, 5), "paid_minutes_per_week": (2400, 2400)}
    text = told_of(build_problem(site(plan, availability=(free,)), HEADS, MONDAY, days=14))
    assert "3 instead of 5 and 24 instead of 40 in the week of 2026-01-12." in text
    plan |= {"days_per_week": (3, 5), "paid_minutes_per_week": (1440, 2400)}
    assert not build_problem(site(plan, availability=(free,)), HEADS, MONDAY, days=14).stuck


NINE_TO_THREE = OpeningHours((((540, 900),),) * 5 + ((),) * 2)


@pytest.mark.parametrize(
    "facts",
    [
        {"queues": (replace(ALWAYS, hours=NINE_TO_THREE),)},
        {"availability": only_on(0, 1, 2, 3, 4, start=540, end=900)},
    ],
)
def test_hours_that_no_shift_fits_into_are_named_instead_of_a_week_without_work(facts) -> None:
    plan = {"shift_minutes": (510,), "days_per_week": (5, 5), "latest_end": 1200}
    text = told_of(build_problem(site(plan, **facts), HEADS, MONDAY))
    assert ": 8.5 h do not fit into 09:00–15:00 on Mon–Fri." in text
    assert "would do" not in text


def test_overtime_is_counted_once_in_what_would_do() -> None:
    """Five days of eight hours are asked, with at most 30 paid and five of overtime."""
    plan = {"days_per_week": (1, 5), "paid_minutes_per_week": (0, 1800), "overtime_minutes": 300,
            "consecutive_days_off": 0}  # fmt: skip
    locked = [shift(day, 8) for day in range(5)]
    text = told_of(build_problem(site(plan), HEADS, MONDAY, locked=locked))
    assert "5 paid hours more: 40 instead of 35" in text


def test_a_locked_shift_is_to_start_at_the_nearest_legal_time_or_to_be_unlocked() -> None:
    locked = [shift(0, 16), shift(1, 1)]
    problem = build_problem(
        site({"days_per_week": (1, 7), "minimum_rest": 660}), HEADS, MONDAY, locked=locked
    )
    text = told_of(problem)
    assert "start Tue 11:00; unlock the shift of Tue" in text
    moved = [shift(0, 16), shift(1, 11)]
    later = build_problem(
        site({"days_per_week": (1, 7), "minimum_rest": 660}), HEADS, MONDAY, locked=moved
    )
    assert not later.stuck


def test_a_conflict_of_many_is_told_once_for_a_work_plan() -> None:
    people = tuple(
        Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset({"calls"})) for n in range(4)
    )
    plan = {"days_per_week": (6, 6), "maximum_weekend_days": 0}
    apart = TimeOff("A3", at(0, 0), at(7, 0), "leave")
    centre = replace(site(plan), agents=people, time_off=(apart,))
    problem = build_problem(centre, HEADS, MONDAY)
    messages = [m.text for m in solve(problem, TINY).messages if "no legal week" in m.text]
    assert len(messages) == 1
    assert messages[0].startswith("A0 Ann 0 has no legal week: ")
    assert "The same holds of 2 others of work plan plan: A1, A2." in messages[0]


def test_a_conflict_is_told_before_the_search_and_of_many_agents_the_first_are_named() -> None:
    people = tuple(
        Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset({"calls"})) for n in range(20)
    )
    plan = {"days_per_week": (5, 5), "weekly_rest": 90 * 60}
    problem = build_problem(replace(site(plan), agents=people), HEADS, MONDAY)
    heard: list[Phrase] = []

    def hear(state: SearchProgress) -> bool:
        heard.extend(state.conflicts)
        return False

    solution = solve(problem, Limits(time=None, effort=3, workers=1), hear)
    [before] = {english(one) for one in heard}
    assert before.startswith("A0 Ann 0 has no legal week: ")
    assert "19 others of work plan plan: A1, A2" in before
    assert "A12, 7 more." in before
    [after] = [m.text for m in solution.messages if "no legal week" in m.text]
    assert after.startswith(before + " Cheapest way out, as scheduled: ")


@pytest.mark.parametrize("more", [
    {"minimum_consecutive_days": 3},
    {"nights_in_a_row": (3, 5)},
    {"minimum_consecutive_days": 7, "maximum_consecutive_days": 7, "law": Law.FRANCE},
])  # fmt: skip
def test_runs_that_may_never_be_so_long_are_refused_though_a_week_could_hide_them(more) -> None:
    plan = {"maximum_consecutive_days": 2, **more}
    with pytest.raises(InputError) as told:
        build_problem(site(plan), HEADS, MONDAY)
    assert "working days in a row at most" in str(told.value)
