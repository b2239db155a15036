"""The route that agents ask most, without what it does not need.

A well-formed request of a signed-in agent is one statement and one answer. Whatever else comes goes
the way of all other routes, which also words the refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.access import access_claims
from api.permissions import PERMISSIONS, Reach
from wfm.store.database import Database
from wfm.store.rosters import own_shifts_json
from wfm.store.tokens import PREFIX

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
LONGEST_SPAN = timedelta(days=370)
_BEARER = "Bearer "


class Asked(NamedTuple):
    """Whose shifts, by a verified access token, and those that touch [since, until)."""

    user: str
    epoch: int
    since: datetime
    until: datetime


class LeanRoute(APIRoute):
    """Answers what is well-formed at once."""

    def get_route_handler(self) -> Handler:
        """Try the short way first."""
        usual, permission = super().get_route_handler(), PERMISSIONS["GET", self.path]

        async def handle(request: Request) -> Response:
            asked = _asked(request)
            if asked is not None:
                database: Database = request.app.state.database
                found = await own_shifts_json(database, *asked)
                if found is not None and permission.reach[found[0]] is Reach.OWN:
                    return Response(found[1], media_type="application/json")
            return await usual(request)

        return handle


def _asked(request: Request) -> Asked | None:
    header, query = request.headers.get("authorization", ""), request.query_params
    if not header.startswith(_BEARER) or header.startswith(_BEARER + PREFIX) or len(query) != 2:
        return None
    since, until = _instant(query.get("from", "")), _instant(query.get("to", ""))
    if since is None or until is None or not since < until <= since + LONGEST_SPAN:
        return None
    claims = access_claims(request.app.state.settings, header[len(_BEARER) :])
    return None if claims is None else Asked(claims["sub"], claims["epoch"], since, until)


def _instant(text: str) -> datetime | None:
    """Read an instant of this century in UTC, as calendars and pages write it."""
    if len(text) != len("2026-03-01T00:00:00Z") or text[:2] != "20" or text[-1] != "Z":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
