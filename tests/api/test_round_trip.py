"""Whatever can be read can be written back, which changes nothing: every thing of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, get_type_hints

import pytest
from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.permissions import PERMISSIONS
from api.schemas.fields import Body
from tests.api.conftest import Service
from tests.centre import WEEK, at, centre, day
from wfm.model import (
    Agent,
    Availability,
    Channel,
    Contract,
    Event,
    GroupRule,
    GroupRuleKind,
    LeaveAccount,
    LeaveAllowance,
    LeaveDecision,
    LeaveMeasure,
    LeaveType,
    LeaveUnit,
    Meeting,
    OpeningDate,
    OpeningHours,
    Preference,
    PreferenceKind,
    Queue,
    ServiceGoal,
    ShiftRequest,
    Site,
    TimeOff,
)
from wfm.scheduling.rules import work_plan
from wfm.scheduling.rules.settings import FieldKind, Shape
from wfm.store.audit import trail
from wfm.store.imports import import_site
from wfm.store.site_tables import SITE_TABLES

NORTH, WEEKS = "/sites/north", f"/sites/north/weeks/{WEEK}"
LISTED = {
    "/users/{name}": "/users",
    "/sites/{site}/queues/{entry:path}": f"{NORTH}/queues",
    "/sites/{site}/events/{entry}": f"{NORTH}/events",
    "/sites/{site}/opening-dates/{entry}": f"{NORTH}/opening-dates",
    "/sites/{site}/teams/{team:path}": f"{NORTH}/teams",
    "/sites/{site}/work-plans/{work_plan:path}": f"{NORTH}/work-plans",
    "/sites/{site}/agents/{agent:path}": f"{NORTH}/agents",
    "/sites/{site}/time-off/{entry}": f"{NORTH}/time-off",
    "/sites/{site}/contracts/{entry}": f"{NORTH}/contracts",
    "/sites/{site}/availability/{entry}": f"{NORTH}/availability",
    "/sites/{site}/preferences/{entry}": f"{NORTH}/preferences",
    "/sites/{site}/shift-requests/{entry}": f"{NORTH}/shift-requests",
    "/sites/{site}/meetings/{entry}": f"{NORTH}/meetings",
    "/sites/{site}/group-rules/{entry}": f"{NORTH}/group-rules",
    "/sites/{site}/leave-types/{entry:path}": f"{NORTH}/leave-types",
    "/sites/{site}/leave-accounts/{entry}": f"{NORTH}/leave-accounts",
    "/sites/{site}/leave-allowances/{entry}": f"{NORTH}/leave-allowances",
    "/sites/{site}/weeks/{week}/overrides/{entry}": f"{WEEKS}/overrides",
    "/sites/{site}/exceptions/{entry}": f"{NORTH}/exceptions",
}
ALONE = {
    "/sites/{site}/settings": f"{NORTH}/settings",
    "/sites/{site}/grading": f"{NORTH}/grading",
    "/sites/{site}/self-service": f"{NORTH}/self-service",
    "/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}":
        f"{WEEKS}/schedules/2/agents/ann/days/{day(1)}",
}  # fmt: skip
ONES_OWN = {"/me/contact", "/me/wishes/{week}"}
"""An agent's alone: see `test_messages` and `test_wishes`."""
EDITS_ARE_TOLD = {
    "/sites/{site}/grading",
    "/sites/{site}/weeks/{week}/overrides/{entry}",
    "/users/{name}",
    "/sites/{site}/exceptions/{entry}",
    "/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}",
}
"""Where it is told who said it last, though it be the same."""
TOLD = {"id", "version", "edited_by", "made_by", "made_at", "authorised_by", "mapping_version"}
"""What a view says besides, of which an edit may change all but the id."""
HOURS = OpeningHours((((0, 360), (480, 1440)), (), (), (), ((1320, 1800),), (), ((0, 1440),)))
HOUR = {"start": at(day(1), 8).isoformat(), "end": at(day(1), 9).isoformat()}
MADE = {
    f"{WEEKS}/overrides": {
        **HOUR, "queue": "sales", "operation": "replace", "value": 12.5, "reason": "campaign",
    },
    f"{NORTH}/exceptions": {**HOUR, "agent_id": "ann", "reason": "a fire drill"},
    "/users": {"name": "new", "role": "supervisor", "site": "north", "teams": ["Blue", "Red"]},
}  # fmt: skip
GRADING = {
    "states": {"TALK": "on_queue"}, "impacts": [["on_queue", "break", "neutral"]],
    "method": "amazon_connect", "productive": ["off_queue_work"], "tolerance_seconds": 60,
    "count_unscheduled_work": True,
}  # fmt: skip


