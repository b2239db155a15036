"""Whom a rule between people means, when it holds, and what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from wfm.model import Agent, GroupRule, GroupRuleKind
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.rules.settings import Fault
from wfm.words import phrase

NEEDS_ONE = {GroupRuleKind.PRESENT, GroupRuleKind.ON_QUEUE, GroupRuleKind.MENTORED}
"""Rules that ask for people; the others may ask for none."""
COMPARED = {GroupRuleKind.SAME_TIMES, GroupRuleKind.SAME_START}
MOST_COMPARED = 40
"""Agents of one rule that compares them two by two."""
ASKS_FOR = {GroupRuleKind.PRESENT, GroupRuleKind.ON_QUEUE}


def members_of(agents: Iterable[Agent], rule: GroupRule) -> tuple[str, ...]:
    """Agents whom a rule means, in their order."""
    everyone = not rule.agent_ids and not rule.teams
    return tuple(
        agent.id
        for agent in agents
        if (everyone or agent.id in rule.agent_ids or agent.team in rule.teams)
        and rule.skills <= agent.skills
        and agent.id not in rule.beside
    )


def during(horizon: Horizon, rule: GroupRule) -> NDArray[np.bool_]:
    """[interval] whether a rule holds, by its weekdays and times."""
    found = np.zeros(len(horizon.grid), bool)
    for day in range(-1, horizon.days):
        if horizon.grid.date_of(day).weekday() in rule.weekdays:
            begin, end = (horizon.grid.local_index(day, at) for at in (rule.start, rule.end))
            found[max(0, begin) : max(0, end)] = True
    found[horizon.day_starts[horizon.days] :] = False
    return found


def while_open(horizon: Horizon, members: Iterable[str]) -> NDArray[np.bool_]:
    """[interval] whether a queue is open that one of them serves; any, if they serve none."""
    some = set(members)
    skills = {skill for agent in horizon.site.agents if agent.id in some for skill in agent.skills}
    served = np.array([queue.skill in skills for queue in horizon.site.queues], bool)
    queues = horizon.open_intervals[served if served.any() else ~served]
    is_open: NDArray[np.bool_] = np.any(queues, axis=0)
    return is_open


def faults_in(rule: GroupRule) -> Iterator[Fault]:
    """Find what is wrong with a rule by itself."""
    mentored = rule.kind is GroupRuleKind.MENTORED
    if rule.heads < 1 and rule.kind in NEEDS_ONE:
        yield Fault("heads", phrase("group.asks_nobody"), phrase("do.one_or_remove"))
    if mentored and not rule.beside:
        yield Fault("beside", phrase("group.no_mentor"), phrase("do.name_beside"))
    if not mentored and rule.beside:
        yield Fault(
            "beside", phrase("group.no_meaning", kind=str(rule.kind)), phrase("do.leave_blank")
        )
    if rule.minutes and rule.kind not in COMPARED:
        yield Fault(
            "minutes", phrase("group.no_meaning", kind=str(rule.kind)), phrase("do.leave_blank")
        )
    if rule.kind in COMPARED and (rule.start, rule.end) != (0, 1440):
        yield Fault(
            "start",
            phrase("group.no_meaning", kind=str(rule.kind)),
            phrase("do.leave_from_to_blank"),
        )
    if not rule.start < rule.end:
        yield Fault(
            "end", phrase("site.window_backwards"),
            phrase("do.past_midnight"),
        )  # fmt: skip
    if not rule.weekdays:
        yield Fault("weekdays", phrase("group.no_day"), phrase("do.days_or_blank"))


def faults_at(agents: Iterable[Agent], rule: GroupRule) -> Iterator[Fault]:
    """Find what no schedule of a site's agents can obey, whoever works when."""
    members = members_of(agents, rule)
    if not members:
        whom = ", ".join([*rule.agent_ids, *rule.teams]) or "all agents"
        skills = " and ".join(sorted(rule.skills))
        what = (
            phrase("group.nobody_of", whom=whom, skills=skills)
            if skills
            else phrase("group.nobody")
        )
        yield Fault("skills" if skills else "agent_ids", what, phrase("do.others_or_remove"))
    elif rule.kind in ASKS_FOR and rule.heads > len(members):
        what = phrase("group.asks_of", heads=rule.heads, members=len(members))
        yield Fault("heads", what, phrase("do.at_most_or_more", most=len(members)))
    elif rule.kind in COMPARED and not 2 <= len(members) <= MOST_COMPARED:
        what = phrase("group.compares", members=len(members))
        yield Fault("agent_ids", what, phrase("do.name_two_to", most=MOST_COMPARED))
