"""Someone of a group present: a senior, a supervisor, a first-aider, while a queue is open."""

from __future__ import annotations

from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Breach, CountedState, RuleBetweenPeople
from wfm.scheduling.rules.groups.members import during, members_of, while_open
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


class SomeonePresent(RuleBetweenPeople):
    """At least so many of the agents are present while a queue that they serve is open.

    They may be on queue or in a break: whoever is present still takes contacts.
    """

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.PRESENT
    name: ClassVar[str] = "Someone present"
    counted: ClassVar[CountedState] = CountedState.PRESENT

    def bound(self, horizon: Horizon, rule: GroupRule, least: Ints, most: Ints) -> None:
        """At least so many while the rule holds and a queue is open."""
        del most
        is_open = while_open(horizon, members_of(horizon.site.agents, rule))
        least[during(horizon, rule) & is_open] = rule.heads

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say how many are there."""
        del horizon
        return phrase(
            "rule.present.too_few", group=rule.name, heads=worst.heads, least=rule.heads,
            at=worst.at, hours=worst.hours,
        )  # fmt: skip