WHOLE_PLAN = work_plan.work_plan(
    "full",
    **{
        each.name: (each.least, each.most)
        if each.shape is Shape.SPAN or each.kind is FieldKind.WEEKDAYS
        else each.most
        for each in work_plan.fields().values() if each.most is not None
    }
    | {
        "paid_minutes_per_week": (0, 10_080), "days_per_week": (0, 7), "shift_minutes": (510, 240),
        "split_part_minutes": (240, 180),
        "earliest_start": 0, "weekdays": (0, 6), "minutes_in_horizon": (0, 9600),
        "consecutive_days_off_required": True, "law": "uk",
        "weekday_times": [{
            "weekdays": [5], "shift_minutes": [240], "earliest_start": 480, "latest_end": 840,
        }],
        "rotation": [{"week": 2, "days": [0, 1], "shifts": ["late", "Early"]}],
        "rotation_lines": [{"line": 1, "agents": ["ann"], "first_week": "2026-03-02"}],
        "rotation_first_week": 2,
        "activities": [{
            "code": "Lunch", "category": "meal", "minutes": 30, "paid": False, "earliest": 60,
            "latest": 300, "shift_minutes": [510], "clock": [660, 840],
        }],
        "shift_types": [
            {"name": "Early", "start": 360, "minutes": 510},
            {"name": "Night", "start": 1320, "minutes": 600, "counted_minutes": 720, "most": 0,
             "not_before": ["Early"]},
        ],
    },
)  # fmt: skip


def whole_site() -> Site:
    """A site that says something in every field that its files can fill."""
    ann, *others = centre().agents
    agent = Agent(
        ann.id, "Ann (née Ö)", ann.team, ann.work_plan, frozenset({"sales", "mail"}),
        date(1990, 1, 1), date(2100, 12, 31), 1234.5, "Europe/Lisbon", "00042",
    )  # fmt: skip
    goal = ServiceGoal(0.985, 12.5, 30.5, 0.05, 0.875, 1.5, 25.0)
    sales = Queue(
        "sales", Channel.VOICE, "sales", HOURS, goal, patience_seconds=180.5, aht_seconds=240.25,
        shrinkage=0.0, contact_value=1e12, outsource_share=1.0, outsource_cost=2.5,
        redial_share=0.4, blended_queues=("mail / social (2nd)",), idle_reserve=0,
    )  # fmt: skip
    mail = Queue(
        "mail / social (2nd)", Channel.EMAIL, "mail", HOURS, ServiceGoal(None),
        response_minutes=0.5,
    )  # fmt: skip
    chat = Queue(
        "chat", Channel.CHAT, "sales", HOURS, ServiceGoal(None, asa=20.0), concurrency=2,
        aht_by_concurrency=(300.0, 360.5), like_queue="sales", contacts_per_week=700.0,
    )  # fmt: skip
    lines = Queue("lines", Channel.VOICE, "sales", HOURS, ServiceGoal(), lines=30)
    return replace(
        centre(),
        country="DE-BY",
        week_start=6,
        interval_minutes=30,
        shrinkage=0.0,
        currency="CHF",
        queues=(sales, mail, chat, lines),
        work_plans={"full": WHOLE_PLAN},
        agents=(agent, *others),
        time_off=(TimeOff("ann", at(WEEK, 0), at(day(1), 0), "k" * 100, paid=False),),
        contracts=(
            Contract("ann", "full", day(2), day(300), frozenset({0, 6})),
            Contract("bob", "full"),
        ),
        availability=(
            Availability("ann", frozenset({0, 6}), 1320, 1800, True),
            Availability("bob", frozenset({3}), 0, 0, False, day(0), day(5)),
        ),
        preferences=(
            Preference("ann", PreferenceKind.SHIFT_OFF, frozenset({2, 5}), 60, 2880, 100),
            Preference("cy", PreferenceKind.DAY_OFF, frozenset(), first=day(0), last=day(9)),
        ),
        shift_requests=(ShiftRequest("ann", day(2), "Night", False, 100),),
        group_rules=(
            GroupRule(
                "trainees",
                GroupRuleKind.MENTORED,
                2,
                ("ann",),
                ("Blue",),
                frozenset({"sales"}),
                ("cy",),
                frozenset({0, 6}),
                60,
                2880,
                10_000,
            ),
            GroupRule("desks", GroupRuleKind.SEATS, 0),
            GroupRule("car", GroupRuleKind.SAME_TIMES, 1, ("ann", "cy"), minutes=1440),
        ),
        meetings=(
            Meeting(
                "talk",
                ("ann", "cy"),
                at(day(1), 10),
                at(day(1), 12),
                30,
                True,
                False,
                False,
                2,
                2,
                52,
            ),
        ),
        events=(
            Event("offers", frozenset({"chat", "mail / social (2nd)"}), at(WEEK, 0), at(day(2), 0)),
            Event("closed", frozenset(), at(day(2), 0), at(day(3), 0), 0.0),
        ),
        opening_dates=(
            OpeningDate("stocktaking", frozenset(), day(2)),
            OpeningDate("late", frozenset({"chat", "lines"}), day(3), ((0, 60), (1320, 1800))),
        ),
        leave_types=(
            LeaveType(
                "vacation / holiday (paid)",
                False,
                LeaveUnit.HOURS,
                LeaveDecision.WITHIN_LIMITS,
                True,
                12.5,
                3,
            ),
        ),
        leave_accounts=(
            LeaveAccount("ann", "vacation / holiday (paid)", 2026, 30.5, 0.0),
            LeaveAccount("bob", "vacation / holiday (paid)", 2026, 0.0),
        ),
        leave_allowances=(
            LeaveAllowance("Blue", None, LeaveMeasure.HOURS, 16.5, day(0), day(9)),
            LeaveAllowance(
                None, "sales", LeaveMeasure.COVERAGE, 0.0, None, None, frozenset({0, 6}), 480, 2880
            ),
        ),
        weekend=frozenset({4, 5}),
        state_map={"s" * 200 + "/" + "r" * 200: "meal", "TALK": "on_queue"},
    )


