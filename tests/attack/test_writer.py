"""Long work never holds the writer: what takes time is done while others write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from openpyxl import Workbook
from pwdlib import PasswordHash

import wfm.workbook
from tests.api.conftest import Service
from tests.api.test_edited_rosters import apply
from tests.api.test_edited_rosters import edited as edited_roster
from tests.api.test_leave import NORTH, leave
from tests.api.test_publishing import copied, edited, published
from tests.api.test_schedules import KNOWINGLY, PATH
from tests.api.test_trades import TUESDAY, WEDNESDAY, trading
from tests.planning.tiny_site import TABLES
from tests.service.stored_site import (
    GENERATE,
    SITE,
    ask,
    ask_upload,
    do,
    take_in,
    zipped_site,
)
from tests.service.test_import_site import NEW, feed, offered
from tests.waiting import PATIENCE
from wfm.scheduling.evaluation import check
from wfm.service import import_site
from wfm.service.leave.requests import approve, to_decide
from wfm.service.merge_history import Rows
from wfm.store import site_merge, take_back
from wfm.store.database import Connection, Database
from wfm.store.demand import QUEUE
from wfm.store.errors import OutdatedError
from wfm.store.imports import plan_roll_back, roll_back
from wfm.store.refusals import DatabaseBusyError
from wfm.store.work_out import ATTEMPTS, work_out

BETTER = {"queues.csv": TABLES["queues.csv"].replace("0.8", "0.9")}
__all__ = ["leave", "trading"]


def test_others_write_while_a_workbook_is_half_built(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_built, go_on = threading.Event(), threading.Event()
    write = wfm.workbook.write_roster_workbook

    def held(*arguments: Any, **options: Any) -> Any:
        half_built.set()
        assert go_on.wait(PATIENCE)
        return write(*arguments, **options)

    monkeypatch.setattr(wfm.workbook, "write_roster_workbook", held)
    draft = copied(service)
    with ThreadPoolExecutor(4) as pool:
        downloads = [pool.submit(service.ask, "sam", "GET", f"{PATH}/1/workbook") for _ in "1234"]
        try:
            assert half_built.wait(PATIENCE)
            edited(service, draft, "bob", 10)
            assert not any(download.done() for download in downloads)
        finally:
            go_on.set()
    assert [download.result().status_code for download in downloads] == [200] * 4


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what was computed inside a write transaction."""
    here, found = threading.local(), list[str]()
    writing = Database.writing

    @contextmanager
    def noted(database: Database, patience: int | None = None) -> Iterator[Connection]:
        with writing(database, patience) as tx:
            here.writes = True
            try:
                yield tx
            finally:
                here.writes = False

    monkeypatch.setattr(Database, "writing", noted)
    for owner, name in (
        (check, "judge"),
        (Workbook, "__init__"),
        (pd.DataFrame, "__init__"),
        (PasswordHash, "hash"),
        (PasswordHash, "verify"),
        (site_merge, "merge"),
        (site_merge, "said_last"),
        (site_merge, "with_state"),
        (take_back, "with_state"),
    ):
        monkeypatch.setattr(owner, name, _noting(getattr(owner, name), name, here, found))
    return found


def _noting(
    work: Callable[..., Any], name: str, here: threading.local, found: list[str]
) -> Callable[..., Any]:
    def noting(*arguments: Any, **options: Any) -> Any:
        if getattr(here, "writes", False):
            found.append(name)
        return work(*arguments, **options)

    return noting


