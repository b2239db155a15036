"""Minimum heads by skill or language: so many of a group on queue, while a queue is open."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import CountedState
from wfm.scheduling.rules.groups.someone_present import SomeonePresent
from wfm.words import Phrase, phrase


class HeadsWithSkill(SomeonePresent):
    """At least so many of the agents are on queue, in no break and no meeting, while one is open.

    With several skills only those count who have all of them: a language and a product.
    """

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.ON_QUEUE
    name: ClassVar[str] = "Minimum heads of a group"
    counted: ClassVar[CountedState] = CountedState.ON_QUEUE

    def broken(
        self, horizon: Horizon, rule: GroupRule, heads: int, at: datetime, hours: float
    ) -> Phrase:
        """Say how many are on queue."""
        del horizon
        return phrase(
            "rule.on_queue.too_few", group=rule.name, heads=heads, least=rule.heads, at=at,
            hours=hours,
        )  # fmt: skip