@pytest.fixture(scope="module")
def whole(steady_service: Service) -> Service:
    service = steady_service
    with service.database.writing() as tx:
        import_site(tx, "ada", "north", whole_site(), b"whole")
    for place, body in MADE.items():
        assert service.ask("ada", "POST", place, json=body).status_code == 201
    headers = {"If-Match": '"0"'}
    made = service.ask("ada", "PUT", "/sites/north/grading", json=GRADING, headers=headers)
    assert made.status_code == 200
    chosen = {"rules": {"Paid hours per week": "ask"}, "notice_hours": 0, "open_days": 365}
    made = service.ask("ada", "PUT", f"{NORTH}/self-service", json=chosen, headers=headers)
    assert made.status_code == 200
    return service


def addresses(service: Service, path: str) -> list[str]:
    """Give the addresses of all things of a kind."""
    if path in ALONE:
        return [ALONE[path]]
    items = service.ask("ada", "GET", LISTED[path]).json()["items"]
    keys = [item["id"] if "id" in item else item["name"] for item in items]
    # writing an account ends its access tokens, and ada is who asks
    return [f"{LISTED[path]}/{key}" for key in keys if key != "ada"]


def fields_of(path: str, method: str) -> set[str]:
    """Name the fields of what a route takes (PUT) or shows (GET)."""
    if method == "GET":
        return set(route_of(path, method).response_model.model_fields)
    return set(body_of(path).model_fields)


def body_of(path: str) -> type[Body]:
    """Give what the PUT of an address takes."""
    body: type[Body] = get_type_hints(route_of(path, "PUT").endpoint)["body"]
    return body


def route_of(path: str, method: str) -> APIRoute:
    [route] = [
        route
        for module in ROUTERS
        for route in module.router.routes
        if isinstance(route, APIRoute) and route.path == path and method in route.methods
    ]
    return route