def test_no_request_computes_while_it_holds_the_writer(
    small_service: Service, computed: list[str]
) -> None:
    sam = small_service
    draft = copied(sam)
    edited(sam, draft, "bob", 10)
    assert apply(sam, edited_roster(sam, ann_1="10:00-18:00")).status_code == 201
    assert published(sam, draft).status_code == 200
    assert sam.ask("sam", "POST", f"{PATH}/1/revert", json=KNOWINGLY).status_code == 201
    body = {"name": "new", "role": "manager", "site": "north", "password": "a long enough one"}
    assert sam.ask("ada", "POST", "/users", json=body).status_code == 201
    signed = sam.client.post("/auth/login", json={k: body[k] for k in ("name", "password")})
    headers = {"Authorization": f"Bearer {signed.json()['access_token']}", "If-Match": '"1"'}
    change = {"current": body["password"], "new": "another long enough one"}
    assert sam.client.put("/me/password", json=change, headers=headers).status_code == 200
    report = f"/sites/north/weeks/{draft.split('/')[4]}/planned-vs-actual/workbook"
    assert sam.ask("sam", "GET", report).status_code == 200
    event = {"event_id": "1", "source_id": "acd", "external_agent_id": "ann", "state_code": "x",
             "started_at": "2026-03-24T08:00:00Z", "is_logged_on": True}  # fmt: skip
    sent = sam.ask("ada", "POST", "/sites/north/states", json={"events": [event]})
    assert sent.status_code == 200, sent.text
    assert computed == []


@pytest.fixture
def last_place(trading: Service, leave: Service) -> Service:
    """Of ann and bob, one may be away on a day."""
    limit = {"skill": "sales", "measure": "heads", "limit": 1}
    made = leave.ask("sam", "POST", f"{NORTH}/leave-allowances", json=limit)
    assert made.status_code == 201
    return trading


def test_no_decision_on_leave_or_a_trade_is_judged_while_it_holds_the_writer(
    last_place: Service, computed: list[str]
) -> None:
    ask = last_place.ask
    made = ask("ann", "POST", "/me/trades", json={"kind": "give_away", "date": str(TUESDAY)})
    took = ask("bob", "POST", f"/me/trades/{made.json()['id']}/take", json={})
    assert took.json()["status"] == "done", took.text
    first, second = (asked_off(last_place, who) for who in ("bob", "ann"))
    assert decided(last_place, first, "approve").json()["status"] == "approved"
    assert decided(last_place, second, "waitlist").json()["status"] == "waitlisted"
    withdrawn = ask("bob", "POST", f"/me/leave-requests/{first}/withdraw")
    assert withdrawn.json()["status"] == "withdrawn"
    [followed] = ask("ann", "GET", "/me/leave-requests").json()["items"]
    assert followed["status"] == "requested", "it fits by now: a person decides"
    away = asked_off(last_place, "bob", WEDNESDAY)
    assert decided(last_place, away, "approve").json()["status"] == "approved"
    [opened] = ask("ann", "GET", "/me/open-shifts").json()["items"]
    took = ask("ann", "POST", f"/me/open-shifts/{opened['id']}/pick-up")
    assert took.json()["status"] == "done", took.text
    assert computed == []


