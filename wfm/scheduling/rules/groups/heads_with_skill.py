"""Minimum heads by skill or language: so many of a group on queue, while a queue is open."""

from __future__ import annotations

from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Breach, CountedState
from wfm.scheduling.rules.groups.someone_present import SomeonePresent
from wfm.words import Phrase, phrase


class HeadsWithSkill(SomeonePresent):
    """At least so many of the agents are on queue, in no break and no meeting, while one is open.

    With several skills only those count who have all of them: a language and a product.
    """

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.ON_QUEUE
    name: ClassVar[str] = "Minimum heads of a group"
    counted: ClassVar[CountedState] = CountedState.ON_QUEUE

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say how many are on queue, and who of few has a break."""
        del horizon
        return phrase(
            "rule.on_queue.too_few", group=rule.name, heads=worst.heads, least=rule.heads,
            at=worst.at, hours=worst.hours, resting=worst.resting,
        )  # fmt: skip
