"""Settings, queues, events and what is known of agents' weeks: read, changed, and refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Service
from tests.centre import WEEK, at, day
from wfm.store.sites import load_site

NORTH = "/sites/north"
QUEUE = {
    "name": "claims / 2nd line", "channel": "voice", "skill": "sales",
    "hours": {"windows": [[[480, 1200]]] * 5 + [[], []]}, "goal": {"asa": 30},
}  # fmt: skip
SPAN = {"start": at(day(1), 8).isoformat(), "end": at(day(2), 8).isoformat()}


def put(service: Service, address: str, **changes: Any) -> Any:
    """Change some fields of a thing as it is now."""
    read = service.ask("sam", "GET", f"{NORTH}/{address}")
    sent = {k: v for k, v in read.json().items() if k not in {"version", "id"}} | changes
    headers = {"If-Match": read.headers["ETag"]}
    return service.ask("sam", "PUT", f"{NORTH}/{address}", json=sent, headers=headers)


def test_settings_are_changed_with_a_version_and_a_line_in_the_trail(service: Service) -> None:
    changed = put(service, "settings", shrinkage=0.25, state_map={"AWAY/lunch": "meal"})
    assert changed.status_code == 200
    assert (changed.json()["version"], changed.headers["ETag"]) == (2, '"2"')
    with service.database.reading() as tx:
        site = load_site(tx, "north")
    assert (site.shrinkage, site.state_map) == (0.25, {"AWAY/lunch": "meal"})
    assert len(site.agents) == 3
    [line, *_] = service.ask("mia", "GET", f"{NORTH}/audit").json()["items"]
    assert (line["actor"], line["action"], line["entity"]) == ("sam", "change", "site")
    assert (line["before"]["shrinkage"], line["after"]["shrinkage"]) == (0.1, 0.25)
    stale = {k: v for k, v in changed.json().items() if k != "version"}
    headers = {"If-Match": '"1"'}
    late = service.ask("mia", "PUT", f"{NORTH}/settings", json=stale | {"shrinkage": 0.3},
                       headers=headers)  # fmt: skip
    assert late.status_code == 412
    assert late.json()["current"]["shrinkage"] == 0.25


def test_what_shifts_keep_where_clocks_change_stays_where_nothing_is_said_of_it(
    service: Service,
) -> None:
    assert put(service, "settings", clock_change="elapsed").json()["clock_change"] == "elapsed"
    read = service.ask("sam", "GET", f"{NORTH}/settings")
    older = {k: v for k, v in read.json().items() if k not in {"version", "clock_change"}}
    kept = service.ask("sam", "PUT", f"{NORTH}/settings", json=older,
                       headers={"If-Match": read.headers["ETag"]})  # fmt: skip
    assert kept.json()["clock_change"] == "elapsed"
    assert put(service, "settings", clock_change="sun").status_code == 422


def test_a_queue_whose_name_has_a_slash_is_read_and_changed(service: Service) -> None:
    added = service.ask("sam", "POST", f"{NORTH}/queues", json=QUEUE)
    assert added.status_code == 201
    place = added.headers["Location"]
    assert service.ask("sam", "GET", place).json()["goal"]["asa"] == 30
    goal = {"service_level": 0.9, "threshold": 30}
    assert put(service, f"queues/{QUEUE['name']}", goal=goal).status_code == 200
    with service.database.reading() as tx:
        queues = {queue.name: queue for queue in load_site(tx, "north").queues}
    assert list(queues) == ["sales", QUEUE["name"]]
    assert queues[QUEUE["name"]].goal.service_level == 0.9
    listed = service.ask("sue", "GET", "/sites/north").json()["queues"]
    assert listed == ["sales", QUEUE["name"]]


@pytest.mark.parametrize(
    ("address", "changes", "field"),
    [
        ("settings", {"time_zone": "Berlin"}, "time_zone"),
        ("settings", {"country": "Prussia"}, "country"),
        ("queues/sales", {"name": "other"}, "name"),
        ("queues/sales", {"goal": {"service_level": None}}, "goal"),
        ("queues/sales", {"channel": "email"}, "response_minutes"),
        ("queues/sales", {"lines": 3, "concurrency": 2}, "lines"),
        ("queues/sales", {"aht_by_concurrency": [200]}, None),
        ("queues/sales", {"concurrency": 2, "aht_by_concurrency": [200]}, "aht_by_concurrency"),
        ("queues/sales", {"hours": {"windows": [[]] * 7}}, "hours"),
        ("queues/sales", {"hours": {"windows": [[[60, 120], [100, 200]]] * 7}}, "hours"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(
    small_service: Service, address: str, changes: dict[str, Any], field: str | None
) -> None:
    answer = put(small_service, address, **changes)
    if field is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 409, answer.text
    assert field in {error["field"] for error in answer.json()["errors"]}


def test_a_queue_is_retired_only_when_nothing_needs_it(small_service: Service) -> None:
    ask = small_service.ask
    event = ask("sam", "POST", f"{NORTH}/events", json={**SPAN, "name": "x", "queues": ["sales"]})
    refused = put(small_service, "queues/sales", active=False)
    assert refused.status_code == 409
    assert "event 'x' needs the queue 'sales'" in refused.json()["detail"]
    put(small_service, f"events/{event.json()['id']}", active=False)
    assert put(small_service, "queues/sales", active=False).status_code == 200
    nowhere = {**SPAN, "name": "y", "queues": ["nowhere"]}
    assert ask("sam", "POST", f"{NORTH}/events", json=nowhere).status_code == 409


def test_windows_wishes_and_meetings_reach_the_plan(small_service: Service) -> None:
    ask = small_service.ask
    earliest = {"earliest": at(WEEK, 10).isoformat(), "latest": at(WEEK, 12).isoformat()}
    for path, body in {
        "availability": {"agent_id": "ann", "weekdays": [1], "available": False},
        "preferences": {"agent_id": "ann", "weekdays": [2], "kind": "day_off"},
        "meetings": {"name": "talk", "agent_ids": ["ann", "cy"], "minutes": 30, **earliest},
    }.items():
        assert ask("sue", "POST", f"{NORTH}/{path}", json=body).status_code == 201
    with small_service.database.reading() as tx:
        site = load_site(tx, "north")
    assert [window.weekdays for window in site.availability] == [{1}]
    assert [wish.weekdays for wish in site.preferences] == [{2}]
    assert [(m.agent_ids, m.earliest) for m in site.meetings] == [(("ann", "cy"), at(WEEK, 10))]


def test_two_opening_dates_that_contradict_each_other_are_refused_with_both(
    service: Service,
) -> None:
    """One of a queue goes before one of all queues; the same hours twice are no contradiction."""
    eve = {"name": "Christmas Eve", "date": "2026-12-24", "windows": [[480, 840]]}
    own = eve | {"name": "late", "queues": ["sales"], "windows": [[720, 840]]}

    def add(body: dict[str, Any]) -> Any:
        return service.ask("mia", "POST", f"{NORTH}/opening-dates", json=body)

    for body in (eve, own, own | {"name": "late again"}):
        assert add(body).status_code == 201
    for body, said in (
        (
            eve | {"name": "shut", "windows": []},
            "'Christmas Eve' says 08:00–14:00 and 'shut' says closed",
        ),
        (
            own | {"name": "later", "windows": [[780, 840]]},
            "'late again' says 12:00–14:00 and 'later'",
        ),
    ):
        refused = add(body)
        assert refused.status_code == 409
        assert said in refused.json()["errors"][0]["what"]
    assert len(service.ask("mia", "GET", f"{NORTH}/opening-dates").json()["items"]) == 3
