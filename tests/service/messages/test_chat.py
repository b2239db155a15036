"""Chat services by Apprise, to a real server: gathered, repeated under one id, never private."""

from __future__ import annotations

import json
import socket
from datetime import datetime, timedelta

import pytest

from tests.service.leave.leave_centre import SITE
from tests.service.messages.conftest import Receiver
from wfm.errors import ParameterError
from wfm.service.messages import chat
from wfm.service.messages import courier as couriers
from wfm.service.messages.chat import OWN_PLACE, SERVICES, checked_chat
from wfm.service.messages.contact import change_contact
from wfm.service.messages.courier import GATHERED, Courier
from wfm.store.audit import trail
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.deliveries import LEASE, WAITS
from wfm.store.messages import Contact, set_contact, tell
from wfm.store.tables import DELIVERIES
from wfm.words import phrase

TOKEN = "3ccdd113474722377935511fc85d3dd4"  # noqa: S105
NOON = now().replace(hour=12, minute=0) + timedelta(days=1)
NIGHT = NOON.replace(hour=22)


def wants(
    database: Database, address: str, quiet: tuple[int, int] = (0, 0), agent: str = "ann"
) -> None:
    with database.writing() as tx:
        set_contact(tx, agent, SITE, agent, 0, Contact(None, "de", quiet, address))


def say(database: Database) -> None:
    with database.writing() as tx:
        tell(tx, SITE, ["ann"], phrase("message.trade.done", start=NOON))


def chat_of(url: str) -> str:
    return f"mmost://{url.split('/')[2]}/{TOKEN}"


def deliver(database: Database, moment: datetime, *, anywhere: bool = True) -> int:
    courier = Courier(database, None, is_open=lambda _: True) if anywhere else None
    return (courier or Courier(database, None)).deliver(lambda: moment)


def problems(database: Database) -> list[tuple[bool, str]]:
    with database.reading() as tx:
        rows = tx.execute(DELIVERIES.select()).all()
    return [(row.next_at is None, row.problem) for row in rows]


def test_messages_of_some_minutes_go_as_one_text_in_the_agents_language_and_not_at_night(
    outbox: Database, receiver: tuple[type[Receiver], str]
) -> None:
    kind, url = receiver
    kind.answers += [200]
    wants(outbox, chat_of(url), quiet=(1260, 420))
    say(outbox)
    say(outbox)
    assert deliver(outbox, now()) == 0, "they are gathered first"
    assert deliver(outbox, NIGHT) == 0
    assert deliver(outbox, NIGHT + timedelta(hours=10)) == 1
    [(_, body)] = kind.told
    text = json.loads(body)["text"]
    assert "Ihre Schichten: 2 Nachrichten" in text
    assert text.count("ist erledigt") == 2
    assert deliver(outbox, NIGHT + timedelta(hours=11)) == 0


class KilledError(BaseException):
    """The process is killed."""


def test_what_fails_or_dies_is_sent_again_under_the_same_number(
    outbox: Database, receiver: tuple[type[Receiver], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, url = receiver
    kind.answers += [500, 302, 200, 200]
    wants(outbox, chat_of(url))
    say(outbox)
    begin = now() + GATHERED
    assert deliver(outbox, begin) == 0
    assert "500" in problems(outbox)[0][1]
    begin += WAITS[0]
    assert deliver(outbox, begin) == 0, "a redirect is not followed"
    begin += WAITS[1]
    with monkeypatch.context() as patch:

        def die(*_: object) -> None:
            raise KilledError

        patch.setattr(couriers, "mark_sent", die)
        with pytest.raises(KilledError):
            deliver(outbox, begin)
    assert deliver(outbox, begin + LEASE) == 1
    numbers = {json.loads(body)["text"].splitlines()[-1] for _, body in kind.told}
    assert len(kind.told) == 4
    assert len(numbers) == 1
    assert "Nr. " in numbers.pop()


def test_no_line_is_opened_to_a_private_place_whatever_its_name_was(
    outbox: Database, receiver: tuple[type[Receiver], str]
) -> None:
    kind, url = receiver
    wants(outbox, chat_of(url).replace("127.0.0.1", "localhost"))
    say(outbox)
    assert deliver(outbox, now() + GATHERED, anywhere=False) == 0
    assert kind.told == []
    [(final, problem)] = problems(outbox)
    assert final
    assert "reachable from everywhere" in problem
    with socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0]))):
        pass  # others may, as before