def test_of_two_requests_for_the_last_place_one_wins_while_the_other_is_half_judged(
    last_place: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_judged, go_on, judge = threading.Event(), threading.Event(), check.judge

    def held(*arguments: Any, **options: Any) -> Any:
        if threading.current_thread() is not threading.main_thread() and not go_on.is_set():
            half_judged.set()
            assert go_on.wait(PATIENCE)
        return judge(*arguments, **options)

    monkeypatch.setattr(check, "judge", held)
    first, second = (asked_off(last_place, who) for who in ("ann", "bob"))
    elsewhere = Database(last_place.database.plain_url)  # another process: no turn in common
    with ThreadPoolExecutor(1) as pool:
        deciding = pool.submit(decided, last_place, first, "approve")
        try:
            assert half_judged.wait(PATIENCE)
            won = work_out(
                elsewhere,
                lambda tx: to_decide(tx, "north", second),
                lambda tx, desk: approve(tx, "sue", "north", second, 1, accept=True, ready=desk),
            )
            assert not deciding.done()
        finally:
            go_on.set()
    lost = deciding.result()
    assert (won.value.status, lost.status_code) == ("approved", 409)
    assert "waitlist" in lost.json()["detail"]
    elsewhere.close()


def asked_off(service: Service, who: str, day: date = TUESDAY) -> str:
    start = datetime.combine(day, time(), ZoneInfo("Europe/Berlin"))
    span = {"start": str(start), "end": str(start + timedelta(days=1))}
    asked = service.ask(who, "POST", "/me/leave-requests", json={"leave_type": "care", **span})
    assert asked.status_code == 201, asked.text
    return str(asked.json()["id"])


def decided(service: Service, request: str, decision: str) -> Any:
    body = {"decision": decision, "accept": True}
    path = f"{NORTH}/leave-requests/{request}/decision"
    return service.ask("sam", "POST", path, json=body, headers={"If-Match": '"1"'})


def test_of_many_decisions_at_once_none_gives_up(leave: Service) -> None:
    days = [WEDNESDAY + timedelta(days=n) for n in range(3 * ATTEMPTS)]
    with ThreadPoolExecutor(len(days)) as pool:
        asked = list(pool.map(lambda day: asked_off(leave, "ann", day), days))
    assert len(set(asked)) == len(days)


def test_no_run_computes_while_it_holds_the_writer(sqlite_url: str, computed: list[str]) -> None:
    database = Database(sqlite_url)
    runs = [do(database, ask_upload(database, "import", zipped_site()))]
    runs.append(take_in(database, **BETTER))
    runs.append(feed(database, NEW))
    runs.append(do(database, ask(database, "schedule", **GENERATE)))
    assert [(run.status, run.messages if run.status != "done" else ()) for run in runs] == [
        ("done", ())
    ] * 4
    worse = {"queues.csv": TABLES["queues.csv"].replace("0.8", "0.7")}
    import_id = take_in(database, **worse).result["import"]
    _, left = work_out(
        database,
        lambda tx: plan_roll_back(tx, SITE, import_id),
        lambda tx, planned: roll_back(tx, "sam", SITE, import_id, planned),
    )
    assert (list(left), computed) == ([], [])
    database.close()


def test_an_edit_that_came_while_an_import_was_merged_stays(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    take_in(database)
    plan, waiting = import_site.plan_import, [45]

    def meanwhile(*arguments: Any) -> Any:
        planned = plan(*arguments)
        while waiting:
            edit_queue(database, patience=waiting.pop())
        return planned

    monkeypatch.setattr(import_site, "plan_import", meanwhile)
    done = take_in(database, **BETTER)
    assert done.status == "done"
    with database.reading() as tx:
        queue = QUEUE.get(tx, SITE, "calls").value
    assert (queue.goal.service_level, queue.patience_seconds) == (0.9, 45)
    database.close()


def edit_queue(database: Database, patience: float) -> None:
    with database.writing() as tx:
        stored = QUEUE.get(tx, SITE, "calls")
        edited = replace(stored.value, patience_seconds=patience)
        QUEUE.change(tx, "sue", SITE, "calls", stored.version, edited)


def test_rows_that_came_while_others_were_merged_stay(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    do(database, ask_upload(database, "import", zipped_site()))
    merged, waiting = Rows.merged, [NEW.replace("03-16", "03-17")]

    def meanwhile(*arguments: Any) -> Any:
        while waiting:
            assert feed(database, waiting.pop()).status == "done"
        return merged(*arguments)

    monkeypatch.setattr(Rows, "merged", meanwhile)
    assert feed(database, NEW).status == "done"
    assert {"2026-03-16T08:00", "2026-03-17T08:00"} <= offered(database).keys()
    database.close()


def test_what_is_outdated_is_worked_out_anew_and_not_for_ever(sqlite_url: str) -> None:
    database, seen = Database(sqlite_url), list[int]()

    def write(_: Connection, number: int) -> int:
        if number < 2:
            raise OutdatedError("it changed")
        return number

    def prepare(_: Connection) -> int:
        seen.append(len(seen))
        return seen[-1]

    assert work_out(database, prepare, write) == 2
    with pytest.raises(DatabaseBusyError):
        work_out(database, lambda _: 0, write)
    assert len(seen) == 3 <= ATTEMPTS
    database.close()
