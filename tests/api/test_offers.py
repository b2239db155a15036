"""Offers over the API and on the pages: made where heads are missing, taken with one tap."""

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
TUESDAY = WEEK + timedelta(days=1)
LENIENT = {
    "rules": dict.fromkeys(
        ("Breaks and meals", "Shift lengths and start times", "Paid hours per week",
         "Days per week"), "allow",
    ),
}  # fmt: skip
EVENING = {
    "kind": "overtime", "start": f"{TUESDAY}T17:00:00+01:00", "end": f"{TUESDAY}T19:00:00+01:00",
    "deadline": f"{TUESDAY}T12:00:00+01:00", "places": 1,
}  # fmt: skip
HERE = f"{PAGES}{NORTH}/offers"
PHONE = f"{PAGES}/my-offers"
FORM = {
    "kind": "overtime", "day": str(TUESDAY), "start": "17:00", "end": "19:00", "places": "2",
    "award": "ledger",
}  # fmt: skip


@pytest.fixture
def offering(small_service: Service) -> Service:
    with small_service.database.writing() as tx:
        draft = create_draft(
            tx, "sam", "north", WEEK, [shift("ann", TUESDAY), shift("bob", TUESDAY)]
        )
        publish(tx, "sam", draft, draft.version)
    headers = {"If-Match": '"0"'}
    small_service.ask("sam", "PUT", f"{NORTH}/self-service", json=LENIENT, headers=headers)
    return small_service


def made(service: Service, **more: Any) -> Any:
    return service.ask("sam", "POST", f"{NORTH}/offers", json={**EVENING, **more})


def test_an_offer_is_taken_once_and_is_in_the_own_schedule(offering: Service) -> None:
    offer = made(offering).json()
    [seen] = offering.ask("ann", "GET", "/me/offers").json()["items"]
    assert (seen["id"], seen["left"], seen["answer"]) == (offer["id"], 1, None)
    path = f"/me/offers/{offer['id']}/accept"
    sent = {"headers": {"Idempotency-Key": "tap"}}
    first, again = (offering.ask("ann", "POST", path, **sent) for _ in range(2))
    assert first.json()["answer"] == again.json()["answer"] == "given"
    late = offering.ask("bob", "POST", path)
    assert (late.status_code, "all places" in late.text) == (409, True)
    [mine] = offering.ask("ann", "GET", f"/me/schedule/{WEEK}").json()["shifts"]
    assert mine["end"].startswith(f"{TUESDAY}T18:00")
    [listed] = offering.ask("mia", "GET", f"{NORTH}/offers").json()["items"]
    assert [(one["agent_id"], one["status"]) for one in listed["answers"]] == [("ann", "given")]


def test_what_cannot_be_offered_is_told_field_by_field(offering: Service) -> None:
    wrong = made(offering, end=f"{TUESDAY}T12:00:00+01:00", queue="golf")
    assert wrong.status_code == 409
    assert [error["field"] for error in wrong.json()["errors"]] == ["end", "queue"]
    assert offering.ask("sam", "GET", f"{NORTH}/offers").json()["items"] == []


def test_an_offer_ends_at_its_version(offering: Service) -> None:
    offer = made(offering).json()
    path = f"{NORTH}/offers/{offer['id']}"
    there = offering.ask("sam", "GET", path)
    stale = {"headers": {"If-Match": '"7"'}}
    assert offering.ask("sam", "POST", f"{path}/end", **stale).status_code == 412
    now = {"headers": {"If-Match": there.headers["ETag"]}}
    assert offering.ask("sam", "POST", f"{path}/end", **now).json()["status"] == "ended"
    assert offering.ask("ann", "GET", "/me/offers").json()["items"] == []


def test_hours_are_offered_and_taken_on_pages(offering: Service) -> None:
    sam, ann = Browser(offering, "sam"), Browser(offering, "ann")
    chosen = sam.get(f"{HERE}?kind=time_off&day={TUESDAY}&start=13:00&end=17:00&places=3").text
    assert f'value="{TUESDAY}"' in chosen
    wrong = sam.post(HERE, {**FORM, "day": "soon", "places": "many", "deadline": "noon"})
    assert (wrong.status_code, wrong.text.count('aria-invalid="true"')) == (409, 3)
    assert sam.post(HERE, FORM).status_code == 303
    german = ann.get(PHONE, headers={"Accept-Language": "de"}).text
    assert "Ja, das möchte ich" in german
    [key] = {piece.split("/")[0] for piece in german.split("/my-offers/")[1:]}
    assert ann.post(f"{PHONE}/{key}/accept").status_code == 303
    assert "asked" in ann.get(PHONE).text
    assert "Ann: asked" in sam.get(HERE).text
    assert ann.post(f"{PHONE}/{key}/withdraw").status_code == 303
    assert sam.post(f"{HERE}/{key}/end", {"version": "3"}).status_code == 303
    over = ann.post(f"{PHONE}/{key}/accept")
    assert (over.status_code, "it is over" in over.text) == (409, True)
    assert "/offers" not in Browser(offering, "sue").get(f"{PAGES}{NORTH}/leave").text
