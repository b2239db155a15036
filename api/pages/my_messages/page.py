"""An agent's inbox: messages to be confirmed, and how the agent wants to be told besides."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.access import PAGES, Access, SignedIn
from api.dependencies import Store
from api.pages.own import own_of
from api.pages.rendering import render
from api.pages.route import page_router
from api.schemas.messages import ContactBody
from wfm.errors import ParameterError
from wfm.service.messages.chat import INSTALL, installed
from wfm.service.messages.contact import change_contact as change
from wfm.store.database import Database
from wfm.store.messages import contact_of, messages_of, see_messages
from wfm.words import Phrase, phrase

router = page_router("/my-messages")
Text = Annotated[str, Form(max_length=300)]
LongText = Annotated[str, Form(max_length=500)]
SHOWN: Final = 50


@router.get("")
def messages_page(request: Request, access: SignedIn, store: Store) -> Response:
    """Show the newest messages."""
    return _page(request, access, store)


@router.post("/seen")
def see(
    access: SignedIn, store: Store, up_to: Annotated[int, Form(ge=0, le=2**31 - 1)]
) -> Response:
    """Confirm the messages that were shown."""
    with store.writing() as tx:
        own = own_of(tx, access)
        see_messages(tx, access.actor, own.site, own.agent_id, up_to)
    return RedirectResponse(f"{PAGES}/my-messages", 303)


@router.post("/contact")
def change_contact(
    request: Request,
    access: SignedIn,
    store: Store,
    version: Annotated[int, Form(ge=0)],
    email: Text = "",
    chat: LongText = "",
    language: Text = "en",
    quiet_from: Text = "",
    quiet_to: Text = "",
) -> Response:
    """Say how one wants to be told; what cannot be is told beside its field."""
    typed = {"email": email.strip(), "chat": chat.strip(), "language": language}
    typed |= {"quiet_from": quiet_from, "quiet_to": quiet_to}
    clocks = _minutes(quiet_from), _minutes(quiet_to)
    try:
        body = ContactBody(
            email=typed["email"] or None, chat=typed["chat"] or None, language=language,
            quiet=clocks,
        )  # fmt: skip
        with store.reading() as tx:
            own = own_of(tx, access)
        change(store, access.actor, own.site, own.agent_id, version, body.value())
    except ValidationError as error:
        wrong = {str(e["loc"][0]): _wrong(str(e["loc"][0])) for e in error.errors()}
        return _page(request, access, store, typed, wrong)
    except ParameterError as error:
        return _page(request, access, store, typed, {error.field: error.accepted})
    return RedirectResponse(f"{PAGES}/my-messages", 303)


def _wrong(field: str) -> Phrase:
    if field == "chat":
        return phrase("range.chat_address")
    if field == "email":
        return phrase("page.my_messages.wrong.email")
    if field == "language":
        return phrase("page.my_messages.wrong.language")
    return phrase("page.my_messages.wrong.quiet")


def _minutes(text: str) -> int:
    """Read a clock time; one that is none is out of range."""
    hours, _, minutes = text.partition(":")
    whole = hours.isdecimal() and minutes.isdecimal() and len(text) <= 5
    return int(hours) * 60 + int(minutes) if whole else -1


def _page(
    request: Request,
    access: Access,
    store: Database,
    typed: dict[str, str] | None = None,
    wrong: Mapping[str, Phrase] = MappingProxyType({}),
) -> Response:
    with store.reading() as tx:
        own = own_of(tx, access)
        found = messages_of(tx, own.site, own.agent_id, SHOWN)
        contact = contact_of(tx, own.site, own.agent_id)
    quiet = [f"{at // 60:02}:{at % 60:02}" for at in contact.value.quiet]
    shown = typed or {
        "email": contact.value.email or "", "chat": contact.value.chat or "",
        "language": contact.value.language,
        "quiet_from": quiet[0], "quiet_to": quiet[1],
    }  # fmt: skip
    return render(
        request, "my_messages/my_messages.html", access, here="page.nav.my_requests",
        own=own, messages=found, typed=shown, version=contact.version, wrong=wrong,
        chat_works=installed(), install=INSTALL,
        up_to=max((m.id for m in found if m.seen_at is None), default=0),
        status_code=422 if wrong else 200,
    )  # fmt: skip
