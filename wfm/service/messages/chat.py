"""Messages by chat service: Apprise speaks to them, an optional library; never to private places.

Where it is not installed, whoever asks for it is told the remedy, and what waits keeps waiting.
https://appriseit.com/services/ says how each service's addresses are written.
"""

from __future__ import annotations

import http.client
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from wfm.errors import ParameterError
from wfm.service.messages.text import text_of
from wfm.service.messages.webhook import PATIENCE, IsOpen, is_public, resolved
from wfm.store.messages import Contact, InboxMessage
from wfm.words import phrase

if TYPE_CHECKING:
    from apprise import NotifyBase

INSTALL: Final = "pip install 'contact-centre-wfm[chat]'"
"""How an operator adds the library."""
SERVICES: Final = frozenset({"discord", "gchat", "slack", "tgram", "webex", "wxteams", "zulip"})
"""Chat services, in Apprise's words, whose place on the internet is known."""
OWN_PLACE: Final = frozenset({"matrixs", "mmosts", "nctalks", "rockets", "workflow", "workflows"})
"""Chat services at a host that the address names."""


def installed() -> bool:
    """Whether chat services can be reached from here."""
    return find_spec("apprise") is not None


def checked_chat(address: str, is_open: IsOpen = is_public) -> str:
    """Give the address of a chat, of exactly one place in a service that is known.

    Raises
    ------
    ParameterError
        If it is none, leads to a private place, or the library is not installed.
    """
    if not installed():
        raise ParameterError(
            "chat", "the given address", phrase("range.chat_installed", command=INSTALL)
        )
    from apprise.plugins import url_to_dict

    parts: dict[str, Any] = url_to_dict(address) or {}
    known = parts.get("schema") in SERVICES | OWN_PLACE and "template" not in parts["qsd"]
    plugin = _plugin(address) if known else None  # a template would be a file of this machine
    if plugin is None or len(plugin) != 1:
        raise ParameterError("chat", "the given address", phrase("range.chat_address"))
    if parts["schema"] in OWN_PLACE:
        resolved(str(parts["host"]), 443, is_open, field="chat")
    return address


def send(
    id_: str, contact: Contact, messages: Sequence[InboxMessage], is_open: IsOpen = is_public
) -> None:
    """Send messages to an agent's chat; the text ends with `id_`, which repeats keep.

    Raises
    ------
    http.client.HTTPException
        If the service does not take them; a redirect is no success.
    ParameterError
        If the address leads to a private place by now.
    OSError
        If the library is not installed here.
    """
    if not installed():
        raise OSError(f"Apprise is not installed here: {INSTALL}")
    import apprise

    plugin = _plugin(contact.chat or "")
    if plugin is None:
        raise ParameterError("chat", "the given address", phrase("range.chat_address"))
    subject, lines = text_of(contact, messages, phrase("message.chat.id", id=id_))
    with _only_to(is_open) as refused, apprise.LogCapture(level=logging.WARNING) as said:
        taken = plugin.notify(
            body="\n".join(lines), title=subject, body_format=apprise.NotifyFormat.TEXT
        )
        why = said.getvalue().strip()
    if refused:
        raise ParameterError("chat", refused[0], phrase("range.open_address"))
    if not taken:
        raise http.client.HTTPException(why or "the chat service did not take it")


def _plugin(address: str) -> NotifyBase | None:
    """Give what speaks to a service: it follows no redirect, keeps no file, and waits briefly."""
    import apprise

    asset = apprise.AppriseAsset(
        app_id="WFM", app_desc="Workforce management",
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )  # fmt: skip
    plugin: NotifyBase | None = apprise.Apprise.instantiate(address, asset=asset)
    if plugin is not None:  # whatever the address says of them
        plugin.redirects, plugin.verify_certificate = False, True
        plugin.socket_connect_timeout = plugin.socket_read_timeout = float(PATIENCE)
        plugin.overflow_mode = apprise.OverflowMode.SPLIT
    return plugin


_GUARD: Final[ContextVar[tuple[IsOpen, list[str]] | None]] = ContextVar("guard", default=None)
_watching: list[bool] = []


@contextmanager
def _only_to(is_open: IsOpen) -> Iterator[list[str]]:
    """Let this thread connect to open addresses alone; gives those that were refused.

    The address is judged as the line is opened, so that no name can lead elsewhere in between.
    """
    if not _watching:
        sys.addaudithook(_judge)
        _watching.append(True)
    refused: list[str] = []
    token = _GUARD.set((is_open, refused))
    try:
        yield refused
    finally:
        _GUARD.reset(token)


def _judge(event: str, details: tuple[Any, ...]) -> None:
    if event not in {"socket.connect", "socket.sendto"}:
        return
    guard = _GUARD.get()
    if guard is None:
        return
    is_open, refused = guard
    place = details[1]
    host = str(place[0]) if isinstance(place, tuple) else str(place)
    if not isinstance(place, tuple) or not is_open(host):
        refused.append(host)
        raise OSError("nothing is sent to a private place")
