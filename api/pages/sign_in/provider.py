"""Signing in by the centre's own identity provider: there and back again."""

from __future__ import annotations

import secrets
from typing import Annotated, Final

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import PAGES
from api.dependencies import Configured, Store
from api.identity import identified
from api.pages.navigation import home
from api.pages.route import page_router
from api.pages.sign_in.page import To, beyond, form, inside, signed_in
from api.problems import RefusedError
from api.provider import TIME_TO_SIGN_IN, begin, begun, token_for
from wfm.words import phrase

router = page_router("/sign-in/provider")
KEPT: Final = "wfm_sign_in"
PATH: Final = f"{PAGES}/sign-in/provider"

WRONG: Final = {
    "refusal.nobody_of_mail": "page.sign_in.nobody",
    "refusal.identity_token_mail": "page.sign_in.unverified",
    "refusal.provider_silent": "page.sign_in.no_provider",
    "refusal.provider_other_name": "page.sign_in.no_provider",
}
"""What the page says to whom a provider named, by why they were refused."""


@router.get("")
def to_provider(request: Request, settings: Configured, to: To = "") -> Response:
    """Send a browser to the provider."""
    if not settings.oidc_issuer:
        raise RefusedError(404, phrase("refusal.no_oidc"))
    try:
        address, kept = begin(settings, _return_address(request), inside(to))
    except RefusedError as error:
        return form(request, to=inside(to), wrong=_wrong(error), status=error.status)
    response = RedirectResponse(address, 303)
    response.set_cookie(
        KEPT, kept, max_age=int(TIME_TO_SIGN_IN.total_seconds()), path=PATH,
        secure=beyond(request), httponly=True, samesite="lax",
    )  # fmt: skip
    return response


@router.get("/return")
def from_provider(
    request: Request,
    store: Store,
    settings: Configured,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    ended: Annotated[str, Query(alias="error", max_length=200)] = "",
) -> Response:
    """Open a session for whom the provider names; a sign-in that it ended ends here, too."""
    known = begun(settings, request.cookies.get(KEPT, "")) if settings.oidc_issuer else None
    if ended:
        return _without(
            form(request, to=known.to if known else "", wrong="page.sign_in.ended", status=401)
        )
    if (
        known is None
        or not code
        or not secrets.compare_digest(known.state.encode(), state.encode())
    ):
        return _without(form(request, to="", wrong="page.sign_in.anew", status=401))
    try:
        token = token_for(settings, _return_address(request), code, known.verifier)
        user = identified(settings, store, token, known.nonce)
    except RefusedError as error:
        return _without(form(request, to=known.to, wrong=_wrong(error), status=error.status))
    return _without(signed_in(request, store, settings, user, known.to or home(user)))


def _wrong(error: RefusedError) -> str:
    return WRONG.get(error.said.code, "page.sign_in.anew")


def _return_address(request: Request) -> str:
    return str(request.url_for("from_provider"))


def _without(response: Response) -> Response:
    """Let the browser forget what it kept: it is good for one return."""
    response.delete_cookie(KEPT, path=PATH)
    return response