ADDRESSES = [
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "https://chat.googleapis.com/v1/spaces/SPACE/messages?key=abc&token=def",
    "tgram://123456789:abcdefghijklmnop_x/12315544/",
    "https://webexapis.com/v1/webhooks/incoming/" + "a1" * 40,
    f"zulip://bot-name@org/{'a1' * 16}/stream",
    f"mmosts://93.184.215.14/{TOKEN}",
    "rockets://aaaaaaaaa/bbbbbbbbbbb@93.184.215.14/#room",
    "nctalks://ann:word@93.184.215.14/room",
    "matrixs://ann:word@93.184.215.14/!room",
    f"workflows://93.184.215.14:443/{'a1' * 16}/KODuebWbDGYFr0z0eu-6Rj8aUKz7108W3wrNJZxFE5A/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_a_chat_is_taken(address: str) -> None:
    assert checked_chat(address) == address


def test_each_service_has_an_address_here_that_is_taken() -> None:
    from apprise.plugins import url_to_dict

    taken = {url_to_dict(address)["schema"] for address in ADDRESSES}
    assert taken | {"webex", "workflow"} == SERVICES | OWN_PLACE, "and two other names of these"


@pytest.mark.parametrize(
    "address",
    [
        "nonsense", "https://example.org/x", "json://93.184.215.14/", "syslog://", "slack://x",
        f"mmost://93.184.215.14/{TOKEN}", f"mmosts://127.0.0.1/{TOKEN}", f"mmosts://[::1]/{TOKEN}",
        f"mmosts://10.0.0.1/{TOKEN}", f"mmosts://93.184.215.14/{TOKEN}?to=one,two", "http://[::1",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=/x",
        "rockets://webhook@localhost/abc/def", "mailto://ann:word@93.184.215.14", "file:///etc/hosts",
        "workflows://10.0.0.1/a/b/", "x://" + "y" * 490, "mmosts:///", "://", "nctalks://a:b@[fe80::1]/x",
    ],
)  # fmt: skip
def test_what_is_no_chat_or_leads_to_a_private_place_is_refused(address: str) -> None:
    with pytest.raises(ParameterError) as refused:
        checked_chat(address)
    assert refused.value.field == "chat"


def test_without_the_library_the_remedy_is_told_and_nothing_is_lost(
    outbox: Database, receiver: tuple[type[Receiver], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, url = receiver
    kind.answers += [200]
    wants(outbox, chat_of(url))
    say(outbox)
    begin = now() + GATHERED
    with monkeypatch.context() as patch:
        patch.setattr(chat, "installed", lambda: False)
        with pytest.raises(ParameterError, match=r"pip install 'contact-centre-wfm\[chat\]'"):
            change_contact(outbox, "bob", SITE, "bob", 0, Contact(chat=ADDRESSES[0]))
        kept = Contact("ann@example.org", "de", (0, 0), chat_of(url))
        change_contact(outbox, "ann", SITE, "ann", 1, kept)  # what is there may stay
        assert deliver(outbox, begin) == 0
        [(final, problem)] = problems(outbox)
        assert (final, "contact-centre-wfm[chat]" in problem) == (False, True)
    assert deliver(outbox, begin + WAITS[0]) == 1


def test_the_trail_does_not_have_the_address_with_which_anybody_could_write_there(
    outbox: Database,
) -> None:
    change_contact(outbox, "ann", SITE, "ann", 0, Contact(chat=ADDRESSES[0]))
    with outbox.reading() as tx:
        told = str(trail(tx, SITE, None, 10))
    assert "contact" in told
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in told
