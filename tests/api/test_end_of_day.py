"""A day followed live through the service ends with the figures of the finished day."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.test_live import LIVE, send, statuses
from tests.centre import WEEK, at, day, shift
from tests.waiting import wait_for
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft
from wfm.store.states_grading import Grading, set_grading

TUESDAY = day(1)
GRADING = Grading(
    states={"TALK": "on_queue", "WAIT": "on_queue", "LUNCH": "meal", "REST": "break"},
    tolerance_seconds=120,
    count_unscheduled_work=True,
)


class Clock:
    """The clock of the service."""

    def __init__(self) -> None:
        self.moment = at(TUESDAY, 8)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, small_service: Service) -> Clock:
    """ann and bob are due from nine to five, cy is not; clocks show eight."""
    found = Clock()
    for module in ("live_day", "adherence_reports", "state_intake"):
        monkeypatch.setattr(f"wfm.service.{module}.now", found)
    with small_service.database.writing() as tx:
        set_grading(tx, "sam", "north", 0, GRADING)
    return found


def busy_day(seed: int) -> list[tuple[datetime, dict[str, Any]]]:
    """Invent events of three agents with the instants of their arrival, up to 14 minutes late."""
    rng = random.Random(seed)
    found = []
    for agent, first, last in (("ann", 8.9, 17.1), ("bob", 9.4, 16.5), ("cy", 12, 13.2)):
        started = at(TUESDAY, first)
        while started < at(TUESDAY, last + 0.5):
            over = started >= at(TUESDAY, last)
            arrives = started + timedelta(seconds=rng.randint(0, 840))
            found.append((arrives, said(f"{agent}-{started}", agent, started, rng, over)))
            if over:
                break
            started += timedelta(seconds=rng.choice([11, 95, 400, 1100]))
    return sorted(found, key=lambda pair: pair[0])


def said(key: str, agent: str, started: datetime, rng: random.Random, over: bool) -> dict[str, Any]:
    code = "LOGOUT" if over else rng.choice(["TALK", "WAIT", "TALK", "LUNCH", "REST"])
    return {
        "event_id": key, "source_id": "acd", "external_agent_id": agent, "state_code": code,
        "started_at": started.isoformat(), "is_logged_on": not over,
    }  # fmt: skip


def of_the_day(service: Service) -> dict[str, Any]:
    week = service.ask("mia", "GET", f"/sites/north/weeks/{WEEK}/adherence").json()
    [found] = [one for one in week["days"] if one["date"] == str(TUESDAY)]
    del found["date"]
    return {**found, "complete_until": week["made_with"]["complete_until"]}


def so_far(service: Service) -> dict[str, Any]:
    board = service.ask("mia", "GET", LIVE).json()
    assert board["day"] == str(TUESDAY)
    return {**board["overall"], "complete_until": board["made_with"]["complete_until"]}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_end_of_the_followed_day_is_what_the_finished_day_gives(
    small_service: Service, clock: Clock, seed: int
) -> None:
    arriving = busy_day(seed)
    while clock.moment < at(TUESDAY, 18):
        before, clock.moment = clock.moment, clock.moment + timedelta(minutes=20)
        batch = [event for arrives, event in arriving if before <= arrives < clock.moment]
        if batch:
            send(small_service, *batch)
            send(small_service, *reversed(batch))  # again, and in another order
        statuses(small_service)
    live, finished = so_far(small_service), of_the_day(small_service)
    assert live == finished
    seconds = finished["seconds"]
    assert min(seconds[f"{name}_seconds"] for name in ("in", "out", "unscheduled")) > 0
    assert seconds["unknown_seconds"] == 0
    rng = random.Random(seed)
    late = [said(f"late-{h}", "ann", at(TUESDAY, h), rng, over=True) for h in (9.6, 10.1, 10.6, 11)]
    send(small_service, *late)
    corrected = of_the_day(small_service)
    assert corrected["seconds"] != seconds

    def caught_up() -> bool:
        clock.moment += timedelta(seconds=1)
        return so_far(small_service) == corrected

    wait_for(caught_up)


def test_last_weeks_schedule_published_again_is_on_the_board_of_the_running_night(
    small_service: Service, clock: Clock
) -> None:
    sunday, clock.moment = day(-1), at(WEEK, 2)

    def night(until: float) -> None:
        with small_service.database.writing() as tx:
            week = day(-7)
            draft = create_draft(tx, "sam", "north", week, [shift("ann", sunday, 22, until)])
            publish(tx, "sam", draft, draft.version)

    night(24 + 6)
    start = at(sunday, 22)
    send(small_service, said("1", "ann", start, random.Random(1), over=False))
    assert statuses(small_service)["ann"] in {"in", "out"}
    night(24 + 1)
    clock.moment += timedelta(seconds=2)
    assert statuses(small_service)["ann"] in {"not_scheduled", "unscheduled"}
