"""The roster goes out of the service, is edited in Excel, and comes back as a new draft."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.api.conftest import Service
from tests.centre import WEEK, at, day
from wfm.workbook.flat_lists import SHIFTS_SHA256

PATH = f"/sites/north/weeks/{WEEK}/schedules"


@pytest.fixture
def service(small_service: Service) -> Service:
    """On SQLite alone: what is stored of a draft is tried on both databases elsewhere."""
    return small_service


def edited(service: Service, number: int = 2, **cells: str | None) -> bytes:
    """Give the workbook of a schedule with other cells: `ann_2` is ann's third day."""
    answer = service.ask("sam", "GET", f"{PATH}/{number}/workbook")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book["Roster"]
    for row in sheet.iter_rows(min_row=5):
        for offset in range(7):
            place = f"{row[14].value}_{offset}"
            if place in cells:
                row[3 + offset].value = cells[place]
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def try_it(service: Service, content: bytes, number: int = 2) -> Any:
    return service.ask("sam", "POST", f"{PATH}/{number}/workbook/dry-run", content=content)


def apply(service: Service, content: bytes, version: int = 1, **headers: str) -> Any:
    return service.ask(
        "sam", "POST", f"{PATH}/2/workbook", content=content,
        headers={"If-Match": f'"{version}"', **headers}, params={"note": "from Excel"},
    )  # fmt: skip


def starts(service: Service, number: int) -> list[tuple[str, str]]:
    items = service.ask("sam", "GET", f"{PATH}/{number}/shifts").json()["items"]
    return [(item["agent_id"], item["start"][:16]) for item in items]


def test_a_workbook_that_nobody_edited_changes_nothing(service: Service) -> None:
    answer = try_it(service, edited(service))
    assert answer.status_code == 200
    assert answer.json()["edits"] == []
    assert apply(service, edited(service)).status_code == 409


def test_a_dry_run_shows_days_rules_and_heads_and_stores_nothing(service: Service) -> None:
    answer = try_it(service, edited(service, ann_0="9-17:30", ann_1="10:00-18:00", bob_1=None))
    told = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert [(e["agent_id"], e["date"], e["kind"]) for e in told["edits"]] == [
        ("ann", str(day(0)), "added"),
        ("ann", str(day(1)), "moved"),
        ("bob", str(day(1)), "removed"),
    ]
    assert told["edits"][1]["after"][0]["start"] == f"{at(day(1), 10):%Y-%m-%dT%H:%M:%SZ}"
    assert ("ann", "Time off") in {(f["agent_id"], f["rule"]) for f in told["broken"]}
    assert "sick" not in answer.text
    assert {row["queue"] for row in told["figures"]} == {"sales"}
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 2


def test_applying_makes_a_new_draft_and_publishes_nothing(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00", bob_1=None)
    before = starts(service, 2)
    answer = apply(service, content)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["number"], made["status"], made["copied_from"]) == (3, "draft", 2)
    assert (made["note"], answer.headers["Location"]) == ("from Excel", f"{PATH}/3")
    assert starts(service, 3) == [("ann", f"{at(day(1), 10):%Y-%m-%dT%H:%M}")]
    assert starts(service, 2) == before
    shown = service.ask("sam", "GET", f"{PATH}/3/agents/bob/days/{day(1)}").json()
    assert shown["edited_by"] == "sam", "the solver leaves a day off that a person wished"
    span = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z"}
    assert len(service.ask("ann", "GET", "/me/shifts", params=span).json()) == 2


