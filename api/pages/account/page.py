"""One's own account: who one is, the language, signing out."""

from __future__ import annotations

from fastapi import Request, Response

from api.access import SignedIn
from api.pages.rendering import render
from api.pages.route import page_router

router = page_router()


@router.get("/account")
def account_page(request: Request, access: SignedIn) -> Response:
    """Show one's own account."""
    return render(request, "account/account.html", access, here="page.nav.account")
