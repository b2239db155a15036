"""Skills that match no queue: what they leave undone is told before the search, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wfm.errors import InputError, InputProblem
from wfm.model import Agent, Site
from wfm.model.agent import named
from wfm.model.plan import Message, Severity
from wfm.sites.findings import likely
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.planning.week_demand import WeekDemand
    from wfm.words import Phrase

FOOLISH = 1 / 3
"""Share of demand without a head, or of agents without work, from which no plan is made."""
NAMED = 5
"""Agents that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class UnmatchedSkill:
    """A skill that no queue needs, and the agents who for want of another serve less."""

    skill: str
    meant: str | None
    """The needed skill that is likely meant."""
    agents: tuple[Agent, ...]

    @property
    def told(self) -> Phrase:
        """Say what does not match, whom it concerns and what may be meant."""
        agents = tuple(named(agent.id, agent.name) for agent in self.agents[:NAMED])
        return phrase(
            "site.unmatched_skill",
            skill=self.skill, meant=self.meant, agents=agents,
            more=max(0, len(self.agents) - NAMED) or None,
        )  # fmt: skip


def unmatched_skills(site: Site) -> tuple[UnmatchedSkill, ...]:
    """Find skills that no queue needs, of agents who can serve nothing or lack the one meant."""
    needed = {queue.skill for queue in site.queues}
    found = []
    for skill in sorted({skill for agent in site.agents for skill in agent.skills - needed}):
        meant = likely(skill, needed)
        agents = tuple(
            agent
            for agent in site.agents
            if skill in agent.skills
            and (not agent.skills & needed or (meant and meant not in agent.skills))
        )
        if agents:
            found.append(UnmatchedSkill(skill, meant, agents))
    return tuple(found)


def refuse_foolish(demand: WeekDemand, unmatched: tuple[UnmatchedSkill, ...]) -> None:
    """Refuse a plan that skills without a queue make foolish.

    Raises
    ------
    InputError
        With each of these skills, if for a third of some work there can be no head, or a third of
        the agents has nothing to do.
    """
    consequences = tuple(_consequences(demand)) if unmatched else ()
    if not consequences:
        return
    remedy = phrase("do.same_name_or_anyway")
    told = (phrase("plan.foolish", why=one.told, consequences=consequences) for one in unmatched)
    raise InputError([InputProblem(what, remedy, field="skills") for what in told])


def unmatched_messages(unmatched: tuple[UnmatchedSkill, ...]) -> tuple[Message, ...]:
    """Tell each skill that no queue needs, as the cause of what follows."""
    return tuple(Message(Severity.ERROR, "site", one.told) for one in unmatched)


def _consequences(demand: WeekDemand) -> Iterator[Phrase]:
    site = demand.site
    needed = {queue.skill for queue in site.queues}
    idle = sum(not agent.skills & needed for agent in site.agents)
    if idle >= FOOLISH * len(site.agents):
        yield phrase("site.agents_without_queue", idle=idle, agents=len(site.agents))
    there = _hours_there(demand)
    for skill, required in _hours_required(demand).items():
        if required - there[skill] >= FOOLISH * required > 0:
            yield phrase(
                "site.demand_without_heads", skill=skill, required=required, there=there[skill]
            )


def _hours_required(demand: WeekDemand) -> Mapping[str, float]:
    """Give the head-hours that the queues of each skill need."""
    asked = demand.requirement
    hours = (asked["gross_requirement"] * asked["interval_minutes"]).groupby(asked["queue"]).sum()
    found: dict[str, float] = {}
    for queue in demand.site.queues:
        found[queue.skill] = found.get(queue.skill, 0.0) + float(hours.get(queue.name, 0.0)) / 60
    return found


def _hours_there(demand: WeekDemand) -> Mapping[str, float]:
    """Give the most hours that contracts give the agents of each skill, all spent on it."""
    from wfm.scheduling.rules.paid_hours import PaidHoursSettings, minutes_wanted

    found = dict.fromkeys((queue.skill for queue in demand.site.queues), 0.0)
    for week in demand.horizon.weeks:
        for agent in (p for one in demand.site.agents for p in week.contracts(one)):
            _, most = minutes_wanted(week, agent)
            most += PaidHoursSettings.of(week.plan(agent)).overtime_minutes
            for skill in agent.skills & found.keys():
                found[skill] += most / 60
    return found
