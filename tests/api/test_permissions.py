"""Every route, in every role, for own and foreign things, against the one table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.access import PAGES
from api.app import create_app
from api.permissions import PERMISSIONS as ALL
from api.permissions import Reach
from api.schemas.bids import BidRoundBody
from api.schemas.offers import HoursOfferBody
from tests.api.conftest import ACCOUNTS, Service
from tests.centre import WEEK, at, day, shift
from wfm.settings import Settings
from wfm.store.best_schedule import keep_best
from wfm.store.bids import BID_ROUND
from wfm.store.columns import now
from wfm.store.database import Database
from wfm.store.deliveries import add_webhook
from wfm.store.offers import HOURS_OFFER
from wfm.store.open_shifts import OPEN_SHIFT, OpenShift
from wfm.store.runs import begin
from wfm.store.trades import SHIFT_TRADE, ShiftTrade, Traded, TradeKind
from wfm.store.users import Role

PERMISSIONS = {
    (method, path): permission
    for (method, path), permission in ALL.items()
    if not path.startswith(PAGES)
}
"""Of the API; pages are asked for by browsers, see test_pages.py."""
OF_ROLE = {user.role: name for name, user in ACCOUNTS.items() if name not in {"bob", "eve"}}
SHIFT = {
    "activities": [
        {"code": "work", "category": "on_queue", "start": f"{at(day(3), 9):%Y-%m-%dT%H:%M:%SZ}",
         "end": f"{at(day(3), 15):%Y-%m-%dT%H:%M:%SZ}"},
    ],
}  # fmt: skip
EDITS = {"edits": [{"agent_id": "ann", "date": str(day(3))}]}
PLAN = {
    "name": "half", "paid_minutes_per_week": [1200, 1200], "days_per_week": [4, 5],
    "shift_minutes": [240], "earliest_start": 480, "latest_end": 1200,
}  # fmt: skip
AGENT = {"id": "dee", "name": "Dee", "team": "Blue", "work_plan": "full"}
ABSENCE = {"agent_id": "ann", "start": "2026-04-01T00:00:00Z", "end": "2026-04-02T00:00:00Z",
           "kind": "holiday"}  # fmt: skip
OVERRIDE = {"queue": "sales", "start": "2026-03-24T08:00:00Z", "end": "2026-03-24T09:00:00Z",
            "operation": "multiply", "value": 1.2, "reason": "campaign"}  # fmt: skip
EXCEPTION = {"agent_id": "ann", "start": "2026-03-24T08:00:00Z", "end": "2026-03-24T09:00:00Z",
             "reason": "a fire drill"}  # fmt: skip
STATE = {"event_id": "e1", "external_agent_id": "ann", "state_code": "TALK",
         "started_at": "2026-03-24T08:00:00Z"}  # fmt: skip
HOUR = {"start": "2026-03-24T08:00:00Z", "end": "2026-03-24T09:00:00Z"}
SETTINGS = {
    "name": "North", "time_zone": "Europe/Berlin", "country": "DE", "week_start": 0,
    "interval_minutes": 15, "shrinkage": 0.1, "currency": "EUR", "state_map": {}, "weekend": [5, 6],
}  # fmt: skip
QUEUE = {"name": "claims", "channel": "voice", "skill": "sales", "goal": {"service_level": 0.8},
         "hours": {"windows": [[[480, 1200]]] * 7}}  # fmt: skip
MEETING = {"name": "talk", "agent_ids": ["ann"], "earliest": HOUR["start"],
           "latest": HOUR["end"], "minutes": 30}  # fmt: skip
EVENT = {**HOUR, "name": "offers", "queues": ["sales"]}
CLOSED = {"name": "stocktaking", "queues": ["sales"], "date": "2026-03-25", "windows": []}
WINDOW = {"agent_id": "ann", "available": False}
WISH = {"agent_id": "ann", "kind": "day_off", "weekdays": [4]}
LEAVE_TYPE = {"name": "vacation", "unit": "days", "decision": "never"}
ACCOUNT = {"agent_id": "ann", "leave_type": "vacation", "year": 2026, "entitlement": 30}
ALLOWANCE = {"team": "Blue", "measure": "heads", "limit": 2}
LEAVE = {"leave_type": "vacation", "start": "2090-03-24T00:00:00Z", "end": "2090-03-25T00:00:00Z"}
CONTRACT = {"agent_id": "ann", "work_plan": "full", "first": "2026-03-25"}
REQUEST = {"agent_id": "ann", "date": "2026-03-25", "shift_type": "Night"}
SEATS = {"name": "desks", "kind": "seats", "heads": 30}
OFFER = {"kind": "give_away", "date": "2026-03-24"}
HOURS = {
    "kind": "overtime", "start": "2090-03-24T17:00:00Z", "end": "2090-03-24T19:00:00Z",
    "deadline": "2090-03-24T12:00:00Z",
}  # fmt: skip
BIDS: dict[str, Any] = {
    "work_plan": "full", "first_week": "2090-03-20", "deadline": "2090-03-10T12:00:00Z",
    "decided_by": "seniority",
}  # fmt: skip
FIGURES = {"objective": 5, "bound": 4, "gap": 0.2}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/auth/login"): {"json": {"name": "ann", "password": "wrong"}},
    ("POST", "/auth/oidc"): {"json": {"id_token": "x"}},
    ("PUT", "/me/wishes/{week}"): {"json": {}},
    ("PUT", "/me/password"): {"json": {"current": "wrong", "new": "another long one"}},
    ("POST", "/me/tokens"): {"json": {"name": "feed", "scopes": ["me"]}},
    ("POST", "/users"): {"json": {"name": "new", "role": "manager", "site": "north"}},
    ("PUT", "/users/{name}"): {"json": {"role": "agent", "site": "north", "agent_id": "bob"}},
    ("POST", "/sites/{site}/imports"): {"content": b"PK\x03\x04not really"},
    ("POST", "/sites/{site}/history"): {"content": b"interval_start,queue,offered"},
    ("POST", "/sites/{site}/history/{platform}"): {"content": b"ROW_DATE,STARTTIME,SPLIT"},
    ("POST", "/sites/{site}/satisfaction"): {"content": b"answered_at,queue,score"},
    ("POST", "/sites/{site}/teams"): {"json": {"name": "Green"}},
    ("PUT", "/sites/{site}/teams/{team:path}"): {"json": {"name": "Blue"}},
    ("POST", "/sites/{site}/work-plans"): {"json": PLAN},
    ("PUT", "/sites/{site}/work-plans/{work_plan:path}"): {"json": {**PLAN, "name": "full"}},
    ("POST", "/sites/{site}/agents"): {"json": AGENT},
    ("PUT", "/sites/{site}/agents/{agent:path}"): {"json": {**AGENT, "id": "ann"}},
    ("POST", "/sites/{site}/time-off"): {"json": ABSENCE},
    ("PUT", "/sites/{site}/time-off/{entry}"): {"json": ABSENCE},
    ("PUT", "/sites/{site}/settings"): {"json": SETTINGS},
    ("POST", "/sites/{site}/queues"): {"json": QUEUE},
    ("PUT", "/sites/{site}/queues/{entry:path}"): {"json": {**QUEUE, "name": "sales"}},
    ("POST", "/sites/{site}/events"): {"json": EVENT},
    ("PUT", "/sites/{site}/events/{entry}"): {"json": EVENT},
    ("POST", "/sites/{site}/opening-dates"): {"json": CLOSED},
    ("PUT", "/sites/{site}/opening-dates/{entry}"): {"json": CLOSED},
    ("POST", "/sites/{site}/weeks/{week}/forecasts/{number}/level-changes"): {
        "json": {"queue": "sales"}
    },
    ("POST", "/sites/{site}/shrinkage"): {"json": {"week": str(WEEK), "shrinkage": 0.1}},
    ("POST", "/sites/{site}/contracts"): {"json": CONTRACT},
    ("PUT", "/sites/{site}/contracts/{entry}"): {"json": CONTRACT},
    ("POST", "/sites/{site}/availability"): {"json": WINDOW},
    ("PUT", "/sites/{site}/availability/{entry}"): {"json": WINDOW},
    ("POST", "/sites/{site}/preferences"): {"json": WISH},
    ("PUT", "/sites/{site}/preferences/{entry}"): {"json": WISH},
    ("POST", "/sites/{site}/shift-requests"): {"json": REQUEST},
    ("PUT", "/sites/{site}/shift-requests/{entry}"): {"json": REQUEST},
    ("POST", "/sites/{site}/group-rules"): {"json": SEATS},
    ("PUT", "/sites/{site}/group-rules/{entry}"): {"json": SEATS},
    ("POST", "/sites/{site}/meetings"): {"json": MEETING},
    ("PUT", "/sites/{site}/meetings/{entry}"): {"json": MEETING},
    ("POST", "/sites/{site}/leave-types"): {"json": {**LEAVE_TYPE, "name": "care"}},
    ("PUT", "/sites/{site}/leave-types/{entry:path}"): {"json": LEAVE_TYPE},
    ("POST", "/sites/{site}/leave-accounts"): {"json": ACCOUNT},
    ("PUT", "/sites/{site}/leave-accounts/{entry}"): {"json": ACCOUNT},
    ("POST", "/sites/{site}/leave-allowances"): {"json": ALLOWANCE},
    ("PUT", "/sites/{site}/leave-allowances/{entry}"): {"json": ALLOWANCE},
    ("POST", "/sites/{site}/leave-requests/{request}/decision"): {"json": {"decision": "approve"}},
    ("POST", "/me/leave-requests"): {"json": LEAVE},
    ("POST", "/me/leave-requests/try"): {"json": LEAVE},
    ("POST", "/me/trades"): {"json": OFFER},
    ("POST", "/me/messages/seen"): {"json": {"up_to": 1}},
    ("PUT", "/me/contact"): {"json": {"email": "ann@example.org"}},
    ("POST", "/sites/{site}/webhooks"): {"json": {"url": "https://127.0.0.1/told"}},
    ("POST", "/sites/{site}/offers"): {"json": HOURS},
    ("POST", "/sites/{site}/bid-rounds"): {"json": BIDS},
    ("POST", "/sites/{site}/bid-rounds/{bid_round}/move"): {
        "json": {name: BIDS[name] for name in ("first_week", "deadline")}
    },
    ("POST", "/sites/{site}/bid-rounds/{bid_round}/final"): {"json": {"outcome": "0" * 32}},
    ("PUT", "/me/bid-rounds/{bid_round}/bid"): {"json": {"ranked": [1]}},
    ("POST", "/me/trades/{trade}/take"): {"json": {}},
    ("POST", "/sites/{site}/trades/{trade}/decision"): {"json": {"approve": True}},
    ("PUT", "/sites/{site}/self-service"): {"json": {"trades_ask": True}},
    ("POST", "/sites/{site}/weeks/{week}/overrides"): {"json": OVERRIDE},
    ("PUT", "/sites/{site}/weeks/{week}/overrides/{entry}"): {"json": OVERRIDE},
    ("POST", "/sites/{site}/weeks/{week}/schedules"): {"json": {}},
    ("PUT", "/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}"):
        {"json": {"shifts": [SHIFT]}},
    ("POST", "/sites/{site}/weeks/{week}/schedules/{number}/copy"): {"json": {}},
    ("POST", "/sites/{site}/weeks/{week}/schedules/{number}/edits"): {"json": EDITS},
    ("POST", "/sites/{site}/weeks/{week}/schedules/{number}/edits/dry-run"): {"json": EDITS},
    ("POST", "/sites/{site}/weeks/{week}/schedules/{number}/workbook"): {"content": b"PK"},
    ("POST", "/sites/{site}/weeks/{week}/schedules/{number}/workbook/dry-run"): {"content": b"PK"},
    ("GET", "/sites/{site}/live/stream"): {"params": {"seconds": 0}},
    ("POST", "/sites/{site}/states"): {"json": {"events": [STATE]}},
    ("POST", "/sites/{site}/states/{platform}"): {"content": b"LOGID|STATE|TIME\n"},
    ("PUT", "/sites/{site}/grading"): {"json": {}},
    ("POST", "/sites/{site}/exceptions"): {"json": EXCEPTION},
    ("PUT", "/sites/{site}/exceptions/{entry}"): {"json": EXCEPTION},
    ("GET", "/sites/{site}/weeks/{week}/schedules/{number}/difference"):
        {"params": {"against": 1}},
    ("GET", "/sites/{site}/weeks/{week}/schedules/{number}/comparison"):
        {"params": {"against": 1}},
    ("GET", "/sites/{site}/weeks/{week}/schedules/{number}/repairs"):
        {"params": {"day": str(day(3))}},
}  # fmt: skip
OF_ENTRIES = {
    "events": EVENT, "opening-dates": CLOSED, "availability": WINDOW, "preferences": WISH,
    "shift-requests": REQUEST, "meetings": MEETING, "group-rules": SEATS,
    "leave-accounts": ACCOUNT, "leave-allowances": ALLOWANCE, "contracts": CONTRACT,
}  # fmt: skip
SETTLED = {200, 201, 202, 204, 409, 412}
"""Answers to those who may: done, or refused for the state of things."""


def put_trade(database: Database) -> tuple[str, str]:
    """Store a trade of Ann's and an open shift, as if it were some days before the week."""
    held = Traded(day(1), shift("ann", day(1)).activities)
    then = at(day(-3), 0)
    trade = ShiftTrade(TradeKind.GIVE_AWAY, "ann", held, then, at(day(1), 0), taker="ann")
    opened = OpenShift(WEEK, day(1), held.activities, "ann", then)
    with database.writing() as tx:
        SHIFT_TRADE.create(tx, "ann", "north", "1" * 32, trade)
        OPEN_SHIFT.create(tx, "ann", "north", "2" * 32, opened)
    return "1" * 32, "2" * 32


