"""Leave over the API and on the pages: asked for on a phone, decided beside its facts."""

from __future__ import annotations

from typing import Any

import pytest

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from wfm.store.leave import LEAVE_REQUEST

NORTH = "/sites/north"
TYPE = {"name": "vacation", "unit": "days", "decision": "within_limits"}
CARE = {"name": "care", "unit": "none"}
ACCOUNT = {"agent_id": "ann", "leave_type": "vacation", "year": 2090, "entitlement": 3}
ALLOWANCE = {"team": "Blue", "measure": "heads", "limit": 1}
FORM = {"leave_type": "care", "first": "2090-03-21", "last": "2090-03-22"}


@pytest.fixture
def leave(small_service: Service) -> Service:
    for kind, body in (
        ("leave-types", TYPE), ("leave-types", CARE), ("leave-accounts", ACCOUNT),
        ("leave-allowances", ALLOWANCE),
    ):  # fmt: skip
        assert small_service.ask("sam", "POST", f"{NORTH}/{kind}", json=body).status_code == 201
    return small_service


def body(kind: str, first: int, last: int) -> dict[str, str]:
    """From a Tuesday in March 2090 on."""
    return {
        "leave_type": kind, "start": f"2090-03-{first:02}T00:00:00+01:00",
        "end": f"2090-03-{last + 1:02}T00:00:00+01:00",
    }  # fmt: skip


def ask(service: Service, who: str, **asked: Any) -> Any:
    return service.ask(who, "POST", "/me/leave-requests", json=asked)


def test_an_agent_sees_the_balance_and_what_a_request_would_meet(leave: Service) -> None:
    path = "/me/leave-requests/try"
    found = leave.ask("ann", "POST", path, json=body("vacation", 21, 24)).json()
    assert (found["amount"], found["balance"]["left"], found["costs"]) == (4.0, 3.0, None)
    assert found["short"][0]["text"] == "The account of vacation is 1.0 days short."
    assert [use["after"] for use in found["allowances"]] == [1.0] * 4
    assert leave.ask("ann", "GET", "/me/leave-requests").json()["items"] == []
    done = ask(leave, "ann", **body("vacation", 21, 22)).json()
    assert done["status"] == "approved"
    [own] = leave.ask("ann", "GET", "/me/leave?year=2090").json()["balances"]
    assert (own["taken"], own["left"]) == (2.0, 1.0)
    assert [a["kind"] for a in leave.ask("ann", "GET", "/me/time-off").json()["items"]][-1:] == [
        "vacation"
    ]


def test_of_a_type_that_there_is_not_those_that_there_are_are_told(leave: Service) -> None:
    for path in ("/me/leave-requests", "/me/leave-requests/try"):
        refused = leave.ask("ann", "POST", path, json=body("holiday", 21, 22))
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["field"]) == (409, "leave_type")
        assert error["what"] == "there is no type of leave 'holiday': ask for care or vacation"


def test_who_decides_sees_the_facts_and_needs_the_version(leave: Service) -> None:
    asked = ask(leave, "ann", **body("care", 21, 21)).json()
    path = f"{NORTH}/leave-requests/{asked['id']}"
    found = leave.ask("sue", "GET", path)
    assert found.json()["judgement"]["balance"] is None
    listed = leave.ask("sue", "GET", f"{NORTH}/leave-requests").json()["items"]
    assert [one["id"] for one in listed] == [asked["id"]]
    headers = {"If-Match": '"7"'}
    sent: dict[str, Any] = {"json": {"decision": "approve"}, "headers": headers}
    assert leave.ask("sue", "POST", f"{path}/decision", **sent).status_code == 412
    sent["headers"] = {"If-Match": found.headers["ETag"]}
    done = leave.ask("sue", "POST", f"{path}/decision", **sent).json()
    assert (done["status"], done["decided_by"]) == ("approved", "sue")
    late = leave.ask("sue", "POST", f"{path}/decision", **sent)
    assert (late.status_code, late.json()["errors"][0]["field"]) == (409, "status")
    assert leave.ask("sue", "GET", path).json()["judgement"] is None


