"""A contract of split shifts over the API: put, planned by a run, read by planner and agent."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tests.api.conftest import Service
from tests.planning.tiny_site import NEXT_WEEK
from tests.service.stored_site import GENERATE, ask, do, take_in

PLAN = "/sites/tiny/work-plans/part"
SPLIT: dict[str, Any] = {
    "shift_minutes": [450], "activities": [], "maximum_split_days": 4, "split_day_price": 3,
    "split_part_minutes": [120, 180], "split_gap_minutes": [60, 180], "maximum_spread": 480,
}  # fmt: skip
"""Twenty hours on four days: none of them can be a shift of 7.5 hours."""


def test_a_run_plans_split_days_as_the_contract_that_was_put_allows(small_service: Service) -> None:
    service = small_service
    assert take_in(service.database).status == "done"
    read = service.ask("ada", "GET", PLAN)
    put = service.ask(
        "ada", "PUT", PLAN, json=read.json() | SPLIT, headers={"If-Match": read.headers["ETag"]}
    )
    assert put.status_code == 200, put.text
    done = do(service.database, ask(service.database, "schedule", **{**GENERATE, "effort": 0}))
    assert done.status == "done", done.messages
    assert done.result is not None
    drafts = f"/sites/tiny/weeks/{NEXT_WEEK}/schedules/{done.result['schedule']}"
    shifts = service.ask("ada", "GET", f"{drafts}/shifts").json()["items"]
    days = groupby(sorted(shifts, key=when), key=lambda shift: (shift["agent_id"], shift["date"]))
    worked = {key: [(s["start"][11:16], s["end"][11:16]) for s in day] for key, day in days}
    assert len(worked) == 6 * 4
    assert {len(parts) for parts in worked.values()} == {2}
    found = service.ask("ada", "GET", f"{drafts}/findings").json()["items"]
    assert [each for each in found if each["severity"] == "error"] == []
    split = [each["price"] for each in found if each["rule"] == "Split shifts"]
    assert split == [3] * 24


def when(shift: dict[str, Any]) -> tuple[str, str, str]:
    return shift["agent_id"], shift["date"], shift["start"]
