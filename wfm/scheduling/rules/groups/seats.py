"""Seats, desks or licences: so many people may be present at once, whatever they do."""

from __future__ import annotations

from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Breach, CountedState, RuleBetweenPeople
from wfm.scheduling.rules.groups.members import during
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


class Seats(RuleBetweenPeople):
    """At most so many of the agents are present at once, in breaks and meetings too."""

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.SEATS
    name: ClassVar[str] = "Seats"
    counted: ClassVar[CountedState] = CountedState.PRESENT

    def bound(self, horizon: Horizon, rule: GroupRule, least: Ints, most: Ints) -> None:
        """At most the seats while the rule holds."""
        del least
        most[during(horizon, rule)] = rule.heads

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say how many are there."""
        del horizon
        return phrase(
            "rule.seats.too_many", group=rule.name, heads=worst.heads, most=rule.heads,
            at=worst.at, hours=worst.hours,
        )  # fmt: skip
