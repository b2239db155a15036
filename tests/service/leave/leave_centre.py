"""The small centre with leave to be had: types, accounts, and one head of each team at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.api.conftest import TABLES
from tests.centre import WEEK, at, centre, day, put_centre, shift
from tests.work_plans import contract
from wfm.model import (
    ActivityCategory,
    LeaveAccount,
    LeaveAllowance,
    LeaveDecision,
    LeaveMeasure,
    LeaveType,
    LeaveUnit,
    Shift,
    Site,
)
from wfm.scheduling.rules.breaks import ActivityRule
from wfm.service.leave.requests import Wanted, ask, to_ask, to_withdraw, withdraw
from wfm.service.leave.waitlist import judge_waitlist
from wfm.store.database import Database
from wfm.store.entities import Stored
from wfm.store.leave import LeaveRequest
from wfm.store.plans import PlanKind, add_plan
from wfm.store.publishing import copy, publish
from wfm.store.runs import create_run
from wfm.store.schedules import create_draft, published
from wfm.store.stored_shifts import shifts_of
from wfm.store.work_out import work_out

SITE = "north"
BEFORE = at(WEEK - timedelta(days=5), 12)
"""The clock of these tests: some days before the published week."""
VACATION = LeaveType("vacation", decision=LeaveDecision.WITHIN_LIMITS)
CARE = LeaveType("care", paid=False, unit=LeaveUnit.HOURS)
SICK = LeaveType("sick", unit=LeaveUnit.NONE, decision=LeaveDecision.ALWAYS)
LUNCH = ActivityRule("lunch", ActivityCategory.MEAL, 30, False, 210, 270, (480,))
ONE_HEAD = LeaveAllowance("Blue", None, LeaveMeasure.HEADS, 1)


def leave_site(**changes: Any) -> Site:
    """Ann, cy and dot are Blue, bob and eva Red; each has 5 days and 8 hours."""
    site = centre(["ann", "bob", "cy", "eva", "dot"])
    plan = contract("full", (0, 2400), (0, 5), (480, 510), 480, 1200, activities=(LUNCH,))
    accounts = [
        LeaveAccount(agent.id, name, 2026, amount)
        for agent in site.agents
        for name, amount in (("vacation", 5.0), ("care", 8.0))
    ]
    given: dict[str, Any] = {
        "work_plans": {"full": plan}, "time_off": (), "leave_types": (VACATION, CARE, SICK),
        "leave_accounts": tuple(accounts), "leave_allowances": (ONE_HEAD,),
    }  # fmt: skip
    return replace(site, **{**given, **changes})


def put_leave_centre(
    database: Database, shifts: Sequence[Shift] | None = None, **changes: Any
) -> None:
    """Store it, with one published week: everybody works on Tuesday to Thursday."""
    site = leave_site(**changes)
    with database.writing() as tx:
        put_centre(tx, SITE, site)
        week = [shift(agent.id, day(n)) for agent in site.agents for n in (1, 2, 3)]
        draft = create_draft(tx, "sam", SITE, WEEK, week if shifts is None else shifts)
        publish(tx, "sam", draft, draft.version)


def stop_clock(patch: pytest.MonkeyPatch, moment: datetime = BEFORE) -> None:
    """Let leave be judged at a moment; each look at the clock is a little later."""
    ticks = count()
    later = lambda: moment + timedelta(microseconds=next(ticks))  # noqa: E731
    rooms = (
        "leave.requests",
        "leave.waitlist",
        "leave.entered",
        "swaps.desk",
        "messages.telling",
    )
    for room in rooms:
        patch.setattr(f"wfm.service.{room}.now", later)


def days(agent: str, first: int, last: int | None = None, kind: str = "vacation") -> Wanted:
    """Whole days of the published week."""
    until = day((first if last is None else last) + 1)
    return Wanted(agent, kind, at(day(first), 0), at(until, 0))


def asked(database: Database, wanted: Wanted) -> Stored[LeaveRequest]:
    """Ask in a transaction of its own."""
    with database.writing() as tx:
        return ask(tx, wanted.agent_id, SITE, wanted)


def asked_in_turn(database: Database, wanted: Wanted) -> Stored[LeaveRequest]:
    """Ask as the service does: judged first, while others write."""
    return work_out(
        database,
        lambda tx: to_ask(tx, SITE, wanted),
        lambda tx, ready: ask(tx, wanted.agent_id, SITE, wanted, ready),
        turn=SITE,
    )


def withdrawn(database: Database, actor: str, key: str) -> Stored[LeaveRequest]:
    """Withdraw as the service does, and let the waitlist follow."""
    done = work_out(
        database,
        lambda tx: to_withdraw(tx, SITE, key),
        lambda tx, ready: withdraw(tx, actor, SITE, key, ready=ready),
        turn=SITE,
    )
    judge_waitlist(database, actor, SITE)
    return done


def shifts_on(database: Database, agent: str, on: date) -> list[Shift]:
    """What is in force of an agent's day."""
    with database.reading() as tx:
        info = published(tx, SITE, WEEK)
        assert info is not None
        return [one for one in shifts_of(tx, info.id, [agent]) if one.date == on]


def put_demand(database: Database) -> None:
    """Let the published week know its demand: 4.4 heads on Tuesday from 9:00 to 9:30."""
    with database.writing() as tx:
        run = create_run(tx, "sam", SITE, "schedule", {"week": str(WEEK)})
        for kind in (PlanKind.FORECAST, PlanKind.REQUIREMENT):
            add_plan(tx, "sam", SITE, WEEK, kind, "\n".join(TABLES[kind]), run=run.id)
        info = published(tx, SITE, WEEK)
        assert info is not None
        draft = copy(tx, "sam", replace(info, run=run.id))
        publish(tx, "sam", draft, draft.version)