def with_nights(service: Service) -> None:
    """Give the agents a later contract whose shift type a request may name."""
    night = {"name": "Night", "start": 1320, "minutes": 480}
    plan = {**PLAN, "name": "nights", "shift_types": [night]}
    assert service.ask("sam", "POST", "/sites/north/work-plans", json=plan).status_code == 201
    for agent in ("ann", "bob"):
        later = {"agent_id": agent, "work_plan": "nights", "first": "2091-01-02"}
        place = "/sites/north/contracts"
        assert service.ask("sam", "POST", place, json=later).status_code == 201


@pytest.fixture
def things(small_service: Service) -> dict[str, str]:
    """Own things of the north, by the names that paths use."""
    ask = small_service.ask
    entry = ask("sam", "GET", "/sites/north/time-off").json()["items"][0]["id"]
    with small_service.database.writing() as tx:
        running = begin(tx, small_service.run, "worker", 0)
        assert running is not None
        keep_best(tx, running, [shift("ann", day(1))], FIGURES)
    override = ask("sam", "POST", f"/sites/north/weeks/{WEEK}/overrides", json=OVERRIDE).json()
    exception = ask("sam", "POST", "/sites/north/exceptions", json=EXCEPTION).json()
    ask("sam", "POST", "/sites/north/leave-types", json=LEAVE_TYPE)
    with_nights(small_service)
    made = {
        path: ask("sam", "POST", f"/sites/north/{path}", json=body).json()["id"]
        for path, body in OF_ENTRIES.items()
    }
    asked = ask("ann", "POST", "/me/leave-requests", json=LEAVE).json()
    trade, opened = put_trade(small_service.database)
    with small_service.database.writing() as tx:
        HOURS_OFFER.create(
            tx, "sam", "north", "3" * 32, HoursOfferBody(**HOURS).value("sam", now())
        )
        bids = replace(BidRoundBody(**BIDS).value("sam", now()), lines=2)
        BID_ROUND.create(tx, "sam", "north", "4" * 32, bids)
        hook = add_webhook(tx, "mia", "north", "https://example.org/told").id
    return {
        **made, "queues": "sales", "leave-types": "vacation", "request": asked["id"],
        "trade": trade, "shift": opened, "webhook": hook, "offer": "3" * 32, "bid_round": "4" * 32,
        "exception": exception["id"], "platform": "avaya_cms", "subject": "kpis",
        "site": "north", "week": str(WEEK), "number": "2", "day": str(day(3)), "agent": "ann",
        "team": "Blue", "work_plan": "full", "name": "bob", "entry": entry,
        "override": override["id"], "run": small_service.run, "secret": "none",
        "table": "1", "page": "index.html",
        "import_id": ask("sam", "GET", "/sites/north/imports").json()["items"][0]["id"],
    }  # fmt: skip