def test_requests_of_another_team_are_answered_like_none(leave: Service) -> None:
    asked = ask(leave, "bob", **body("care", 21, 21)).json()
    path = f"{NORTH}/leave-requests"
    for method, end, more in (
        ("GET", "", {}),
        ("POST", "/decision", {"json": {"decision": "approve"}, "headers": {"If-Match": '"1"'}}),
    ):
        there, none = (
            leave.ask("sue", method, f"{path}/{key}{end}", **more) for key in (asked["id"], "0")
        )
        assert there.status_code == none.status_code == 404
        assert there.text.replace(asked["id"], "0") == none.text
    assert leave.ask("sue", "GET", path).json()["items"] == []
    withdrawn = leave.ask("ann", "POST", f"/me/leave-requests/{asked['id']}/withdraw")
    assert withdrawn.status_code == 404


def test_a_refusal_needs_its_reason_which_the_agent_reads(leave: Service) -> None:
    asked = ask(leave, "ann", **body("care", 21, 21)).json()
    path = f"{NORTH}/leave-requests/{asked['id']}/decision"
    headers = {"If-Match": '"1"'}
    answer = leave.ask("sam", "POST", path, json={"decision": "refuse"}, headers=headers)
    assert answer.status_code == 409
    sent = {"decision": "refuse", "reason": "the audit is on"}
    assert leave.ask("sam", "POST", path, json=sent, headers=headers).status_code == 200
    [mine] = leave.ask("ann", "GET", "/me/leave-requests").json()["items"]
    assert [reason["text"] for reason in mine["reasons"]] == ["the audit is on"]
    assert "the audit is on" in Browser(leave, "ann").get(f"{PAGES}/my-leave").text


def test_a_planner_who_ends_an_absence_ends_the_request_too(leave: Service) -> None:
    first = ask(leave, "ann", **body("vacation", 21, 21)).json()
    with leave.database.reading() as tx:
        key = LEAVE_REQUEST.get(tx, "north", first["id"]).value.time_off
    place = f"{NORTH}/time-off/{key}"
    there = leave.ask("sam", "GET", place)
    sent = {n: v for n, v in there.json().items() if n not in {"id", "version"}}
    headers = {"If-Match": there.headers["ETag"]}
    done = leave.ask("sam", "PUT", place, json={**sent, "active": False}, headers=headers)
    assert done.status_code == 200
    [mine] = leave.ask("ann", "GET", "/me/leave-requests").json()["items"]
    assert mine["status"] == "withdrawn"


def test_leave_is_asked_for_and_decided_on_pages(leave: Service) -> None:
    ann, sue = Browser(leave, "ann"), Browser(leave, "sue")
    wrong = ann.post(f"{PAGES}/my-leave", {**FORM, "first": "tomorrow", "start": "9", "end": ""})
    assert wrong.status_code == 409
    assert wrong.text.count('aria-invalid="true"') == 3
    assert 'value="tomorrow"' in wrong.text
    tried = ann.post(f"{PAGES}/my-leave/try", FORM)
    assert "not known before the week is published" in tried.text
    assert ann.post(f"{PAGES}/my-leave", FORM).status_code == 303
    assert "Asked for" in ann.get(f"{PAGES}/my-leave").text
    inbox = sue.get(f"{PAGES}/sites/north/leave").text
    assert "Ann, " in inbox
    [key] = {piece.split('"')[0] for piece in inbox.split("/sites/north/leave/")[1:]}
    place = f"{PAGES}/sites/north/leave/{key}"
    assert sue.post(place, {"version": "3", "decision": "approve"}).status_code == 412
    refused = sue.post(place, {"version": "1", "decision": "refuse"})
    assert "say why it is refused" in refused.text
    assert sue.post(place, {"version": "1", "decision": "approve"}).status_code == 303
    german = ann.get(f"{PAGES}/my-leave", headers={"Accept-Language": "de"}).text
    assert "Genehmigt" in german
    assert ann.post(f"{PAGES}/my-leave/{key}/withdraw").status_code == 303
    assert "Withdrawn" in ann.get(f"{PAGES}/my-leave").text
