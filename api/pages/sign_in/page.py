"""Signing in with a browser: by name and password, or by a link that works once."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import COOKIE, PAGES, SignedIn
from api.dependencies import Configured, Store
from api.pages.navigation import home
from api.pages.rendering import LANGUAGE_COOKIE, render
from api.pages.route import page_router, refused
from api.problems import RefusedError
from api.routes.signing_in import known_user
from api.schemas.accounts import Credentials
from wfm.settings import Settings
from wfm.store.database import Database
from wfm.store.sessions import end_session, end_sessions, open_session, use_sign_in_link
from wfm.store.users import User
from wfm.words import phrase
from wfm.words.locales import tags

router = page_router()
root = APIRouter(include_in_schema=False)
YEAR = 31_536_000
To = Annotated[str, Query(max_length=2000)]


@root.get("/")
def root_page() -> Response:
    """Lead whoever opens the service in a browser to its pages."""
    return RedirectResponse(f"{PAGES}/", 303)


@router.get("")
@router.get("/")
def start(access: SignedIn) -> Response:
    """Lead everybody to the page where their work begins."""
    return RedirectResponse(home(access.user), 303)


@router.get("/sign-in")
def sign_in_page(request: Request, to: To = "") -> Response:
    """Ask for name and password."""
    return form(request, to=inside(to))


@router.post("/sign-in")
def sign_in(
    request: Request,
    store: Store,
    settings: Configured,
    name: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    to: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Open a session for whoever gives the right name and password."""
    try:
        user = known_user(request, Credentials(name=name, password=password), store, settings)
    except RefusedError as error:
        code = "page.sign_in.wait" if error.status == 429 else "page.sign_in.wrong"
        return form(request, to=inside(to), name=name, wrong=code, status=error.status)
    except ValueError:  # no name is like this
        return form(request, to=inside(to), name=name, wrong="page.sign_in.wrong", status=401)
    return signed_in(request, store, settings, user, inside(to) or home(user))


@router.get("/links/{secret}")
def sign_in_by_link(request: Request, secret: str, store: Store, settings: Configured) -> Response:
    """Open a session by a link that works once, on the machine itself."""
    with store.writing() as tx:
        user = use_sign_in_link(tx, secret) if _on_this_machine(request) else None
    if user is None:
        return refused(request, RefusedError(404, phrase("refusal.link_used")))
    return signed_in(request, store, settings, user, home(user))


@router.post("/sign-out")
def sign_out(
    request: Request, access: SignedIn, store: Store, everywhere: Annotated[str, Form()] = ""
) -> Response:
    """End the session, or all of the user's."""
    with store.writing() as tx:
        if everywhere:
            end_sessions(tx, access.user)
        else:
            end_session(tx, access.user, request.cookies[COOKIE])
    response = RedirectResponse(f"{PAGES}/sign-in", 303)
    response.delete_cookie(COOKIE, path=PAGES)
    return response


@router.post("/language")
def choose_language(
    request: Request,
    language: Annotated[str, Form(max_length=20)],
    to: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep in which language somebody reads."""
    response = RedirectResponse(inside(to) or f"{PAGES}/", 303)
    if language in tags():
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=YEAR, path=PAGES, secure=beyond(request),
            httponly=True, samesite="lax",
        )  # fmt: skip
    return response


def inside(to: str) -> str:
    """Give an address to go on to, if it is one of the pages; empty for any other."""
    ours = to.startswith(f"{PAGES}/") and not set(to) & set("\\\r\n\t")
    return to if ours else ""


def form(
    request: Request, *, to: str, name: str = "", wrong: str = "", status: int = 200
) -> Response:
    """Ask who it is; `wrong` is the code of what stood in the way before."""
    provider = bool(request.app.state.settings.oidc_issuer)
    return render(
        request, "sign_in/sign_in.html", status_code=status, to=to, name=name, wrong=wrong,
        mistyped=wrong == "page.sign_in.wrong", provider=provider,
    )  # fmt: skip


def signed_in(
    request: Request, store: Database, settings: Settings, user: User, to: str
) -> Response:
    """Open a session in this browser, and go on."""
    with store.writing() as tx:
        secret = open_session(tx, user, settings.session_hours)
    response = RedirectResponse(to, 303)
    response.set_cookie(
        COOKIE, secret, max_age=settings.session_hours * 3600, path=PAGES,
        secure=beyond(request), httponly=True, samesite="lax",
    )  # fmt: skip
    return response


def beyond(request: Request) -> bool:
    """Whether the page was asked for beyond this machine: a cookie then needs TLS."""
    return not _loopback(request.url.hostname or "")


def _on_this_machine(request: Request) -> bool:
    return request.client is not None and _loopback(request.client.host)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
