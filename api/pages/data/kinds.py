"""The kinds of things of a site that have a form, each as its routes read and write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from fastapi import Response
from pydantic import BaseModel

from api.access import Access
from api.entity_routes import Resource
from api.references import refuse_unknown
from api.replies import check_key
from api.routes.agents import agent_of, agent_view, judge_agent, set_agent
from api.routes.demand import RESOURCES as DEMAND
from api.routes.leave import RESOURCES as LEAVE
from api.routes.sites import set_site_settings, site_settings
from api.routes.teams import team_view
from api.routes.trades import change_self_service, one_self_service
from api.routes.wishes_and_meetings import RESOURCES as PEOPLE
from api.routes.work_plans import agents_named_by, plan_of, work_plan_view
from api.schemas.demand import SettingsBody
from api.schemas.people import AgentBody, TeamBody
from api.schemas.trades import SelfServiceBody
from api.schemas.work_plans import WorkPlanBody
from wfm.sites.rows import TABLES
from wfm.store.database import Connection, Database
from wfm.store.entities import Entity, Stored
from wfm.store.people import AGENT, TEAM, WORK_PLAN, Team

Shown = dict[str, Any]
"""A thing as the API shows it."""


@dataclass(frozen=True, slots=True)
class DataKind:
    """One kind of thing: how it is kept, what is sent, and what is shown of it."""

    path: str
    body: type[BaseModel]
    entity: Entity[Any]
    view: Callable[[Access, Stored[Any]], BaseModel]
    value: Callable[[Any], Any]
    key: Callable[[Any], str] = field(default=lambda _: uuid4().hex)
    check: Callable[[Connection, Access, str, Any], None] = lambda *_: None
    """Refuses what names agents, teams or others that there are not."""
    change: Callable[..., Any] | None = None
    """What the route does to change one, where that is more than to write it."""

    def listed(self, access: Access, store: Database, site: str) -> list[tuple[str, Shown]]:
        """List key and body of all, those in force first."""
        with store.reading() as tx:
            found = self.entity.listed(tx, site)
        return [
            (stored.key, self.view(access, stored).model_dump(mode="json"))
            for stored in sorted(found, key=lambda stored: not stored.active)
        ]

    def read(self, access: Access, store: Database, site: str, key: str) -> tuple[Shown, int]:
        """Give one as its body, and its version.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with store.reading() as tx:
            found = self.entity.get(tx, site, key)
        return self.view(access, found).model_dump(mode="json"), found.version

    def write(
        self, access: Access, store: Database, site: str, key: str, version: int, body: Any
    ) -> str:
        """Change one; without a key, add one. Return its key.

        Raises
        ------
        ConflictError, StaleError, InputError, RefusedError
            As the routes do.
        """
        if key and self.change is not None:
            self.change(site, key, body, access, store, version, Response())
            return key
        value = self.value(body)
        with store.writing() as tx:
            self.check(tx, access, site, value)
            if not key:
                return self.entity.create(tx, access.actor, site, self.key(value), value).key
            if self.entity.key != "id":
                check_key(self.entity.key, key, self.key(value))
            self.entity.change(
                tx, access.actor, site, key, version, value, active=getattr(body, "active", True)
            )
        return key


@dataclass(frozen=True, slots=True)
class OneOfSite:
    """A thing that a site has once, read and written by its routes."""

    path: str
    body: type[BaseModel]
    get: Callable[..., BaseModel]
    put: Callable[..., Any]

    def read(self, access: Access, store: Database, site: str, _: str) -> tuple[Shown, int]:
        """Give it as its body, and its version."""
        found = self.get(site, access, store, Response()).model_dump(mode="json")
        return found, found["version"]

    def write(
        self, access: Access, store: Database, site: str, key: str, version: int, body: Any
    ) -> str:
        """Change it."""
        self.put(site, body, access, store, version, Response())
        return key


def _of(resource: Resource[Any]) -> DataKind:
    named = {"key": lambda value: value.name} if resource.named else {}
    return DataKind(
        resource.path, resource.body, resource.entity, lambda _, stored: resource.shown(stored),
        resource.value, **named, check=resource.check_reach,
    )  # fmt: skip


_KINDS: tuple[DataKind | OneOfSite, ...] = (
    OneOfSite("settings", SettingsBody, site_settings, set_site_settings),
    *map(_of, DEMAND),
    DataKind(
        "teams", TeamBody, TEAM, lambda _, stored: team_view(stored),
        lambda body: Team(body.name), lambda team: team.name,
    ),
    DataKind(
        "work-plans", WorkPlanBody, WORK_PLAN, lambda _, stored: work_plan_view(stored), plan_of,
        lambda plan: plan.name,
        lambda tx, _, site, plan: refuse_unknown(tx, site, agents_named_by(plan)),
    ),
    DataKind(
        "agents", AgentBody, AGENT, agent_view, agent_of, lambda agent: agent.id,
        lambda tx, _, site, agent: judge_agent(tx, site, agent), set_agent,
    ),
    *map(_of, PEOPLE),
    *map(_of, LEAVE),
    OneOfSite("self-service", SelfServiceBody, one_self_service, change_self_service),
)  # fmt: skip
KINDS: Final[Mapping[str, DataKind | OneOfSite]] = MappingProxyType(
    {kind.path: kind for kind in _KINDS}
)
"""By the name that they have in the addresses of the API."""


def notes_of(kind: str) -> dict[str, str]:
    """Give what columns of the site's table of a kind mean, by the API's names of the fields."""
    row = TABLES.get("site" if kind == "settings" else kind.replace("-", "_"))
    notes = {} if row is None else {n: f.description or "" for n, f in row.model_fields.items()}
    return {
        name.removeprefix("max_").removesuffix("_seconds"): n for name, n in notes.items()
    } | notes
