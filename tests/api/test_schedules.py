"""Drafts, edits and publications over HTTP: versions, conflicts, one effect per key."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from openpyxl import load_workbook

from tests.api.conftest import Service
from tests.centre import WEEK, at, day

PATH = f"/sites/north/weeks/{WEEK}/schedules"
KNOWINGLY = {"accept_broken_rules": True}
"""The weeks of these tests are too short for a contract."""


def hours(start: float, end: float, offset: int = 1) -> dict[str, Any]:
    return {
        "activities": [
            {
                "code": "work",
                "category": "on_queue",
                "start": at(day(offset), start).isoformat(),
                "end": at(day(offset), end).isoformat(),
            }
        ]
    }


def put_day(service: Service, who: str, agent: str, version: int, *shifts: dict[str, Any]) -> Any:
    return service.ask(
        who, "PUT", f"{PATH}/2/agents/{agent}/days/{day(1)}",
        json={"shifts": list(shifts)}, headers={"If-Match": f'"{version}"'},
    )  # fmt: skip


def test_two_who_edit_different_agents_both_keep_their_edits(service: Service) -> None:
    with ThreadPoolExecutor() as pool:
        one = pool.submit(put_day, service, "sam", "ann", 0, hours(7, 15))
        two = pool.submit(put_day, service, "ada", "bob", 0, hours(10, 18))
    assert (one.result().status_code, two.result().status_code) == (200, 200)
    shifts = service.ask("sam", "GET", f"{PATH}/2/shifts").json()["items"]
    assert [s["start"][11:16] for s in shifts] == ["06:00", "09:00"]


def test_the_second_to_edit_the_same_day_gets_a_conflict_with_the_current_day(
    service: Service,
) -> None:
    assert put_day(service, "sam", "ann", 0, hours(7, 15)).headers["ETag"] == '"1"'
    late = put_day(service, "ada", "ann", 0, hours(10, 18))
    assert late.status_code == 412
    assert late.headers["ETag"] == '"1"'
    body = late.json()
    assert body["current_version"] == 1
    assert body["current"]["edited_by"] == "sam"
    assert body["current"]["shifts"][0]["start"][11:16] == "06:00"


def test_a_write_without_a_version_is_refused(service: Service) -> None:
    answer = service.ask("sam", "PUT", f"{PATH}/2/agents/ann/days/{day(1)}", json={"shifts": []})
    assert answer.status_code == 428
    assert answer.headers["content-type"] == "application/problem+json"


def test_publishing_puts_a_draft_into_force_and_says_whom_it_changed(service: Service) -> None:
    put_day(service, "sam", "ann", 0, hours(7, 15))
    stale = service.ask("sam", "POST", f"{PATH}/2/publish", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    done = service.ask(
        "sam", "POST", f"{PATH}/2/publish", headers={"If-Match": '"2"'}, json=KNOWINGLY
    )
    assert done.json()["status"] == "published"
    notices = service.ask("mia", "GET", f"{PATH}/2/notices").json()["items"]
    assert [(n["agent_id"], n["date"]) for n in notices] == [
        ("ann", str(day(1))), ("ann", str(day(2))),
    ]  # fmt: skip
    changes = service.ask("mia", "GET", f"{PATH}/2/difference", params={"against": 1}).json()
    assert [(c["agent_id"], c["date"]) for c in changes["items"]] == [
        ("ann", str(day(1))), ("ann", str(day(2))),
    ]  # fmt: skip
    assert changes["items"][1]["after"] == []


def test_reverting_publishes_the_earlier_version_again(service: Service) -> None:
    service.ask("sam", "POST", f"{PATH}/2/publish", headers={"If-Match": '"1"'}, json=KNOWINGLY)
    answer = service.ask("sam", "POST", f"{PATH}/1/revert", json=KNOWINGLY)
    assert (answer.status_code, answer.json()["number"]) == (201, 3)
    assert answer.headers["Location"] == f"{PATH}/3"
    span = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}
    assert len(service.ask("ann", "GET", "/me/shifts", params=span).json()) == 2


def test_the_same_key_twice_has_one_effect_and_one_answer(service: Service) -> None:
    def copy() -> Any:
        return service.ask(
            "sam", "POST", f"{PATH}/1/copy", json={}, headers={"Idempotency-Key": "k1"}
        )

    first, second = copy(), copy()
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 3


def test_the_same_key_at_the_same_moment_has_one_effect(service: Service) -> None:
    def copy(_: int) -> int:
        headers = {"Idempotency-Key": "k2"}
        answer = service.ask("sam", "POST", f"{PATH}/1/copy", json={}, headers=headers)
        status: int = answer.status_code
        return status

    with ThreadPoolExecutor(4) as pool:
        statuses = set(pool.map(copy, range(4)))
    assert statuses <= {201, 409}
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 3


def test_a_key_cannot_be_used_for_another_request(service: Service) -> None:
    headers = {"Idempotency-Key": "k3"}
    service.ask("sam", "POST", f"{PATH}/1/copy", json={"note": "a"}, headers=headers)
    other = service.ask("sam", "POST", f"{PATH}/1/copy", json={"note": "b"}, headers=headers)
    assert other.status_code == 409
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_published_schedule_is_never_changed(service: Service) -> None:
    answer = service.ask(
        "sam", "PUT", f"{PATH}/1/agents/ann/days/{day(1)}", json={"shifts": []},
        headers={"If-Match": '"0"'},
    )  # fmt: skip
    assert answer.status_code == 409


def test_shifts_that_cannot_be_are_refused_with_the_field(service: Service) -> None:
    gap = hours(7, 9)
    gap["activities"] += hours(10, 12)["activities"]
    backwards, other_day, endless = hours(9, 7), hours(9, 17, 2), hours(0, 30)
    for wrong in (gap, backwards, other_day, endless):
        answer = put_day(service, "sam", "ann", 0, wrong)
        assert answer.status_code == 409
        assert answer.json()["errors"][0]["field"] == "activities"
    assert put_day(service, "sam", "ann", 0, hours(7, 12), hours(11, 15)).status_code == 409
    found = service.ask("sam", "GET", f"{PATH}/2/agents/ann/days/{day(1)}")
    assert found.headers["ETag"] == '"0"'


def test_a_generation_is_a_run_that_can_be_cancelled(service: Service) -> None:
    answer = service.ask("sam", "POST", PATH, json={"time_limit": 5})
    assert answer.status_code == 202
    run = answer.headers["Location"]
    assert service.ask("sam", "GET", run).json()["status"] == "queued"
    assert service.ask("sam", "POST", f"{run}/cancel").json()["status"] == "cancelled"
    assert service.ask("sam", "POST", f"{run}/cancel").status_code == 409


def test_a_week_begins_on_the_sites_first_day(service: Service) -> None:
    answer = service.ask("sam", "POST", "/sites/north/weeks/2026-03-24/schedules", json={})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "week"


def test_the_workbook_of_a_version_holds_its_shifts_and_its_export_is_in_the_trail(
    service: Service,
) -> None:
    answer = service.ask("sam", "GET", f"{PATH}/1/workbook")
    assert answer.status_code == 200
    assert "roster_north_2026-03-23_v1.xlsx" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    cells = {str(c.value) for row in book["Roster"].iter_rows() for c in row}
    assert any("09:00–17:00" in cell for cell in cells)
    assert any("Version 1 · published" in cell for cell in cells)
    trail = service.ask("mia", "GET", "/sites/north/audit").json()["items"]
    assert (trail[0]["action"], trail[0]["actor"]) == ("export", "sam")


def test_tables_come_in_pages_with_null_for_what_is_undefined(service: Service) -> None:
    page = service.ask("sam", "GET", f"{PATH}/1/coverage", params={"limit": 1}).json()
    assert page["rows"][0]["asa_seconds"] is None
    told = {column["column"]: column["unit"] for column in page["columns"]}
    assert (told["scheduled"], told["asa_seconds"]) == ("heads", "seconds")
    assert list(told) == list(page["rows"][0])
    last = service.ask("sam", "GET", f"{PATH}/1/coverage", params={"after": page["next"]}).json()
    assert [row["asa_seconds"] for row in last["rows"]] == [8.5]
    assert last["next"] is None


def test_an_override_keeps_the_forecast_and_says_who_and_why(service: Service) -> None:
    body = {"queue": "sales", "start": "2026-03-24T08:00:00Z", "end": "2026-03-24T09:00:00Z",
            "operation": "multiply", "value": 1.2, "reason": "campaign"}  # fmt: skip
    path = f"/sites/north/weeks/{WEEK}/overrides"
    made = service.ask("sam", "POST", path, json=body)
    assert (made.status_code, made.json()["made_by"]) == (201, "sam")
    where, version = made.headers["Location"], made.headers["ETag"]
    off = {**body, "active": False}
    assert (
        service.ask("ada", "PUT", where, json=off, headers={"If-Match": version}).status_code == 200
    )
    assert (
        service.ask("sam", "PUT", where, json=body, headers={"If-Match": version}).status_code
        == 412
    )
    unknown = service.ask("sam", "POST", path, json={**body, "queue": "nope"})
    assert unknown.json()["errors"][0]["field"] == "queue"


def test_differences_and_notices_come_in_pages(service: Service) -> None:
    put_day(service, "sam", "ann", 0, hours(7, 15))
    service.ask("sam", "POST", f"{PATH}/2/publish", headers={"If-Match": '"2"'}, json=KNOWINGLY)
    for listing, query in (("difference", {"against": 1}), ("notices", {})):
        first = service.ask("mia", "GET", f"{PATH}/2/{listing}", params={**query, "limit": 1})
        following = {**query, "after": first.json()["next"], "limit": 2}
        second = service.ask("mia", "GET", f"{PATH}/2/{listing}", params=following).json()
        days = [i["date"] for page in (first.json(), second) for i in page["items"]]
        assert days == [str(day(1)), str(day(2))]
        assert second["next"] is None
        astray = service.ask("mia", "GET", f"{PATH}/2/{listing}", params={**query, "after": "x"})
        assert astray.json()["errors"][0]["field"] == "after"


def test_a_secret_is_told_once_and_is_not_kept_for_repeated_requests(service: Service) -> None:
    body = {"name": "feed", "scopes": ["me"]}
    asks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("/me/tokens", "secret", {"json": body}), ("/me/calendar-link", "path", {}),
    )  # fmt: skip
    for path, told, request in asks:
        headers = {"Idempotency-Key": "once"} if told == "secret" else {"Idempotency-Key": "again"}
        first, second = (
            service.ask("ann", "POST", path, headers=headers, **request) for _ in range(2)
        )
        assert first.json()[told]
        assert second.json()[told] is None
        assert (second.status_code, second.headers["Idempotent-Replay"]) == (201, "true")
    assert len(service.ask("ann", "GET", "/me/tokens").json()["items"]) == 1


def test_cancelling_twice_with_one_key_is_one_cancellation(service: Service) -> None:
    run = service.ask("sam", "POST", PATH, json={}).headers["Location"]
    headers = {"Idempotency-Key": "stop"}
    answers = [service.ask("sam", "POST", f"{run}/cancel", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]


def test_two_schedulers_of_one_published_week_both_keep_their_edits(service: Service) -> None:
    def copied(who: str) -> str:
        number = service.ask(who, "POST", f"{PATH}/1/copy", json={}).json()["number"]
        return f"{PATH}/{number}"

    def edited(who: str, path: str, agent: str, start: float) -> Any:
        return service.ask(
            who, "PUT", f"{path}/agents/{agent}/days/{day(1)}",
            json={"shifts": [hours(start, start + 8)]}, headers={"If-Match": '"0"'},
        )  # fmt: skip

    def published(who: str, path: str, **body: Any) -> Any:
        etag = service.ask(who, "GET", path).headers["ETag"]
        return service.ask(
            who, "POST", f"{path}/publish", json=KNOWINGLY | body, headers={"If-Match": etag}
        )

    def on_tuesday(path: str) -> dict[str, str]:
        items = service.ask("sam", "GET", f"{path}/shifts").json()["items"]
        return {s["agent_id"]: s["start"][11:16] for s in items if s["date"] == str(day(1))}

    mine, theirs, late = copied("sam"), copied("ada"), copied("sam")
    edited("ada", theirs, "ann", 7)
    edited("sam", mine, "bob", 10)
    edited("sam", late, "ann", 11)
    assert published("ada", theirs).status_code == 200
    merged = published("sam", mine)
    assert merged.json()["merged_days"] == [{"agent_id": "ann", "date": str(day(1))}]
    assert on_tuesday(mine) == {"ann": "06:00", "bob": "09:00"}
    refused = published("sam", late)
    assert refused.status_code == 409
    problem = refused.json()
    assert [(c["agent_id"], c["date"]) for c in problem["conflicts"]] == [("ann", str(day(1)))]
    conflict = problem["conflicts"][0]
    starts = [conflict[side][0]["start"][11:13] for side in ("theirs", "mine")]
    assert starts == ["06", "10"]
    assert "is 07:00–15:00 by now, and 11:00–19:00 here" in problem["errors"][0]["what"]
    assert service.ask("sam", "GET", late).json()["status"] == "draft"
    decisions = [{"agent_id": "ann", "date": str(day(1)), "take": "mine"}]
    done = published("sam", late, in_force=problem["in_force"], decisions=decisions)
    assert done.status_code == 200, done.text
    assert on_tuesday(late) == {"ann": "10:00", "bob": "09:00"}
    back = service.ask("sam", "POST", f"{PATH}/1/revert", json=KNOWINGLY).json()
    assert {(c["agent_id"], c["date"]) for c in back["undone"]} >= {("ann", str(day(1)))}
