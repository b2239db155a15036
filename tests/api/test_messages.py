"""Messages over the API and on the pages: read, confirmed, and seen by planners to be so."""

from __future__ import annotations

import pytest

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import at, day
from wfm.service.messages import chat
from wfm.store.messages import tell
from wfm.words import phrase

NORTH = "/sites/north"
SAID = phrase("message.trade.done", start=at(day(1), 9))


@pytest.fixture
def told(small_service: Service) -> Service:
    with small_service.database.writing() as tx:
        tell(tx, "north", ["ann", "bob"], SAID)
    return small_service


def test_what_an_agent_confirms_planners_see(told: Service) -> None:
    [one] = told.ask("ann", "GET", "/me/messages").json()["items"]
    assert (one["code"], one["seen_at"]) == ("message.trade.done", None)
    done = told.ask("ann", "POST", "/me/messages/seen", json={"up_to": one["id"]}).json()
    assert done == {"confirmed": 1}
    seen = {
        item["agent_id"]: item["seen_at"] is not None
        for item in told.ask("sam", "GET", f"{NORTH}/messages").json()["items"]
    }
    assert seen == {"ann": True, "bob": False}
    own = told.ask("sue", "GET", f"{NORTH}/messages").json()["items"]
    assert [item["agent_id"] for item in own] == ["ann"], "of the own team alone"


def test_how_to_be_told_comes_back_as_it_was_sent(told: Service) -> None:
    first = told.ask("ann", "GET", "/me/contact")
    assert (first.json()["version"], first.headers["ETag"]) == (0, '"0"')
    wanted = {"email": "ann@example.org", "language": "de", "quiet": [0, 0]}
    sent = {"json": wanted, "headers": {"If-Match": '"0"'}}
    assert told.ask("ann", "PUT", "/me/contact", **sent).json()["version"] == 1
    assert told.ask("ann", "PUT", "/me/contact", **sent).status_code == 412
    again = told.ask("ann", "GET", "/me/contact").json()
    assert {name: again[name] for name in wanted} == wanted
    wrong = {"json": {"email": "ann"}, "headers": {"If-Match": '"1"'}}
    assert told.ask("ann", "PUT", "/me/contact", **wrong).status_code == 422


SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


def test_a_chat_is_taken_where_something_can_be_sent_and_what_is_wrong_is_told(
    told: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, here = Browser(told, "ann"), f"{PAGES}/my-messages"
    form = {"version": "0", "quiet_from": "21:00", "quiet_to": "07:00"}
    for address in ("mmosts://127.0.0.1/abcdefgh", "json://93.184.215.14/", "nonsense"):
        wrong = ann.post(f"{here}/contact", {**form, "chat": address})
        assert wrong.status_code == 422
        assert f'value="{address}"' in wrong.text
        assert 'id="e-chat"' in wrong.text
        sent = {"json": {"chat": address}, "headers": {"If-Match": '"0"'}}
        assert told.ask("ann", "PUT", "/me/contact", **sent).status_code == 409
    assert ann.post(f"{here}/contact", {**form, "chat": SLACK}).status_code == 303
    assert SLACK in ann.get(here).text
    assert told.ask("ann", "GET", "/me/contact").json()["chat"] == SLACK
    monkeypatch.setattr(chat, "find_spec", lambda _: None)
    assert "contact-centre-wfm[chat]" in ann.get(here).text
    kept = {**form, "version": "1", "chat": SLACK, "email": "ann@example.org"}
    assert ann.post(f"{here}/contact", kept).status_code == 303
    new = ann.post(f"{here}/contact", {**kept, "version": "2", "chat": f"{SLACK}x"})
    assert (new.status_code, "contact-centre-wfm[chat]" in new.text) == (422, True)


def test_a_webhook_tells_its_secret_once_and_leads_nowhere_private(told: Service) -> None:
    place = f"{NORTH}/webhooks"
    private = told.ask("mia", "POST", place, json={"url": "https://10.0.0.1/told"})
    assert (private.status_code, private.json()["errors"][0]["field"]) == (409, "url")
    sent = {"json": {"url": "https://93.184.215.14/told"}, "headers": {"Idempotency-Key": "one"}}
    made = told.ask("mia", "POST", place, **sent)
    assert made.json()["secret"].startswith("whsec_")
    assert told.ask("mia", "POST", place, **sent).json()["secret"] is None
    [listed] = told.ask("mia", "GET", place).json()["items"]
    assert "secret" not in listed
    assert told.ask("mia", "DELETE", f"{place}/{listed['id']}").status_code == 204
    assert told.ask("mia", "GET", place).json()["items"] == []
    assert "whsec" not in told.ask("mia", "GET", f"{NORTH}/audit").text


def test_the_inbox_on_the_phone(told: Service) -> None:
    ann = Browser(told, "ann")
    here = f"{PAGES}/my-messages"
    german = ann.get(here, headers={"Accept-Language": "de"}).text
    assert "<strong>Der Tausch der Schicht" in german
    up_to = german.split('name="up_to" value="')[1].split('"')[0]
    assert ann.post(f"{here}/seen", {"up_to": up_to}).status_code == 303
    assert "<strong>" not in ann.get(here).text
    form = {"version": "0", "email": "no address", "quiet_from": "21:00", "quiet_to": "late"}
    wrong = ann.post(f"{here}/contact", form)
    assert (wrong.status_code, wrong.text.count('aria-invalid="true"')) == (422, 2)
    assert 'value="no address"' in wrong.text
    good = {**form, "email": "ann@example.org", "quiet_to": "07:00"}
    assert ann.post(f"{here}/contact", good).status_code == 303
    assert "ann@example.org" in ann.get(here).text
    page = Browser(told, "sam").get(f"{PAGES}{NORTH}/messages").text
    assert page.count("not yet") == 1


def test_a_manager_adds_and_ends_an_address_on_a_page(small_service: Service) -> None:
    mia, place = Browser(small_service, "mia"), f"{PAGES}/sites/north/webhooks"
    for url in ("http://example.org/told", "https://127.0.0.1/told", "nowhere"):
        wrong = mia.post(place, {"url": url})
        assert (wrong.status_code, f'value="{url}"' in wrong.text) == (409, True)
        assert 'role="alert"' in wrong.text or 'aria-invalid="true"' in wrong.text
    made = mia.post(place, {"url": "https://93.184.215.14/told"})
    assert "whsec_" in made.text
    shown = mia.get(place).text
    assert ("https://93.184.215.14/told" in shown, "whsec_" in shown) == (True, False)
    [key] = {piece.split("/")[0] for piece in shown.split(f"{place}/")[1:]}
    assert mia.post(f"{place}/{key}/end").status_code == 303
    assert "https://93.184.215.14/told</strong>" not in mia.get(place).text
    assert place in mia.get(f"{PAGES}/sites/north/messages").text
    assert place not in Browser(small_service, "sam").get(f"{PAGES}/sites/north/messages").text
