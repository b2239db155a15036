"""Reference: every route of the service, with who may use it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from fastapi.routing import APIRoute

from api.app import every_router
from api.permissions import PERMISSIONS, SCOPES, Permission, Reach
from setup.reference.markdown import code, joined, table, words
from wfm.store.users import Role

OPENING = f"""\
# Routes of the service

`/openapi.json` of a running service describes bodies and answers. Here stands who may ask what. A
role reaches `own` (what is the user's own), `team` (the agents of the user's teams), `site` (the
user's site) or `all`; an empty cell is a refusal, and routes marked *open* need no sign-in. An API
token needs the scope of the last column besides its user's role; where there is none, the route is
closed to tokens. Scopes: {", ".join(map(code, SCOPES))}.
"""


def page() -> str:
    """Write the page."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for method, route in routes():
        tag = str(route.tags[0]) if route.tags else "service"
        found.setdefault(tag, []).append(_row(method, route))
    head = ("route", "what it does", *(role.value for role in Role), "scope")
    parts = (joined(f"## {tag.capitalize()}\n", table(head, rows)) for tag, rows in found.items())
    return joined(OPENING, *parts)


def routes() -> Iterator[tuple[str, APIRoute]]:
    """Give each method and route, in the order of the routers."""
    for router in every_router():
        for route in router.routes:
            assert isinstance(route, APIRoute)  # noqa: S101 - the service refuses others
            for method in sorted(route.methods or ()):
                yield method, route


def _row(method: str, route: APIRoute) -> tuple[str, ...]:
    permission = PERMISSIONS[method, route.path]
    said = inspect.getdoc(route.endpoint) or route.summary or ""
    what = said.partition("\n\n")[0].replace("\n", " ")
    return (code(f"{method} {route.path}"), words(what), *_who(permission))


def _who(permission: Permission) -> Iterator[str]:
    for role in Role:
        reach = permission.reach[role]
        yield "open" if permission.open else "" if reach is Reach.NOTHING else reach.value
    yield "" if permission.scope in {"-", "*"} else code(permission.scope)
