"""Rules between people: what a site asks of several agents together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

EVERY_DAY = frozenset(range(7))


class GroupRuleKind(StrEnum):
    """What a rule between people asks."""

    SEATS = "seats"
    """At most so many are present, on queue or not."""
    BREAKS = "breaks"
    """At most so many are in a break or meal."""
    DAYS_OFF = "days_off"
    """At most so many have no shift on a day, for whatever reason."""
    PRESENT = "present"
    """At least so many are present while a queue is open."""
    ON_QUEUE = "on_queue"
    """At least so many are on queue while a queue is open."""
    MENTORED = "mentored"
    """They are present only beside those in `beside`, at most so many to each of these."""
    SAME_TIMES = "same_times"
    """They work on the same days, and start and end together."""
    SAME_START = "same_start"
    """Those of them who work on a day start together."""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One rule about all agents whom it names by id, team and skill.

    Those meant are the agents of `agent_ids` and of `teams` (all agents where neither names any),
    as far as they have every one of `skills`. `start` and `end` are local minutes from the midnight
    of each of `weekdays`.
    """

    name: str
    kind: GroupRuleKind
    heads: int = 1
    agent_ids: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    skills: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()
    """Agents beside whom those meant work."""
    weekdays: frozenset[int] = EVERY_DAY
    start: int = 0
    end: int = 1440
    price: int | None = None
    """Of a head too many or too few, for an hour (for a day, where days are counted, or of two who
    differ on a day); None where the rule must be kept."""
    minutes: int = 0
    """How far apart the starts and ends of those may lie who are to start or end together."""
