"""Stored schedules judged by the declared minimum heads, for which a requirement is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.planning.tiny_site import NEXT_WEEK, TABLES
from tests.service.stored_site import GENERATE, SITE, ask, do, take_in
from wfm.planning.merge_schedules import Side
from wfm.service.merge_conflicts import Decisions, MergeError
from wfm.service.publish import publish_judged, understaffed
from wfm.store.database import Database
from wfm.store.edited_days import edit_day
from wfm.store.errors import ConflictError
from wfm.store.publishing import copy
from wfm.store.schedules import ScheduleInfo, create_draft, get_schedule
from wfm.store.stored_shifts import shifts_of
from wfm.words import english

ONE_HEAD = (
    "queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds,minimum_heads\n"
    "calls,voice,phone,mon-fri 09:00-17:00,0.8,20,300,1\n"
)
assert ONE_HEAD.startswith(TABLES["queues.csv"].partition("\n")[0])


@pytest.fixture
def staffed(sqlite_url: str) -> Iterator[Database]:
    """One head at least is there at all times."""
    database = Database(sqlite_url)
    assert take_in(database, **{"queues.csv": ONE_HEAD}).status == "done"
    run = do(database, ask(database, "schedule", **GENERATE))
    assert run.result is not None, run.messages
    yield database
    database.close()


def emptied(database: Database) -> ScheduleInfo:
    """Send everybody home on the Monday of a copy."""
    with database.writing() as tx:
        draft = copy(tx, "sam", get_schedule(tx, SITE, NEXT_WEEK, 1))
        for shift in shifts_of(tx, draft.id):
            if shift.date == NEXT_WEEK:
                edit_day(tx, "sam", draft, shift.agent_id, NEXT_WEEK, 0, ())
        return get_schedule(tx, SITE, NEXT_WEEK, draft.number)


def test_who_keeps_the_minimum_is_published(staffed: Database) -> None:
    with staffed.writing() as tx:
        info = get_schedule(tx, SITE, NEXT_WEEK, 1)
        assert understaffed(tx, info) == []
        done = publish_judged(tx, "sam", info, info.version, accept_broken_rules=False)
    assert done.info.status == "published"


def test_a_queue_below_its_minimum_is_published_only_knowingly(staffed: Database) -> None:
    draft = emptied(staffed)
    with pytest.raises(ConflictError) as refused, staffed.writing() as tx:
        publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=False)
    told = [told for told in refused.value.details if "Minimum heads" in english(told)]
    assert len(told) == 1
    assert "calls has 0 heads at 09:00" in english(told[0])


def test_without_a_requirement_nothing_is_said_of_heads(staffed: Database) -> None:
    draft = emptied(staffed)
    with staffed.writing() as tx:
        by_hand = create_draft(tx, "sam", SITE, NEXT_WEEK, shifts_of(tx, draft.id))
        assert understaffed(tx, by_hand) == []
        assert understaffed(tx, replace(by_hand, run=draft.run)) != []


@pytest.mark.parametrize("asked", [{"based_on": 1}, {"base": 1}])
def test_a_run_that_ends_after_another_publication_does_not_undo_it(
    staffed: Database, asked: dict[str, int]
) -> None:
    with staffed.writing() as tx:
        first = get_schedule(tx, SITE, NEXT_WEEK, 1)
        publish_judged(tx, "sam", first, first.version, accept_broken_rules=True)
    run = ask(staffed, "schedule", **{**GENERATE, **asked})
    other = emptied(staffed)
    with staffed.writing() as tx:
        publish_judged(tx, "ada", other, other.version, accept_broken_rules=True)
    result = do(staffed, run).result
    assert result is not None
    with staffed.writing() as tx:
        sent_home = {s.agent_id for s in shifts_of(tx, first.id) if s.date == NEXT_WEEK}
        draft = get_schedule(tx, SITE, NEXT_WEEK, result["schedule"])
        assert draft.based_on == 1
        try:
            done = publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=True)
        except MergeError as told:
            theirs = {(c.agent_id, c.date): Side.THEIRS for c in told.conflicts}
            done = publish_judged(
                tx, "sam", draft, draft.version, accept_broken_rules=True,
                decisions=Decisions(other.number, theirs),
            )  # fmt: skip
        at_work = {s.agent_id for s in shifts_of(tx, done.info.id) if s.date == NEXT_WEEK}
    assert sent_home
    assert not sent_home & at_work
