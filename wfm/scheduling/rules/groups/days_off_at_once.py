"""Absent at once: so many people may have no shift on a day, for whatever reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.groups.base import Breach, CountedState, RuleBetweenPeople, few
from wfm.scheduling.rules.groups.members import members_of, while_open
from wfm.scheduling.tours.arrays import Ints
from wfm.words import Phrase, phrase


class DaysOffAtOnce(RuleBetweenPeople):
    """At most so many of the agents are off on a day on which they could work: free or on leave."""

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.DAYS_OFF
    name: ClassVar[str] = "Absent at once"
    counted: ClassVar[CountedState] = CountedState.DAYS

    def bound(self, horizon: Horizon, rule: GroupRule, least: Ints, most: Ints) -> None:
        """At least all but so many of those employed work, on every open day."""
        del most
        members = members_of(horizon.site.agents, rule)
        is_open = while_open(horizon, members)
        for day in range(horizon.days):
            on = horizon.grid.date_of(day)
            span = slice(horizon.day_starts[day], horizon.day_starts[day + 1])
            if on.weekday() in rule.weekdays and is_open[span].any():
                least[day] = max(0, len(_employed(horizon, members, on)) - rule.heads)

    def broken(self, horizon: Horizon, rule: GroupRule, worst: Breach) -> Phrase:
        """Say how many are off."""
        members = members_of(horizon.site.agents, rule)
        off = _employed(horizon, members, worst.at.date()) - set(worst.counted)
        return phrase(
            "rule.days_off.too_many", group=rule.name, off=len(off), most=rule.heads, who=few(off)
        )


def _employed(horizon: Horizon, members: Collection[str], on: date) -> set[str]:
    here = {agent.id for agent in horizon.site.agents if agent.employed_on(on)}
    return here.intersection(members)