def request(
    service: Service, who: str | None, method: str, path: str, names: dict[str, str]
) -> Any:
    if path.endswith("/overrides/{entry}"):
        names = {**names, "entry": names["override"]}
    if path.endswith("/exceptions/{entry}"):
        names = {**names, "entry": names["exception"]}
    for kind in (*OF_ENTRIES, "queues", "leave-types"):
        if f"/{kind}/{{entry" in path:
            names = {**names, "entry": names[kind]}
    if who in ACCOUNTS and "/tokens/{token}" in path:
        token = {"name": "t", "scopes": ["me"]}
        whose = names["name"] if "/users/" in path else who
        made = service.ask(whose, "POST", "/me/tokens", json=token).json()
        names = {**names, "token": made["id"]}
    if "/forecasts/{number}" in path or path.endswith("requirements/{number}"):
        names = {**names, "number": names["table"]}
    if "/schedules/{number}" in path and who is not None and ACCOUNTS[who].role == "supervisor":
        names = {**names, "number": "1"}  # the published one
    address = path.replace(":path", "").format(**{"token": "none", **names})
    body = BODIES.get((method, path), {})
    return service.ask(who, method, address, headers={"If-Match": '"1"'}, **body)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_on_its_own_site_what_the_table_says(
    small_service: Service, things: dict[str, str], role: Role
) -> None:
    for (method, path), permission in PERMISSIONS.items():
        status = request(small_service, OF_ROLE[role], method, path, things).status_code
        if permission.open:
            assert status not in {403, 500}, (method, path)
        elif permission.reach[role] is Reach.NOTHING:
            assert status == 403, (method, path)
        else:
            assert status in SETTLED, (method, path, status)


