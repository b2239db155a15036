"""Routes of pages: refusals as pages, writes from our own pages alone, nothing from other hosts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.access import PAGES
from api.pages.rendering import render, say
from api.prefix import own_path
from api.problems import RefusedError, http_said
from wfm.errors import InputError, ParameterError, RefusalError
from wfm.service.merge_conflicts import MergeError
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.passwords import TooManyPasswordsError
from wfm.store.refusals import DatabaseBusyError
from wfm.words import Phrase, phrase
from wfm.words.places import in_place
from wfm.words.schemas import schema_said

log = logging.getLogger("api")
READING: Final = frozenset({"GET", "HEAD"})
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""A form tells where it was sent from only if the policy for referrers lets it."""
STATUS: Final[tuple[tuple[type[Exception], int], ...]] = (
    (NotFoundError, 404),
    (RequestValidationError, 422),
    (StaleError, 412),
    (MergeError, 409),
    (ConflictError, 409),
    (ParameterError, 409),
    (InputError, 409),
    (TooManyPasswordsError, 429),
    (DatabaseBusyError, 503),
)


class PageRoute(APIRoute):
    """A page: whatever goes wrong is told as one, too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the usual handler."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                check_origin(request)
                response = await usual(request)
            except Exception as error:
                response = refused(request, error)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return handle


def page_router(prefix: str = "") -> APIRouter:
    """Make a router for pages below `/app`; they are no part of the API's description."""
    return APIRouter(prefix=PAGES + prefix, route_class=PageRoute, include_in_schema=False)


def check_origin(request: Request) -> None:
    """Refuse a write that another site's page sent in somebody's name.

    Raises
    ------
    RefusedError
        Unless the browser says that the form was one of ours.
    """
    if request.method in READING:
        return
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = urlsplit(origin).netloc == request.headers.get("host") if origin else (
        site == "same-origin"
    )  # fmt: skip
    if not ours or site in {"cross-site", "same-site"}:
        raise RefusedError(403, phrase("refusal.foreign_page"))


def refused(request: Request, error: Exception) -> Response:
    """Tell why a page cannot be shown, or why nothing was stored."""
    status = status_of(error)
    if status == HTTPStatus.UNAUTHORIZED and request.method in READING:
        wanted = own_path(request.scope) + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{PAGES}/sign-in?to={quote(wanted)}", 303)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.exception("a page failed", exc_info=error)
    response = render(
        request, "frame/error.html", status_code=status,
        status=status, title=f"page.error.{status}", reasons=reasons(request, error),
    )  # fmt: skip
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def status_of(error: Exception) -> int:
    """Give the status by which an error is told."""
    if isinstance(error, RefusedError):
        return error.status
    if isinstance(error, HTTPException):
        return error.status_code
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def reasons(request: Request, error: Exception) -> list[str]:
    """Tell what went wrong, each thing in a line, in the reader's language."""
    return [say(request, said) for said in _said(error)]


def told_fields(request: Request, wrong: Exception | None) -> dict[str | None, str]:
    """Tell what is wrong with the fields of a form, by their names, beside them."""
    problems = wrong.problems if isinstance(wrong, InputError) else ()
    return {
        each.field: say(request, phrase("refusal.cell", what=each.what, remedy=each.remedy))
        for each in problems
    }


def _said(error: Exception) -> Sequence[Phrase]:
    """Say what went wrong; nothing of what nobody foresaw, or may be known of."""
    if isinstance(error, InputError):
        return [problem.said for problem in error.problems]
    if isinstance(error, RequestValidationError):
        return [in_place(schema_said(e), file=str(e["loc"][-1])) for e in error.errors()]
    if isinstance(error, ConflictError):
        return [error.said, *error.details]
    if isinstance(error, HTTPException):
        return [http_said(error)]
    known = isinstance(error, RefusedError | ParameterError | StaleError)
    return [error.said] if isinstance(error, RefusalError) and known else []
