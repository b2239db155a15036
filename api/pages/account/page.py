"""One's own account: who one is, the language, signing out."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request, Response

from api.access import SignedIn
from api.pages.rendering import render
from api.pages.route import page_router

router = page_router()


@router.get("/account")
def account_page(request: Request, access: SignedIn) -> Response:
    """Show one's own account."""
    return render(request, "account/account.html", access, here="page.nav.account")


@router.get("/session")
def session_is_open(access: SignedIn) -> Response:
    """Tell whether the session is still open, as forms ask before they are sent."""
    del access
    return Response(status_code=HTTPStatus.NO_CONTENT)
