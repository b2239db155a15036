"""Several schedulers, one week: no acknowledged edit vanishes without a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.centre import WEEK, put_centre, shift
from wfm.model import Shift
from wfm.planning.merge_schedules import Side, by_agent_day
from wfm.service.publish import Decisions, MergeError, publish_judged, revert_judged
from wfm.store.database import Connection, Database
from wfm.store.publishing import copy
from wfm.store.schedules import (
    ScheduleInfo,
    agent_day,
    create_draft,
    edit_day,
    edited_days,
    get_schedule,
    published,
    shifts_of,
)

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


def edit(tx: Connection, info: ScheduleInfo, agent: str, day: date, start: int | None) -> None:
    before = agent_day(tx, info.id, agent, day)
    shifts = [] if start is None else [shift(agent, day, start, start + 8)]
    edit_day(tx, "sam", info, agent, day, before.version, shifts)


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
    assert "is 10:00–18:00 by now, and 12:00–20:00 here" in refused.value.details[0]
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
        assert [(c.agent_id, c.date) for c in done.undone] == [("bob", week)]
        assert content(tx, done.info) == content(tx, first)


@dataclass
class Desk:
    """One scheduler's draft, and what was in force when it began."""

    draft: ScheduleInfo
    base: Week = field(default_factory=dict)


STARTS = st.sampled_from([None, 6, 8, 10, 12])
STEP = st.one_of(
    st.tuples(st.just("copy"), st.integers(0, 2)),
    st.tuples(st.just("replan"), st.integers(0, 2), STARTS, STARTS),
    st.tuples(
        st.just("edit"), st.integers(0, 2), st.sampled_from(AGENTS), st.integers(0, 1), STARTS
    ),
    st.tuples(st.just("publish"), st.integers(0, 2), st.sampled_from(list(Side))),
    st.tuples(st.just("revert"), st.integers(1, 3)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP, min_size=4, max_size=16))
def test_no_acknowledged_edit_ever_vanishes(
    store: Database, steps: list[tuple[object, ...]]
) -> None:
    week = WEEK + timedelta(weeks=2 * next(NUMBERS))
    dates = [week, week + timedelta(days=1)]
    desks: dict[int, Desk] = {}
    with store.writing() as tx:
        first = [shift(agent, day, 8, 16) for agent in AGENTS for day in dates]
        put_live(tx, create_draft(tx, "sam", "north", week, first))
        for kind, who, *rest in steps:
            live = published(tx, "north", week)
            assert live is not None
            now = content(tx, live)
            if kind == "revert":
                old = get_schedule(tx, "north", week, 1)
                done = revert_judged(tx, "sam", old, accept_broken_rules=True)
                assert content(tx, done.info) == content(tx, old)
                changed = {d for d in {*now, *content(tx, old)}
                           if now.get(d, ()) != content(tx, old).get(d, ())}  # fmt: skip
                assert {(c.agent_id, c.date) for c in done.undone} == changed
            elif kind == "copy":
                desks[int(str(who))] = Desk(copy(tx, "sam", live), now)
            elif kind == "replan":
                shifts = [
                    shift(agent, dates[0], start, start + 8)
                    for agent, start in zip(AGENTS, rest, strict=True)
                    if isinstance(start, int)
                ]
                draft = create_draft(
                    tx, "sam", "north", week, shifts, based_on=live.number, run="run"
                )
                desks[int(str(who))] = Desk(draft, now)
            elif kind == "edit" and who in desks:
                agent, number, start = rest
                assert isinstance(number, int)
                edit(tx, desks[who].draft, str(agent), dates[number], start)  # type: ignore[arg-type]
            elif kind == "publish" and who in desks:
                _publish(tx, desks.pop(who), now, live, Side(str(rest[0])))  # type: ignore[arg-type]


def _publish(tx: Connection, desk: Desk, now: Week, live: ScheduleInfo, decided: Side) -> None:
    mine = content(tx, desk.draft)
    days = {*now, *mine, *desk.base}
    both = {
        day
        for day in days
        if len({desk.base.get(day, ()), now.get(day, ()), mine.get(day, ())}) == 3
    }
    if both:
        with pytest.raises(MergeError) as refused, tx.begin_nested():
            put_live(tx, desk.draft)
        assert {(c.agent_id, c.date) for c in refused.value.conflicts} == both
        assert published(tx, "north", live.week) == live
    decisions = Decisions(live.number, dict.fromkeys(both, decided))
    after = content(tx, put_live(tx, desk.draft, decisions))
    for day in days:
        old, theirs, own = (side.get(day, ()) for side in (desk.base, now, mine))
        expected = theirs if theirs != old else own
        if day in both:
            expected = theirs if decided is Side.THEIRS else own
        assert after.get(day, ()) == expected
