"""Rules about several people that no schedule can keep are named before the search, no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.scheduling.fixed import MONDAY, PLAN
from wfm.model import (
    ActivityCategory,
    Agent,
    Availability,
    Channel,
    GroupRule,
    GroupRuleKind,
    Meeting,
    OpeningHours,
    Queue,
    ServiceGoal,
    Site,
    TimeOff,
)
from wfm.scheduling import Limits, SearchProgress, build_problem, solve
from wfm.scheduling.evaluation.at_odds import at_odds
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.scheduling.rules.work_plan import changed
from wfm.words import Phrase, english

OPEN = OpeningHours((((480, 1200),),) * 7)
"""From 08:00 to 20:00."""


def queue(name: str, least: int, skill: str = "calls") -> Queue:
    return Queue(name, Channel.VOICE, skill, OPEN, ServiceGoal(minimum_heads=least))


def said(
    *rules: GroupRule, queues: tuple[Queue, ...] = (queue("calls", 2),),
    skills: tuple[str, ...] = ("calls",) * 8, plan: Mapping[str, Any] = {}, **site: Any,
) -> list[Phrase]:  # fmt: skip
    """What is at odds at a site of eight, of whom each works five days of 07:00 to 21:00."""
    asked = {"days_per_week": (5, 5), "earliest_start": 420, "latest_end": 1260, **plan}
    agents = tuple(
        Agent(f"A{n}", f"Ann {n}", "team", "plan", frozenset(mine.split("|")))
        for n, mine in enumerate(skills)
    )
    centre = Site("site", "UTC", None, 0, 30, 0.0, "EUR", queues, {"plan": changed(PLAN, **asked)},
                  agents, group_rules=rules, **site)  # fmt: skip
    return list(at_odds(build_problem(centre, heads(queues), MONDAY)))


def heads(queues: tuple[Queue, ...]) -> pd.DataFrame:
    starts = pd.date_range(str(MONDAY), periods=7 * 48, freq="30min", tz="UTC")
    starts = starts[(starts.hour >= 8) & (starts.hour < 20)]
    return pd.concat(
        pd.DataFrame({"interval_start": starts, "interval_minutes": 30, "queue": each.name,
                      "gross_requirement": 1.0})
        for each in queues
    )  # fmt: skip


def rule(kind: GroupRuleKind, heads: int, **more: Any) -> GroupRule:
    return GroupRule("Rule", kind, heads, **more)


MENTORED = GroupRuleKind.MENTORED
SEATS, OFF, PRESENT = GroupRuleKind.SEATS, GroupRuleKind.DAYS_OFF, GroupRuleKind.PRESENT
LEAD = ("calls|lead", *("calls",) * 7)
BREAKS = GroupRuleKind.BREAKS
FREE: Mapping[str, Any] = {"plan": {"days_per_week": (0, 5), "paid_minutes_per_week": (0, 10_000)}}
"""Contracts that want nobody to be there."""
LUNCH: Mapping[str, Any] = {"plan": {
    "shift_minutes": (480,), "earliest_start": 480, "latest_end": 960,
    "activities": (ActivityRule("L", ActivityCategory.MEAL, 60, False, 180, 300),),
}, "queues": (queue("calls", 0),)}  # fmt: skip
"""Everybody's shift is 08:00 to 16:00, with an hour of lunch from 11:00, 12:00 or between."""


def absent(people: int) -> tuple[TimeOff, ...]:
    """Leave of some people on the Tuesday."""
    tuesday = (AWAY.start, AWAY.end)
    return tuple(TimeOff(f"A{n}", *tuesday, "leave") for n in range(people))


AWAY = TimeOff("A0", *(pd.Timestamp(f"2026-01-{day:02}", tz="UTC") for day in (6, 7)), "leave")

EVERYBODY = tuple(f"A{n}" for n in range(8))
NOON, ONE = (pd.Timestamp(f"2026-01-06 {hour}:00", tz="UTC") for hour in (12, 13))
TALK = Meeting("Talk", EVERYBODY[2:], NOON, ONE, 60)


