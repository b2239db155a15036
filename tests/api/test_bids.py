"""Bids over the API and on the pages: opened, chosen, tried, and final."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from wfm.scheduling.rules.work_plan import changed
from wfm.service.bids.bidding import bid
from wfm.store.people import WORK_PLAN

NORTH = "/sites/north"
ROUNDS = f"{NORTH}/bid-rounds"
FIRST = date(2090, 3, 20)
PARTS = [
    {"week": 1, "days": [0, 1, 2, 3, 4], "shifts": ["day"]},
    {"week": 2, "days": [0, 1, 2, 3, 4], "shifts": ["late"]},
]
ROUND = {
    "work_plan": "full", "first_week": str(FIRST), "deadline": "2090-03-10T12:00:00+01:00",
    "decided_by": "seniority", "places": [1, 2],
}  # fmt: skip
HERE, PHONE = f"{PAGES}{NORTH}/bids", f"{PAGES}/my-bids"


@pytest.fixture
def bidding(small_service: Service) -> Service:
    """Ann, Bob and Cy on a rotation of two weeks."""
    with small_service.database.writing() as tx:
        plan = WORK_PLAN.get(tx, "north", "full")
        rotating = changed(plan.value, rotation=PARTS)
        WORK_PLAN.change(tx, "sam", "north", "full", plan.version, rotating)
    return small_service


def opened(service: Service, **more: Any) -> str:
    made = service.ask("sam", "POST", ROUNDS, json={**ROUND, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def at(version: int) -> dict[str, Any]:
    return {"headers": {"If-Match": f'"{version}"'}}


def test_a_round_from_its_opening_to_the_own_line(bidding: Service) -> None:
    key = opened(bidding)
    [mine] = bidding.ask("ann", "GET", "/me/bid-rounds").json()["items"]
    words = [[part["text"] for part in week["parts"]] for week in mine["lines"][0]["weeks"]]
    assert sorted(words) == [["Mon–Fri: day"], ["Mon–Fri: late"]]
    chosen = {"ranked": [1]}
    for who in ("ann", "bob"):
        sent = bidding.ask(who, "PUT", f"/me/bid-rounds/{key}/bid", json=chosen)
        assert (sent.status_code, sent.json()["ranked"]) == (200, [1])
    assert "bob" not in bidding.ask("ann", "GET", "/me/bid-rounds").text
    tried = bidding.ask("mia", "GET", f"{ROUNDS}/{key}/dry-run").json()
    assert [(one["agent_id"], one["line"], one["rank"]) for one in tried["results"]] == [
        ("ann", 1, 1), ("bob", 2, None), ("cy", 2, None),
    ]  # fmt: skip
    assert "line 1 went to those" in tried["results"][1]["said"]["text"]
    path, seen = f"{ROUNDS}/{key}/final", {"outcome": tried["outcome"]}
    early = bidding.ask("sam", "POST", path, json=seen, **at(1))
    assert (early.status_code, "wait for the deadline" in early.text) == (409, True)
    with bidding.database.writing() as tx:
        bid(tx, "sam", "north", key, "cy", [2])
    ready = bidding.ask("mia", "GET", f"{ROUNDS}/{key}/dry-run").json()
    assert ready["ready"]
    assert bidding.ask("mia", "POST", path, json=seen, **at(1)).status_code == 403
    stale = bidding.ask("sam", "POST", path, json=seen, **at(1))
    assert (stale.status_code, stale.json()["errors"][0]["field"]) == (409, "outcome")
    done = bidding.ask("sam", "POST", path, json={"outcome": ready["outcome"]}, **at(1))
    assert done.json()["status"] == "final"
    [plan] = bidding.ask("sam", "GET", f"{NORTH}/work-plans").json()["items"]
    assert [(one["line"], one["agents"], one["first_week"]) for one in plan["rotation_lines"]] == [
        (1, ["ann"], str(FIRST)), (2, ["bob", "cy"], str(FIRST)),
    ]  # fmt: skip
    [result] = bidding.ask("bob", "GET", "/me/bid-rounds").json()["items"]
    assert (result["result"]["line"], result["status"]) == (2, "final")
    [told, _] = bidding.ask("bob", "GET", "/me/messages").json()["items"]
    assert "line 2, which you did not choose; line 1 went to those" in told["text"]


def test_what_cannot_be_is_told_field_by_field(bidding: Service) -> None:
    wrong = {**ROUND, "work_plan": "half", "first_week": "2090-03-21"}
    told = bidding.ask("sam", "POST", ROUNDS, json=wrong)
    assert [one["field"] for one in told.json()["errors"]] == ["work_plan", "first_week"]
    key = opened(bidding)
    path = f"/me/bid-rounds/{key}/bid"
    told = bidding.ask("ann", "PUT", path, json={"ranked": [2, 2, 5], "points": [1]})
    assert [one["field"] for one in told.json()["errors"]] == ["ranked", "ranked", "points"]
    assert bidding.ask("ann", "DELETE", path).status_code == 409
    assert bidding.ask("ann", "PUT", path, json={"ranked": [2]}).status_code == 200
    assert bidding.ask("ann", "DELETE", path).status_code == 204


def test_lines_are_bid_for_and_decided_on_pages(bidding: Service) -> None:
    sam, ann = Browser(bidding, "sam"), Browser(bidding, "ann")
    form = {
        "work_plan": "full", "first_week": str(FIRST), "deadline": "2090-03-10T12:00",
        "decided_by": "points", "places": "1 2", "points": "10",
    }  # fmt: skip
    wrong = sam.post(HERE, {**form, "first_week": "soon", "places": "one", "deadline": "noon"})
    assert (wrong.status_code, wrong.text.count('aria-invalid="true"')) == (409, 3)
    made = sam.post(HERE, form)
    assert made.status_code == 303
    place = made.headers["location"]
    key = place.rsplit("/", 1)[1]
    german = ann.get(PHONE, headers={"Accept-Language": "de"}).text
    assert "Mo–Fr: Spätschicht" in german
    for choice in (["7", "many"], ["7", "7"], ["", ""]):
        refused = ann.post(f"{PHONE}/{key}", {"choice": choice})
        assert (refused.status_code, f'value="{choice[0]}"' in refused.text) == (409, True)
    assert ann.post(f"{PHONE}/{key}", {"choice": ["7", "3"]}).status_code == 303
    assert 'value="7"' in ann.get(PHONE).text
    shown = sam.get(place).text
    assert "line 1, choice 1" in shown
    assert 'name="outcome"' not in shown
    moved = {"version": "1", "first_week": "2090-03-27", "deadline": "2090-03-01T12:00"}
    assert sam.post(f"{place}/move", {**moved, "first_week": "2090-03-28"}).status_code == 409
    assert sam.post(f"{place}/move", moved).status_code == 303
    early = sam.post(f"{place}/final", {"version": "2", "outcome": "0" * 32})
    assert (early.status_code, "wait for the deadline" in early.text) == (409, True)
    assert ann.post(f"{PHONE}/{key}/withdraw").status_code == 303
    assert sam.post(f"{place}/call-off", {"version": "2"}).status_code == 303
    over = ann.post(f"{PHONE}/{key}", {"choice": ["7", "3"]})
    assert (over.status_code, "the round is over" in over.text) == (409, True)
    assert "/bids" not in Browser(bidding, "sue").get(f"{PAGES}{NORTH}/leave").text
