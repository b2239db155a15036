"""Rules between people: judged without the search, and kept by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import ALWAYS, MONDAY, PLAN, at, pause, shift
from wfm.errors import InputError
from wfm.model import Agent, GroupRule, GroupRuleKind, Schedule, Shift, Site, TimeOff
from wfm.scheduling import Limits, build_problem, check, solve
from wfm.scheduling.decode import to_roster, to_schedule
from wfm.scheduling.evaluation.check import objective
from wfm.scheduling.exact.whole_site import whole_site
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.work_plan import changed
from wfm.scheduling.search.annealing import AnnealingChain
from wfm.scheduling.search.recombine import compose, solver_for
from wfm.words import english

KIND = GroupRuleKind
PEOPLE = tuple(
    Agent(f"A{n}", f"Agent {n}", "red" if n < 2 else "blue", "plan", frozenset({"calls", *more}))
    for n, more in enumerate([["french"], [], ["french"], ["senior"]])
)
PAUSED = {"days_per_week": (5, 5), "activities": [pause("B", 60, 120, 300)]}
OPEN = {"start": 540, "end": 1020}


def of(number: int, *shifts: Shift) -> list[Shift]:
    """Give A1's shifts to another agent."""
    return [replace(each, agent_id=f"A{number}", id=f"A{number}-{each.date}") for each in shifts]


def problem_of(
    *rules: GroupRule, heads: float = 0, time_off: tuple[TimeOff, ...] = (), **plan: Any
) -> Problem:
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", (ALWAYS,), {"plan": changed(PLAN, **plan)},
                PEOPLE, group_rules=rules, time_off=time_off)  # fmt: skip
    starts = [at(day, hour) for day in range(7) for hour in np.arange(8, 20, 0.5)]
    required = pd.DataFrame(
        {"interval_start": pd.to_datetime(starts), "interval_minutes": 30, "queue": "calls",
         "gross_requirement": heads}
    )  # fmt: skip
    return build_problem(site, required, MONDAY)


def found(rule: GroupRule, shifts: Sequence[Shift], **plan: Any) -> Mapping[str, int]:
    """Give what the checker finds broken or priced: day and price."""
    findings = check(problem_of(rule, **plan), Schedule("site", MONDAY, tuple(shifts)))
    mine = [f for f in findings if f.agent_id is None and f.rule != "Coverage"]
    assert all(each.hard == (rule.price is None) for each in mine)
    assert all(rule.name in each.text for each in mine)
    return {f"{each.date:%a}": each.price for each in mine}


DAY = [*of(0, shift(0, 9)), *of(1, shift(0, 9)), *of(2, shift(0, 13))]


def test_more_than_the_seats_at_once_are_priced_by_the_hour() -> None:
    assert found(GroupRule("desks", KIND.SEATS, 2, price=6), DAY) == {"Mon": 4 * 6}
    assert found(GroupRule("desks", KIND.SEATS, 3), DAY) == {}
    assert found(GroupRule("desks", KIND.SEATS, 0, teams=("blue",), end=840), DAY)["Mon"] == 40_000
    tuesday = GroupRule("desks", KIND.SEATS, 0, weekdays=frozenset({1}))
    assert found(tuesday, DAY) == {}


def test_breaks_of_a_team_do_not_meet() -> None:
    paused = [
        *of(0, shift(0, 9, pauses=[("B", 3, 60)])),
        *of(1, shift(0, 9, pauses=[("B", 3.5, 60)])),
    ]
    one = GroupRule("one by one", KIND.BREAKS, 1, teams=("red",), price=10)
    assert found(one, paused, **PAUSED) == {"Mon": 5}
    apart = [*paused[:1], *of(1, shift(0, 9, pauses=[("B", 4, 60)]))]
    assert found(one, apart, **PAUSED) == {}


def test_only_so_many_are_off_on_a_day() -> None:
    two = GroupRule("cover", KIND.DAYS_OFF, 2, weekdays=frozenset({0}), price=7)
    assert found(two, DAY) == {}
    assert found(two, DAY[:1]) == {"Mon": 7}
    assert found(replace(two, heads=4), []) == {}


def test_a_senior_is_there_though_in_a_break() -> None:
    senior = GroupRule("senior", KIND.PRESENT, 1, skills=frozenset({"senior"}),
                       weekdays=frozenset({0}), price=3, **OPEN)  # fmt: skip
    rested = of(3, shift(0, 9, pauses=[("B", 3, 60)]))
    assert found(senior, rested) == {}
    assert found(senior, DAY) == {"Mon": 8 * 3}
    assert found(replace(senior, kind=KIND.ON_QUEUE), rested) == {"Mon": 3}


