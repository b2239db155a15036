"""Several agents' days in one edit: judged together, stored as one, taken back as one."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import WEEK, at, day

HERE = f"/sites/north/weeks/{WEEK}/schedules/2"
BOARD = f"{PAGES}{HERE}"
EDITS = [
    {"agent_id": "cy", "date": str(day(1)), "like": {"agent_id": "ann", "date": str(day(1))}},
    {"agent_id": "ann", "date": str(day(1)), "hours": [{"start": 600, "end": 1080}]},
    {"agent_id": "bob", "date": str(day(1))},
]


@pytest.fixture
def service(small_service: Service) -> Service:
    return small_service


@pytest.fixture
def sam(small_service: Service) -> Browser:
    return Browser(small_service, "sam")


def hours(service: Service) -> list[tuple[str, str]]:
    items = service.ask("sam", "GET", f"{HERE}/shifts").json()["items"]
    return [(item["agent_id"], item["start"][:16]) for item in items if item["date"] == str(day(1))]


def starts(*found: tuple[str, int]) -> list[tuple[str, str]]:
    return [(agent, f"{at(day(1), hour):%Y-%m-%dT%H:%M}") for agent, hour in found]


BEFORE, AFTER = starts(("ann", 9), ("bob", 9)), starts(("ann", 10), ("cy", 9))


def ask(service: Service, path: str, who: str = "sam", version: int = 1, **more: Any) -> Any:
    headers = {"If-Match": f'"{version}"', **more.pop("headers", {})}
    return service.ask(who, "POST", f"{HERE}/{path}", headers=headers, **more)


def test_edits_of_several_days_are_judged_together_and_nothing_is_stored(service: Service) -> None:
    answer = ask(service, "edits/dry-run", json={"edits": EDITS})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert [(e["agent_id"], len(e["before"]), len(e["after"])) for e in told["edits"]] == [
        ("ann", 1, 1), ("bob", 1, 0), ("cy", 0, 1),
    ]  # fmt: skip
    assert told["paid_hours"] == {"before": 15.0, "after": 16.0}
    assert {row["date"] for row in told["figures"]} == {None, str(day(1))}
    assert hours(service) == BEFORE


def test_they_are_one_edit_for_trail_undo_and_redo(service: Service) -> None:
    kept = ask(service, "edits", json={"edits": EDITS})
    assert (kept.status_code, kept.headers["ETag"]) == (200, '"2"')
    assert hours(service) == AFTER
    late = ask(service, "edits", json={"edits": EDITS[:1]})
    assert (late.status_code, late.json()["current_version"]) == (412, 2)
    assert [edit["agent_id"] for edit in late.json()["current"]["edits"]] == ["cy"]
    assert ask(service, "undo", "ada").status_code == 409, "the edit is sam's"
    for way, expected in (("undo", BEFORE), ("redo", AFTER), ("undo", BEFORE)):
        answer = ask(service, way)
        assert [e["agent_id"] for e in answer.json()["edits"]] == ["ann", "bob", "cy"]
        assert hours(service) == expected
    assert ask(service, "undo").status_code == 409
    lines = service.ask("mia", "GET", "/sites/north/audit").json()["items"]
    days = [(one["action"], one["key"]) for one in lines if one["entity"] == "days"]
    place = f"{WEEK}/2/ann, bob, cy"
    assert days == [(way, place) for way in ("undo", "redo", "undo", "edit")]


def test_who_else_is_at_work_on_a_draft_is_told(service: Service) -> None:
    def others(who: str) -> list[tuple[str, int]]:
        items = service.ask(who, "GET", f"{HERE}/editors").json()["items"]
        return [(one["name"], one["days"]) for one in items]

    assert others("sam") == []
    ask(service, "edits", json={"edits": EDITS})
    assert (others("sam"), others("ada")) == ([], [("sam", 3)])


def test_a_day_of_which_every_edit_is_undone_is_no_longer_marked_as_edited(
    service: Service,
) -> None:
    def marked() -> list[str]:
        path = f"{HERE}/agents/{{}}/days/{day(1)}"
        days = (service.ask("sam", "GET", path.format(agent)).json() for agent in ("ann", "cy"))
        return [one["agent_id"] for one in days if one["edited_by"]]

    again = {"edits": [{"agent_id": "ann", "date": str(day(1))}]}
    ask(service, "edits", json={"edits": EDITS})
    ask(service, "edits", version=2, json=again)
    for step, left in (
        ("undo", ["ann", "cy"]),
        ("undo", []),
        ("redo", ["ann", "cy"]),
        ("undo", []),
    ):
        assert ask(service, step).status_code == 200
        assert marked() == left
    stale = {"edits": [{"agent_id": "ann", "date": str(day(1))}]}
    assert ask(service, "edits", version=1, json=stale).status_code == 412
    assert ask(service, "edits", version=7, json=stale).status_code == 200
    assert marked() == ["ann"]


def test_what_others_changed_since_is_not_undone(service: Service) -> None:
    assert ask(service, "edits", json={"edits": EDITS}).status_code == 200
    other = {"edits": [{"agent_id": "cy", "date": str(day(1))}]}
    assert ask(service, "edits", "ada", 2, json=other).status_code == 200
    refused = ask(service, "undo")
    assert (refused.status_code, "cy" in refused.text) == (409, True)
    assert hours(service) == AFTER[:1]


def test_one_key_has_one_effect_and_what_is_published_stays(service: Service) -> None:
    once = {"Idempotency-Key": "paste-1"}
    both = [ask(service, "edits", json={"edits": EDITS}, headers=once) for _ in range(2)]
    assert [answer.status_code for answer in both] == [200, 200]
    assert both[0].json() == both[1].json()
    path = f"/sites/north/weeks/{WEEK}/schedules/1/edits"
    version = service.ask("sam", "GET", path.removesuffix("/edits")).headers["ETag"]
    answer = service.ask("sam", "POST", path, json={"edits": EDITS}, headers={"If-Match": version})
    assert (answer.status_code, answer.json()["code"]) == (409, "refusal.published_is_fixed")


WRONG: list[tuple[list[dict[str, Any]], int, str]] = [
    ([], 422, "edits"),
    ([EDITS[0], EDITS[0]], 409, "twice"),
    ([{"agent_id": "ann", "date": "2030-01-01"}], 409, "week"),
    ([{**EDITS[0], "like": {"agent_id": "ann", "date": "2030-01-01"}}], 409, "week"),
    ([{"agent_id": "nobody", "date": str(day(1))}], 409, "nobody"),
    ([{**EDITS[1], "hours": [{"start": 600, "end": 1500}]}], 422, "end"),
    ([{**EDITS[1], "hours": [{"start": 540, "end": 800}, {"start": 700, "end": 900}]}], 409,
     "overlap"),
    ([{"agent_id": "ann", "date": str(day(6)), "hours": [{"start": 150, "end": 600}]}], 409,
     "clock"),
]  # fmt: skip


def test_what_cannot_be_is_refused_as_a_whole(service: Service) -> None:
    for edits, status, said in WRONG:
        answer = ask(service, "edits", json={"edits": edits})
        assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert hours(service) == BEFORE


def judged(page: str) -> str:
    (sent,) = re.findall(r'name="edits" value="([^"]+)"', page)
    return str(sent).replace("&#34;", '"')


def test_the_page_judges_and_keeps_what_the_board_or_its_form_asks_for(
    service: Service, sam: Browser
) -> None:
    page = sam.get(BOARD).text
    assert (f'action="{BOARD}/edits/try"' in page, f'href="{BOARD}/edits"' in page) == (True, True)
    tried = sam.post(f"{BOARD}/edits/try", {"edits": json.dumps(EDITS)}).text
    assert "Keep 3 days" in tried
    assert hours(service) == BEFORE
    assert sam.post(f"{BOARD}/edits/keep", {"edits": judged(tried)}).status_code == 303
    assert hours(service) == AFTER
    assert sam.post(f"{BOARD}/undo").status_code == 303
    assert hours(service) == BEFORE
    form = {"agents": ["ann", "cy"], "days": [str(day(1))], "start1": "10:00", "end1": "18:00"}
    tried = sam.post(f"{BOARD}/edits/try", form).text
    assert re.search(r'value="cy" checked', tried)
    assert sam.post(f"{BOARD}/edits/keep", {"edits": judged(tried)}).status_code == 303
    assert hours(service) == starts(("ann", 10), ("bob", 9), ("cy", 10))


def test_days_that_somebody_changed_meanwhile_are_told_and_one_chooses(
    service: Service, sam: Browser
) -> None:
    sent = judged(sam.post(f"{BOARD}/edits/try", {"edits": json.dumps(EDITS)}).text)
    ada = Browser(service, "ada")
    theirs = {"start1": "11:00", "end1": "19:00", "version": "0"}
    assert ada.post(f"{BOARD}/agents/bob/days/{day(1)}/keep", theirs).status_code == 303
    others = sam.get(f"{BOARD}/others").text
    assert "ada edited 1 day here" in others
    assert others.strip() in sam.get(BOARD).text
    assert not ada.get(f"{BOARD}/others").text.strip()
    stale = sam.post(f"{BOARD}/edits/keep", {"edits": sent})
    assert stale.status_code == 412
    assert re.search(r"<strong>Bob</strong>, [^<]+\(ada\): 11:00–19:00", stale.text)
    assert hours(service) == starts(("ann", 9), ("bob", 11))
    assert sam.post(f"{BOARD}/edits/keep", {"edits": judged(stale.text)}).status_code == 303
    assert hours(service) == AFTER


def test_a_form_without_choice_or_with_half_a_shift_says_so_at_its_fields(sam: Browser) -> None:
    answer = sam.post(f"{BOARD}/edits/try", {"start1": "10:00", "days": [str(day(1))]})
    assert answer.status_code == 409
    for field in ("agents", "end1"):
        assert f'aria-describedby="e-{field}"' in answer.text
        assert f'id="e-{field}"' in answer.text
    assert f'value="{day(1)}" checked' in answer.text
    assert 'value="10:00"' in answer.text
    assert sam.post(f"{BOARD}/edits/try", {"edits": "no"}).status_code == 409


@pytest.mark.parametrize(
    "typed",
    [
        {"agents": "ann", "days": "yesterday"},
        {"agents": "nobody", "days": str(day(1))},
        {"agents": "a" * 300, "days": str(day(1))},
        {"agents": "ann", "days": "2031-01-01"},
        {"edits": json.dumps([{"agent_id": "ann", "date": str(day(1)), "version": 0}] * 2)},
        {"edits": json.dumps([{"agent_id": "ann", "date": str(day(1))}] * 1001)},
        {"edits": "[{"},
    ],
)
def test_a_form_that_no_page_makes_is_answered_in_words(
    sam: Browser, typed: dict[str, str]
) -> None:
    for path in ("try", "keep"):
        answer = sam.post(f"{BOARD}/edits/{path}", typed)
        assert answer.status_code in {409, 422}, answer.text
        assert 'class="note bad" role="alert"><ul' in answer.text or 'class="wrong"' in answer.text
