"""Imports change what the files say and leave the rest; undone, what is unchanged goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.centre import ZONE, at, centre, day, put_centre
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
    LeaveMeasure,
    LeaveType,
    Meeting,
    OpeningDate,
    Preference,
    PreferenceKind,
    Queue,
    ServiceGoal,
    ShiftRequest,
    Site,
    TimeOff,
)
from wfm.scheduling.rules.work_plan import changed
from wfm.store.audit import trail
from wfm.store.database import Connection, Database
from wfm.store.demand import EVENT, OPENING_DATE, QUEUE, SETTINGS
from wfm.store.entities import Entity, Stored
from wfm.store.errors import ConflictError
from wfm.store.imports import import_site, roll_back
from wfm.store.leave import LEAVE_ACCOUNT, LEAVE_ALLOWANCE, LEAVE_TYPE
from wfm.store.people import (
    AGENT,
    AVAILABILITY_WINDOW,
    CONTRACT,
    GROUP_RULE,
    MEETING,
    PREFERENCE,
    SHIFT_REQUEST,
    TEAM,
    TIME_OFF_ENTRY,
    WORK_PLAN,
    Team,
)
from wfm.store.site_merge import NO_CHOICE, Choices, Fate, RowReport
from wfm.store.site_tables import SITE_TABLES
from wfm.store.sites import load_site
from wfm.words import english

RETIRE, FILES_WIN = Choices(retire=True), Choices(files_win=True)
DEE = Agent("dee", "Dee", "Green", "full", frozenset({"sales"}))
LEAVE = TimeOff("bob", at(day(2), 0), at(day(3), 0), "holiday")


def full_centre() -> Site:
    """A site with a row in each table."""
    calls = centre().queues[0]
    mail = Queue(
        "mail", Channel.EMAIL, "sales", calls.hours, ServiceGoal(None), response_minutes=240
    )
    return replace(
        centre(),
        queues=(calls, mail),
        availability=(Availability("ann", frozenset({0, 4}), 480, 1000, True),),
        preferences=(Preference("bob", PreferenceKind.DAY_OFF, frozenset({4})),),
        meetings=(Meeting("talk", ("ann", "bob"), at(day(1), 10), at(day(1), 12), 30),),
        events=(Event("offers", frozenset({"sales", "mail"}), at(day(0), 0), at(day(2), 0), 1.2),),
        contracts=(Contract("cy", "full", day(2), day(30)),),
        shift_requests=(ShiftRequest("ann", day(2), "Early"),),
        group_rules=(GroupRule("desks", GroupRuleKind.SEATS, 2, ("ann", "cy")),),
        opening_dates=(OpeningDate("stocktaking", frozenset(), day(2)),),
        leave_types=(LeaveType("vacation"),),
        leave_accounts=(LeaveAccount("ann", "vacation", 2026, 30.0),),
        leave_allowances=(LeaveAllowance("Blue", None, LeaveMeasure.HOURS, 16.0),),
        state_map={"TALK": "on_queue", "AWAY/lunch": "meal"},
    )


@pytest.fixture
def stored(database: Database) -> Database:
    with database.writing() as tx:
        put_centre(tx, site=full_centre())
    return database


def take(
    tx: Connection, site: Site, choices: Choices = NO_CHOICE, content: bytes = b"again"
) -> Sequence[RowReport]:
    return import_site(tx, "ada", "north", site, content, choices=choices)[1]


def edit(tx: Connection, entity: Entity[Any], key: str, **fields: Any) -> Stored[Any]:
    found = entity.get(tx, "north", key)
    edited = changed if entity is WORK_PLAN else replace
    return entity.change(tx, "sue", "north", key, found.version, edited(found.value, **fields))


def fates(rows: Sequence[RowReport]) -> dict[tuple[str, str], Fate]:
    return {(row.table, row.row): row.fate for row in rows}


def only(tx: Connection, entity: Entity[Any]) -> Stored[Any]:
    [found] = entity.listed(tx, "north")
    return found


def test_every_table_of_a_site_comes_back_as_it_was_imported(stored: Database) -> None:
    with stored.reading() as tx:
        assert load_site(tx, "north") == full_centre()


def test_the_same_site_again_changes_no_row_and_no_version(stored: Database) -> None:
    with stored.writing() as tx:
        before = [table.entity.listed(tx, "north") for table in SITE_TABLES]
        assert take(tx, full_centre()) == []
        assert [table.entity.listed(tx, "north") for table in SITE_TABLES] == before


def test_what_the_service_made_stays_even_where_the_missing_are_retired(stored: Database) -> None:
    with stored.writing() as tx:
        TEAM.create(tx, "sue", "north", "Green", Team("Green"))
        AGENT.create(tx, "sue", "north", "dee", DEE)
        TIME_OFF_ENTRY.create(tx, "sue", "north", "t" * 32, LEAVE)
        QUEUE.create(
            tx, "sue", "north", "callback", replace(full_centre().queues[1], name="callback")
        )
        event = replace(full_centre().events[0], queues=frozenset({"callback"}))
        EVENT.create(tx, "sue", "north", "e" * 32, event)
        rows = take(tx, full_centre(), RETIRE)
        site = load_site(tx, "north")
    assert rows == []
    assert DEE in site.agents
    assert LEAVE in site.time_off
    assert [queue.name for queue in site.queues] == ["sales", "mail", "callback"]
    assert event in site.events


EDITS: tuple[tuple[Entity[Any], dict[str, Any]], ...] = (
    (SETTINGS, {"shrinkage": 0.2}),
    (WORK_PLAN, {"minimum_rest": 720}),
    (TIME_OFF_ENTRY, {"kind": "holiday", "end": at(day(1), 12)}),
    (AVAILABILITY_WINDOW, {"end": 900}),
    (PREFERENCE, {"weight": 9}),
    (MEETING, {"minutes": 45}),
    (EVENT, {"effect": None, "start": at(day(1), 0)}),
    (CONTRACT, {"first": day(3), "weekdays": frozenset({1})}),
    (SHIFT_REQUEST, {"date": day(3), "wanted": False}),
    (GROUP_RULE, {"name": "seats", "heads": 3}),
    (OPENING_DATE, {"date": day(3), "name": "inventory"}),
    (LEAVE_TYPE, {"paid": False}),
    (LEAVE_ACCOUNT, {"year": 2027, "entitlement": 28.0}),
    (LEAVE_ALLOWANCE, {"team": "Red", "limit": 8.0}),
)
"""What recognises a row is edited, too."""


@pytest.mark.parametrize(("entity", "fields"), EDITS, ids=[e.kind for e, _ in EDITS])
def test_an_edit_of_a_row_that_the_files_say_again_stays(
    stored: Database, entity: Entity[Any], fields: dict[str, Any]
) -> None:
    with stored.writing() as tx:
        edited = edit(tx, entity, only(tx, entity).key, **fields)
        assert take(tx, full_centre()) == []
        assert only(tx, entity) == edited


def test_files_and_service_may_change_different_fields_of_a_row(stored: Database) -> None:
    with stored.writing() as tx:
        edit(tx, AGENT, "ann", name="Anne")
        goal = full_centre().queues[0].goal
        edit(tx, QUEUE, "sales", goal=replace(goal, service_level=0.9), shrinkage=0.3)
        changed = full_centre()
        ann, *others = changed.agents
        sales, mail = changed.queues
        files = replace(
            changed,
            agents=(replace(ann, hourly_cost=30.0), *others),
            queues=(replace(sales, goal=replace(goal, threshold=30.0)), mail),
        )
        rows = take(tx, files)
        assert fates(rows) == {("agents", "ann"): Fate.CHANGED, ("queues", "sales"): Fate.CHANGED}
        [change] = [row for row in rows if row.table == "queues"]
        assert [(f.field, f.stored, f.files) for f in change.fields] == [
            ("goal.threshold", 20.0, 30.0)
        ]
        both = AGENT.get(tx, "north", "ann").value
        queue = QUEUE.get(tx, "north", "sales").value
    assert (both.name, both.hourly_cost) == ("Anne", 30.0)
    assert (queue.goal.service_level, queue.goal.threshold, queue.shrinkage) == (0.9, 30.0, 0.3)


def test_a_field_that_both_changed_stays_and_is_told_until_the_files_may_win(
    stored: Database,
) -> None:
    with stored.writing() as tx:
        edit(tx, AGENT, "ann", name="Anne")
        site = full_centre()
        files = replace(site, agents=(replace(site.agents[0], name="Annie"), *site.agents[1:]))
        for content in (b"one", b"two"):
            [row] = take(tx, files, content=content)
            assert (row.table, row.row, row.fate) == ("agents", "ann", Fate.CONFLICT)
            [field] = row.fields
            assert (field.before, field.stored, field.files) == ("Ann", "Anne", "Annie")
            assert AGENT.get(tx, "north", "ann").value.name == "Anne"
        [row] = take(tx, files, FILES_WIN)
        assert row.fate is Fate.CHANGED
        assert AGENT.get(tx, "north", "ann").value.name == "Annie"
        assert take(tx, files, content=b"four") == []


def test_a_hire_in_the_service_whom_the_files_name_too_is_the_same_person(
    stored: Database,
) -> None:
    with stored.writing() as tx:
        TEAM.create(tx, "sue", "north", "Green", Team("Green"))
        AGENT.create(tx, "sue", "north", "dee", DEE)
        theirs = replace(DEE, team="Blue", hourly_cost=30.0)
        files = replace(full_centre(), agents=(*full_centre().agents, theirs))
        for content in (b"one", b"two"):
            rows = take(tx, files, content=content)
            assert fates(rows) == {("agents", "dee"): Fate.CONFLICT}
            assert {field.field for field in rows[0].fields} == {"team", "hourly_cost"}
        assert AGENT.get(tx, "north", "dee").value == DEE
        settled = replace(files, agents=(*full_centre().agents, replace(theirs, team="Green")))
        edit(tx, AGENT, "dee", hourly_cost=30.0)
        assert take(tx, settled, content=b"three") == []
        raised = replace(files, agents=(*full_centre().agents, replace(DEE, hourly_cost=31.0)))
        assert fates(take(tx, raised, content=b"four")) == {("agents", "dee"): Fate.CHANGED}


def test_leave_is_recognised_by_agent_start_and_end_under_a_key_nobody_can_guess(
    stored: Database,
) -> None:
    with stored.writing() as tx:
        put_centre(tx, "south", full_centre())
        before = only(tx, TIME_OFF_ENTRY)
        [elsewhere] = TIME_OFF_ENTRY.listed(tx, "south")
        assert before.value == elsewhere.value
        assert before.key != elsewhere.key
        sick = replace(full_centre().time_off[0], kind="vacation", paid=False)
        assert [row.fate for row in take(tx, replace(full_centre(), time_off=(sick,)))] == [
            Fate.CHANGED
        ]
        after = only(tx, TIME_OFF_ENTRY)
        assert (after.key, after.value) == (before.key, sick)
        TIME_OFF_ENTRY.create(tx, "sue", "north", "t" * 32, LEAVE)
        known = replace(full_centre(), time_off=(sick, LEAVE))
        assert take(tx, known, content=b"with it") == []
        assert len(TIME_OFF_ENTRY.listed(tx, "north")) == 2


def test_leave_that_was_withdrawn_in_the_service_does_not_come_back(stored: Database) -> None:
    with stored.writing() as tx:
        found = only(tx, TIME_OFF_ENTRY)
        TIME_OFF_ENTRY.change(
            tx, "sue", "north", found.key, found.version, found.value, active=False
        )
        assert take(tx, full_centre()) == []
        assert load_site(tx, "north").time_off == ()


def without_bob() -> Site:
    site = full_centre()
    talk = replace(site.meetings[0], agent_ids=("ann",))
    return replace(
        site,
        agents=tuple(agent for agent in site.agents if agent.id != "bob"),
        preferences=(),
        meetings=(talk,),
    )


GONE = {("agents", "bob"), ("teams", "Red"), ("preferences", "bob, day_off, 4, 0, 1440")}


def test_rows_missing_from_the_files_stay_and_are_told(stored: Database) -> None:
    with stored.writing() as tx:
        rows = take(tx, without_bob())
        assert {place for place, fate in fates(rows).items() if fate is Fate.MISSING} == GONE
        assert {agent.id for agent in load_site(tx, "north").agents} == {"ann", "bob", "cy"}


def test_retiring_is_asked_for_and_each_row_has_its_line_in_the_trail(stored: Database) -> None:
    with stored.writing() as tx:
        rows = take(tx, without_bob(), RETIRE)
        assert {place for place, fate in fates(rows).items() if fate is Fate.RETIRED} == GONE
        bob = AGENT.get(tx, "north", "bob")
        lines = [e for e in trail(tx, "north", None, 50) if e.action == "deactivate"]
        took_over = take(tx, full_centre(), content=b"back")
        back = load_site(tx, "north")
    assert not bob.active
    assert bob.value.end_date == datetime.now(ZONE).date()  # turnover counts who left, and when
    assert {line.entity for line in lines} == {"agent", "team", "preference"}
    assert len(lines) == 3
    assert all(line.before["active"] and not line.after["active"] for line in lines)
    assert ("agents", "bob") in fates(took_over)
    assert back == full_centre()


def test_a_missing_row_that_the_service_changed_is_retired_only_if_the_files_may_win(
    stored: Database,
) -> None:
    with stored.writing() as tx:
        edit(tx, AGENT, "bob", hourly_cost=30.0)
        rows = take(tx, without_bob(), RETIRE)
        assert fates(rows)["agents", "bob"] is Fate.CONFLICT
        assert fates(rows)["teams", "Red"] is Fate.NEEDED  # bob is in it
        assert AGENT.get(tx, "north", "bob").active
        assert TEAM.get(tx, "north", "Red").active
        rows = take(tx, without_bob(), Choices(retire=True, files_win=True))
        assert fates(rows)["agents", "bob"] is Fate.RETIRED
        assert not TEAM.get(tx, "north", "Red").active


def test_a_queue_stays_as_long_as_an_event_made_in_the_service_names_it(stored: Database) -> None:
    with stored.writing() as tx:
        mine = replace(full_centre().events[0], name="mailing", queues=frozenset({"mail"}))
        EVENT.create(tx, "sue", "north", "e" * 32, mine)
        site = full_centre()
        files = replace(site, queues=site.queues[:1], events=())
        rows = take(tx, files, RETIRE)
        [needed] = [row for row in rows if row.fate is Fate.NEEDED]
        assert (needed.table, needed.row) == ("queues", "mail")
        assert "mailing" in english(needed.reason)
        assert QUEUE.get(tx, "north", "mail").active


def test_nothing_in_force_may_need_what_is_retired(stored: Database) -> None:
    plan = full_centre().work_plans["full"]
    with pytest.raises(ConflictError, match="agent 'ann' needs"), stored.writing() as tx:
        WORK_PLAN.change(tx, "sue", "north", "full", 1, plan, active=False)
    with pytest.raises(ConflictError, match="'nowhere', which does not"), stored.writing() as tx:
        edit(tx, EVENT, only(tx, EVENT).key, queues=frozenset({"nowhere"}))
    with stored.reading() as tx:
        assert load_site(tx, "north") == full_centre()


def test_an_import_that_needs_what_the_service_retired_changes_nothing(stored: Database) -> None:
    with stored.writing() as tx:
        edit(tx, EVENT, only(tx, EVENT).key, queues=frozenset({"sales"}))
        mail = QUEUE.get(tx, "north", "mail")
        QUEUE.change(tx, "sue", "north", "mail", 1, mail.value, active=False)
    event = Event("mailing", frozenset({"mail"}), at(day(0), 0), at(day(1), 0), 2.0)
    with pytest.raises(ConflictError, match="event 'mailing' needs"), stored.writing() as tx:
        take(tx, replace(full_centre(), events=(*full_centre().events, event)))
    with stored.reading() as tx:
        assert len(EVENT.listed(tx, "north")) == 1


def test_codes_of_states_are_rows_too(stored: Database) -> None:
    with stored.writing() as tx:
        edit(tx, SETTINGS, "north", state_map={**full_centre().state_map, "CHAT": "on_queue"})
        files = replace(full_centre(), state_map={"TALK": "break"})
        rows = take(tx, files)
        assert fates(rows)["state_map", "AWAY/lunch"] is Fate.MISSING
        kept = {"TALK": "break", "AWAY/lunch": "meal", "CHAT": "on_queue"}
        assert load_site(tx, "north").state_map == kept
        take(tx, files, RETIRE)
        assert load_site(tx, "north").state_map == {"TALK": "break", "CHAT": "on_queue"}


def test_two_rows_alike_stay_two(stored: Database) -> None:
    with stored.writing() as tx:
        twice = replace(full_centre(), preferences=full_centre().preferences * 2)
        assert [row.fate for row in take(tx, twice)] == [Fate.ADDED]
        assert take(tx, twice, content=b"same") == []
        assert load_site(tx, "north").preferences == twice.preferences


def test_fields_that_make_no_sense_together_are_taken_from_one_side(stored: Database) -> None:
    with stored.writing() as tx:
        edit(tx, QUEUE, "sales", lines=20)
        site = full_centre()
        chat = replace(site.queues[0], concurrency=2)  # limited lines need one contact at a time
        files = replace(site, queues=(chat, site.queues[1]))
        [row] = take(tx, files)
        assert row.fate is Fate.CONFLICT
        assert "lines" in english(row.reason)
        assert QUEUE.get(tx, "north", "sales").value.concurrency == 1
        take(tx, files, FILES_WIN)
        assert QUEUE.get(tx, "north", "sales").value == chat


def test_undo_takes_back_what_is_as_the_import_left_it_and_tells_the_rest(
    stored: Database,
) -> None:
    with stored.writing() as tx:
        site = full_centre()
        ann, bob, cy = site.agents
        files = replace(
            site,
            agents=(replace(ann, hourly_cost=30.0), replace(bob, hourly_cost=31.0), cy, DEE),
            time_off=(*site.time_off, LEAVE),
            shrinkage=0.25,
        )
        latest, _ = import_site(tx, "ada", "north", files, b"new")
        edit(tx, AGENT, "bob", name="Bobby")
        _, left = roll_back(tx, "ada", "north", latest.id)
        after = load_site(tx, "north")
        told = {(row.table, row.row): row.fate for row in left}
        lines = trail(tx, "north", None, 6)
    assert told == {("agents", "bob"): Fate.EDITED}
    bobby = replace(bob, name="Bobby", hourly_cost=31.0)
    assert after == replace(site, agents=(ann, bobby, cy))
    assert {(line.action, line.entity) for line in lines} == {
        ("roll back", "import"), ("change", "site"), ("change", "agent"), ("deactivate", "agent"),
        ("deactivate", "team"), ("deactivate", "time off"),
    }  # fmt: skip


def test_undo_brings_back_nothing_that_contradicts_what_was_edited_since(
    stored: Database,
) -> None:
    site = full_centre()
    [contract], [closed] = site.contracts, site.opening_dates
    files = replace(
        site,
        contracts=(replace(contract, first=day(4)),),
        opening_dates=(replace(closed, date=day(4)),),
    )
    since: dict[Entity[Any], dict[str, Any]] = {
        CONTRACT: {"first": contract.first, "last": day(9)},
        OPENING_DATE: {"date": closed.date, "windows": ((60, 90),)},
    }
    with stored.writing() as tx:
        taken, _ = import_site(tx, "ada", "north", files, b"files", choices=RETIRE)
        for entity, fields in since.items():
            [brought] = (row for row in entity.listed(tx, "north") if row.active)
            edit(tx, entity, brought.key, **fields)
        edited, told = load_site(tx, "north"), roll_back(tx, "ada", "north", taken.id)[1]
        after = load_site(tx, "north")
    assert (after.contracts, after.opening_dates) == (edited.contracts, edited.opening_dates)
    assert sorted((row.table, row.fate) for row in told) == [
        (table, fate) for table in ("contracts", "opening_dates")
        for fate in (Fate.EDITED, Fate.NEEDED)
    ]  # fmt: skip
    assert any("would have the work plans" in english(row.reason) for row in told if row.reason)


def test_undo_leaves_what_the_service_has_built_upon(stored: Database) -> None:
    with stored.writing() as tx:
        files = replace(full_centre(), agents=(*full_centre().agents, DEE))
        latest, _ = import_site(tx, "ada", "north", files, b"new")
        AGENT.create(tx, "sue", "north", "eli", replace(DEE, id="eli", name="Eli"))
        _, left = roll_back(tx, "ada", "north", latest.id)
        assert {(row.table, row.row): row.fate for row in left} == {("teams", "Green"): Fate.NEEDED}
        assert {agent.id for agent in load_site(tx, "north").agents} == {"ann", "bob", "cy", "eli"}


def test_files_that_were_undone_can_be_imported_again(stored: Database) -> None:
    with stored.writing() as tx:
        files = replace(full_centre(), agents=(*full_centre().agents, DEE), shrinkage=0.2)
        latest, _ = import_site(tx, "ada", "north", files, b"new")
        roll_back(tx, "ada", "north", latest.id)
        take(tx, files, content=b"new")
        assert load_site(tx, "north") == files


def test_imports_are_undone_from_the_latest_on(stored: Database) -> None:
    with stored.writing() as tx:
        site = full_centre()
        first, _ = import_site(tx, "ada", "north", replace(site, shrinkage=0.2), b"one")
        second, _ = import_site(tx, "ada", "north", replace(site, shrinkage=0.3), b"two")
        with pytest.raises(ConflictError, match="another import came after"):
            roll_back(tx, "ada", "north", first.id)
        for latest, shrinkage in ((second, 0.2), (first, 0.1)):
            roll_back(tx, "ada", "north", latest.id)
            assert load_site(tx, "north").shrinkage == shrinkage


def test_of_someone_who_left_no_window_wish_or_meeting_remains_in_the_plan(
    stored: Database,
) -> None:
    with stored.writing() as tx:
        ann = AGENT.get(tx, "north", "ann")
        AGENT.change(tx, "sue", "north", "ann", 1, ann.value, active=False)
        site = load_site(tx, "north")
    assert (site.availability, site.time_off) == ((), ())
    assert [meeting.agent_ids for meeting in site.meetings] == [("bob",)]
