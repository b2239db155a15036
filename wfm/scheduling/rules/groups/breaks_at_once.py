"""Breaks at once: so many people of a team may be in a break or meal at the same time."""

from __future__ import annotations

from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Breach, CountedState, RuleBetweenPeople, few
from wfm.scheduling.rules.groups.members import during
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


class BreaksAtOnce(RuleBetweenPeople):
    """At most so many of the agents are in a break or meal at once."""

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.BREAKS
    name: ClassVar[str] = "Breaks at once"
    counted: ClassVar[CountedState] = CountedState.PAUSED

    def bound(self, horizon: Horizon, rule: GroupRule, least: Ints, most: Ints) -> None:
        """At most so many while the rule holds."""
        del least
        most[during(horizon, rule)] = rule.heads

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say how many have a break."""
        del horizon
        return phrase(
            "rule.breaks_at_once.too_many",
            group=rule.name, heads=worst.heads, most=rule.heads, at=worst.at, hours=worst.hours,
            who=few(worst.counted),
        )  # fmt: skip
