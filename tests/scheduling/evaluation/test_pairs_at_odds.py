"""Two who can never be alike are named before the search, with what would help; no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.scheduling.evaluation.test_at_odds import OPEN, heads
from tests.scheduling.fixed import MONDAY, PLAN
from wfm.model import (
    Agent,
    Availability,
    Channel,
    GroupRule,
    GroupRuleKind,
    Queue,
    ServiceGoal,
    Site,
    WorkPlan,
)
from wfm.scheduling import build_problem
from wfm.scheduling.evaluation.at_odds import at_odds
from wfm.scheduling.rules.work_plan import changed
from wfm.words import Phrase, english

TIMES, START = GroupRuleKind.SAME_TIMES, GroupRuleKind.SAME_START
CALLS = (Queue("calls", Channel.VOICE, "calls", OPEN, ServiceGoal()),)
EARLY = {"earliest_start": 480, "latest_end": 960, "days_per_week": (5, 5)}
LATE = {"earliest_start": 720, "latest_end": 1200, "days_per_week": (5, 5)}


def said(
    kind: GroupRuleKind, *contracts: Mapping[str, Any], minutes: int = 0, price: int | None = None,
    **site: Any,
) -> list[Phrase]:  # fmt: skip
    """What is at odds for people of these contracts, A0, A1 and so on."""
    plans: dict[str, WorkPlan] = {}
    agents = []
    for n, terms in enumerate(contracts):
        plans[f"plan {n}"] = replace(changed(PLAN, **terms), name=f"plan {n}")
        agents.append(Agent(f"A{n}", f"Ann {n}", "team", f"plan {n}", frozenset({"calls"})))
    rule = GroupRule("Car", kind, minutes=minutes, price=price)
    centre = Site("site", "UTC", None, 0, 30, 0.0, "EUR", CALLS, plans, tuple(agents),
                  group_rules=(rule,), **site)  # fmt: skip
    return list(at_odds(build_problem(centre, heads(CALLS), MONDAY)))


def weekends(agent: str) -> tuple[Availability, ...]:
    """Leave an agent nothing but Wednesday to Sunday."""
    return (Availability(agent, frozenset({0, 1}), 0, 1440, available=False),)


@pytest.mark.parametrize("kind", [TIMES, START])
def test_early_and_late_are_never_together(kind: GroupRuleKind) -> None:
    [told] = said(kind, EARLY, LATE)
    text = english(told)
    assert "A0 Ann 0 and A1 Ann 1" in text
    assert "let 240 min lie between them" in text
    assert not said(kind, EARLY, LATE, minutes=240)
    assert said(kind, EARLY, LATE, minutes=210)
    assert not said(kind, EARLY, {**LATE, "earliest_start": 480})
    assert not said(kind, EARLY, LATE, price=10)


def test_who_never_needs_to_work_when_the_other_does_is_in_nobodys_way() -> None:
    """Three days each: they can take turns, unless they are to work on the same days."""
    few = {"days_per_week": (3, 3)}
    assert not said(START, EARLY | few, LATE | few)
    [told] = said(TIMES, EARLY | few, LATE | few)
    assert told.code == "schedule.odds.alike"


def test_two_who_work_on_other_weekdays() -> None:
    """Five days among Wednesday to Sunday, and five of the week: both can. Monday to Friday not."""
    workdays = (Availability("A1", frozenset({5, 6}), 0, 1440, available=False),)
    assert not said(TIMES, EARLY, EARLY, availability=weekends("A0"))
    [told] = said(TIMES, EARLY, EARLY, availability=(*weekends("A0"), *workdays))
    assert told.code == "schedule.odds.alike"
    assert "on Mon, Tue, Sat, Sun" in english(told)
    assert not said(START, EARLY, EARLY, availability=(*weekends("A0"), *workdays))


def test_two_who_work_on_more_and_on_fewer_days() -> None:
    [told] = said(TIMES, EARLY, {**EARLY, "days_per_week": (3, 4)})
    assert told.code == "schedule.odds.alike_days"
    assert "A0 Ann 0 has at least 5 by contract, where A1 Ann 1 has 4 at most" in english(told)
    assert not said(TIMES, EARLY, {**EARLY, "days_per_week": (3, 5)})


def test_a_team_is_told_once_with_its_first_two_and_how_many_pairs_more() -> None:
    [told] = said(START, EARLY, EARLY, LATE)
    assert told.parameters["more"] == 1
    assert english(told).endswith("(1 more pair of it cannot, either)")
