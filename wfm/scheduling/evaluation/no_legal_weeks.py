"""Who has no legal week and what would help: known before any search, and told then."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from wfm.model import Site
from wfm.scheduling.evaluation.conflicts import Conflict, Known, conflict_of, shares
from wfm.scheduling.evaluation.misfits import misfits
from wfm.scheduling.evaluation.remedies import remedies
from wfm.scheduling.problem import Problem
from wfm.words import Phrase, phrase

TOLD: Final = 10
"""Conflicts that are spelled out; agents who have others are named."""
NAMED: Final = 12
"""Agents of one conflict who are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class NoLegalWeek:
    """A conflict, who else has it, and which ways each alone would give a legal week."""

    conflict: Conflict
    plan: str
    alike: tuple[str, ...]
    misfits: tuple[Phrase, ...]
    remedies: tuple[Phrase, ...]

    def told(self, way_out: Phrase | None = None) -> Phrase:
        """Say it, with what a schedule does instead where there is one."""
        agent, count = self.conflict.agent, len(self.alike)
        others: tuple[str | Phrase, ...] = self.alike
        if count > NAMED:
            more = phrase("schedule.more_agents", more=count - NAMED)
            others = (*self.alike[:NAMED], more)
        return phrase(
            "schedule.no_legal_week",
            agent_id=agent.id, name=agent.name, conflict=self.conflict.phrase,
            others=others, count=count or None,
            plan=self.plan, misfits=self.misfits, remedies=self.remedies, way_out=way_out,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoLegalWeeks:
    """Each conflict once, and the ids of agents whose conflict is not spelled out."""

    conflicts: tuple[NoLegalWeek, ...]
    rest: tuple[str, ...]

    def __iter__(self) -> Iterator[NoLegalWeek]:
        return iter(self.conflicts)

    def phrases(self, site: Site) -> Iterator[Phrase]:
        """Say it all, as far as it is known before any schedule."""
        yield from (one.told() for one in self.conflicts)
        yield from self.told_of_rest(site)

    def told_of_rest(self, site: Site) -> Iterator[Phrase]:
        """Name the agents whose conflict is not spelled out."""
        if self.rest:
            agents = tuple(map(site.named, self.rest))
            yield phrase("schedule.more_without_week", count=len(agents), agents=agents)


def no_legal_weeks(problem: Problem, told: Collection[str] = ()) -> NoLegalWeeks:
    """Find why agents have no legal week: each conflict once, of all agents who have it.

    Agents who are `told` of already are left out. Of a problem it is found out once.
    """
    if told:
        return _found(problem, told)
    if problem not in _KNOWN:
        _KNOWN[problem] = _found(problem, ())
    return _KNOWN[problem]


_KNOWN: WeakKeyDictionary[Problem, NoLegalWeeks] = WeakKeyDictionary()


def _found(problem: Problem, told: Collection[str]) -> NoLegalWeeks:
    people = {agent.id: agent for agent in problem.agents}
    left = [agent for agent in problem.stuck if agent not in told]
    known, found = Known(), list[NoLegalWeek]()
    while left and len(found) < TOLD:
        conflict = conflict_of(problem, left[0], known)
        alike = [one for one in left[1:] if shares(problem, conflict, people[one], known)]
        names = [name for name, _, _ in conflict.rules]
        found.append(
            NoLegalWeek(
                conflict,
                problem.horizon.plan(conflict.agent).name,
                tuple(alike),
                tuple(misfits(problem, conflict.agent, names)),
                tuple(remedies(problem, conflict.agent, names)),
            )
        )
        left = [one for one in left[1:] if one not in alike]
    return NoLegalWeeks(tuple(found), tuple(left))
