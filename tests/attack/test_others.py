"""Nobody learns of others: what is foreign is answered, word for word, like what is not there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.test_permissions import ABSENCE, EXCEPTION, OF_ENTRIES, with_nights
from tests.api.test_schedules import PATH
from tests.centre import WEEK, at, day

NORTH = "/sites/north"
ABOUT_AGENTS = {
    "time-off": ABSENCE,
    "exceptions": EXCEPTION,
    **{
        kind: OF_ENTRIES[kind]
        for kind in ("availability", "preferences", "shift-requests", "contracts")
    },
}
ABSENT = "0" * 32


def of_bob(body: dict[str, Any]) -> dict[str, Any]:
    """Somebody of a team that the supervisor does not lead."""
    return {**body, "agent_id": "bob"}


def several_of_bob(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Three of them; contracts begin on dates of their own."""
    if "first" not in body:
        return [of_bob(body)] * 3
    return [{**of_bob(body), "first": str(day(number))} for number in range(3)]


def told(service: Service, method: str, path: str, **request: Any) -> tuple[int, Any]:
    answer = service.ask("sue", method, path, headers={"If-Match": '"1"'}, **request)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("kind", ABOUT_AGENTS)
def test_a_thing_of_another_team_is_answered_like_none(small_service: Service, kind: str) -> None:
    body = ABOUT_AGENTS[kind]
    with_nights(small_service)
    made = small_service.ask("sam", "POST", f"{NORTH}/{kind}", json=of_bob(body))
    assert made.status_code == 201, made.text
    foreign = made.json()["id"]
    for method, request in (("GET", {}), ("PUT", {"json": body})):
        there = told(small_service, method, f"{NORTH}/{kind}/{foreign}", **request)
        none = told(small_service, method, f"{NORTH}/{kind}/{ABSENT}", **request)
        assert there[0] == none[0] == 404
        assert str(there[1]).replace(foreign, ABSENT) == str(none[1])


@pytest.mark.parametrize("kind", ABOUT_AGENTS)
def test_no_page_names_a_thing_of_another_team(small_service: Service, kind: str) -> None:
    own = ABOUT_AGENTS[kind]
    with_nights(small_service)
    ids = [
        small_service.ask("sam", "POST", f"{NORTH}/{kind}", json=body).json()["id"]
        for body in [*several_of_bob(own), own]
    ]
    seen, after = [], ""
    while after is not None:
        path = f"{NORTH}/{kind}?limit=1" + (f"&after={after}" if after else "")
        page = told(small_service, "GET", path)[1]
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        assert after is None or after in seen
    assert ids[-1] in seen
    assert not set(ids[:3]) & set(seen)


@pytest.mark.parametrize(
    ("there", "none"),
    [
        (f"{NORTH}/agents/bob", f"{NORTH}/agents/nil"),
        (f"{PATH}/1/agents/bob/days/{day(1)}", f"{PATH}/1/agents/nil/days/{day(1)}"),
        (f"{PATH}/2", f"{PATH}/9"),
        (f"{PATH}/2/shifts", f"{PATH}/9/shifts"),
        ("/sites/south", "/sites/nosite"),
        ("/sites/south/agents/zed", "/sites/nosite/agents/zed"),
    ],
)
def test_what_is_foreign_is_answered_like_what_is_not_there(
    small_service: Service, there: str, none: str
) -> None:
    swaps = (("bob", "nil"), ("south", "nosite"), (f"{WEEK}/2", f"{WEEK}/9"))
    status, answer = told(small_service, "GET", there)
    text = str(answer)
    for one, other in swaps:
        text = text.replace(one, other)
    assert (status, text) == (404, str(told(small_service, "GET", none)[1]))


def test_a_list_of_schedules_counts_no_drafts_for_who_sees_none(small_service: Service) -> None:
    for _ in range(3):
        small_service.ask("sam", "POST", f"{PATH}/1/copy", json={})
    page = told(small_service, "GET", f"{PATH}?limit=1")[1]
    assert [item["number"] for item in page["items"]] == [1]
    following = told(small_service, "GET", f"{PATH}?limit=1&after={page['next']}")[1]
    assert following == {"items": [], "next": None}


def test_messages_of_adherence_name_no_agent_of_another_team(small_service: Service) -> None:
    state = {
        "event_id": "1", "source_id": "acd", "external_agent_id": "bob", "state_code": "Ready",
        "started_at": at(day(1), 9).isoformat(), "is_logged_on": True,
    }  # fmt: skip
    bob = small_service.ask("sam", "GET", f"{NORTH}/agents/bob")
    left = {**bob.json(), "end_date": str(day(-7))}
    body = {name: value for name, value in left.items() if name not in {"version"}}
    ended = small_service.ask(
        "sam", "PUT", f"{NORTH}/agents/bob", json=body, headers={"If-Match": bob.headers["ETag"]}
    )
    assert ended.status_code == 200, ended.text
    sent = small_service.ask("sam", "POST", f"{NORTH}/states", json={"events": [state]})
    assert sent.status_code == 200, sent.text
    path = f"{NORTH}/weeks/{WEEK}/adherence"
    texts = [m["text"] for m in small_service.ask("mia", "GET", path).json()["messages"]]
    assert any("bob" in text for text in texts), texts
    own = told(small_service, "GET", path)[1]["messages"]
    assert not any("bob" in message["text"] for message in own)
    assert len(own) == len(texts) - 1