@pytest.mark.parametrize("role", list(Role))
def test_a_foreign_site_looks_as_if_it_did_not_exist(
    small_service: Service, things: dict[str, str], role: Role
) -> None:
    foreign = {**things, "site": "south"}
    for (method, path), permission in PERMISSIONS.items():
        if "{site}" not in path or permission.reach[role] is Reach.ALL:
            continue
        status = request(small_service, OF_ROLE[role], method, path, foreign).status_code
        expected = 403 if permission.reach[role] is Reach.NOTHING else 404
        assert status == expected, (method, path, status)


def test_nobody_gets_anywhere_without_signing_in(
    small_service: Service, things: dict[str, str]
) -> None:
    for (method, path), permission in PERMISSIONS.items():
        status = request(small_service, None, method, path, things).status_code
        assert (status == 401) or permission.open, (method, path, status)


def test_a_supervisor_sees_the_own_team_only_and_nobodys_pay(small_service: Service) -> None:
    agents = small_service.ask("sue", "GET", "/sites/north/agents").json()["items"]
    assert [(a["id"], a["hourly_cost"]) for a in agents] == [("ann", None), ("cy", None)]
    for path in ("agents/bob", "teams/Red", f"weeks/{WEEK}/schedules/1/agents/bob/days/{day(1)}"):
        assert small_service.ask("sue", "GET", f"/sites/north/{path}").status_code == 404
    shifts = small_service.ask("sue", "GET", f"/sites/north/weeks/{WEEK}/schedules/1/shifts")
    assert {s["agent_id"] for s in shifts.json()["items"]} == {"ann"}
    foreign = {**ABSENCE, "agent_id": "bob"}
    answer = small_service.ask("sue", "POST", "/sites/north/time-off", json=foreign)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("contracts", CONTRACT),
        ("availability", WINDOW),
        ("preferences", WISH),
        ("shift-requests", REQUEST),
        ("meetings", MEETING),
        ("time-off", ABSENCE),
    ],
)
def test_a_supervisor_plans_the_own_team_only(
    small_service: Service, path: str, body: dict[str, Any]
) -> None:
    ask, place = small_service.ask, f"/sites/north/{path}"
    with_nights(small_service)
    who = {"agent_ids": ["ann", "bob"]} if "agent_ids" in body else {"agent_id": "bob"}
    assert ask("sue", "POST", place, json={**body, **who}).status_code == 404
    foreign = ask("sam", "POST", place, json={**body, **who}).json()["id"]
    own = ask("sue", "POST", place, json=body)
    assert own.status_code == 201
    seen = {item["id"] for item in ask("sue", "GET", place).json()["items"]}
    assert own.json()["id"] in seen
    assert foreign not in seen
    headers = {"If-Match": '"1"'}
    for key, sent in ((foreign, body), (own.json()["id"], {**body, **who})):
        answer = ask("sue", "PUT", f"{place}/{key}", json=sent, headers=headers)
        assert answer.status_code == 404
    assert ask("sue", "GET", f"{place}/{foreign}").status_code == 404


