"""The running day: what is posted is seen at once, by every worker, by those who may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from api.access import PAGES
from api.routes import live as live_route
from tests.api.conftest import ACCOUNTS, Service
from tests.api.test_pages import Browser
from tests.api.test_serve import ask, serving
from tests.centre import ZONE, put_centre
from tests.waiting import PATIENCE, wait_for
from wfm.model import Activity, ActivityCategory, Shift
from wfm.service.live_day import Follower
from wfm.store.database import Database
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft
from wfm.store.states_grading import Grading, set_grading
from wfm.store.tokens import create_token
from wfm.store.users import create_user

LIVE = "/sites/north/live"
STATES = {"TALK": "on_queue", "LUNCH": "meal"}


def publish_now(tx: Any, *agents: str) -> None:
    """Shifts that began an hour ago and go on for seven more."""
    start = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0)
    day = start.astimezone(ZONE).date()
    work = Activity("work", ActivityCategory.ON_QUEUE, start, start + timedelta(hours=8))
    shifts = [Shift("", agent, day, (work,)) for agent in agents]
    draft = create_draft(tx, "sam", "north", day - timedelta(days=day.weekday()), shifts)
    publish(tx, "sam", draft, draft.version)
    set_grading(tx, "sam", "north", 0, Grading(states=STATES))


def event(key: str, agent: str, state: str, minutes_ago: float, source: str = "acd") -> Any:
    started = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return {
        "event_id": key, "source_id": source, "external_agent_id": agent, "state_code": state,
        "started_at": started.isoformat(),
    }  # fmt: skip


@pytest.fixture
def running(small_service: Service) -> Service:
    with small_service.database.writing() as tx:
        publish_now(tx, "ann", "bob")
    return small_service


def send(service: Service, *events: Any) -> None:
    answer = service.ask("sam", "POST", "/sites/north/states", json={"events": list(events)})
    assert answer.status_code == 200, answer.text


def statuses(service: Service, who: str = "mia") -> dict[str, str]:
    agents = service.ask(who, "GET", LIVE).json()["agents"]
    return {agent["agent_id"]: agent["status"] for agent in agents}


def test_whoever_is_logged_off_is_named_where_hours_are_offered(running: Service) -> None:
    left = {**event("1", "ann", "GONE", 30), "is_logged_on": False}
    send(running, event("0", "ann", "TALK", 50), left, event("2", "bob", "TALK", 50))
    wait_for(lambda: statuses(running)["ann"] == "out")
    page = Browser(running, "sam").get(f"{PAGES}/sites/north/offers").text
    assert "not counted today: Ann<" in page
    assert running.ask("sam", "GET", "/sites/north/head-gaps").status_code == 200


def test_the_board_says_in_out_unscheduled_and_unknown(running: Service) -> None:
    assert statuses(running) == {"ann": "unknown", "bob": "unknown", "cy": "not_scheduled"}
    send(running, event("1", "ann", "TALK", 50), event("2", "bob", "LUNCH", 20))
    send(running, event("3", "cy", "TALK", 10))
    # older than what is settled: the day is played again
    wait_for(lambda: statuses(running)["ann"] == "in")
    assert statuses(running) == {"ann": "in", "bob": "out", "cy": "unscheduled"}
    send(running, event("4", "ann", "DANCING", 5))
    board = running.ask("mia", "GET", LIVE).json()
    [ann] = [agent for agent in board["agents"] if agent["agent_id"] == "ann"]
    assert (ann["status"], ann["actual"]) == ("unknown", "unmapped")
    since = datetime.fromisoformat(ann["since"])
    assert timedelta(minutes=4.5) < datetime.now(UTC) - since < timedelta(minutes=6)
    assert board["counts"] == {"unknown": 1, "out": 1, "unscheduled": 1}
    began = datetime.now(ZONE) - timedelta(hours=1)
    known = 45 * 60 if began.date() == datetime.now(ZONE).date() else 0  # of today's shifts alone
    assert board["overall"]["seconds"]["in_seconds"] == pytest.approx(known, abs=60)


def test_a_supervisor_watches_the_own_team_only(running: Service) -> None:
    assert statuses(running, "sue").keys() == {"ann", "cy"}
    own, whole = (running.ask(who, "GET", LIVE).json() for who in ("sue", "mia"))
    assert (own["teams"], whole["teams"]) == (["Blue"], None)
    unknown = [board["overall"]["seconds"]["unknown_seconds"] for board in (own, whole)]
    assert unknown[0] <= unknown[1]
    [(_, board, _)] = list(read(running.ask("sue", "GET", f"{LIVE}/stream?seconds=0").text))
    assert {agent["agent_id"] for agent in board["agents"]} == {"ann", "cy"}
    assert running.ask("ann", "GET", LIVE).status_code == 403


def test_a_correction_of_the_day_and_very_late_events_play_it_again(running: Service) -> None:
    send(running, event("1", "ann", "TALK", 50), event("2", "bob", "YOGA", 50))
    assert statuses(running)["bob"] == "unknown"
    body = {"states": STATES | {"YOGA": "break"}}
    headers = {"If-Match": '"1"'}
    assert running.ask("sam", "PUT", "/sites/north/grading", json=body, headers=headers).is_success
    assert statuses(running)["bob"] == "out"


def read(text: str) -> Iterator[tuple[str, Any, str]]:
    """Events of a stream: name, data and id."""
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" in lines:
            yield lines["event"], json.loads(lines["data"]), lines["id"]


def test_who_comes_again_gets_what_changed_or_the_whole_board(running: Service) -> None:
    def events(last: str | None) -> list[tuple[str, Any, str]]:
        headers = {} if last is None else {"Last-Event-ID": last}
        answer = running.ask("mia", "GET", f"{LIVE}/stream?seconds=0", headers=headers)
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(read(answer.text))

    send(running, event("1", "ann", "TALK", 50))
    [(name, _, last)] = events(None)
    assert name == "board"
    assert events(last) == []
    send(running, event("2", "ann", "LUNCH", 1))
    [(_, news, _)] = events(last)
    assert ("ann", "out") in {(a["agent_id"], a["status"]) for a in news["agents"]}
    for strange in ("x", "1@", "1.1.1.1@99999999999999999999", "@5"):
        assert [name for name, _, _ in events(strange)] == ["board"]


def test_who_comes_again_hears_of_what_outlasted_the_tolerance_and_of_refusals(
    running: Service,
) -> None:
    """Neither is an event, and the time alone makes the first."""
    found = Follower(running.database, "north").now()
    late = replace(found.agents[0], changed=found.at - timedelta(seconds=100), status="out")
    stamp = replace(found.stamp, tolerance_seconds=120)
    then = replace(found, at=found.at - timedelta(seconds=50), stamp=stamp)
    now = replace(found, agents=(late,), stamp=stamp)
    instant = live_route._nothing_came_since(live_route._id(then), now)
    assert live_route._changed_since(now, instant) == (late,)
    assert live_route._changed_since(replace(now, stamp=found.stamp), instant) == ()
    wrong = running.ask("sam", "POST", "/sites/north/states/amazon_connect", content=b"{")
    assert wrong.status_code == 409
    after = Follower(running.database, "north").now()
    assert live_route._nothing_came_since(live_route._id(then), after) is None


def test_a_source_that_stopped_days_ago_is_still_missed(running: Service) -> None:
    send(running, event("1", "ann", "TALK", 50), event("2", "bob", "TALK", 3 * 24 * 60, "pbx"))
    send(running, event("3", "bob", "TALK", 20 * 24 * 60, "given up"))
    found = running.ask("mia", "GET", LIVE).json()
    sources = {one["source_id"]: one["latest"] for one in found["sources"]}
    assert sources.keys() == {"acd", "pbx"}
    assert found["made_with"]["complete_until"] == sources["pbx"] < sources["acd"]


@pytest.mark.parametrize("size", [1, 2000])
def test_a_batch_that_does_not_fit_its_schema_is_no_silence_either(
    running: Service, size: int
) -> None:
    wrong = [{**event(str(n), "ann", "TALK", 5, "pbx"), "started_at": "soon"} for n in range(size)]
    answer = running.ask("sam", "POST", "/sites/north/states", json={"events": wrong})
    assert answer.status_code == 422
    [source] = running.ask("mia", "GET", LIVE).json()["sources"]
    assert (source["source_id"], source["refused_batches"]) == ("pbx", 1)
    assert source["refused_because"].startswith("events.0.started_at: ")


def test_a_source_that_is_refused_does_not_look_silent(running: Service) -> None:
    send(running, event("1", "ann", "TALK", 50))
    wrong = running.ask("sam", "POST", "/sites/north/states/amazon_connect", content=b"{")
    assert wrong.status_code == 409
    sources = {one["source_id"]: one for one in running.ask("mia", "GET", LIVE).json()["sources"]}
    assert sources["amazon_connect"]["refused_batches"] == 1
    assert "object 1 is broken" in sources["amazon_connect"]["refused_because"]
    [heard] = (one for name, one in sources.items() if name != "amazon_connect")
    assert heard["refused_batches"] == 0
    assert heard["doubted_at"] is not None
    feeds = running.ask("sam", "GET", "/sites/north/states").json()["items"]
    assert {feed["source_id"]: feed["refused_batches"] for feed in feeds}["amazon_connect"] == 1


def test_a_real_client_sees_what_another_posts_to_several_workers(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    with database.writing() as tx:
        put_centre(tx)
        create_user(tx, "test", ACCOUNTS["mia"], None)
        publish_now(tx, "ann", "bob")
        _, secret = create_token(tx, ACCOUNTS["mia"], "wall", ["adherence", "states"], 1)
    database.close()
    with serving(sqlite_url, tmp_path / "log", "--workers", "2", "--no-jobs") as (base, _):
        address = f"{base}{LIVE}/stream"
        asked = Request(address, headers={"Authorization": f"Bearer {secret}"})  # noqa: S310
        with urlopen(asked, timeout=PATIENCE) as stream:  # noqa: S310 — our own
            assert stream.headers["content-type"].startswith("text/event-stream")
            name, board = following(stream)
            assert (name, {a["status"] for a in board["agents"]}) == (
                "board", {"unknown", "not_scheduled"},
            )  # fmt: skip
            for number, (state, status) in enumerate([("TALK", "in"), ("LUNCH", "out")]):
                batch = {"events": [event(str(number), "ann", state, 1 - number / 2)]}
                assert ask(base, "POST", "/sites/north/states", batch, secret)[0] == 200
                name, change = following(stream)
                [ann] = [a for a in change["agents"] if a["agent_id"] == "ann"]
                assert (name, ann["status"]) == ("change", status)
        status, body = ask(base, "GET", LIVE, token=secret)
        assert (status, json.loads(body)["counts"]["out"]) == (200, 2)  # bob never came


def following(stream: Any) -> tuple[str, Any]:
    """Wait for the next event; heartbeats are comments and pass by."""
    lines: dict[str, str] = {}
    while line := stream.readline().decode().rstrip("\n"):
        if not line.startswith(":"):
            name, _, value = line.partition(": ")
            lines[name] = value
    return (lines["event"], json.loads(lines["data"])) if lines else following(stream)