def day_of(service: Service, agent: str, *spans: tuple[float, float], version: int = 0) -> Any:
    """Let another scheduler change an agent's Tuesday in the draft."""
    shifts = [
        {"activities": [{
            "code": "work", "category": "on_queue",
            "start": at(day(1), start).isoformat(), "end": at(day(1), end).isoformat(),
        }]}
        for start, end in spans
    ]  # fmt: skip
    answer = service.ask(
        "ada", "PUT", f"{PATH}/2/agents/{agent}/days/{day(1)}", json={"shifts": shifts},
        headers={"If-Match": f'"{version}"'},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer


def test_a_draft_that_was_edited_since_keeps_those_edits(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00")
    day_of(service, "bob")
    told = try_it(service, content).json()
    assert (told["stale"], told["conflicts"]) == (False, [])
    assert [(e["agent_id"], e["kind"]) for e in told["edits"]] == [("ann", "moved")]
    seen_before_that_edit = apply(service, content, 1)
    assert seen_before_that_edit.status_code == 412
    assert seen_before_that_edit.json()["current_version"] == 2
    made = apply(service, content, 2).json()
    assert starts(service, made["number"]) == [("ann", f"{at(day(1), 10):%Y-%m-%dT%H:%M}")]
    by = {
        agent: service.ask(
            "sam", "GET", f"{PATH}/{made['number']}/agents/{agent}/days/{day(1)}"
        ).json()["edited_by"]
        for agent in ("ann", "bob")
    }
    assert by == {"ann": "sam", "bob": "ada"}


def test_the_same_day_edited_in_the_draft_since_needs_a_decision(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00", bob_1="12:00-20:00")
    day_of(service, "ann", (6, 14))
    day_of(service, "ann", (7, 15), version=1)
    [conflict] = try_it(service, content).json()["conflicts"]
    starts_of = {side: conflict[side][0]["start"][11:16] for side in ("base", "theirs", "mine")}
    assert starts_of == {"base": "08:00", "theirs": "06:00", "mine": "09:00"}
    assert apply(service, content, 3).status_code == 409
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 2


def test_who_wished_the_same_hours_is_not_asked(service: Service) -> None:
    content = edited(service, ann_1="07:00-15:00", bob_1="10:00-18:00")
    day_of(service, "ann", (7, 15))
    told = try_it(service, content).json()
    assert (told["conflicts"], [e["agent_id"] for e in told["edits"]]) == ([], ["bob"])
    made = apply(service, content, 2).json()["number"]
    shifts = service.ask("sam", "GET", f"{PATH}/{made}/shifts").json()["items"]
    assert len(next(s for s in shifts if s["agent_id"] == "ann")["activities"]) == 1


def test_a_workbook_handed_out_before_others_were_hired_is_merged(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00")
    day_of(service, "cy", (9, 17))
    told = try_it(service, content).json()
    assert [(e["agent_id"], e["kind"]) for e in told["edits"]] == [("ann", "moved")]


def test_a_workbook_of_an_unknown_version_is_refused_with_what_it_would_change(
    service: Service,
) -> None:
    content = edited(service, ann_1="10:00-18:00")
    book = load_workbook(io.BytesIO(content))
    for row in book["Meta"].iter_rows():
        if row[0].value == SHIFTS_SHA256:
            row[1].value = "0" * 64
    saved = io.BytesIO()
    book.save(saved)
    assert try_it(service, saved.getvalue()).json()["stale"] is True
    answer = apply(service, saved.getvalue())
    assert answer.status_code == 412
    assert [e["agent_id"] for e in answer.json()["current"]["edits"]] == ["ann"]
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 2


def test_a_draft_of_a_workbook_is_merged_when_it_is_published(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00")
    other = service.ask("ada", "POST", f"{PATH}/1/copy", json={}).json()["number"]
    later = {"shifts": []}
    service.ask("ada", "PUT", f"{PATH}/{other}/agents/bob/days/{day(1)}", json=later,
                headers={"If-Match": '"0"'})  # fmt: skip
    knowingly = {"accept_broken_rules": True}
    done = service.ask("ada", "POST", f"{PATH}/{other}/publish", json=knowingly,
                       headers={"If-Match": '"2"'})  # fmt: skip
    assert done.status_code == 200, done.text
    made = apply(service, content).json()["number"]
    done = service.ask("sam", "POST", f"{PATH}/{made}/publish", json=knowingly,
                       headers={"If-Match": '"1"'})  # fmt: skip
    assert done.json()["merged_days"] == [{"agent_id": "bob", "date": str(day(1))}]
    assert starts(service, made) == [("ann", f"{at(day(1), 10):%Y-%m-%dT%H:%M}")]


def test_a_workbook_of_an_older_version_is_merged_with_what_was_changed_since(
    service: Service,
) -> None:
    mine = edited(service, 1, ann_1="10:00-18:00")
    both = edited(service, 1, bob_1="11:00-19:00")
    later = {"shifts": [{"activities": [{
        "code": "work", "category": "on_queue",
        "start": at(day(1), 7).isoformat(), "end": at(day(1), 15).isoformat(),
    }]}]}  # fmt: skip
    service.ask("ada", "PUT", f"{PATH}/2/agents/bob/days/{day(1)}", json=later,
                headers={"If-Match": '"0"'})  # fmt: skip
    told = try_it(service, mine).json()
    assert (told["stale"], told["conflicts"]) == (False, [])
    assert ("ann", "moved") in {(e["agent_id"], e["kind"]) for e in told["edits"]}
    assert "bob" not in {e["agent_id"] for e in told["edits"]}
    made = apply(service, mine, 2)
    assert made.status_code == 201, made.text
    after = dict(starts(service, made.json()["number"]))
    assert after == {
        "ann": f"{at(day(1), 10):%Y-%m-%dT%H:%M}", "bob": f"{at(day(1), 7):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    conflict = try_it(service, both).json()["conflicts"]
    assert [(c["agent_id"], c["date"]) for c in conflict] == [("bob", str(day(1)))]
    refused = apply(service, both, 2)
    assert refused.status_code == 409
    assert "by now, and 11:00–19:00 here" in refused.json()["errors"][0]["what"]

    def decided(side: str) -> Any:
        return service.ask(
            "sam", "POST", f"{PATH}/2/workbook", content=both, headers={"If-Match": '"2"'},
            params={"decisions": f"bob:{day(1)}:{side}"},
        )  # fmt: skip

    mine_taken = decided("mine")
    assert mine_taken.status_code == 201
    assert ("bob", f"{at(day(1), 11):%Y-%m-%dT%H:%M}") in starts(
        service, mine_taken.json()["number"]
    )
    theirs_taken = decided("theirs")
    assert (theirs_taken.status_code, theirs_taken.json()["detail"]) == (
        409, "the roster changes nothing",
    )  # fmt: skip


def test_a_workbook_of_an_older_version_knows_nothing_of_who_was_hired_since(
    service: Service,
) -> None:
    content = edited(service, 1, ann_1="10:00-18:00")
    known = service.ask("ada", "GET", "/sites/north/agents/cy").json()
    del known["version"]
    hired = known | {"id": "dan", "name": "Dan"}
    answer = service.ask("ada", "POST", "/sites/north/agents", json=hired)
    assert answer.status_code == 201, answer.text
    put_day(service, "dan", 7)
    told = try_it(service, content)
    assert told.status_code == 200, told.text
    assert "dan" not in {edit["agent_id"] for edit in told.json()["edits"]}
    made = apply(service, content, 2).json()
    assert ("dan", f"{at(day(1), 7):%Y-%m-%dT%H:%M}") in starts(service, made["number"])
    assert ("ann", f"{at(day(1), 10):%Y-%m-%dT%H:%M}") in starts(service, made["number"])


def test_a_row_of_who_left_since_a_workbook_was_made_brings_nobody_back(service: Service) -> None:
    content = edited(service, 1, ann_1="10:00-18:00")
    also_bob = edited(service, 1, bob_1="11:00-19:00")
    put_day(service, "bob", None)
    found = service.ask("ada", "GET", "/sites/north/agents/bob")
    left = found.json() | {"active": False}
    del left["version"]
    gone = service.ask(
        "ada", "PUT", "/sites/north/agents/bob", json=left,
        headers={"If-Match": found.headers["ETag"]},
    )  # fmt: skip
    assert gone.status_code == 200, gone.text
    told = try_it(service, content)
    assert told.status_code == 200, told.text
    assert {f["agent_id"] for f in told.json()["broken"]} <= {"ann"}
    made = apply(service, content, 2)
    assert starts(service, made.json()["number"]) == [("ann", f"{at(day(1), 10):%Y-%m-%dT%H:%M}")]
    wished = try_it(service, also_bob).json()
    assert [conflict["agent_id"] for conflict in wished["conflicts"]] == ["bob"]
    assert "bob" in {finding["agent_id"] for finding in wished["broken"]}


def put_day(service: Service, agent: str, start: int | None) -> None:
    """Give an agent another Tuesday in the second schedule."""
    hours = [] if start is None else [(at(day(1), start), at(day(1), start + 8))]
    shifts = [
        {"activities": [{"code": "work", "category": "on_queue",
                         "start": one.isoformat(), "end": other.isoformat()}]}
        for one, other in hours
    ]  # fmt: skip
    answer = service.ask(
        "ada", "PUT", f"{PATH}/2/agents/{agent}/days/{day(1)}", json={"shifts": shifts},
        headers={"If-Match": '"0"'},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text


def test_the_same_key_twice_makes_one_draft(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00")
    key = {"Idempotency-Key": "k1"}
    first, second = (apply(service, content, **key) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 3


def test_everything_that_cannot_be_read_is_told_with_its_cell(service: Service) -> None:
    answer = apply(service, edited(service, ann_1="half day", bob_2="25-30"))
    assert answer.status_code == 409
    problems = answer.json()["errors"]
    assert [p["field"] for p in problems] == ["Roster!E5", "Roster!F7"]
    assert all(p["remedy"] for p in problems)
    assert len(service.ask("sam", "GET", PATH).json()["items"]) == 2


def test_a_version_must_be_sent(service: Service) -> None:
    content = edited(service, ann_1="10:00-18:00")
    assert service.ask("sam", "POST", f"{PATH}/2/workbook", content=content).status_code == 428


def test_a_workbook_sent_by_curl_is_read_whatever_it_is_called(service: Service) -> None:
    answer = service.ask(
        "sam", "POST", f"{PATH}/2/workbook/dry-run", content=edited(service, ann_1="10-18"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    assert [e["kind"] for e in answer.json()["edits"]] == ["moved"]