@pytest.mark.parametrize(
    ("code", "obeying", "violating"),
    [
        ("few", {}, {"plan": {"latest_end": 1170}}),
        ("few", {"plan": {"maximum_weekend_days": 1}}, {"plan": {"maximum_weekend_days": 0}}),
        ("few", {"rules": (rule(PRESENT, 1, skills=frozenset({"lead"}), weekdays=frozenset({1}),
                                end=900),), "skills": LEAD},
         {"rules": (rule(PRESENT, 1, skills=frozenset({"lead"}), weekdays=frozenset({1}),
                         end=900),), "skills": LEAD, "time_off": (AWAY,)}),
        ("hours", {"queues": (queue("calls", 3),)}, {"queues": (queue("calls", 4),)}),
        ("hours", {"rules": (rule(PRESENT, 1, skills=frozenset({"lead"}), end=900),),
                   "skills": ("calls|lead", *LEAD[:7])},
         {"rules": (rule(PRESENT, 1, skills=frozenset({"lead"}), end=900),), "skills": LEAD}),
        ("full", {"rules": (rule(SEATS, 2),), **FREE}, {"rules": (rule(SEATS, 1),), **FREE}),
        ("full", {"rules": (rule(SEATS, 2, agent_ids=("A0", "A1", "A2")),)},
         {"rules": (rule(SEATS, 1, skills=frozenset({"chat"})),), **FREE,
          "queues": (queue("chat", 2, "chat"),), "skills": ("calls|chat",) * 8}),
        ("full", {"rules": (rule(SEATS, 3),), **FREE, "queues": (queue("one", 2), queue("two", 1))},
         {"rules": (rule(SEATS, 2),), **FREE, "queues": (queue("one", 2), queue("two", 1))}),
        ("crowded", {"rules": (rule(SEATS, 4),)}, {"rules": (rule(SEATS, 3),)}),
        ("crowded", {"rules": (rule(SEATS, 0, skills=frozenset({"lead"}), end=420),),
                     "skills": LEAD},
         {"rules": (rule(SEATS, 0, skills=frozenset({"lead"}), start=720, end=840),),
          "skills": LEAD}),
        ("breaks", {"rules": (rule(BREAKS, 2),), **LUNCH}, {"rules": (rule(BREAKS, 1),), **LUNCH}),
        ("breaks", {"rules": (rule(BREAKS, 0, start=1080),), **LUNCH},
         {"rules": (rule(BREAKS, 0, start=480, end=1080),), **LUNCH}),
        ("away", {"rules": (rule(OFF, 4),), "time_off": absent(4)},
         {"rules": (rule(OFF, 3),), "time_off": absent(4)}),
        ("mentors", {"rules": (rule(MENTORED, 2, agent_ids=("A1", "A2"), beside=("A0",)),)},
         {"rules": (rule(MENTORED, 1, agent_ids=("A1", "A2"), beside=("A0",)),)}),
        ("alone", {"rules": (rule(MENTORED, 1, agent_ids=("A1",), beside=("A0",), start=0),)},
         {"rules": (rule(MENTORED, 1, agent_ids=("A1",), beside=("A0",)),),
          "availability": (Availability("A0", frozenset(range(7)), 0, 780, available=False),)}),
        ("meeting", {"meetings": (TALK,)}, {"meetings": (replace(TALK, agent_ids=EVERYBODY),)}),
        ("off", {"rules": (rule(OFF, 3),)}, {"rules": (rule(OFF, 2),)}),
        ("off", {"rules": (rule(OFF, 2, price=50),)}, {"rules": (rule(OFF, 0),)}),
    ],
)  # fmt: skip
def test_what_no_schedule_can_keep_is_named_and_what_one_can_is_not(code, obeying, violating):
    def told(case: Mapping[str, Any]) -> list[str]:
        more = {name: value for name, value in case.items() if name != "rules"}
        return [each.code for each in said(*case.get("rules", ()), **more)]

    assert told(obeying) == []
    assert told(violating) == [f"schedule.odds.{code}"]


def test_the_remedy_that_is_named_helps():
    text = english(said(rule(OFF, 0))[0])
    assert "let 3 be off" in text
    assert not said(rule(OFF, 3))
    text = english(said(rule(SEATS, 0), **FREE)[0])
    assert "let in 2" in text
    assert not said(rule(SEATS, 2), **FREE)
    text = english(said(rule(SEATS, 3))[0])
    assert "let in 4" in text


def test_it_is_known_before_the_search_and_said_with_the_plan():
    queues = (queue("calls", 2),)
    agents = tuple(Agent(f"A{n}", "Ann", "t", "plan", frozenset({"calls"})) for n in range(8))
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", queues, {"plan": PLAN}, agents,
                group_rules=(rule(SEATS, 1),))  # fmt: skip
    seen: list[SearchProgress] = []
    problem = build_problem(site, heads(queues), MONDAY)
    limits = Limits(time=None, effort=0, workers=1)
    solution = solve(problem, limits, seen.append)
    assert seen[0].conflicts == at_odds(problem)
    assert at_odds(problem)[0] in [message.phrase for message in solution.messages]
    free = replace(site, group_rules=())
    assert not at_odds(build_problem(free, heads(queues), MONDAY))


def test_a_meeting_that_takes_all_says_how_many_must_stay_away():
    text = english(said(meetings=(replace(TALK, agent_ids=EVERYBODY[1:]),))[0])
    assert "on Tue 12:00–13:00, when 1 of 8 people are left for it at most, beside Talk" in text
    assert "let 1 stay away" in text


def test_where_nobody_has_a_legal_week_no_head_hours_are_told_and_no_numbers_fail():
    queues = (queue("calls", 2),)
    agents = tuple(Agent(f"A{n}", "Ann", "t", "plan", frozenset({"calls"})) for n in range(8))
    never = tuple(Availability(a.id, frozenset(range(7)), 0, 1440, available=False) for a in agents)
    plan = changed(PLAN, days_per_week=(5, 5))
    site = Site("site", "UTC", None, 0, 30, 0.0, "EUR", queues, {"plan": plan}, agents,
                availability=never)  # fmt: skip
    solution = solve(build_problem(site, heads(queues), MONDAY), Limits(time=None, effort=0.1))
    assert not solution.schedule.shifts
    assert "schedule.odds.hours" not in [message.phrase.code for message in solution.messages]
