"""E-mail and webhooks to real servers: gathered, signed, repeated under the same id, never lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.service.leave.leave_centre import SITE
from tests.service.messages.conftest import Receiver
from wfm.errors import ParameterError
from wfm.service.messages import courier as couriers
from wfm.service.messages.courier import GATHERED, Courier
from wfm.service.messages.email import MailServer
from wfm.service.messages.webhook import checked_url, is_public
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.deliveries import LEASE, WAITS, Webhook, add_webhook, end_webhook
from wfm.store.messages import Contact, set_contact, tell
from wfm.store.tables import DELIVERIES
from wfm.words import phrase

NOON = now().replace(hour=12, minute=0) + timedelta(days=1)
SAID = phrase("message.trade.done", start=NOON)
ANY = Contact("ann@example.org", "de", quiet=(0, 0))


class Mailbox:
    """A mail server that keeps what it takes, or takes nothing."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "451 try again later"
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        return "250 taken"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, MailServer]]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, MailServer(f"smtp://127.0.0.1:{port}", "wfm@example.org")
    server.stop()


def say(database: Database, *agents: str) -> None:
    with database.writing() as tx:
        tell(tx, SITE, agents or ["ann"], SAID)


def wants(database: Database, contact: Contact) -> None:
    with database.writing() as tx:
        set_contact(tx, "ann", SITE, "ann", 0, contact)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def later(minutes: float = 0) -> Callable[[], datetime]:
    return at(now() + GATHERED + timedelta(minutes=minutes))


def test_messages_of_some_minutes_go_as_one_e_mail_in_the_agents_language(
    outbox: Database, mailbox: tuple[Mailbox, MailServer]
) -> None:
    box, server = mailbox
    wants(outbox, ANY)
    say(outbox, "ann", "bob")
    say(outbox)
    courier = Courier(outbox, server)
    assert courier.deliver() == 0, "they are gathered first"
    assert courier.deliver(later()) == 1
    assert courier.deliver(later(1)) == 0
    [mail] = box.mails
    assert (mail["To"], mail["From"]) == ("ann@example.org", "wfm@example.org")
    assert mail["Subject"] == "Ihre Schichten: 2 Nachrichten"
    assert mail.get_content().count("ist erledigt") == 2
    say(outbox)
    assert courier.deliver(later()) == 1
    assert len({mail["Message-ID"] for mail in box.mails}) == 2


def test_quiet_hours_are_the_agents_own(
    outbox: Database, mailbox: tuple[Mailbox, MailServer]
) -> None:
    box, server = mailbox
    wants(outbox, Contact("ann@example.org", quiet=(1260, 420)))
    say(outbox)
    courier = Courier(outbox, server)
    berlin_night = NOON.replace(hour=22)  # 23:00 or 24:00 there
    assert courier.deliver(at(berlin_night)) == 0
    assert courier.deliver(at(berlin_night + timedelta(hours=10))) == 1
    assert len(box.mails) == 1


def test_a_server_that_is_down_is_asked_again_later(
    outbox: Database, mailbox: tuple[Mailbox, MailServer]
) -> None:
    box, server = mailbox
    wants(outbox, ANY)
    say(outbox)
    courier, begin = Courier(outbox, server), now() + GATHERED
    box.refuses = True
    assert courier.deliver(at(begin)) == 0
    box.refuses = False
    assert courier.deliver(at(begin + WAITS[0] / 2)) == 0
    assert courier.deliver(at(begin + WAITS[0])) == 1
    assert len(box.mails) == 1


class KilledError(BaseException):
    """The process is killed."""


def test_what_was_sent_as_the_process_died_is_sent_again_under_the_same_id(
    outbox: Database, mailbox: tuple[Mailbox, MailServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, server = mailbox
    wants(outbox, ANY)
    say(outbox)
    begin = now() + GATHERED
    with monkeypatch.context() as patch:

        def die(*_: object) -> None:
            raise KilledError

        patch.setattr(couriers, "mark_sent", die)
        with pytest.raises(KilledError):
            Courier(outbox, server).deliver(at(begin))
    other = Courier(outbox, server)
    assert other.deliver(at(begin + LEASE / 2)) == 0, "somebody else may be sending it still"
    assert other.deliver(at(begin + LEASE)) == 1
    one, repeat = box.mails
    assert one["Message-ID"] == repeat["Message-ID"]


def hooked(database: Database, url: str) -> Webhook:
    with database.writing() as tx:
        return add_webhook(tx, "mia", SITE, url)


def test_a_webhook_is_signed_and_keeps_its_id_in_every_attempt(
    outbox: Database, receiver: tuple[type[Receiver], str]
) -> None:
    kind, url = receiver
    say(outbox)  # before anybody listened
    hook = hooked(outbox, url)
    say(outbox)
    kind.answers += [500, 302]
    courier, begin = Courier(outbox, None, is_open=lambda _: True), now()
    assert courier.deliver(at(begin)) == 0
    assert courier.deliver(at(begin + WAITS[0])) == 0, "a redirect is not followed"
    assert courier.deliver(at(begin + WAITS[0] + WAITS[1])) == 1
    assert len({headers["webhook-id"] for headers, _ in kind.told}) == 1
    assert len(kind.told) == 3
    headers, body = kind.told[-1]
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    said = json.loads(body)
    assert (said["type"], said["data"]["agent_id"]) == ("message.created", "ann")
    assert said["data"]["code"] == "message.trade.done"
    with outbox.writing() as tx:
        end_webhook(tx, "mia", SITE, hook.id)
    say(outbox)
    assert courier.deliver(at(begin + timedelta(days=1))) == 0


def test_nothing_is_sent_to_a_private_place(
    outbox: Database, receiver: tuple[type[Receiver], str]
) -> None:
    kind, url = receiver
    hooked(outbox, url)
    say(outbox)
    assert Courier(outbox, None).deliver(at(now())) == 0
    assert kind.told == []
    with outbox.reading() as tx:
        [row] = tx.execute(DELIVERIES.select()).all()
    assert row.next_at is None
    assert "reachable from everywhere" in row.problem


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://10.0.0.1/x", "https://[::1]/",
        "https://169.254.169.254/latest", "https://user:word@example.org/", "ftp://example.org",
        "https:///nowhere", "https://localhost/", "https://0.0.0.0/", "https://[::ffff:10.0.0.1]/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_open_to_all_is_refused(url: str) -> None:
    with pytest.raises(ParameterError):
        checked_url(url)


def test_an_open_address_is_taken() -> None:
    assert is_public("93.184.215.14")
    assert checked_url("https://93.184.215.14/told") == "https://93.184.215.14/told"
