"""Several schedulers, one week: no acknowledged edit vanishes without a word."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.centre import WEEK, ZONE, put_centre, shift
from wfm.model import Shift
from wfm.planning.merge_schedules import Side, by_agent_day
from wfm.service.merge_conflicts import Decisions, MergeError
from wfm.service.publish import publish_judged, revert_judged
from wfm.store.audit import trail
from wfm.store.database import Connection, Database
from wfm.store.edited_days import agent_day, edit_day, edited_days
from wfm.store.errors import ConflictError
from wfm.store.publishing import copy, publish
from wfm.store.schedules import ScheduleInfo, create_draft, get_schedule, published
from wfm.store.stored_shifts import shifts_of
from wfm.words import english

AGENTS = ("ann", "bob")
Week = Mapping[tuple[str, date], tuple[Shift, ...]]
NUMBERS = count()
"""Weeks apart, so that each example has one of its own."""


def put_live(
    tx: Connection, info: ScheduleInfo, decisions: Decisions | None = None
) -> ScheduleInfo:
    current = get_schedule(tx, info.site, info.week, info.number)
    done = publish_judged(
        tx, "sam", current, current.version, accept_broken_rules=True, decisions=decisions
    )
    return done.info


def content(tx: Connection, info: ScheduleInfo | None) -> Week:
    """An agent's hours by day, whatever their ids."""
    if info is None:
        return {}
    return {
        day: tuple(Shift("", s.agent_id, s.date, s.activities, s.locked) for s in mine)
        for day, mine in by_agent_day(shifts_of(tx, info.id)).items()
    }


