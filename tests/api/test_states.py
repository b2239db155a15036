"""States in: once each, in any order, whole batches or nothing; what has no place is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import api.state_batches
from tests.api.conftest import Service
from tests.centre import at, day

STATES = "/sites/north/states"
TOMORROW = datetime.now(UTC) + timedelta(days=1)


def event(number: int, agent: str = "ann", state: str = "TALK", **more: Any) -> dict[str, Any]:
    started = f"{at(day(1), 9) + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"
    return {
        "event_id": f"e{number}", "source_id": "acd", "external_agent_id": agent,
        "state_code": state, "started_at": started, **more,
    }  # fmt: skip


def send(service: Service, *events: dict[str, Any], who: str = "sam", **more: Any) -> Any:
    return service.ask(who, "POST", STATES, json={"events": list(events), **more})


def stored(service: Service) -> int:
    feeds = service.ask("mia", "GET", STATES).json()["items"]
    return sum(feed["events"] for feed in feeds)


def test_events_are_stored_once_in_any_order_and_late_ones_say_what_they_correct(
    service: Service,
) -> None:
    first = send(service, event(5), event(3), event(5))
    assert first.status_code == 200, first.text
    assert {k: first.json()[k] for k in ("added", "repeated", "sequence")} == {
        "added": 2, "repeated": 1, "sequence": 2,
    }  # fmt: skip
    assert first.json()["corrected_from"] is None
    again = send(service, event(3), event(1)).json()
    assert (again["added"], again["repeated"], again["sequence"]) == (1, 1, 3)
    assert datetime.fromisoformat(again["corrected_from"]) == at(day(1), 9) + timedelta(minutes=1)
    assert stored(service) == 3


def test_what_cannot_be_placed_is_kept_and_counted(small_service: Service) -> None:
    grading = {"states": {"TALK": "on_queue"}}
    small_service.ask("sam", "PUT", "/sites/north/grading", json=grading,
                      headers={"If-Match": '"0"'})  # fmt: skip
    agent = small_service.ask("sam", "GET", "/sites/north/agents/cy").json()
    gone = {k: v for k, v in agent.items() if k != "version"} | {"active": False}
    small_service.ask("sam", "PUT", "/sites/north/agents/cy", json=gone,
                      headers={"If-Match": '"1"'})  # fmt: skip
    batch = [event(1), event(2, "nobody"), event(3, state="YOGA", reason_code="R"), event(4, "cy")]
    taken = send(small_service, *batch).json()
    assert taken["added"] == 4
    assert taken["unmapped_codes"] == {"YOGA/R": 1}
    assert taken["unknown_agents"] == {"nobody": 1}
    assert taken["inactive_agents"] == {"cy": 1}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"started_at": "2026-03-24T09:00:00"}, "started_at"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"started_at": "1970-01-01T00:00:00Z"}, "started_at"),
        ({"started_at": f"{TOMORROW:%Y-%m-%dT%H:%M:%SZ}"}, "started_at"),
        ({"event_id": ""}, "event_id"),
        ({"is_logged_on": "perhaps"}, "is_logged_on"),
        ({"unheard_of": 1}, "unheard_of"),
        ({"event_id": "e1", "state_code": "ANOTHER"}, "event_id"),
    ],
)  # fmt: skip
def test_one_bad_event_refuses_the_whole_batch_with_its_row(
    small_service: Service, wrong: dict[str, Any], field: str
) -> None:
    assert send(small_service, event(1)).status_code == 200
    refused = send(small_service, event(7), event(8) | wrong)
    assert refused.status_code in {409, 422}
    [problem] = refused.json()["errors"]
    assert field in problem["field"]
    assert problem.get("row") == 2 or ".1." in problem["field"]
    assert stored(small_service) == 1


def test_half_a_batch_and_too_large_a_batch_are_refused(small_service: Service) -> None:
    assert send(small_service, event(1), expected=2).status_code == 409
    many = [event(1) | {"event_id": str(n)} for n in range(10_001)]
    assert send(small_service, *many).status_code == 422
    assert stored(small_service) == 0
    assert send(small_service, *many[:10_000]).json()["added"] == 10_000


def test_a_large_batch_is_taken_in_apart_and_answered_as_a_small_one_is(
    small_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers(large: int) -> list[tuple[int, Any]]:
        monkeypatch.setattr(api.state_batches, "LARGE", large)
        found = []
        for path, content, kind in sent:
            answer = small_service.ask(
                "sam", "POST", path, content=content, headers={"Content-Type": kind}
            )
            body = answer.json()
            found.append((answer.status_code, body.get("errors") or body.get("detail")))
        return found

    def batch(*events: dict[str, Any], **more: Any) -> bytes:
        return json.dumps({"events": events, **more}).encode()

    line = "16|ann|Ann|1|AVAIL|0|3/24/2026|9:00:00"
    js = "application/json"
    sent = [
        (STATES, batch(event(1)), js),
        (STATES, batch(event(2), event(3) | {"started_at": "yesterday"}), js),
        (STATES, batch(event(2), event(3) | {"event_id": ""}), js),
        (STATES, batch(event(2), expected=7), js),
        (STATES, batch(event(1) | {"state_code": "ANOTHER"}), js),
        (STATES, batch(), js),
        (STATES, b'{"events": [', js),
        (STATES, b"[1]", js),
        (STATES, batch(event(2)), "text/plain"),
        (f"{STATES}?odd=1", batch(event(2)), js),
        ("/sites/nowhere/states", batch(event(2)), js),
        (f"{STATES}/avaya_cms", line.encode(), "text/plain"),
        (f"{STATES}/avaya_cms", b"\xff", "text/plain"),
        (f"{STATES}/avaya_cms?source_id=%00", line.encode(), "text/plain"),
        (f"{STATES}/no_platform", line.encode(), "text/plain"),
    ]
    answers(10**9)  # what is stored by it is repeated by both
    assert answers(0) == answers(10**9)
    refused = small_service.ask("mia", "GET", STATES).json()["items"]
    assert sum(feed["refused_batches"] for feed in refused) % 3 == 0


def test_a_feed_sends_with_a_token_that_can_be_revoked(small_service: Service) -> None:
    body = {"name": "acd", "scopes": ["states"]}
    token = small_service.ask("sam", "POST", "/me/tokens", json=body).json()
    headers = {"Authorization": f"Bearer {token['secret']}"}
    ask = small_service.client.request
    sent = {"events": [event(1)]}
    assert ask("POST", STATES, json=sent, headers=headers).status_code == 200
    assert ask("GET", "/sites/north/exceptions", headers=headers).status_code == 403
    assert small_service.ask("sam", "DELETE", f"/me/tokens/{token['id']}").status_code == 204
    assert ask("POST", STATES, json=sent, headers=headers).status_code == 401


GENESYS = {
    "userDetails": [{
        "userId": "ann",
        "primaryPresence": [
            {"startTime": "2026-03-24T08:00:00.000Z", "endTime": "2026-03-24T16:00:00.000Z",
             "systemPresence": "ON_QUEUE"},
        ],
        "routingStatus": [
            {"startTime": "2026-03-24T08:00:00.000Z", "routingStatus": "INTERACTING"},
        ],
    }],
}  # fmt: skip
AMAZON = {
    "EventId": "1", "EventTimestamp": "2026-03-24T08:00:00.000Z", "EventType": "STATE_CHANGE",
    "AgentARN": "arn:x", "CurrentAgentSnapshot": {
        "AgentStatus": {"Name": "Available"}, "Configuration": {"Username": "ann"},
    },
}  # fmt: skip
AVAYA = "LOGID|STATE|TIME|AUXREASON\nann|20|1774339200|0\nann|50|1774340000|3\n"


@pytest.mark.parametrize(
    ("platform", "text", "added"),
    [
        ("genesys_cloud", json.dumps(GENESYS), 2),
        ("amazon_connect", json.dumps(AMAZON), 1),
        ("avaya_cms", AVAYA, 2),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_platforms_send_in_their_own_shape(
    small_service: Service, platform: str, text: str, added: int, kind: str
) -> None:
    def push(content: bytes) -> Any:
        return small_service.ask("sam", "POST", f"{STATES}/{platform}", content=content,
                                 headers={"Content-Type": kind})  # fmt: skip

    taken = push(text.encode())
    assert taken.status_code == 200, taken.text
    assert (taken.json()["added"], taken.json()["unknown_agents"]) == (added, {})
    assert push(text.encode()).json()["repeated"] == added
    for broken in (b"\xff\xfe", text.encode()[:-30], b"", b"[[1]]"):
        assert push(broken).status_code in {200, 409, 422}
    assert push(b"\xff").json()["errors"][0]["field"] == "body"
    assert stored(small_service) == added
