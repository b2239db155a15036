"""Messages by webhook, signed as Standard Webhooks has it: never to private places, no redirects.

https://www.standardwebhooks.com: `webhook-id` stays the same in every attempt, `webhook-timestamp`
says when it was sent, and `webhook-signature` is HMAC-SHA256 of id, timestamp and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from wfm.errors import ParameterError
from wfm.store.deliveries import Delivery, Webhook
from wfm.store.messages import InboxMessage
from wfm.words import phrase
from wfm.words.documents import document

PATIENCE: Final = 10
"""Seconds that a receiver may take to answer."""
ACCEPTED: Final = phrase("range.open_address")
IsOpen = Callable[[str], bool]
"""Whether something may be sent to an IP address."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address)
    return found.is_global and not found.is_multicast


def checked_url(url: str, is_open: IsOpen = is_public) -> str:
    """Give an address to which messages may be sent.

    Raises
    ------
    ParameterError
        If it is not https, has a password in it, or leads to a private place.
    """
    place = urlsplit(url)
    wrong = place.scheme != "https" or not place.hostname or place.username is not None
    if wrong:
        raise ParameterError("url", "the given address", ACCEPTED)
    resolved(place.hostname or "", place.port or 443, is_open)
    return url


def signed(hook: Webhook, id_: str, moment: datetime, body: bytes) -> dict[str, str]:
    """Give the headers of a webhook."""
    stamp = str(int(moment.timestamp()))
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    content = f"{id_}.{stamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": id_,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature}",
        "content-type": "application/json",
        "user-agent": "contact-centre-wfm",
    }


def body_of(delivery: Delivery, messages: Sequence[InboxMessage]) -> bytes:
    """Write what a webhook says: who is told what, in words and as a code."""
    [one] = messages
    data = {"site": delivery.site, "agent_id": one.agent_id, **document(one.said)}
    told = {"type": "message.created", "timestamp": one.created_at.isoformat(), "data": data}
    return json.dumps(told).encode()


def send(
    hook: Webhook,
    delivery: Delivery,
    messages: Sequence[InboxMessage],
    moment: datetime,
    is_open: IsOpen = is_public,
) -> None:
    """Send messages to a webhook.

    Raises
    ------
    OSError, http.client.HTTPException
        If it cannot be reached, or answers with anything but success: a redirect is no success.
    ParameterError
        If its address leads to a private place by now.
    """
    place, body = urlsplit(hook.url), body_of(delivery, messages)
    host, port = place.hostname or "", place.port or (443 if place.scheme == "https" else 80)
    address = resolved(host, port, is_open)
    path = (place.path or "/") + (f"?{place.query}" if place.query else "")
    connection = _Pinned(host, port, address, secure=place.scheme == "https")
    try:
        connection.request("POST", path, body, signed(hook, delivery.id, moment, body))
        status = connection.getresponse().status
    finally:
        connection.close()
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise http.client.HTTPException(f"it answered {status}")


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was looked at, whatever the name leads to a moment later."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address, self._secure = address, secure

    def connect(self) -> None:
        """Open the line."""
        self.sock = socket.create_connection((self._address, self.port), PATIENCE)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def resolved(host: str, port: int, is_open: IsOpen, field: str = "url") -> str:
    """Give the IP address of a name, all of whose addresses have to be open.

    Raises
    ------
    ParameterError
        If there is none, or one of them is private; `field` is where the name was given.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, proto=6)}
    except OSError:
        raise ParameterError(field, host, phrase("range.found_host")) from None
    if not found or not all(is_open(address) for address in found):
        raise ParameterError(field, host, ACCEPTED)
    return sorted(found)[0]
