"""Routes of a kind of thing of a site: list, add, read, change if it is still as it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from api.access import Access, SignedIn
from api.dependencies import PRINTABLE, IfMatch, Key, OncePerKey, Paged, Store
from api.permissions import Reach
from api.reach import within_reach
from api.references import Named, refuse_unknown
from api.replies import Reply, check_key, next_key, tagged
from api.schemas.fields import Listing, Retirable
from api.schemas.noted import Noted, notes_on
from wfm.store.database import Connection
from wfm.store.entities import Entity, Stored
from wfm.store.people import AGENT, agents_of_teams

T = TypeVar("T")
Entry = Annotated[str, Path(pattern=PRINTABLE, min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Resource(Generic[T]):
    """A kind of thing: where it stands, how it is kept, what is sent and what is shown of it.

    Fields of `body` are those of the value, and `active`; `view` has the version too, the id where
    the key is random, and notes where it is `Noted`.
    """

    path: str
    tag: str
    entity: Entity[T]
    body: type[Retirable]
    view: type[BaseModel]
    agents: Callable[[T], Iterable[str]] = lambda _: ()
    """Agents whom a thing is about: all of them must be within reach."""
    names: Callable[[T], Iterable[Named]] = lambda _: ()
    """What else it names, which must be there."""
    judge: Callable[[Connection, str, T], None] = lambda *_: None
    """Refuses words in it that the site does not know."""

    @property
    def named(self) -> bool:
        """Whether things have a name of their own; the others get a random id."""
        return self.entity.key == "name"

    def value(self, body: Retirable) -> T:
        """Give what a client sent as a value."""
        return self.entity.value(body.model_dump(exclude={"active"}))

    def shown(self, stored: Stored[T]) -> BaseModel:
        """Show a stored thing."""
        key = {} if self.named else {"id": stored.key}
        state: dict[str, Any] = {"active": stored.active, "version": stored.version}
        if issubclass(self.view, Noted):
            state["notes"] = notes_on(stored.value)
        return self.view(**self.entity.document(stored.value), **key, **state)

    def check_reach(self, tx: Connection, access: Access, site: str, value: T) -> None:
        """Hide what is about agents out of reach, and refuse what is about nobody known."""
        for agent in self.agents(value):
            access.check_agent(AGENT.get(tx, site, agent))
        refuse_unknown(tx, site, self.names(value))
        self.judge(tx, site, value)


def add_routes(router: APIRouter, resource: Resource[Any]) -> None:
    """Add the four routes of a kind of thing to a site's."""
    entity, name = resource.entity, resource.path
    listing = Listing[resource.view]  # type: ignore[name-defined]  # known when it runs
    path = f"/{resource.path}"
    entry_path = path + ("/{entry:path}" if resource.named else "/{entry}")  # a name may have a /

    def list_things(site: Key, access: SignedIn, store: Store, page: Paged) -> Any:
        access.check_site(site)
        with store.reading() as tx:
            if access.reach is Reach.TEAM:
                own = {agent.key for agent in agents_of_teams(tx, site, access.teams)}
                found = entity.page(tx, site, after=page.after)
                found = [thing for thing in found if own.issuperset(resource.agents(thing.value))]
                found = found[: page.limit]  # of the own alone: `next` names no other's
            else:
                found = entity.page(tx, site, after=page.after, limit=page.limit)
        items = [resource.shown(thing) for thing in found]
        return listing(items=items, next=next_key(found, page.limit))

    def add_thing(
        site: Key, body: Retirable, access: SignedIn, store: Store, once: OncePerKey
    ) -> Response:
        access.check_site(site)
        value = resource.value(body)
        key = value.name if resource.named else uuid4().hex
        with store.writing() as tx:

            def effect() -> Reply:
                resource.check_reach(tx, access, site, value)
                added = entity.create(tx, access.actor, site, key, value)
                place = f"/sites/{site}/{resource.path}/{key}"
                return Reply(resource.shown(added), added.version, place)

            return once(tx, 201, effect)

    def one_thing(
        site: Key, entry: Entry, access: SignedIn, store: Store, response: Response
    ) -> Any:
        access.check_site(site)
        with store.reading() as tx:
            found = within_reach(tx, access, site, entity, entry, resource.agents)
        return tagged(response, found.version, resource.shown(found))

    def set_thing(
        site: Key,
        entry: Entry,
        body: Retirable,
        access: SignedIn,
        store: Store,
        version: IfMatch,
        response: Response,
    ) -> Any:
        access.check_site(site)
        value = resource.value(body)
        if resource.named:
            check_key("name", entry, value.name)
        with store.writing() as tx:
            within_reach(tx, access, site, entity, entry, resource.agents)
            resource.check_reach(tx, access, site, value)
            changed = entity.change(
                tx, access.actor, site, entry, version, value, active=body.active
            )
        return tagged(response, changed.version, resource.shown(changed))

    for handler in (add_thing, set_thing):
        handler.__annotations__["body"] = resource.body
    more: dict[str, Any] = {"tags": [resource.tag]}
    router.get(path, response_model=listing, name=f"list_{name}", summary=f"List {name}", **more)(
        list_things
    )
    more["response_model"] = resource.view
    router.post(path, status_code=201, name=f"add_{name}", summary=f"Add to {name}", **more)(
        add_thing
    )
    router.get(entry_path, name=f"one_{name}", summary=f"One of {name}", **more)(one_thing)
    router.put(
        entry_path, name=f"set_{name}", summary=f"Change one of {name}, or retire it", **more
    )(set_thing)
