"""Publications that meet: none waits for another's judgement, none undoes what it has not seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.test_schedules import KNOWINGLY, PATH, hours
from tests.centre import day
from wfm.service import publish
from wfm.store.runs import get_run


def copied(service: Service, number: int = 1) -> str:
    answer = service.ask("sam", "POST", f"{PATH}/{number}/copy", json={})
    return f"{PATH}/{answer.json()['number']}"


def edited(service: Service, path: str, agent: str, start: float) -> None:
    answer = service.ask(
        "sam", "PUT", f"{path}/agents/{agent}/days/{day(1)}",
        json={"shifts": [hours(start, start + 8)]}, headers={"If-Match": '"0"'},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text


def published(service: Service, path: str, *, key: str | None = None, **body: Any) -> Any:
    headers = {"If-Match": service.ask("sam", "GET", path).headers["ETag"]}
    headers |= {} if key is None else {"Idempotency-Key": key}
    return service.ask("sam", "POST", f"{path}/publish", json=KNOWINGLY | body, headers=headers)


def on_tuesday(service: Service, path: str) -> dict[str, str]:
    items = service.ask("sam", "GET", f"{path}/shifts").json()["items"]
    return {s["agent_id"]: s["start"][11:16] for s in items if s["date"] == str(day(1))}


def while_it_is_judged(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something else happen once, amid the first judgement."""
    judged, waiting = publish.judged, [act]

    def meanwhile(*arguments: Any, **options: Any) -> Any:
        while waiting:
            waiting.pop()()
        return judged(*arguments, **options)

    monkeypatch.setattr(publish, "judged", meanwhile)


def test_others_write_while_a_publication_is_judged(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = copied(service), copied(service)
    edited(service, mine, "bob", 10)
    while_it_is_judged(monkeypatch, lambda: edited(service, other, "ann", 7))
    assert published(service, mine).status_code == 200
    assert on_tuesday(service, other) == {"ann": "06:00", "bob": "08:00"}


def test_what_comes_into_force_while_a_draft_is_judged_is_merged_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = copied(service), copied(service)
    edited(service, mine, "bob", 10)
    edited(service, other, "ann", 7)
    while_it_is_judged(monkeypatch, lambda: published(service, other))
    done = published(service, mine)
    assert done.json()["merged_days"] == [{"agent_id": "ann", "date": str(day(1))}]
    assert on_tuesday(service, mine) == {"ann": "06:00", "bob": "09:00"}


def test_a_draft_that_is_edited_while_it_is_judged_is_not_published(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = copied(service)
    while_it_is_judged(monkeypatch, lambda: edited(service, mine, "ann", 7))
    assert published(service, mine).status_code == 412
    assert service.ask("sam", "GET", mine).json()["status"] == "draft"


def test_a_repeated_publication_gets_its_first_answer(service: Service) -> None:
    mine, version = copied(service), '"1"'
    headers = {"If-Match": version, "Idempotency-Key": "p1"}
    asked: dict[str, Any] = {"json": KNOWINGLY, "headers": headers}
    first, second = (service.ask("sam", "POST", f"{mine}/publish", **asked) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    back, again = (
        service.ask("sam", "POST", f"{PATH}/1/revert", json=KNOWINGLY,
                    headers={"Idempotency-Key": "r1"})
        for _ in range(2)
    )  # fmt: skip
    assert (back.status_code, back.json()) == (201, again.json())


def test_a_decision_for_mine_is_told_as_what_it_undoes(service: Service) -> None:
    mine, other = copied(service), copied(service)
    edited(service, mine, "ann", 11)
    edited(service, other, "ann", 7)
    published(service, other)
    told = published(service, mine).json()
    decisions = [{"agent_id": "ann", "date": str(day(1)), "take": "mine"}]
    done = published(service, mine, in_force=told["in_force"], decisions=decisions)
    [undone] = done.json()["undone"]
    assert (undone["agent_id"], undone["before"][0]["start"][11:13]) == ("ann", "06")
    assert undone["after"][0]["start"][11:13] == "10"


def test_a_day_that_is_decided_both_ways_is_not_decided(small_service: Service) -> None:
    mine, other = copied(small_service), copied(small_service)
    edited(small_service, mine, "ann", 11)
    edited(small_service, other, "ann", 7)
    published(small_service, other)
    told = published(small_service, mine).json()
    both = [{"agent_id": "ann", "date": str(day(1)), "take": take} for take in ("mine", "theirs")]
    refused = published(small_service, mine, in_force=told["in_force"], decisions=both)
    assert (refused.status_code, refused.json()["code"]) == (409, "refusal.decided_twice")
    assert small_service.ask("sam", "GET", mine).json()["status"] == "draft"


def test_a_generation_is_based_on_what_was_in_force_when_it_was_asked_for(
    service: Service,
) -> None:
    """The run may begin after another publication, which it was not asked to replace."""

    def based_on(**body: Any) -> int | None:
        run = service.ask("sam", "POST", PATH, json=body).json()["id"]
        with service.database.reading() as tx:
            known: int | None = get_run(tx, "north", run).parameters["based_on"]
            return known

    assert based_on() == 1
    published(service, copied(service))
    assert (based_on(), based_on(base=2), based_on(base=2, keep=False)) == (3, 1, 3)