def test_minimum_heads_of_a_language_and_a_team() -> None:
    rule = GroupRule("french", KIND.ON_QUEUE, 1, skills=frozenset({"french", "calls"}),
                     weekdays=frozenset({0}), price=2, **OPEN)  # fmt: skip
    assert found(rule, of(1, shift(0, 9))) == {"Mon": 16}
    assert found(rule, of(2, shift(0, 9))) == {}
    assert found(replace(rule, teams=("red",)), of(2, shift(0, 9))) == {"Mon": 16}


def test_a_language_that_is_missing_for_a_speakers_lunch_says_so() -> None:
    rule = GroupRule("french", KIND.ON_QUEUE, 1, skills=frozenset({"french"}), **OPEN)
    lunch = Schedule("site", MONDAY, tuple(of(2, shift(0, 9, pauses=[("B", 3, 60)]))))
    [told, *_] = [f for f in check(problem_of(rule, **PAUSED), lunch) if f.agent_id is None]
    assert "0 on queue at 12:00, at least 1 needed: A2 Agent 2 has B until 13:00; 1 " in str(told)


def told_by(rule: GroupRule, shifts: list[Shift]) -> str:
    """What the checker says of a rule first."""
    schedule = Schedule("site", MONDAY, tuple(shifts))
    return next(str(f) for f in check(problem_of(rule, **PAUSED), schedule) if f.agent_id is None)


def test_who_is_meant_is_named() -> None:
    rest = [("B", 3, 60)]
    both = [*of(0, shift(0, 9, pauses=rest)), *of(1, shift(0, 9, pauses=rest))]
    breaks = GroupRule("breaks", KIND.BREAKS, 1, ("A0", "A1"))
    assert "2 are in a break or meal at 12:00 (A0 and A1), at most 1" in told_by(breaks, both)
    cover = GroupRule("cover", KIND.DAYS_OFF, 1, weekdays=frozenset({0}))
    assert "2 have no shift that day (A2 and A3), at most 1" in told_by(cover, both)
    mentors = GroupRule("new", KIND.MENTORED, 1, ("A0", "A1"), beside=("A2",))
    assert "2 of A0 and A1 without a mentor at 09:00 (A2, at most 1" in told_by(mentors, both)
    car = GroupRule("car", KIND.SAME_TIMES, agent_ids=("A1", "A2"))
    assert "A1 (09:00) and A2 (no shift) do not start and end together" in told_by(car, both)


def test_a_trainee_is_present_beside_a_mentor_only() -> None:
    rule = GroupRule("trainees", KIND.MENTORED, 1, ("A1", "A2"), beside=("A0",), price=5)
    assert found(rule, DAY) == {"Mon": 5 * 4 + 5 * 4}  # two from 13:00, one without a mentor later
    assert found(replace(rule, heads=2), DAY) == {"Mon": 5 * 4}
    assert found(rule, of(0, shift(0, 9))) == {}


def test_two_who_travel_together_work_the_same_days_and_times() -> None:
    car = GroupRule("car", KIND.SAME_TIMES, agent_ids=("A0", "A1"), minutes=30, price=9)
    assert found(car, DAY) == {}
    assert found(car, DAY[:1]) == {"Mon": 9}
    for start, price in ((9.5, {}), (10, {"Mon": 9})):
        assert found(car, [*DAY[:1], *of(1, shift(0, start))]) == price
    assert found(car, [*DAY[:1], *of(1, shift(0, 9, 10))], shift_minutes=(480, 600)) == {"Mon": 9}


def test_who_is_on_leave_need_not_come_for_the_others() -> None:
    car = GroupRule("car", KIND.SAME_TIMES, agent_ids=("A0", "A1"), price=9)
    away = TimeOff("A1", at(0, 0), at(1, 0), "leave")
    problem = problem_of(car, time_off=(away,))
    alone = Schedule("site", MONDAY, tuple(of(0, shift(0, 9), shift(1, 9))))
    findings = [f for f in check(problem, alone) if f.rule == "Same times"]
    assert [f"{each.date:%a}" for each in findings] == ["Tue"]


def test_a_team_starts_together_whoever_is_off() -> None:
    team = GroupRule("team", KIND.SAME_START, agent_ids=("A0", "A1", "A2"), price=4)
    assert found(team, DAY[:2]) == {}
    assert found(team, DAY) == {"Mon": 8}  # two of three pairs


