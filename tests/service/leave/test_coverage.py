"""What leave costs in heads in a published week that knows its demand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.centre import at, day
from tests.service.leave.leave_centre import (
    SITE,
    asked,
    days,
    put_demand,
    put_leave_centre,
    stop_clock,
)
from wfm.model import LeaveAllowance, LeaveMeasure
from wfm.service.leave.judge import LeaveDesk
from wfm.service.leave.requests import Wanted, tried
from wfm.store.database import Database
from wfm.store.leave import LeaveStatus
from wfm.words import english


@pytest.fixture
def covered(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Five heads where 4.4 are required on Tuesday morning; no queue may be half a head short."""
    database = Database(sqlite_url)
    stop_clock(monkeypatch)
    short = LeaveAllowance(None, "sales", LeaveMeasure.COVERAGE, 0.5)
    put_leave_centre(database, leave_allowances=(short,))
    put_demand(database)
    return database


def test_heads_and_net_staffing_are_told_by_the_sites_clock(covered: Database) -> None:
    with covered.reading() as tx:
        found = tried(tx, SITE, days("ann", 1))
    assert found.costs is not None
    [cost] = found.costs
    assert (cost.queue, cost.heads, cost.start) == ("sales", 1.0, at(day(1), 9))
    assert cost.before == pytest.approx(0.6)
    assert cost.after == pytest.approx(-0.4)
    assert english(cost.said) == (
        "Costs 1.0 heads on sales, most on Tue 2026-03-24 09:00: -0.4 net."
    )


def test_leave_that_would_leave_a_queue_too_short_waits(covered: Database) -> None:
    assert asked(covered, days("ann", 1)).value.status is LeaveStatus.APPROVED
    second = asked(covered, days("bob", 1))
    assert second.value.status is LeaveStatus.WAITLISTED
    [reason] = second.value.reasons
    assert reason["code"] == "leave.allowance.coverage"
    assert reason["params"]["short"] == pytest.approx(1.4)
    at_noon = Wanted("bob", "vacation", at(day(1), 14), at(day(1), 17))
    with covered.reading() as tx:
        desk = LeaveDesk(tx, SITE, at(day(0), 0))
        costs = desk.judge(replace(second.value, start=at_noon.start, end=at_noon.end)).exceeded
    assert costs == (), "nothing is required in the afternoon"