def test_all_that_is_known_of_a_site_can_be_read_and_written() -> None:
    """Each field of a site, of a queue, of an agent's absence … has its place in a body."""
    things: dict[str, type[Any]] = {
        "/sites/{site}/queues/{entry:path}": Queue,
        "/sites/{site}/events/{entry}": Event,
        "/sites/{site}/opening-dates/{entry}": OpeningDate,
        "/sites/{site}/agents/{agent:path}": Agent,
        "/sites/{site}/time-off/{entry}": TimeOff,
        "/sites/{site}/contracts/{entry}": Contract,
        "/sites/{site}/availability/{entry}": Availability,
        "/sites/{site}/preferences/{entry}": Preference,
        "/sites/{site}/shift-requests/{entry}": ShiftRequest,
        "/sites/{site}/meetings/{entry}": Meeting,
        "/sites/{site}/group-rules/{entry}": GroupRule,
        "/sites/{site}/leave-types/{entry:path}": LeaveType,
        "/sites/{site}/leave-accounts/{entry}": LeaveAccount,
        "/sites/{site}/leave-allowances/{entry}": LeaveAllowance,
    }
    for path, thing in things.items():
        assert fields_of(path, "PUT") - {"active"} == {field.name for field in fields(thing)}
    elsewhere = {*(table.name for table in SITE_TABLES), "previous", "beside"}
    settings = {field.name for field in fields(Site)} - elsewhere
    assert fields_of("/sites/{site}/settings", "PUT") == settings


def test_every_thing_that_can_be_read_and_written_is_walked_over() -> None:
    both = {
        path for method, path in PERMISSIONS if method == "PUT" and ("GET", path) in PERMISSIONS
    }
    assert both - ONES_OWN == LISTED.keys() | ALONE.keys()


@pytest.mark.parametrize("path", sorted(LISTED.keys() | ALONE.keys() | ONES_OWN))
def test_a_view_says_all_that_can_be_sent_and_a_body_takes_all_that_is_said(path: str) -> None:
    shown, taken = fields_of(path, "GET"), fields_of(path, "PUT")
    assert taken - shown <= {"password"}  # a secret
    assert shown - taken <= body_of(path).only_read


@pytest.mark.parametrize("path", sorted(LISTED.keys() | ALONE.keys()))
def test_reading_and_writing_back_changes_nothing(whole: Service, path: str) -> None:
    found = addresses(whole, path)
    assert found
    for address in found:
        read = whole.ask("ada", "GET", address)
        assert read.status_code == 200, (address, read.text)
        before = read.json()
        with whole.database.reading() as tx:
            stored = [table.entity.listed(tx, "north") for table in SITE_TABLES]
            lines = trail(tx, "north", None, 500)
        headers = {"If-Match": read.headers["ETag"]}
        written = whole.ask("ada", "PUT", address, json=before, headers=headers)
        assert written.status_code == 200, (address, written.text)
        after = whole.ask("ada", "GET", address).json()
        assert _without(after, TOLD - {"id"}) == _without(before, TOLD - {"id"})
        with whole.database.reading() as tx:
            assert [table.entity.listed(tx, "north") for table in SITE_TABLES] == stored
            if path not in EDITS_ARE_TOLD:
                assert trail(tx, "north", None, 500) == lines


def _without(view: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in view.items() if name not in names}


def test_the_things_walked_over_say_something_in_every_field(whole: Service) -> None:
    for path in sorted(LISTED.keys() | ALONE.keys()):
        empty = fields_of(path, "PUT") - {"password", "active"}
        for address in addresses(whole, path):
            view = whole.ask("ada", "GET", address).json()
            empty = {name for name in empty if view.get(name) in (None, [], {})}
        assert not empty, path


def test_a_shift_sent_back_with_other_times_than_its_activities_is_refused(
    small_service: Service,
) -> None:
    address = ALONE["/sites/{site}/weeks/{week}/schedules/{number}/agents/{agent:path}/days/{day}"]
    [shift] = small_service.ask("sam", "GET", address).json()["shifts"]
    headers = {"If-Match": '"0"'}
    for field, said in (("start", at(day(1), 8).isoformat()), ("part", "night"), ("date", WEEK)):
        body = {"shifts": [{**shift, field: str(said)}]}
        answer = small_service.ask("sam", "PUT", address, json=body, headers=headers)
        assert answer.status_code == 409
        assert [error["field"] for error in answer.json()["errors"]] == [field]
