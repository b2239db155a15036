"""Room that contracts need more of than rules between people leave: seats and breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.evaluation.possible_weeks import (
    Flags,
    Worth,
    inside,
    kept,
    least,
    meant,
    options_of,
)
from wfm.scheduling.problem import Problem
from wfm.scheduling.rules.breaks import PAUSES, BreakSettings
from wfm.scheduling.rules.groups import COUNTED
from wfm.scheduling.rules.groups.base import NO_MOST, counted_heads
from wfm.words import Phrase, phrase


def room_at_odds(problem: Problem, there: Flags) -> Iterator[Phrase]:
    """Say where weeks need more seats or breaks at once than a rule lets be.

    `there` [agent, interval] is where shifts may lie.
    """
    for rule in kept(problem, GroupRuleKind.SEATS):
        yield from _crowded(problem, there, rule)
    for rule in kept(problem, GroupRuleKind.BREAKS):
        yield from _too_many_breaks(problem, rule)


def _limited(problem: Problem, rule: GroupRule) -> Flags:
    """[interval] whether there is a limit."""
    return COUNTED[rule.kind].crowd(problem.horizon, rule).most < NO_MOST


def _crowded(problem: Problem, there: Flags, rule: GroupRule) -> Iterator[Phrase]:
    """Compare the hours for which contracts make people present with the seats of that time."""
    limited, members = _limited(problem, rule), meant(problem, rule)
    needed = least(problem, inside(problem, limited), members)
    used = limited & there[members].any(axis=0)
    found = _room(problem, rule, members, needed, used)
    if found.left < needed:
        hour = 60 // problem.horizon.grid.interval_minutes
        yield phrase(
            "schedule.odds.crowded",
            group=rule.name, most=rule.heads, room=found.left / hour, people=int(members.sum()),
            needed=needed / hour, enough=found.enough,
        )  # fmt: skip


def _too_many_breaks(problem: Problem, rule: GroupRule) -> Iterator[Phrase]:
    """Compare the breaks that shifts have at least with the room where they can lie."""
    members = meant(problem, rule)
    lasting, used = _pauses(problem, members, _limited(problem, rule))
    needed = least(problem, lasting, members)
    found = _room(problem, rule, members, needed, used)
    if found.left < needed:
        hour = 60 // problem.horizon.grid.interval_minutes
        yield phrase(
            "schedule.odds.breaks",
            group=rule.name, most=rule.heads, room=found.left / hour, people=int(members.sum()),
            needed=needed / hour, enough=found.enough,
        )  # fmt: skip


class _Room(NamedTuple):
    """Room that a limit leaves, in intervals of one person, and a limit that would leave enough."""

    left: int
    enough: int | None


def _room(problem: Problem, rule: GroupRule, members: Flags, needed: int, used: Flags) -> _Room:
    people = int(members.sum())
    crowd = COUNTED[rule.kind].crowd(problem.horizon, rule)
    begun = counted_heads(problem.horizon, crowd, ())[used]

    def room(heads: int) -> int:
        return int(np.clip(heads - begun, 0, people).sum())

    enough = next((n for n in range(rule.heads, people + 1) if room(n) >= needed), None)
    return _Room(room(rule.heads), enough)


def _pauses(problem: Problem, members: Flags, limited: Flags) -> tuple[Worth, Flags]:
    """[option] intervals of breaks and meals that lie in limited time wherever they are placed.

    Beside them [interval] whether one of the members' can lie there.
    """
    tours, size = problem.tours, len(limited)
    first, count = tours.break_ptr[tours.template], np.diff(tours.break_ptr)[tours.template]
    real = np.array(list(_are_pauses(problem)), bool)
    mine = np.zeros(len(tours.start), bool)
    for agent in np.flatnonzero(members).tolist():
        mine[options_of(problem, agent)] = True
    lasting, changes = np.zeros(len(tours.start), np.int64), np.zeros(size + 1, np.int64)
    outside = np.append(0, np.cumsum(~limited))
    for number in range(int(count.max(initial=0))):
        has = np.flatnonzero(mine & (count > number))
        at = first[has] + number
        has, at = has[real[at]], at[real[at]]
        begin = np.minimum(tours.start[has] + tours.break_earliest[at], size)
        end = np.minimum(tours.start[has] + tours.break_latest[at] + tours.break_length[at], size)
        bound = outside[end] == outside[begin]
        lasting[has[bound]] += tours.break_length[at[bound]]
        np.add.at(changes, begin[bound], 1)
        np.add.at(changes, end[bound], -1)
    return lasting, np.cumsum(changes)[:size] > 0


def _are_pauses(problem: Problem) -> Iterator[bool]:
    """[break] whether it is a break or a meal, in every work plan that has it."""
    plans = problem.horizon.site.work_plans.values()
    known = [
        (each.code, each.category) for plan in plans for each in BreakSettings.of(plan).activities
    ]
    others = {code for code, category in known if category not in PAUSES}
    pauses = {code for code, _ in known} - others
    return (code in pauses for template in problem.templates for code, *_ in template.activities)