def edit(
    tx: Connection, info: ScheduleInfo, agent: str, day: date, start: int | None, who: str = "sam"
) -> None:
    before = agent_day(tx, info.id, agent, day)
    shifts = [] if start is None else [shift(agent, day, start, start + 8)]
    edit_day(tx, who, info, agent, day, before.version, shifts)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, migrated_file: object) -> Database:
    import shutil

    path = tmp_path_factory.mktemp("merges") / "wfm.db"
    shutil.copy(str(migrated_file), path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as tx:
        put_centre(tx)
    return database


@pytest.fixture
def week(store: Database) -> date:
    """A week in whose schedule ann and bob work early on Monday and Tuesday."""
    first = WEEK + timedelta(weeks=2 * next(NUMBERS))
    with store.writing() as tx:
        days = [first, first + timedelta(days=1)]
        shifts = [shift(agent, day, 8, 16) for agent in AGENTS for day in days]
        put_live(tx, create_draft(tx, "sam", "north", first, shifts))
    return first


def two_copies(tx: Connection, week: date) -> tuple[ScheduleInfo, ScheduleInfo]:
    live = published(tx, "north", week)
    assert live is not None
    return copy(tx, "sam", live), copy(tx, "ada", live)


def test_two_who_copied_the_same_week_keep_both_edits(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        edit(tx, one, "ann", week, 10)
        edit(tx, other, "bob", week, None)
        put_live(tx, one)
        live = put_live(tx, other)
        now = content(tx, live)
        assert now["ann", week][0].activities == shift("ann", week, 10, 18).activities
        assert ("bob", week) not in now
        assert edited_days(tx, live.id).keys() == {("ann", week), ("bob", week)}


def test_the_same_day_in_both_is_told_and_nothing_is_published(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        edit(tx, one, "ann", week, 10)
        edit(tx, other, "ann", week, 12)
        live = put_live(tx, one)
    with pytest.raises(MergeError) as refused, store.writing() as tx:
        put_live(tx, other)
    conflict = refused.value.conflicts[0]
    assert (conflict.agent_id, conflict.date) == ("ann", week)
    starts = [side[0].start.hour for side in (conflict.base, conflict.theirs, conflict.mine)]
    assert starts == sorted(set(starts))
    assert "is 10:00–18:00 by now, and 12:00–20:00 here" in english(refused.value.details[0])
    with store.writing() as tx:
        assert published(tx, "north", week) == live
        decisions = Decisions(live.number, {("ann", week): Side.MINE})
        done = put_live(tx, other, decisions)
        assert content(tx, done)["ann", week][0].activities[0].start.hour == starts[2]


def test_decisions_against_what_is_no_longer_in_force_are_not_used(
    store: Database, week: date
) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        third = copy(tx, "eve", one)
        edit(tx, one, "ann", week, 10)
        edit(tx, other, "ann", week, 12)
        edit(tx, third, "ann", week, 14)
        seen = put_live(tx, one)
        stale = Decisions(seen.number, {("ann", week): Side.MINE})
        put_live(tx, third, stale)
    with pytest.raises(MergeError), store.writing() as tx:
        put_live(tx, other, stale)


def test_a_copy_of_an_older_version_undoes_nothing_that_followed(
    store: Database, week: date
) -> None:
    with store.writing() as tx:
        one, _ = two_copies(tx, week)
        edit(tx, one, "ann", week, 10)
        put_live(tx, one)
        older = copy(tx, "eve", get_schedule(tx, "north", week, 1))
        edit(tx, older, "bob", week, 12)
        now = content(tx, put_live(tx, older))
        starts = [now[agent, week][0].activities[0].start for agent in AGENTS]
        assert starts == [shift(a, week, h).start for a, h in (("ann", 10), ("bob", 12))]


def test_a_revert_says_what_it_undoes(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, _ = two_copies(tx, week)
        first = get_schedule(tx, "north", week, 1)
        edit(tx, one, "bob", week, 12)
        put_live(tx, one)
        done = revert_judged(tx, "sam", first, accept_broken_rules=True)
        assert [(c.agent_id, c.date) for c in done.publication.undone] == [("bob", week)]
        assert content(tx, done.info) == content(tx, first)


def test_a_copy_of_a_draft_is_based_on_what_the_draft_was_based_on(
    store: Database, week: date
) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        edit(tx, one, "ann", week, 10)
        put_live(tx, one)
        late = copy(tx, "ada", other)
        edit(tx, late, "bob", week, 12)
        now = content(tx, put_live(tx, late))
    assert now["ann", week][0].activities == shift("ann", week, 10, 18).activities
    assert now["bob", week][0].activities == shift("bob", week, 12, 20).activities


def test_only_a_revert_undoes_what_followed_an_older_version(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, _ = two_copies(tx, week)
        edit(tx, one, "ann", week, 10)
        live = put_live(tx, one)
        older = copy(tx, "ada", get_schedule(tx, "north", week, 1))
        assert content(tx, put_live(tx, older)) == content(tx, live)


def test_the_store_lets_no_draft_past_what_it_does_not_know(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        put_live(tx, one)
    with pytest.raises(ConflictError, match="came into force"), store.writing() as tx:
        publish(tx, "ada", other, other.version)


def test_marks_of_edits_by_hand_stay_with_who_made_them(store: Database, week: date) -> None:
    tuesday = week + timedelta(days=1)
    with store.writing() as tx:
        one, _ = two_copies(tx, week)
        early = [("ann", week), ("bob", week), ("bob", tuesday)]
        solved = [shift("ann", tuesday, 12, 20), *(shift(*day, 8, 16) for day in early)]
        other = create_draft(tx, "ada", "north", week, solved)
        edit(tx, one, "ann", week, 10, "sam")
        edit(tx, one, "ann", tuesday, 12, "sam")
        edit(tx, other, "bob", week, 10, "ada")
        put_live(tx, one)
        live = put_live(tx, other)
        by = {
            day: agent_day(tx, live.id, *day).edited_by
            for day in (("ann", week), ("ann", tuesday), ("bob", week))
        }
    assert by == {("ann", week): "sam", ("ann", tuesday): "sam", ("bob", week): "ada"}


def test_a_night_that_would_run_into_the_morning_of_another_edit_is_told(
    store: Database, week: date
) -> None:
    tuesday = week + timedelta(days=1)
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        edit(tx, one, "ann", tuesday, 5)
        edit(tx, other, "ann", week, 23)
        live = put_live(tx, one)
    with pytest.raises(MergeError) as refused, store.writing() as tx:
        put_live(tx, other)
    told = refused.value
    assert [(c.date, c.overlapping) for c in told.conflicts] == [(week, True), (tuesday, True)]
    assert "would overlap" in english(told.details[0])
    with store.writing() as tx:
        done = put_live(tx, other, Decisions(live.number, {("ann", tuesday): Side.MINE}))
        hours = [s.start.astimezone(ZONE).hour for s in shifts_of(tx, done.id, ["ann"])]
    assert hours == [23, 8]


def test_the_trail_tells_each_merged_day_and_each_decision(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        edit(tx, one, "ann", week, 10)
        edit(tx, one, "bob", week, 10)
        edit(tx, other, "ann", week, 12)
        live = put_live(tx, one)
        other = get_schedule(tx, "north", week, other.number)
        done = publish_judged(
            tx, "ada", other, other.version, accept_broken_rules=True,
            decisions=Decisions(live.number, {("ann", week): Side.MINE}),
        )  # fmt: skip
        [undone] = done.publication.undone
        lines = {entry.action: entry for entry in trail(tx, "north", None, 2)}
    ten, twelve = (shift("ann", week, hour, hour + 8) for hour in (10, 12))
    assert (undone.agent_id, undone.date) == ("ann", week)
    assert (undone.before, undone.after) == (((ten.start, ten.end),), ((twelve.start, twelve.end),))
    assert lines["publish"].after["merged_with"] == live.number
    assert lines["publish"].after["undone"] == [["ann", str(week)]]
    assert lines["merge"].key == f"{week}/{other.number}/bob/{week}"
    assert lines["merge"].before[0]["start"] < lines["merge"].after[0]["start"]


def test_a_lock_is_an_edit_as_any_other(store: Database, week: date) -> None:
    with store.writing() as tx:
        one, other = two_copies(tx, week)
        first = get_schedule(tx, "north", week, 1)
        edit_day(tx, "sam", one, "ann", week, 0, [replace(shift("ann", week, 8, 16), locked=True)])
        edit(tx, other, "bob", week, 10)
        put_live(tx, one)
        live = put_live(tx, other)
        assert content(tx, live)["ann", week][0].locked
        done = revert_judged(tx, "sam", first, accept_broken_rules=True)
        assert {(c.agent_id, c.date) for c in done.publication.undone} == {
            ("ann", week),
            ("bob", week),
        }


@dataclass
class Desk:
    """One scheduler's draft, and what was known of publications when it began."""

    draft: ScheduleInfo
    base: Week


@dataclass
class Office:
    """Three desks and the versions of one week; `take` a step, and nothing may be lost by it."""

    tx: Connection
    week: date
    desks: dict[int, Desk] = field(default_factory=dict)
    versions: dict[int, Week] = field(default_factory=dict)

    @property
    def live(self) -> ScheduleInfo:
        found = published(self.tx, "north", self.week)
        assert found is not None
        return found

    def copy(self, who: int) -> None:
        live = self.live
        self.desks[who] = Desk(copy(self.tx, "sam", live), self.versions[live.number])

    def copy_older(self, who: int, which: int) -> None:
        number = sorted(self.versions)[which % len(self.versions)]
        draft = copy(self.tx, "sam", get_schedule(self.tx, "north", self.week, number))
        self.desks[who] = Desk(draft, self.versions[number])

    def copy_draft(self, who: int, whose: int) -> None:
        other = self.desks[whose]
        self.desks[who] = replace(other, draft=copy(self.tx, "sam", other.draft))

    def replan(self, who: int, older: bool, *starts: int | None) -> None:
        """A run's draft; an older one was asked for when the first version was in force."""
        number = 1 if older else self.live.number
        shifts = [
            shift(agent, self.week, start, start + 8)
            for agent, start in zip(AGENTS, starts, strict=True)
            if start is not None
        ]
        draft = create_draft(self.tx, "sam", "north", self.week, shifts, based_on=number, run="run")
        self.desks[who] = Desk(draft, self.versions[number])

    def edit(self, who: int, agent: str, offset: int, start: int | None) -> None:
        with suppress(ConflictError):  # an own shift of the day before or after overlaps
            day = self.week + timedelta(days=offset)
            edit(self.tx, self.desks[who].draft, agent, day, start)

    def revert(self, which: int) -> None:
        number = sorted(self.versions)[which % len(self.versions)]
        old, now = self.versions[number], self.versions[self.live.number]
        info = get_schedule(self.tx, "north", self.week, number)
        done = revert_judged(self.tx, "sam", info, accept_broken_rules=True)
        changed = {d for d in {*now, *old} if now.get(d, ()) != old.get(d, ())}
        assert {(c.agent_id, c.date) for c in done.publication.undone} == changed
        self.versions[done.info.number] = content(self.tx, done.info)
        assert self.versions[done.info.number] == old

    def publish(self, who: int, side: Side) -> None:
        """Publish, decide for one side as often as it is asked for, and go on from the result."""
        desk, live = self.desks[who], self.live
        base, theirs, mine = desk.base, self.versions[live.number], content(self.tx, desk.draft)
        decided: dict[tuple[str, date], Side] = {}
        told: set[tuple[str, date]] = set()
        while True:
            try:
                with self.tx.begin_nested():
                    done = put_live(self.tx, desk.draft, Decisions(live.number, decided))
                break
            except MergeError as refused:
                days = {(c.agent_id, c.date) for c in refused.conflicts}
                assert self.live == live
                assert not days <= told, "asked again for what was decided"
                told |= days
                decided |= dict.fromkeys(days, side)
        after = self.versions[done.number] = content(self.tx, done)
        for day in {*base, *theirs, *mine}:
            old, other, own, got = (v.get(day, ()) for v in (base, theirs, mine, after))
            if day in told:
                assert got == (other if side is Side.THEIRS else own)
            else:
                assert other in (old, got), "another's publication vanished"
                assert own in (old, got), "an edit vanished"
        self.copy(who)


WHO, WHICH, DAY = st.integers(0, 2), st.integers(0, 3), st.integers(0, 1)
STARTS = st.sampled_from([None, 5, 8, 12, 23])
STEP = st.one_of(
    st.tuples(st.just(Office.copy_older), WHO, WHICH),
    st.tuples(st.just(Office.copy_draft), WHO, WHO),
    st.tuples(st.just(Office.replan), WHO, st.booleans(), STARTS, STARTS),
    st.tuples(st.just(Office.revert), WHICH),
    *(2 * [st.tuples(st.just(Office.publish), WHO, st.sampled_from(Side))]),
    *(4 * [st.tuples(st.just(Office.edit), WHO, st.sampled_from(AGENTS), DAY, STARTS)]),
)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEP, min_size=8, max_size=30))
def test_no_acknowledged_edit_ever_vanishes(store: Database, steps: list[tuple[Any, ...]]) -> None:
    week = WEEK + timedelta(weeks=2 * next(NUMBERS))
    with store.writing() as tx:
        days = [week, week + timedelta(days=1)]
        first = [shift(agent, day, 8, 16) for agent in AGENTS for day in days]
        info = put_live(tx, create_draft(tx, "sam", "north", week, first))
        office = Office(tx, week, versions={info.number: content(tx, info)})
        for who in range(3):
            office.copy(who)
        for take, *asked in steps:
            take(office, *asked)
