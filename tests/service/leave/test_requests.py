"""Requests for leave, from asking to withdrawal, on both databases."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from tests.centre import WEEK, at, day, shift
from tests.service.leave.leave_centre import (
    BEFORE,
    LUNCH,
    ONE_HEAD,
    SITE,
    asked,
    asked_in_turn,
    days,
    put_leave_centre,
    shifts_on,
    stop_clock,
    withdrawn,
)
from tests.work_plans import contract
from wfm.model import (
    ActivityCategory,
    LeaveAllowance,
    LeaveDecision,
    LeaveMeasure,
    LeaveType,
    LeaveUnit,
    TimeOff,
)
from wfm.service.leave.judge import LeaveDesk
from wfm.service.leave.requests import (
    Wanted,
    approve,
    ask,
    put_on_waitlist,
    refuse,
)
from wfm.service.leave.waitlist import ended_with, judge_waitlist
from wfm.store.audit import trail
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.leave import LEAVE_REQUEST, LeaveStatus
from wfm.store.open_shifts import open_shifts
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft, published
from wfm.store.sites import load_site
from wfm.words import english


@pytest.fixture
def leave(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    stop_clock(monkeypatch)
    put_leave_centre(database)
    return database


def test_leave_on_a_published_day_off_takes_nothing(leave: Database) -> None:
    """Everybody works from Tuesday to Thursday: of a whole week off, that takes three days."""
    request = asked(leave, days("ann", 0, 6))
    assert balance(leave, "ann") == (3, 0, 2)
    withdrawn(leave, "ann", request.key)
    assert balance(leave, "ann") == (0, 0, 5)
    asked(leave, days("ann", 4))
    assert balance(leave, "ann") == (0, 0, 5)
    asked(leave, days("ann", 7, 13))  # its week is not planned yet
    assert balance(leave, "ann") == (5, 0, 0)


def test_a_day_that_other_leave_took_before_is_no_day_off(leave: Database) -> None:
    asked(leave, days("ann", 1, kind="sick"))
    vacation = TimeOff("ann", at(day(1), 0), at(day(5), 0), "vacation")
    with leave.writing() as tx:
        TIME_OFF_ENTRY.create(tx, "sam", SITE, "v", vacation)
    assert balance(leave, "ann") == (3, 0, 2)


def test_leave_that_a_week_was_planned_around_takes_its_days(leave: Database) -> None:
    asked(leave, days("ann", 7, 13))
    with leave.writing() as tx:
        draft = create_draft(tx, "sam", SITE, WEEK + timedelta(weeks=1), [shift("bob", day(8))])
        publish(tx, "sam", draft, draft.version)
    assert balance(leave, "ann") == (5, 0, 0)


def status(database: Database, key: str) -> LeaveStatus:
    with database.reading() as tx:
        return LEAVE_REQUEST.get(tx, SITE, key).value.status


def balance(database: Database, agent: str, kind: str = "vacation") -> tuple[float, float, float]:
    with database.reading() as tx:
        found = LeaveDesk(tx, SITE, BEFORE).balances(agent, 2026)
    [own] = [one for one in found if one.leave_type == kind]
    return own.taken, own.requested, own.left


def open_dates(database: Database) -> list[object]:
    with database.reading() as tx:
        return [one.value.date for one in open_shifts(tx, SITE, BEFORE)]


def test_leave_within_the_limits_is_granted_and_leaves_open_shifts(leave: Database) -> None:
    done = asked(leave, days("ann", 1, 2))
    assert done.value.status is LeaveStatus.APPROVED
    assert done.value.decided_by is None
    assert balance(leave, "ann") == (2.0, 0.0, 3.0)
    with leave.reading() as tx:
        [absence] = load_site(tx, SITE).time_off  # so it is in the next plan
        info = published(tx, SITE, WEEK)
        assert info is not None
        assert info.number == 2
    assert (absence.agent_id, absence.kind, absence.paid) == ("ann", "vacation", True)
    assert shifts_on(leave, "ann", day(1)) == shifts_on(leave, "ann", day(2)) == []
    assert len(shifts_on(leave, "ann", day(3))) == len(shifts_on(leave, "cy", day(1))) == 1
    assert open_dates(leave) == [day(1), day(2)]


def test_a_request_beyond_the_allowance_waits_and_follows_when_time_becomes_free(
    leave: Database,
) -> None:
    first, second, third = (asked(leave, days(who, 1)) for who in ("ann", "cy", "dot"))
    other = asked(leave, days("bob", 1))
    assert other.value.status is LeaveStatus.APPROVED  # of a team without an allowance
    assert [second.value.status, third.value.status] == [LeaveStatus.WAITLISTED] * 2
    [reason] = second.value.reasons
    assert reason["code"] == "leave.allowance.heads"
    assert balance(leave, "cy") == (0.0, 1.0, 4.0)
    withdrawn(leave, "ann", first.key)
    assert status(leave, second.key) is LeaveStatus.APPROVED
    assert status(leave, third.key) is LeaveStatus.WAITLISTED
    assert len(shifts_on(leave, "ann", day(1))) == 1, "nobody had taken it: it came back"
    assert shifts_on(leave, "cy", day(1)) == []
    assert balance(leave, "ann") == (0.0, 0.0, 5.0)


def test_an_account_that_falls_short_refuses_with_the_reason(leave: Database) -> None:
    done = asked(leave, days("ann", 0, 13))
    assert done.value.status is LeaveStatus.REFUSED
    [reason] = done.value.reasons
    assert reason["params"]["missing"] == 3.0  # the published week has three, the next five
    assert balance(leave, "ann") == (0.0, 0.0, 5.0)


def test_what_nobody_can_refuse_is_granted_whatever_the_allowance(leave: Database) -> None:
    asked(leave, days("ann", 1))
    assert asked(leave, days("cy", 1, kind="sick")).value.status is LeaveStatus.APPROVED
    assert asked(leave, days("dot", 2)).value.status is LeaveStatus.APPROVED
    waiting = asked(leave, days("cy", 3, kind="vacation"))
    assert waiting.value.status is LeaveStatus.APPROVED, "sick leave takes nothing of the allowance"


def test_of_two_requests_for_the_last_place_exactly_one_wins(leave: Database) -> None:
    start, found = Barrier(2), []

    def race(who: str) -> None:
        start.wait()
        found.append(asked_in_turn(leave, days(who, 2)).value.status)

    threads = [Thread(target=race, args=(who,)) for who in ("ann", "cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [LeaveStatus.APPROVED, LeaveStatus.WAITLISTED]


def test_a_person_decides_what_the_limits_do_not(leave: Database) -> None:
    one = asked(leave, days("bob", 1, kind="care"))
    assert one.value.status is LeaveStatus.REQUESTED
    with pytest.raises(StaleError), leave.writing() as tx:
        approve(tx, "sue", SITE, one.key, one.version + 1)
    with leave.writing() as tx:
        done = approve(tx, "sue", SITE, one.key, one.version)
    assert (done.value.status, done.value.decided_by) == (LeaveStatus.APPROVED, "sue")
    assert balance(leave, "bob", "care") == (8.0, 0.0, 0.0)
    other = asked(leave, days("bob", 2, kind="care"))
    with pytest.raises(ConflictError) as told, leave.writing() as tx:
        approve(tx, "sue", SITE, other.key, other.version)
    assert "8.0 hours short" in english(told.value.details[0])
    with leave.writing() as tx:
        done = approve(tx, "sue", SITE, other.key, other.version, accept=True)
    assert [reason["code"] for reason in done.value.reasons] == ["leave.account.short"]
    with leave.writing() as tx:
        third = ask(tx, "bob", SITE, days("bob", 3, kind="care"))
        done = refuse(tx, "sue", SITE, third.key, third.version, "the audit is on")
    assert done.value.reasons[0]["params"] == {"reason": "the audit is on"}
    with pytest.raises(ConflictError, match="already"), leave.writing() as tx:
        approve(tx, "sue", SITE, third.key, done.version)


def test_no_person_exceeds_an_allowance(leave: Database) -> None:
    asked(leave, days("ann", 1))
    one = asked(leave, days("cy", 1, kind="care"))
    with pytest.raises(ConflictError, match="waitlist") as told, leave.writing() as tx:
        approve(tx, "sue", SITE, one.key, one.version, accept=True)
    assert "2 would be away at once, 1 may be" in english(told.value.details[0])
    with leave.writing() as tx:
        waiting = put_on_waitlist(tx, "sue", SITE, one.key, one.version)
    assert waiting.value.status is LeaveStatus.WAITLISTED
    with leave.writing() as tx:
        [absence] = TIME_OFF_ENTRY.listed(tx, SITE)
        TIME_OFF_ENTRY.change(
            tx, "sam", SITE, absence.key, absence.version, absence.value, active=False
        )
        ended_with(tx, "sam", SITE, absence.key)
    judge_waitlist(leave, "sam", SITE)
    assert status(leave, one.key) is LeaveStatus.REQUESTED, "it fits by now: a person decides"


def test_a_part_of_a_day_takes_its_hours_of_the_published_shift(leave: Database) -> None:
    part = Wanted("bob", "care", at(day(1), 14), at(day(1), 20))
    one = asked(leave, part)
    assert (one.value.start, one.value.end) == (at(day(1), 14), at(day(1), 17))
    with leave.writing() as tx:
        done = approve(tx, "sue", SITE, one.key, one.version)
    assert balance(leave, "bob", "care") == (3.0, 0.0, 5.0)
    [left] = shifts_on(leave, "bob", day(1))
    away = [a for a in left.activities if a.category is ActivityCategory.TIME_OFF]
    assert [(a.code, a.start, a.end, a.paid) for a in away] == [
        ("OFF", at(day(1), 14), at(day(1), 17), False)
    ]
    assert (left.start, left.end) == (at(day(1), 9), at(day(1), 17))
    withdrawn(leave, "bob", done.key)
    [back] = shifts_on(leave, "bob", day(1))
    [same] = shifts_on(leave, "eva", day(1))
    assert back.activities == same.activities


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted("bob", "care", at(day(1), 10), at(day(1), 16)), "more than half"),
        (Wanted("bob", "care", at(day(1), 16), at(day(1), 10)), "ends before"),
        (Wanted("bob", "care", BEFORE - timedelta(days=2), BEFORE), "begun"),
        (Wanted("bob", "care", at(day(1), 0), at(day(400), 0)), "longer than a year"),
    ],
)
def test_what_cannot_be_asked_for_is_told_and_not_stored(
    leave: Database, wanted: Wanted, told: str
) -> None:
    with pytest.raises(ConflictError, match=told):
        asked(leave, wanted)
    with leave.reading() as tx:
        assert LEAVE_REQUEST.page(tx, SITE) == []


def test_nobody_asks_twice_for_the_same_time(leave: Database) -> None:
    asked(leave, days("bob", 1, kind="care"))
    with pytest.raises(ConflictError, match="asked for leave"):
        asked(leave, days("bob", 0, 2))
    asked(leave, days("ann", 1))
    with pytest.raises(ConflictError, match="away"):
        asked(leave, days("ann", 0, 2))


def test_leave_that_has_begun_is_not_withdrawn(
    leave: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asked(leave, days("ann", 1, 2))
    stop_clock(monkeypatch, at(day(1), 10))
    with pytest.raises(ConflictError, match="begun"):
        withdrawn(leave, "ann", one.key)


def test_the_trail_has_the_whole_story(leave: Database) -> None:
    one = asked(leave, days("ann", 1))
    withdrawn(leave, "ann", one.key)
    with leave.reading() as tx:
        lines = [(e.action, e.entity) for e in trail(tx, SITE, None, 50)]
    for line in (
        ("create", "leave request"), ("change", "leave request"), ("create", "time off"),
        ("publish", "schedule"), ("create", "open shift"), ("deactivate", "time off"),
        ("change", "open shift"),
    ):  # fmt: skip
        assert line in lines


def test_hours_of_a_day_bound_too(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    hours = LeaveAllowance(None, "sales", LeaveMeasure.HOURS, 12)
    put_leave_centre(database, leave_allowances=(hours, ONE_HEAD))
    assert asked(database, days("ann", 1)).value.status is LeaveStatus.APPROVED
    beyond = asked(database, days("bob", 1))  # 16 hours of a skill that all have
    assert [reason["params"]["used"] for reason in beyond.value.reasons] == [16.0]
    part = Wanted("bob", "vacation", at(day(2), 9), at(day(2), 12))
    assert asked(database, part).value.status is LeaveStatus.APPROVED


def test_unpaid_hours_off_are_no_reason_to_ask_a_person(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer hours than the contract's least are what is asked for; a break falls into them."""
    stop_clock(monkeypatch)
    plan = contract("full", (1320, 2400), (0, 5), (480, 510), 480, 1200, activities=(LUNCH,))
    errand = LeaveType("errand", False, LeaveUnit.NONE, LeaveDecision.WITHIN_LIMITS)
    put_leave_centre(
        database, work_plans={"full": plan}, leave_types=(errand,), leave_accounts=(),
        leave_allowances=(),
    )  # fmt: skip
    made = asked(database, Wanted("ann", "errand", at(day(1), 13), at(day(1), 17)))
    assert (made.value.status, made.value.reasons) == (LeaveStatus.APPROVED, ())
    with database.reading() as tx:
        [last, *_] = [e.after or {} for e in trail(tx, SITE, None, 50) if e.action == "publish"]
    assert "is paid 19 h" in str(last["accepted"]), "and it is named"
