"""Trades over the API and on the pages: offered and taken by agents, decided beside the facts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import shift
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft

NORTH = "/sites/north"
WEEK = date(2090, 3, 20)
TUESDAY, WEDNESDAY = WEEK + timedelta(days=1), WEEK + timedelta(days=2)
LENIENT = {
    "rules": dict.fromkeys(
        ("Breaks and meals", "Shift lengths and start times", "Paid hours per week",
         "Days per week"), "allow",
    ),
}  # fmt: skip


@pytest.fixture
def trading(small_service: Service) -> Service:
    with small_service.database.writing() as tx:
        shifts = [shift("ann", TUESDAY), shift("bob", WEDNESDAY), shift("cy", TUESDAY)]
        draft = create_draft(tx, "sam", "north", WEEK, shifts)
        publish(tx, "sam", draft, draft.version)
    choose(small_service, LENIENT, 0)
    return small_service


def choose(service: Service, chosen: dict[str, Any], version: int) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return service.ask("sam", "PUT", f"{NORTH}/self-service", json=chosen, headers=headers)


def mine(service: Service, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = service.ask(who, "GET", "/me/trades").json()["items"]
    return items


def on(service: Service, who: str) -> list[str]:
    found = service.ask(who, "GET", f"/me/schedule/{WEEK}").json()
    return [one["date"] for one in found["shifts"]]


def test_a_swap_goes_from_offer_to_the_published_week(trading: Service) -> None:
    sent = {"kind": "swap", "date": str(TUESDAY), "in_return": [str(WEDNESDAY)]}
    made = trading.ask("ann", "POST", "/me/trades", json=sent)
    assert made.status_code == 201, made.text
    [offered] = mine(trading, "bob")
    assert (offered["mine"], offered["with_whom"], offered["status"]) == (False, "Ann", "offered")
    path = f"/me/trades/{offered['id']}/take"
    wrong = trading.ask("bob", "POST", path, json={"date": str(TUESDAY)})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (409, "date")
    done = trading.ask("bob", "POST", path, json={"date": str(WEDNESDAY)})
    assert done.json()["status"] == "done", done.text
    assert (on(trading, "ann"), on(trading, "bob")) == ([str(WEDNESDAY)], [str(TUESDAY)])
    [own] = mine(trading, "ann")
    assert (own["mine"], own["with_whom"]) == (True, "Bob")


def test_rules_are_named_where_they_refuse(trading: Service) -> None:
    assert choose(trading, {}, 1).json()["version"] == 2
    sent = {"kind": "give_away", "date": str(TUESDAY)}
    made = trading.ask("ann", "POST", "/me/trades", json=sent).json()
    told = trading.ask("bob", "POST", f"/me/trades/{made['id']}/take", json={})
    assert told.status_code == 409
    assert all("bob" in e["what"] or "ann" in e["what"] for e in told.json()["errors"])
    unknown = choose(trading, {"rules": {"Rest betwen": "allow"}}, 2)
    assert unknown.json()["errors"][0]["field"] == "rules"


def test_a_person_decides_beside_the_facts_and_sees_pay_only_if_it_is_meant(
    trading: Service,
) -> None:
    choose(trading, {**LENIENT, "trades_ask": True}, 1)
    sent = {"kind": "give_away", "date": str(TUESDAY)}
    made = trading.ask("ann", "POST", "/me/trades", json=sent).json()
    taken = trading.ask("bob", "POST", f"/me/trades/{made['id']}/take", json={}).json()
    assert taken["status"] == "accepted"
    place = f"{NORTH}/trades/{made['id']}"
    assert trading.ask("sue", "GET", place).status_code == 404, "bob is of another team"
    assert trading.ask("sue", "GET", f"{NORTH}/trades").json()["items"] == []
    found = trading.ask("sam", "GET", place)
    hours = {each["agent_id"]: (each["before"], each["after"]) for each in found.json()["hours"]}
    assert hours == {"ann": (7.5, 0.0), "bob": (7.5, 15.0)}
    assert found.json()["hours"][0]["cost_before"] is not None
    page = Browser(trading, "sam").get(f"{PAGES}{NORTH}/trades").text
    assert "7.5 → 15.0 paid hours" in page
    sent = {"version": str(found.json()["version"]), "approve": "yes"}
    assert Browser(trading, "sam").post(f"{PAGES}{place}", sent).status_code == 303
    assert on(trading, "bob") == [str(TUESDAY), str(WEDNESDAY)]


def test_shifts_are_offered_taken_and_withdrawn_on_the_phone(trading: Service) -> None:
    ann, bob = Browser(trading, "ann"), Browser(trading, "bob")
    here = f"{PAGES}/my-trades"
    assert "Take it" not in bob.get(here).text
    wrong = ann.post(here, {"day": "soon", "kind": "give_away"})
    assert (wrong.status_code, "is no date" in wrong.text) == (409, True)
    strange = ann.post(here, {"day": str(TUESDAY), "to_agent": "Zoe"})
    assert (strange.status_code, "nobody here is called" in strange.text) == (409, True)
    part = {"day": str(TUESDAY), "start": "15:00", "end": "late"}
    unread = ann.post(here, part)
    assert (unread.status_code, "late" in unread.text) == (409, True)
    middle = ann.post(here, {**part, "start": "11:00", "end": "13:00"})
    assert (middle.status_code, 'role="alert"' in middle.text) == (409, True)
    assert ann.post(here, {**part, "end": ""}).status_code == 303
    [offered] = trading.ask("ann", "GET", "/me/trades").json()["items"]
    assert offered["given"]["start"] == f"{TUESDAY}T14:00:00Z", "15:00 by the clock in Berlin"
    assert ann.post(f"{here}/{offered['id']}/withdraw").status_code == 303
    assert ann.post(here, {"day": str(TUESDAY), "to_agent": "Bob"}).status_code == 303
    text = bob.get(here, headers={"Accept-Language": "de"}).text
    assert "Übernehmen" in text
    [key] = {piece.split("/")[0] for piece in text.split("/my-trades/")[1:]}
    assert ann.post(f"{here}/{key}/withdraw").status_code == 303
    late = bob.post(f"{here}/{key}/take")
    assert (late.status_code, "withdrawn already" in late.text) == (409, True)
