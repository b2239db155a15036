"""What some schedule keeps is never said to be beyond every schedule, on drawn sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from tests.scheduling.random_sites import Case, random_case
from wfm.model import GroupRule, GroupRuleKind, Schedule
from wfm.scheduling import Limits, solve
from wfm.scheduling.evaluation.at_odds import at_odds
from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE
from wfm.words import english

KIND = GroupRuleKind
BRIEFLY = Limits(time=None, effort=0, workers=1)


def _rules(case: Case) -> Iterator[GroupRule]:
    people = tuple(agent.id for agent in case.site.agents)
    for start, end in ((0, 1440), (600, 900)):
        for heads in range(len(people) + 1):
            yield GroupRule("seats", KIND.SEATS, heads, start=start, end=end)
            yield GroupRule("breaks", KIND.BREAKS, heads, start=start, end=end)
            yield GroupRule("off", KIND.DAYS_OFF, heads)
        for heads in range(1, len(people)):
            hours = {"start": start, "end": end}
            yield GroupRule("present", KIND.PRESENT, heads, **hours)
            yield GroupRule(
                "mentored", KIND.MENTORED, heads, people[1:], beside=people[:1], **hours
            )
    for two in combinations(people, 2):
        for minutes in (0, 120, 600):
            yield GroupRule("times", KIND.SAME_TIMES, 1, two, minutes=minutes)
            yield GroupRule("start", KIND.SAME_START, 1, two, minutes=minutes)


def _kept_by(case: Case, schedule: Schedule) -> Iterator[GroupRule]:
    horizon = case.problem().horizon
    for rule in _rules(case):
        if not any(RULES_BETWEEN_PEOPLE[rule.kind].check(horizon, rule, schedule.shifts)):
            yield rule


@pytest.mark.parametrize("seed", range(12))
def test_a_rule_that_a_schedule_keeps_is_not_at_odds(seed: int) -> None:
    case = random_case(seed)
    case = replace(case, site=replace(case.site, meetings=()))
    schedule = solve(case.problem(), BRIEFLY).schedule
    for rule in _kept_by(case, schedule):
        ruled = replace(case, site=replace(case.site, group_rules=(rule,)))
        told = [english(one) for one in at_odds(ruled.problem()) if one.parameters.get("group")]
        assert not told, (rule, told)
