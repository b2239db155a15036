"""Messages by e-mail: several in one, in the agent's language, under an id that repeats keep."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from wfm.errors import ParameterError
from wfm.service.messages.text import text_of
from wfm.store.columns import now
from wfm.store.messages import Contact, InboxMessage
from wfm.words import phrase

PATIENCE: Final = 20
"""Seconds that a mail server may take to answer."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, and in whose name."""

    url: str
    """smtp://user:password@host:25, or smtps://…"""
    sender: str

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in {"smtp", "smtps"} or "@" not in self.sender:
            accepted = phrase("range.mail_server")
            raise ParameterError("WFM_SMTP", "the given address", accepted)

    def send(self, mail: EmailMessage) -> None:
        """Hand an e-mail over; an open line is made private where the server can.

        Raises
        ------
        OSError, smtplib.SMTPException
            If the server does not take it.
        """
        place = urlsplit(self.url)
        secure = place.scheme == "smtps"
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        port = place.port or (465 if secure else 25)
        with kind(place.hostname or "", port, timeout=PATIENCE) as server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if place.username:
                server.login(unquote(place.username), unquote(place.password or ""))
            server.send_message(mail)


def composed(
    id_: str, sender: str, contact: Contact, messages: Sequence[InboxMessage]
) -> EmailMessage:
    """Write an e-mail of some messages; `id_` is in its Message-ID."""
    subject, lines = text_of(contact, messages)
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, contact.email or ""
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2].strip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(lines) + "\n")
    return mail
