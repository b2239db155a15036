"""What agents are told, how they want it, and where a site's messages are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.dependencies import PRINTABLE
from api.schemas.fields import CLEAN, NUMBER, Body
from wfm.store.deliveries import Webhook
from wfm.store.entities import Stored
from wfm.store.messages import Contact, InboxMessage
from wfm.words.documents import document

Clock = Annotated[int, Field(ge=0, le=1439), NUMBER]
EMail = Annotated[
    str, Field(min_length=3, max_length=254, pattern=r"^[^@\s<>,;:\x00-\x1f]+@[^@\s<>,;:]+$"), CLEAN
]
Chat = Annotated[str, Field(min_length=8, max_length=500, pattern=PRINTABLE), CLEAN]


class ContactBody(Body):
    """How an agent wants to be told; nothing is sent between the `quiet` minutes after midnight.

    `chat` is the address of a chat as https://appriseit.com/services/ writes it.
    """

    only_read = frozenset({"version"})
    email: EMail | None = None
    chat: Chat | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] = "en"
    quiet: tuple[Clock, Clock] = (1260, 420)

    def value(self) -> Contact:
        """Give it as it is stored."""
        return Contact(self.email, self.language, self.quiet, self.chat)


class ContactView(BaseModel):
    """How an agent wants to be told; version 0 where nothing was said."""

    email: str | None
    chat: str | None
    language: str
    quiet: tuple[int, int]
    version: int

    @classmethod
    def of(cls, stored: Stored[Contact]) -> ContactView:
        """Show it."""
        value = stored.value
        return cls(
            email=value.email,
            chat=value.chat,
            language=value.language,
            quiet=value.quiet,
            version=stored.version,
        )


class MessageView(BaseModel):
    """Something that an agent is told; `seen_at` is null until the agent has confirmed it."""

    id: int
    agent_id: str
    code: str
    params: Mapping[str, Any]
    text: str
    created_at: datetime
    seen_at: datetime | None

    @classmethod
    def of(cls, message: InboxMessage) -> MessageView:
        """Show it."""
        return cls(
            id=message.id, agent_id=message.agent_id, created_at=message.created_at,
            seen_at=message.seen_at, **document(message.said),
        )  # fmt: skip


class SeenBody(Body):
    """Up to which message an agent has seen them."""

    up_to: Annotated[int, Field(ge=0, le=2**31 - 1), NUMBER]


class SeenView(BaseModel):
    """How many messages were confirmed."""

    confirmed: int


class WebhookBody(Body):
    """An https address, reachable from everywhere, that is told of each message."""

    url: Annotated[str, Field(min_length=10, max_length=2000, pattern=PRINTABLE), CLEAN]


class WebhookView(BaseModel):
    """A webhook; its secret, with which it is signed, is told once."""

    id: str
    url: str

    @classmethod
    def of(cls, hook: Webhook) -> WebhookView:
        """Show it."""
        return cls(id=hook.id, url=hook.url)


class WebhookSecret(WebhookView):
    """A new webhook with its secret."""

    secret: str | None
