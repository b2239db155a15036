"""Reading a work plan and writing it back changes nothing, whatever its rules say."""

from __future__ import annotations

import json
import pickle

from hypothesis import HealthCheck, given, settings

from tests.api.conftest import Service
from tests.rules.random_plans import work_plans
from wfm.model import WorkPlan
from wfm.scheduling.rules.work_plan import changed, document_of, plan_of_document
from wfm.store.people import WORK_PLAN

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NORTH = "/sites/north/work-plans"


@given(work_plans())
@settings(max_examples=200, deadline=None)
def test_a_document_is_read_as_it_was_written(plan: WorkPlan) -> None:
    document = json.loads(json.dumps(document_of(plan)))
    assert plan_of_document(document) == plan
    assert changed(plan) == plan
    assert pickle.loads(pickle.dumps(plan)) == plan  # noqa: S301 — our own


def test_the_store_gives_back_what_it_was_given(small_service: Service) -> None:
    names = iter(range(1000))

    @given(work_plans())
    @FEW
    def same(plan: WorkPlan) -> None:
        name = f"plan {next(names)}"
        with small_service.database.writing() as tx:
            WORK_PLAN.create(tx, "sam", "north", name, plan)
        with small_service.database.reading() as tx:
            assert WORK_PLAN.get(tx, "north", name).value == plan

    same()


def test_reading_over_the_api_and_writing_back_changes_nothing(small_service: Service) -> None:
    names = iter(range(1000))
    named = {"id": "A1", "name": "Ada", "team": "Blue", "work_plan": "full"}
    assert small_service.ask("sam", "POST", "/sites/north/agents", json=named).status_code == 201

    @given(work_plans())
    @FEW
    def same(plan: WorkPlan) -> None:
        name = f"plan {next(names)}"
        with small_service.database.writing() as tx:
            WORK_PLAN.create(tx, "sam", "north", name, changed(plan))
            before = WORK_PLAN.get(tx, "north", name).value
        read = small_service.ask("sam", "GET", f"{NORTH}/{name}")
        body = {key: value for key, value in read.json().items() if key != "version"}
        written = small_service.ask(
            "sam", "PUT", f"{NORTH}/{name}", json={**body, "name": name},
            headers={"If-Match": read.headers["ETag"]},
        )  # fmt: skip
        assert written.status_code == 200, written.text
        with small_service.database.reading() as tx:
            after = WORK_PLAN.get(tx, "north", name).value
        assert after.rules == before.rules

    same()


def test_a_document_of_an_earlier_release_is_read() -> None:
    old = {
        "name": "full", "paid_minutes_per_week": [2280, 2400], "days_per_week": [5, 5],
        "shift_minutes": [510], "earliest_start": 480, "latest_end": 1200,
        "activities": [
            {"code": "L", "category": "meal", "minutes": 30, "paid": False, "earliest": 180,
             "latest": 300, "shift_minutes": [], "clock": [660, 840]},
        ],
        "consecutive_days_off": 2, "consecutive_days_off_required": True, "shift_types": [],
    }  # fmt: skip
    plan = plan_of_document(old)
    assert document_of(plan).items() >= old.items()
