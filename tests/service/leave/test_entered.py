"""Absences that planners enter: the published shifts are open, come back, and all is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.centre import WEEK, at, day
from tests.service.leave.leave_centre import SITE, put_leave_centre, shifts_on, stop_clock
from wfm.model import TimeOff
from wfm.service.leave.entered import change, enter, to_enter
from wfm.store.database import Database
from wfm.store.entities import Stored
from wfm.store.errors import OutdatedError
from wfm.store.messages import messages_of
from wfm.store.open_shifts import open_shifts
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.rosters import shifts_in_force
from wfm.store.schedules import published
from wfm.words import english

SICK = TimeOff("ann", at(day(1), 0), at(day(2), 0), "sick")


@pytest.fixture
def centre(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    stop_clock(monkeypatch)
    put_leave_centre(database)
    return database


def entered(database: Database, absence: TimeOff) -> Stored[TimeOff]:
    with database.reading() as tx:
        found = to_enter(tx, SITE, None, absence)
    with database.writing() as tx:
        return enter(tx, "sam", SITE, absence, found)


def changed(
    database: Database, stored: Stored[TimeOff], after: TimeOff, *, active: bool = True
) -> Stored[TimeOff]:
    with database.reading() as tx:
        found = to_enter(tx, SITE, stored.value, after if active else None)
    with database.writing() as tx:
        return change(tx, "sam", SITE, stored.key, stored.version, after, found, active=active)


def opened(database: Database) -> list[tuple[str | None, int]]:
    with database.reading() as tx:
        found = open_shifts(tx, SITE, at(WEEK, 0))
    return [(one.value.of_agent, (one.value.date - WEEK).days) for one in found]


def told(database: Database, agent: str = "ann") -> list[str]:
    with database.reading() as tx:
        return [english(one.said) for one in reversed(messages_of(tx, SITE, agent, 20))]


def number(database: Database) -> int:
    with database.reading() as tx:
        info = published(tx, SITE, WEEK)
        assert info is not None
        return info.number


@pytest.mark.parametrize(
    "other",
    [
        SICK,
        TimeOff("ann", at(WEEK, 0), at(day(3), 0), "care"),
        TimeOff("ann", at(day(1), 12), at(day(1), 13), "care"),
    ],
)
def test_what_another_absence_takes_as_well_comes_back_with_the_last_of_them(
    centre: Database, other: TimeOff
) -> None:
    first = entered(centre, SICK)
    second = entered(centre, other)
    changed(centre, first, SICK, active=False)
    assert shifts_on(centre, "ann", day(1)) == []
    assert ("ann", 1) in opened(centre)
    changed(centre, second, other, active=False)
    assert len(shifts_on(centre, "ann", day(1))) == 1
    assert opened(centre) == []


def test_an_absence_takes_the_shift_which_is_open_then_and_the_agent_is_told(
    centre: Database,
) -> None:
    entered(centre, SICK)
    assert (shifts_on(centre, "ann", day(1)), opened(centre)) == ([], [("ann", 1)])
    assert told(centre) == [
        "An absence from Tue 2026-03-24 00:00 to Wed 2026-03-25 00:00 is entered for you.",
        "Your shifts have changed on Tue 2026-03-24.",
    ]
    assert told(centre, "bob") == []
    with centre.reading() as tx:
        feed = shifts_in_force(tx, SITE, "ann", at(WEEK, 0), at(day(7), 0))
    assert [row.date for row in feed] == [day(2), day(3)], "subscribers' calendars have it so"


def test_an_absence_that_moves_gives_back_and_takes_in_one_version(centre: Database) -> None:
    stored = entered(centre, SICK)
    moved = replace(SICK, start=at(day(2), 0), end=at(day(3), 0))
    changed(centre, stored, moved)
    assert number(centre) == 3
    assert len(shifts_on(centre, "ann", day(1))) == 1
    assert (shifts_on(centre, "ann", day(2)), opened(centre)) == ([], [("ann", 2)])


def test_an_absence_that_ends_gives_back_and_says_so(centre: Database) -> None:
    stored = entered(centre, SICK)
    changed(centre, stored, SICK, active=False)
    assert (len(shifts_on(centre, "ann", day(1))), opened(centre)) == (1, [])
    assert "Your absence from Tue 2026-03-24 00:00 to Wed 2026-03-25 00:00 is withdrawn." in told(
        centre
    )


def test_another_kind_changes_no_shift(centre: Database) -> None:
    stored = entered(centre, SICK)
    changed(centre, stored, replace(SICK, kind="care"))
    assert (number(centre), opened(centre)) == (2, [("ann", 1)])
    assert len(told(centre)) == 2


def test_some_hours_stay_inside_the_shift(centre: Database) -> None:
    entered(centre, replace(SICK, start=at(day(1), 9), end=at(day(1), 11)))
    [left] = shifts_on(centre, "ann", day(1))
    assert left.activities[0].code == "OFF"
    assert opened(centre) == [("ann", 1)]


def test_what_was_judged_before_others_changed_the_site_is_not_written(centre: Database) -> None:
    with centre.reading() as tx:
        found = to_enter(tx, SITE, None, SICK)
    entered(centre, replace(SICK, agent_id="bob"))
    with pytest.raises(OutdatedError), centre.writing() as tx:
        enter(tx, "sam", SITE, SICK, found)
    with centre.reading() as tx:
        assert [one.value.agent_id for one in TIME_OFF_ENTRY.page(tx, SITE)] == ["bob"]


def test_who_leaves_in_mid_shift_has_worked_until_then(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, at(day(1), 10.5))
    whole = shifts_on(centre, "ann", day(1))
    stored = entered(centre, replace(SICK, start=at(day(1), 10.25)))
    [left] = shifts_on(centre, "ann", day(1))
    assert (left.start, left.activities[-1].code) == (whole[0].start, "OFF")
    assert left.activities[-1].start == at(day(1), 10.25)
    with centre.reading() as tx:
        assert open_shifts(tx, SITE, at(day(1), 10.5)) == [], "what has begun is offered to nobody"
    changed(centre, stored, replace(SICK, start=at(day(1), 10.25)), active=False)
    assert shifts_on(centre, "ann", day(1)) == whole, "a slip is taken back"


def test_who_has_not_come_is_away_all_day_and_what_is_over_stays(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, at(day(1), 10))
    stored = entered(centre, SICK)
    assert shifts_on(centre, "ann", day(1)) == []
    changed(centre, stored, SICK, active=False)
    stop_clock(monkeypatch, at(day(1), 23))
    entered(centre, SICK)
    assert len(shifts_on(centre, "ann", day(1))) == 1
