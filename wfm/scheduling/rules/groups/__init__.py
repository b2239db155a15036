"""The rules between people, in the order in which they are explained. Add a file, then its line."""

from __future__ import annotations

from collections.abc import Mapping

from wfm.model import GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Crowd, RuleBetweenPeople
from wfm.scheduling.rules.groups.breaks_at_once import BreaksAtOnce
from wfm.scheduling.rules.groups.days_off_at_once import DaysOffAtOnce
from wfm.scheduling.rules.groups.heads_with_skill import HeadsWithSkill
from wfm.scheduling.rules.groups.mentored import Mentored
from wfm.scheduling.rules.groups.pairs import Pairs, RuleForPairs, SameStart, SameTimes
from wfm.scheduling.rules.groups.seats import Seats
from wfm.scheduling.rules.groups.someone_present import SomeonePresent

COUNTED: Mapping[GroupRuleKind, RuleBetweenPeople] = {
    each.kind: each
    for each in (
        Seats(), BreaksAtOnce(), DaysOffAtOnce(), SomeonePresent(), HeadsWithSkill(), Mentored(),
    )
}  # fmt: skip
COMPARED: Mapping[GroupRuleKind, RuleForPairs] = {
    each.kind: each for each in (SameTimes(), SameStart())
}
RULES_BETWEEN_PEOPLE: Mapping[GroupRuleKind, RuleBetweenPeople | RuleForPairs] = {
    **COUNTED,
    **COMPARED,
}

__all__ = ["RULES_BETWEEN_PEOPLE", "crowds_of", "near_groups", "pairs_of"]


def crowds_of(horizon: Horizon) -> list[Crowd]:
    """Tabulate all rules of a site that count heads."""
    rules = horizon.site.group_rules
    return [COUNTED[rule.kind].crowd(horizon, rule) for rule in rules if rule.kind in COUNTED]


def pairs_of(horizon: Horizon) -> list[Pairs]:
    """Tabulate all rules of a site that compare shifts."""
    rules = horizon.site.group_rules
    return [COMPARED[rule.kind].pairs(horizon, rule) for rule in rules if rule.kind in COMPARED]


def near_groups(horizon: Horizon) -> list[frozenset[str]]:
    """Give the agents of whom one alone can hardly change a shift: trainees and their mentors."""
    return [
        frozenset(COUNTED[rule.kind].weights(horizon, rule))
        for rule in horizon.site.group_rules
        if rule.kind is GroupRuleKind.MENTORED
    ]
