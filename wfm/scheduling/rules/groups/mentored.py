"""Mentor with trainee: some people are present only beside others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Breach, CountedState, RuleBetweenPeople, few
from wfm.scheduling.rules.groups.members import during, members_of
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


class Mentored(RuleBetweenPeople):
    """The agents are present only beside their mentors, at most so many to each mentor present."""

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.MENTORED
    name: ClassVar[str] = "Mentors with trainees"
    counted: ClassVar[CountedState] = CountedState.PRESENT

    def weights(self, horizon: Horizon, rule: GroupRule) -> Mapping[str, int]:
        """Each mentor makes room for so many trainees."""
        trainees = dict.fromkeys(members_of(horizon.site.agents, rule), 1)
        return {**dict.fromkeys(rule.beside, -rule.heads), **trainees}

    def bound(self, horizon: Horizon, rule: GroupRule, least: Ints, most: Ints) -> None:
        """Nobody beyond the room there is."""
        del least
        most[during(horizon, rule)] = 0

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say how many have no mentor."""
        del horizon
        return phrase(
            "rule.mentored.alone",
            group=rule.name, alone=worst.heads, mentors=rule.beside, each=rule.heads,
            at=worst.at, hours=worst.hours, trainees=few(worst.counted),
        )  # fmt: skip
