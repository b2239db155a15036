"""Days that two people changed: whose to take is for a person to say, and is asked in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from wfm.model import Site
from wfm.model.agent_zones import AgentZones
from wfm.planning.merge_in_words import conflict_in_words
from wfm.planning.merge_schedules import MergeConflict, Side
from wfm.planning.preserved_shifts import AgentDay
from wfm.store.errors import ConflictError
from wfm.words import Phrase, phrase

TOLD = 100
"""Conflicts and broken rules that a refusal spells out; it has all conflicts as shifts."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Whose day is taken where two publications meet.

    They were taken with a certain schedule in force: when another one is by now, they are not
    used, and the conflicts are told anew.
    """

    in_force: int | None = None
    """Number of the schedule that the conflicts were told against."""
    days: Mapping[AgentDay, Side] = field(default_factory=lambda: MappingProxyType({}))


def decided(choices: Iterable[tuple[AgentDay, Side]]) -> dict[AgentDay, Side]:
    """Give whose day is taken, by day.

    Raises
    ------
    ConflictError
        If a day is decided both ways.
    """
    found: dict[AgentDay, Side] = {}
    for day, side in choices:
        if found.setdefault(day, side) is not side:
            agent, on = day
            raise ConflictError(phrase("refusal.decided_twice", agent=agent, date=on), "decisions")
    return found


class MergeError(ConflictError):
    """Two changed the same agents' days, and nobody has decided whose to take."""

    def __init__(
        self, said: Phrase, against: int, conflicts: Sequence[MergeConflict], site: Site
    ) -> None:
        """`against` is the number of the schedule that was merged with."""
        self.against, self.conflicts = against, tuple(conflicts)
        self.zones = AgentZones(
            ZoneInfo(site.time_zone), {agent.id: agent.time_zone for agent in site.agents}
        )
        zone, names = self.zones.site, site.agent_names
        super().__init__(
            phrase("merge.undecided", why=said, count=len(self.conflicts)),
            "decisions",
            [conflict_in_words(one, zone, names) for one in self.conflicts[:TOLD]],
        )
