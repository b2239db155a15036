"""The tables of a site's files as things of the service: one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from wfm.model import Site
from wfm.store.demand import EVENT, OPENING_DATE, QUEUE, SETTINGS, settings_of
from wfm.store.entities import Entity
from wfm.store.leave import LEAVE_ACCOUNT, LEAVE_ALLOWANCE, LEAVE_TYPE
from wfm.store.people import (
    AGENT,
    AVAILABILITY_WINDOW,
    CONTRACT,
    GROUP_RULE,
    MEETING,
    PREFERENCE,
    SHIFT_REQUEST,
    TEAM,
    TIME_OFF_ENTRY,
    WORK_PLAN,
    Team,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SiteTable(Generic[T]):
    """A table, its rows of a site that was read, and the fields by which a row is recognised."""

    name: str
    entity: Entity[T]
    rows: Callable[[Site], Iterable[T]]
    identity: tuple[str, ...]

    @property
    def keyed(self) -> bool:
        """Whether rows name themselves; the others have a random key."""
        return self.identity == (self.entity.key,)


def _teams(site: Site) -> list[Team]:
    return [Team(name) for name in sorted({agent.team for agent in site.agents})]


SITE_TABLES: tuple[SiteTable[Any], ...] = (
    SiteTable("site", SETTINGS, lambda site: [settings_of(site)], ()),
    SiteTable("teams", TEAM, _teams, ("name",)),
    SiteTable("work_plans", WORK_PLAN, lambda site: site.work_plans.values(), ("name",)),
    SiteTable("queues", QUEUE, lambda site: site.queues, ("name",)),
    SiteTable("agents", AGENT, lambda site: site.agents, ("id",)),
    SiteTable(
        "contracts", CONTRACT, lambda site: site.contracts, ("agent_id", "first", "weekdays")
    ),
    SiteTable("time_off", TIME_OFF_ENTRY, lambda site: site.time_off, ("agent_id", "start", "end")),
    SiteTable(
        "availability", AVAILABILITY_WINDOW, lambda site: site.availability,
        ("agent_id", "weekdays", "start", "end", "first", "last"),
    ),
    SiteTable(
        "preferences", PREFERENCE, lambda site: site.preferences,
        ("agent_id", "kind", "weekdays", "start", "end", "first", "last"),
    ),
    SiteTable(
        "shift_requests", SHIFT_REQUEST, lambda site: site.shift_requests,
        ("agent_id", "date", "shift_type"),
    ),
    SiteTable("meetings", MEETING, lambda site: site.meetings, ("name", "earliest", "latest")),
    SiteTable("group_rules", GROUP_RULE, lambda site: site.group_rules, ("name",)),
    SiteTable("events", EVENT, lambda site: site.events, ("name", "queues", "start", "end")),
    SiteTable("opening_dates", OPENING_DATE, lambda site: site.opening_dates, ("date", "queues")),
    SiteTable("leave_types", LEAVE_TYPE, lambda site: site.leave_types, ("name",)),
    SiteTable(
        "leave_accounts", LEAVE_ACCOUNT, lambda site: site.leave_accounts,
        ("agent_id", "leave_type", "year"),
    ),
    SiteTable(
        "leave_allowances", LEAVE_ALLOWANCE, lambda site: site.leave_allowances,
        ("team", "skill", "measure", "first", "last", "weekdays", "start", "end"),
    ),
)  # fmt: skip
"""What others need comes before what needs it."""
