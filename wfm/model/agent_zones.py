"""By whose clock an agent's shifts are early, late or nights: the agent's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class AgentZones:
    """The zone of a site, and of those agents who have one of their own."""

    site: ZoneInfo
    own: Mapping[str, str | None]

    def of(self, agent_id: str) -> ZoneInfo:
        """Give the zone in which an agent's times of day count."""
        zone = self.own.get(agent_id)
        return self.site if zone is None else ZoneInfo(zone)
