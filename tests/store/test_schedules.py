"""Drafts, edits, publications: nobody's edit is lost, nobody is booked twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.centre import WEEK, at, centre, day, put_centre, shift
from wfm.service.publish import revert_judged
from wfm.store.database import Database
from wfm.store.edited_days import agent_day, edit_day
from wfm.store.errors import ConflictError, StaleError
from wfm.store.publishing import copy, difference, notices_of, publish
from wfm.store.rosters import PublishedShift, shifts_in_force
from wfm.store.schedules import ScheduleInfo, create_draft, get_schedule, load_schedule, published
from wfm.store.stored_shifts import shifts_of


@pytest.fixture
def draft(database: Database) -> ScheduleInfo:
    with database.writing() as tx:
        put_centre(tx)
        shifts = [shift("ann", day(1)), shift("bob", day(1)), shift("bob", day(2))]
        return create_draft(tx, "sam", "north", WEEK, shifts)


def seen_by(database: Database, agent: str) -> list[PublishedShift]:
    with database.reading() as tx:
        return shifts_in_force(tx, "north", agent, at(day(0), 0), at(day(14), 0))


def fresh(database: Database, info: ScheduleInfo) -> ScheduleInfo:
    with database.reading() as tx:
        return get_schedule(tx, info.site, info.week, info.number)


def put_live(database: Database, info: ScheduleInfo) -> ScheduleInfo:
    with database.writing() as tx:
        current = get_schedule(tx, info.site, info.week, info.number)
        return publish(tx, "sam", current, current.version)


def test_a_schedule_comes_back_as_it_was_stored(database: Database, draft: ScheduleInfo) -> None:
    with database.reading() as tx:
        stored = load_schedule(tx, draft)
    assert [(s.agent_id, s.date) for s in stored.shifts] == [
        ("ann", day(1)), ("bob", day(1)), ("bob", day(2)),
    ]  # fmt: skip
    assert stored.shifts[0].activities == shift("ann", day(1)).activities
    assert stored.shifts[0].paid_minutes == 450


def test_an_agent_sees_nothing_of_a_draft_and_all_of_it_once_published(
    database: Database, draft: ScheduleInfo
) -> None:
    assert seen_by(database, "ann") == []
    put_live(database, draft)
    assert [s.start for s in seen_by(database, "ann")] == [at(day(1), 9)]


def test_two_schedulers_who_edit_different_days_keep_both_edits(
    database: Database, draft: ScheduleInfo
) -> None:
    def edit(agent: str) -> None:
        with database.writing() as tx:
            edit_day(tx, agent, draft, agent, day(1), 0, [shift(agent, day(1), 12, 20)])

    with ThreadPoolExecutor() as pool:
        list(pool.map(edit, ["ann", "bob"]))
    with database.reading() as tx:
        starts = {s.agent_id: s.start for s in shifts_of(tx, draft.id) if s.date == day(1)}
    assert starts == {"ann": at(day(1), 12), "bob": at(day(1), 12)}


def test_of_many_who_edit_the_same_day_at_once_exactly_one_wins_and_the_others_are_told(
    database: Database, draft: ScheduleInfo
) -> None:
    def edit(hour: int) -> str:
        try:
            with database.writing() as tx:
                edit_day(tx, f"user{hour}", draft, "ann", day(1), 0, [shift("ann", day(1), hour)])
        except (StaleError, ConflictError) as error:
            return type(error).__name__
        return f"user{hour}"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(edit, range(6, 12)))
    winners = [outcome for outcome in outcomes if outcome.startswith("user")]
    assert len(winners) == 1
    assert set(outcomes) - set(winners) == {"StaleError"}
    with database.reading() as tx:
        result = agent_day(tx, draft.id, "ann", day(1))
    assert (result.version, result.edited_by) == (1, winners[0])


def test_the_second_editor_gets_the_day_as_the_first_left_it(
    database: Database, draft: ScheduleInfo
) -> None:
    with database.writing() as tx:
        edit_day(tx, "sam", draft, "ann", day(1), 0, [])
    with database.writing() as tx, pytest.raises(StaleError) as raised:
        edit_day(tx, "kim", draft, "ann", day(1), 0, [shift("ann", day(1), 7, 12)])
    assert raised.value.current_version == 1
    assert raised.value.current.edited_by == "sam"
    assert raised.value.current.shifts == ()


def test_a_published_schedule_cannot_be_edited(database: Database, draft: ScheduleInfo) -> None:
    put_live(database, draft)
    with database.writing() as tx, pytest.raises(ConflictError, match="never changed"):
        edit_day(tx, "sam", draft, "ann", day(1), 0, [])


def test_what_was_edited_after_it_was_seen_is_not_published(
    database: Database, draft: ScheduleInfo
) -> None:
    with database.writing() as tx:
        edit_day(tx, "kim", draft, "ann", day(1), 0, [])
    with database.writing() as tx, pytest.raises(StaleError):
        publish(tx, "sam", draft, draft.version)
    assert seen_by(database, "bob") == []


def test_publishing_records_whose_day_changed_and_the_notice_they_had(
    database: Database, draft: ScheduleInfo
) -> None:
    first = put_live(database, draft)
    with database.writing() as tx:
        second = copy(tx, "sam", first)
        edit_day(tx, "sam", second, "bob", day(2), 0, [shift("bob", day(2), 13, 20)])
    second = put_live(database, second)
    with database.reading() as tx:
        (notice,) = notices_of(tx, second.id)
        (change,) = difference(tx, first, second)
    assert (notice.agent_id, notice.date) == ("bob", day(2)) == (change.agent_id, change.date)
    assert second.published_at is not None
    hours = (at(day(2), 9) - second.published_at) / timedelta(hours=1)
    assert notice.notice_hours == pytest.approx(hours, abs=0.01)


def test_only_shifts_that_changed_get_a_new_sequence(
    database: Database, draft: ScheduleInfo
) -> None:
    first = put_live(database, draft)
    with database.writing() as tx:
        second = copy(tx, "sam", first)
        edit_day(tx, "sam", second, "bob", day(2), 0, [shift("bob", day(2), 13, 20)])
    put_live(database, second)
    assert [s.sequence for s in seen_by(database, "bob")] == [1, 2]


def test_reverting_brings_an_earlier_version_back_under_a_new_number(
    database: Database, draft: ScheduleInfo
) -> None:
    first = put_live(database, draft)
    with database.writing() as tx:
        second = create_draft(tx, "sam", "north", WEEK, [])
    put_live(database, second)
    assert seen_by(database, "ann") == []
    with database.writing() as tx:
        third = revert_judged(tx, "sam", first, accept_broken_rules=True).info
    assert third.number == 3
    assert [s.start for s in seen_by(database, "ann")] == [at(day(1), 9)]
    assert [fresh(database, one).status for one in (first, second, third)] == [
        "superseded", "superseded", "published",
    ]  # fmt: skip


def test_an_agent_is_never_booked_twice_even_across_two_weeks(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
        night = create_draft(tx, "sam", "north", WEEK, [shift("ann", day(6), 20, 31)])
        early = create_draft(tx, "sam", "north", day(7), [shift("ann", day(7), 6, 14)])
    put_live(database, night)
    with pytest.raises(ConflictError, match="overlapping"):
        put_live(database, early)
    assert [s.start for s in seen_by(database, "ann")] == [at(day(6), 20)]
    assert fresh(database, early).status == "draft"


def test_a_failed_publication_leaves_the_earlier_version_in_force(
    database: Database, draft: ScheduleInfo
) -> None:
    put_live(database, draft)
    with database.writing() as tx:
        overlapping = [shift("ann", day(1), 6, 12), shift("ann", day(1), 11, 15)]
        bad = create_draft(tx, "sam", "north", WEEK, overlapping)
    with pytest.raises(ConflictError):
        put_live(database, bad)
    assert [s.start for s in seen_by(database, "ann")] == [at(day(1), 9)]
    with database.reading() as tx:
        in_force = published(tx, "north", WEEK)
    assert in_force is not None
    assert in_force.number == draft.number


def test_an_edit_that_overlaps_a_neighbouring_night_is_refused(
    database: Database, draft: ScheduleInfo
) -> None:
    night = shift("bob", day(1), 22, 34)
    with database.writing() as tx, pytest.raises(ConflictError, match="overlapping"):
        edit_day(tx, "sam", draft, "bob", day(1), 0, [night])


def test_drafts_of_one_week_made_at_once_get_numbers_of_their_own(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)

    def make(_: int) -> int:
        with database.writing() as tx:
            return create_draft(tx, "sam", "north", WEEK, [shift("ann", day(1))]).number

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(make, range(6))) == [1, 2, 3, 4, 5, 6]


def test_a_shift_of_an_unknown_agent_is_refused_whole(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx, site=centre(["ann"]))
    with database.writing() as tx, pytest.raises(ConflictError, match="does not exist"):
        create_draft(tx, "sam", "north", WEEK, [shift("ann", day(1)), shift("eve", day(1))])


def test_every_step_is_in_the_trail(database: Database, draft: ScheduleInfo) -> None:
    with database.writing() as tx:
        edit_day(tx, "kim", draft, "ann", day(1), 0, [])
    put_live(database, draft)
    with database.reading() as tx:
        rows = tx.execute(text("SELECT actor, action, entity FROM audit ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        ("ada", "import", "site"), ("sam", "create", "schedule"), ("kim", "edit", "day"),
        ("sam", "publish", "schedule"),
    ]  # fmt: skip
