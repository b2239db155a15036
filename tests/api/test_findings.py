"""What the rules say of drafts: shown at once, in the way of publishing, never of editing."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Service
from tests.api.test_schedules import KNOWINGLY, PATH, hours
from tests.centre import day

EASY = {
    "name": "full", "paid_minutes_per_week": [0, 2400], "days_per_week": [0, 5],
    "shift_minutes": [480], "earliest_start": 0, "latest_end": 1440, "minimum_rest": 660,
}  # fmt: skip


def put(service: Service, agent: str, offset: int, version: int, *shifts: dict[str, Any]) -> Any:
    return service.ask(
        "sam", "PUT", f"{PATH}/2/agents/{agent}/days/{day(offset)}",
        json={"shifts": list(shifts)}, headers={"If-Match": f'"{version}"'},
    )  # fmt: skip


def ease(service: Service) -> None:
    """Let any shift of eight hours be legal, and drop the lunches of the draft."""
    plan = service.ask(
        "sam", "PUT", "/sites/north/work-plans/full", json=EASY, headers={"If-Match": '"1"'}
    )
    assert plan.status_code == 200, plan.text
    for agent in ("ann", "bob"):
        assert put(service, agent, 1, 0, hours(9, 17)).status_code == 200


def broken(answer: Any) -> list[tuple[str, str | None]]:
    found = answer.json()["findings"]
    return [(f["rule"], f["date"]) for f in found if f["severity"] == "error"]


def publish(service: Service, **body: Any) -> Any:
    version = service.ask("sam", "GET", f"{PATH}/2").headers["ETag"]
    return service.ask("sam", "POST", f"{PATH}/2/publish", headers={"If-Match": version}, **body)


def test_an_edit_that_breaks_rules_is_stored_and_says_which(service: Service) -> None:
    ease(service)
    assert broken(put(service, "ann", 3, 0, hours(10, 18, 3))) == []
    on_leave = put(service, "ann", 0, 0, hours(9, 17, 0))
    assert on_leave.status_code == 200
    assert broken(on_leave) == [("Time off", str(day(0)))]
    too_soon = put(service, "bob", 2, 0, hours(1, 9, 2))
    assert broken(too_soon) == [
        ("Rest between shifts", str(day(2))),
        ("Opening hours", str(day(2))),
    ]
    rest = too_soon.json()["findings"][0]
    assert (rest["code"], rest["params"]) == ("rule.rest.too_short", {"hours": 8.0, "least": 11.0})
    again = service.ask("sam", "GET", f"{PATH}/2/agents/bob/days/{day(2)}")
    assert again.json()["findings"] == too_soon.json()["findings"]
    assert len(again.json()["shifts"]) == 1


def test_a_schedule_that_breaks_a_rule_is_published_only_knowingly(service: Service) -> None:
    ease(service)
    put(service, "ann", 0, 0, hours(9, 17, 0))
    refused = publish(service)
    assert refused.status_code == 409
    [error] = refused.json()["errors"]
    assert error["field"] == "accept_broken_rules"
    assert "ann" in error["what"]
    assert "Time off" in error["what"]
    assert service.ask("sam", "GET", f"{PATH}/2").json()["status"] == "draft"
    accepted = publish(service, json=KNOWINGLY)
    assert accepted.status_code == 200
    assert accepted.json()["broken_rules"] == 1
    entry = service.ask("mia", "GET", "/sites/north/audit").json()["items"][0]
    assert (entry["action"], entry["after"]["broken_rules"]) == ("publish", 1)


def test_a_legal_schedule_needs_no_acceptance(service: Service) -> None:
    ease(service)
    answer = publish(service)
    assert (answer.status_code, answer.json()["broken_rules"]) == (200, 0)


def test_copying_and_reverting_judge_by_the_rules_of_today(service: Service) -> None:
    ease(service)
    publish(service)
    absence = {"agent_id": "bob", "start": f"{day(1)}T00:00:00Z", "end": f"{day(2)}T00:00:00Z",
               "kind": "holiday"}  # fmt: skip
    assert service.ask("sam", "POST", "/sites/north/time-off", json=absence).status_code == 201
    copied = service.ask("sam", "POST", f"{PATH}/2/copy", json={})
    assert broken(copied) == [("Time off", str(day(1)))]
    assert service.ask("sam", "POST", f"{PATH}/2/revert").status_code == 409
    reverted = service.ask("sam", "POST", f"{PATH}/2/revert", json=KNOWINGLY)
    assert (reverted.status_code, reverted.json()["broken_rules"]) == (201, 1)


def test_findings_come_by_pages_of_agents(service: Service) -> None:
    first = service.ask("sam", "GET", f"{PATH}/2/findings", params={"limit": 1}).json()
    assert {finding["agent_id"] for finding in first["items"]} == {"ann"}
    second = service.ask("sam", "GET", f"{PATH}/2/findings", params={"after": first["next"]}).json()
    assert {finding["agent_id"] for finding in second["items"]} == {"bob", "cy"}
    assert second["next"] is None


def test_a_shift_of_someone_who_left_is_a_finding(service: Service) -> None:
    ease(service)
    body = {"id": "bob", "name": "Bob", "team": "Red", "work_plan": "full", "active": False}
    left = service.ask("sam", "PUT", "/sites/north/agents/bob", json=body,
                       headers={"If-Match": '"1"'})  # fmt: skip
    assert left.status_code == 200
    assert [error["what"] for error in publish(service).json()["errors"]] == [
        "bob, Agents: is not an agent of the site"
    ]