def test_a_supervisor_sees_no_draft(small_service: Service) -> None:
    path = f"/sites/north/weeks/{WEEK}/schedules"
    numbers = [s["number"] for s in small_service.ask("sue", "GET", path).json()["items"]]
    assert numbers == [1]
    assert small_service.ask("sue", "GET", f"{path}/2/shifts").status_code == 404


def test_a_token_of_another_cannot_be_revoked(small_service: Service) -> None:
    body = {"name": "feed", "scopes": ["me"]}
    token = small_service.ask("ann", "POST", "/me/tokens", json=body).json()
    path = f"/me/tokens/{token['id']}"
    assert small_service.ask("bob", "DELETE", path).status_code == 404
    assert small_service.ask("ann", "DELETE", path).status_code == 204


def test_an_api_token_reaches_no_further_than_its_scopes(small_service: Service) -> None:
    body = {"name": "feed", "scopes": ["people"]}
    secret = small_service.ask("sam", "POST", "/me/tokens", json=body).json()["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    ask = small_service.client.get
    assert ask("/sites/north/agents", headers=headers).status_code == 200
    assert ask(f"/sites/north/weeks/{WEEK}/schedules", headers=headers).status_code == 403
    assert ask("/me/tokens", headers=headers).status_code == 403
    assert ask("/users", headers=headers).status_code == 403


def test_a_service_with_a_route_that_the_table_lacks_does_not_start(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    settings = Settings(db=sqlite_url, secret="s" * 40)
    create_app(settings).state.database.close()
    monkeypatch.delitem(ALL, ("GET", "/sites/{site}/live"))
    with pytest.raises(RuntimeError, match="/live"):
        create_app(settings)