RULES = (
    GroupRule("desks", KIND.SEATS, 2, start=720, end=780),
    GroupRule("breaks", KIND.BREAKS, 0, start=720, end=780),
    GroupRule("cover", KIND.DAYS_OFF, 0, weekdays=frozenset({1, 3})),
    GroupRule("red", KIND.PRESENT, 1, teams=("red",), weekdays=frozenset(range(5)), **OPEN),
    GroupRule("french", KIND.ON_QUEUE, 1, skills=frozenset({"french"}), start=600, end=720),
    GroupRule("trainee", KIND.MENTORED, 1, ("A1",), beside=("A0",)),
    GroupRule("car", KIND.SAME_TIMES, agent_ids=("A1", "A2"), minutes=30),
    GroupRule("team", KIND.SAME_START, agent_ids=("A0", "A1", "A2", "A3")),
)


def searched(problem: Problem, rounds: int) -> Schedule:
    chain = AnnealingChain(problem, 1)
    chain.greedy()
    chain.polish(rounds)
    return to_schedule(problem, chain.best)


@pytest.fixture(scope="module")
def free() -> Schedule:
    """Search without rules between people."""
    return searched(problem_of(heads=2.5, **PAUSED), 0)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_the_search_keeps_what_it_breaks_when_not_asked(rule: GroupRule, free: Schedule) -> None:
    asked = problem_of(rule, heads=2.5, **PAUSED)
    assert any(finding.hard for finding in check(asked, free))
    assert not any(finding.hard for finding in check(asked, searched(asked, 300)))


def test_the_bound_stays_below_and_a_plan_that_breaks_a_rule_is_partial() -> None:
    """Four people of whom each works five days cannot all be there on all seven."""
    limits = Limits(time=None, effort=1, workers=1)
    fine = solve(problem_of(RULES[0], heads=1, **PAUSED), limits)
    assert fine.bound is not None
    assert fine.bound <= fine.objective
    nobody_off = GroupRule("cover", KIND.DAYS_OFF, 0)
    broken = solve(problem_of(nobody_off, **PAUSED), replace(limits, effort=0))
    assert broken.status == "partial"
    assert broken.bound is None
    assert any("cover: " in message.text for message in broken.messages)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(1, 99), chosen=st.sets(st.sampled_from(range(len(RULES))), min_size=1))
def test_search_composer_and_checker_ask_the_same_price(seed: int, chosen: set[int]) -> None:
    """Whatever schedule: the chain's price, CP-SAT's and the checker's are one."""
    rules = [replace(RULES[n], price=3 + n) for n in sorted(chosen)]
    problem = problem_of(*rules, heads=2, **PAUSED)
    chain = AnnealingChain(problem, seed)
    chain.greedy()
    assert chain.found is not None
    schedule = to_schedule(problem, chain.best)
    assert objective(check(problem, schedule)) == chain.found.price
    assert to_roster(problem, schedule)[1] == frozenset()
    chain.polish(50)
    assert objective(check(problem, to_schedule(problem, chain.best))) == chain.found.price
    composed = compose(problem, [chain.best], range(4), lambda: solver_for(1, 1.0, None))
    assert composed is not None
    assert composed.price == chain.found.price
    site = whole_site(problem, chain.best, range(4))
    assert not site.model.broken_by_hint()
    assert site.model.hinted_price() == chain.found.price


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (GroupRule("r", KIND.ON_QUEUE, 3, teams=("red",)), "asks for 3 of 2 agents"),
        (GroupRule("r", KIND.PRESENT, 0), "asks for nobody"),
        (GroupRule("r", KIND.SEATS, 1, teams=("green",)), "means nobody"),
        (GroupRule("r", KIND.SEATS, 1, skills=frozenset({"dutch"})), "has dutch"),
        (GroupRule("r", KIND.MENTORED, 1, ("A1",)), "names no mentor"),
        (GroupRule("r", KIND.SEATS, 1, beside=("A1",)), "has no meaning for seats"),
        (GroupRule("r", KIND.SEATS, 1, minutes=5), "has no meaning for seats"),
        (GroupRule("r", KIND.SAME_START, 1, ("A1",)), "compares 1 agent"),
        (GroupRule("r", KIND.SEATS, 1, start=600, end=600), "ends before it starts"),
        (GroupRule("r", KIND.SEATS, 1, ("A9",)), "unknown agent 'A9'"),
    ],
)  # fmt: skip
def test_a_rule_that_nobody_can_keep_is_refused_before_the_search(rule, told) -> None:
    with pytest.raises(InputError) as refused:
        problem_of(rule)
    assert any(told in english(problem.what) for problem in refused.value.problems)
