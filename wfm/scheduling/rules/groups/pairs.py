"""Rules that compare the shifts of a day: who travels together, a team on one shift."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm.model import GroupRule, GroupRuleKind, Shift
from wfm.scheduling.horizon import MINUTE, Horizon
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.groups.base import HARD
from wfm.scheduling.rules.groups.members import members_of
from wfm.words import phrase


@dataclass(frozen=True, slots=True)
class Pairs:
    """Agents each two of whom are compared, and what a day costs on which two of them differ."""

    members: tuple[str, ...]
    whole: bool
    """Whether both work, or neither, and end alike; else only the starts of two at work count."""
    minutes: int
    """How far apart their starts and ends may lie."""
    price: Mapping[tuple[str, str], NDArray[np.int64]]
    """[day] of two agents, in the order of `members`."""


class RuleForPairs:
    """One kind of rule that compares shifts of a day."""

    __slots__ = ()
    kind: ClassVar[GroupRuleKind]
    name: ClassVar[str]
    whole: ClassVar[bool]

    def pairs(self, horizon: Horizon, rule: GroupRule) -> Pairs:
        """Tabulate a rule of this kind; no day counts on which one of two could not work."""
        members = members_of(horizon.site.agents, rule)
        each = HARD if rule.price is None else rule.price
        dates = [horizon.grid.date_of(day) for day in range(horizon.days)]
        there = {
            member: np.array([on.weekday() in rule.weekdays and _can(horizon, member, on)
                              for on in dates])
            for member in members
        }  # fmt: skip
        price = {(a, b): each * (there[a] & there[b]) for a, b in combinations(members, 2)}
        return Pairs(members, self.whole, rule.minutes, price)

    def check(
        self, horizon: Horizon, rule: GroupRule, shifts: Sequence[Shift]
    ) -> Iterator[Finding]:
        """Judge explicit shifts of all agents, day by day, without the search."""
        pairs = self.pairs(horizon, rule)
        worked: dict[date, dict[str, Shift]] = defaultdict(dict)
        for shift in shifts:
            worked[shift.date][shift.agent_id] = shift
        for day in range(horizon.days):
            on = horizon.grid.date_of(day)
            apart = [
                (two, int(price[day]))
                for two, price in pairs.price.items()
                if price[day] and self._differ(pairs, *(worked[on].get(one) for one in two))
            ]
            if apart:
                first, second = apart[0][0]
                text = phrase(
                    "rule.pairs.apart",
                    group=rule.name, first=first, second=second, more=len(apart) - 1 or None,
                    first_start=_start(horizon, worked[on].get(first)),
                    second_start=_start(horizon, worked[on].get(second)),
                    first_off=first not in worked[on], second_off=second not in worked[on],
                    minutes=rule.minutes or None, ends=self.whole,
                )  # fmt: skip
                price = sum(one for _, one in apart)
                yield Finding(self.name, text, None, on, price, hard=rule.price is None)

    def _differ(self, pairs: Pairs, one: Shift | None, other: Shift | None) -> bool:
        if one is None or other is None:
            return self.whole and one is not other
        starts, ends = abs(one.start - other.start), abs(one.end - other.end)
        most = pairs.minutes * MINUTE
        return starts > most or (self.whole and ends > most)


def _can(horizon: Horizon, member: str, on: date) -> bool:
    """Tell whether an agent is employed on a date and not on leave for any of it."""
    agent = next(agent for agent in horizon.site.agents if agent.id == member)
    begin, end = (horizon.grid.instant(on, minutes) for minutes in (0, 1440))
    away = any(off.start < end and begin < off.end for off in horizon.time_off.get(member, ()))
    return agent.employed_on(on) and not away


def _start(horizon: Horizon, shift: Shift | None) -> datetime | None:
    return None if shift is None else horizon.local(shift.start)


class SameTimes(RuleForPairs):
    """The agents work on the same days and start and end together, as those who share a car.

    Days on which one of them is on leave or not employed do not count.
    """

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.SAME_TIMES
    name: ClassVar[str] = "Same times"
    whole: ClassVar[bool] = True


class SameStart(RuleForPairs):
    """Those of the agents who work on a day start at the same time: a team on one shift."""

    kind: ClassVar[GroupRuleKind] = GroupRuleKind.SAME_START
    name: ClassVar[str] = "Same start"
    whole: ClassVar[bool] = False
