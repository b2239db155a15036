"""Parameters of a query that a route does not know: a mistyped filter must not give everything."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant

from api.access import permission_of
from api.problems import RefusedError
from wfm.words import phrase


async def only_known(request: Request) -> None:
    """Refuse a parameter that the matched route does not know; open routes have none to mistype."""
    if not request.query_params or permission_of(request).open:
        return
    known = sorted(set(_names(request.scope["route"].dependant)))
    for name in request.query_params:
        if name not in known:
            said = phrase("refusal.no_parameter", known=tuple(known), none=not known)
            raise RefusedError(422, said, field=name[:100])


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for needed in dependant.dependencies:
        yield from _names(needed)
