"""Agents' wishes for a week: entered until it closes, planned with, and told afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.centre import WEEK, at, day, put_centre, shift
from wfm.model import Availability, Preference, PreferenceKind, Shift
from wfm.service.wishes.entering import WishBook, enter
from wfm.service.wishes.fair_share import fair_share
from wfm.service.wishes.outcome import WishFate, with_fates
from wfm.store.database import Database
from wfm.store.errors import ConflictError, StaleError
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft
from wfm.store.sites import load_site
from wfm.store.trades import self_service, set_self_service
from wfm.store.wishes import OwnWish, TimeAway, WeekWishes, own_wishes, wishes_of_week

DAY_OFF, START_BETWEEN = PreferenceKind.DAY_OFF, PreferenceKind.START_BETWEEN
OFF = OwnWish(WEEK, DAY_OFF, points=4)
EARLY = OwnWish(day(1), START_BETWEEN, 360, 480, 3)
BEFORE = at(WEEK - timedelta(days=30), 12)
"""A Saturday: WEEK and the week before are open, 14 days ahead."""


@pytest.fixture
def centre(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Three agents, at noon of a day four weeks before."""
    stop_clock(monkeypatch, BEFORE)
    with database.writing() as tx:
        put_centre(tx, "north")
    return database


def stop_clock(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    for module in ("service.wishes.entering", "store.wishes"):
        patch.setattr(f"wfm.{module}.now", lambda: moment)


def ask(database: Database, agent: str, *wishes: OwnWish, version: int = 0, **more: Any) -> None:
    with database.writing() as tx:
        enter(tx, agent, "north", version, WeekWishes(agent, WEEK, wishes, **more))


def allow(database: Database, **chosen: Any) -> None:
    with database.writing() as tx:
        known = self_service(tx, "north")
        set_self_service(tx, "sam", "north", known.version, replace(known.value, **chosen))


def test_a_wish_is_a_dated_preference_of_the_site(centre: Database) -> None:
    ask(centre, "ann", OFF, EARLY)
    with centre.reading() as tx:
        wished = load_site(tx, "north").preferences
    assert wished == (
        Preference("ann", DAY_OFF, frozenset({0}), 0, 1440, 4, WEEK, WEEK),
        Preference("ann", START_BETWEEN, frozenset({1}), 360, 480, 3, day(1), day(1)),
    )


def test_time_away_is_kept_by_the_plan_where_the_site_allows_it(centre: Database) -> None:
    away = (TimeAway(day(2), 720, 1440),)
    with pytest.raises(ConflictError, match="ask for leave"):
        ask(centre, "ann", away=away)
    allow(centre, days_away=1)
    with pytest.raises(ConflictError, match="1 day a week that you cannot work, and it is 2"):
        ask(centre, "ann", away=(*away, TimeAway(day(3))))
    ask(centre, "ann", away=away)
    with centre.reading() as tx:
        windows = load_site(tx, "north").availability
    assert windows == (
        Availability("ann", frozenset({2}), 720, 1440, False, day(2), day(2)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ((replace(OFF, points=11),), "11 points are spent, and 10 may be"),
        ((OFF, replace(EARLY, points=7)), "11 points are spent"),
        ((replace(OFF, date=day(7)),), "is not in the week of"),
        ((OFF, OFF), "twice"),
        ((OFF, replace(EARLY, date=WEEK)), "is wished off"),
    ],
)
def test_what_is_too_much_or_makes_no_sense_is_refused_and_nothing_kept(
    centre: Database, wishes: tuple[OwnWish, ...], told: str
) -> None:
    with pytest.raises(ConflictError, match=told):
        ask(centre, "ann", *wishes)
    with centre.reading() as tx:
        assert wishes_of_week(tx, "north", WEEK) == []


def test_wishes_can_be_changed_until_the_week_closes(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(centre, "ann", OFF)
    closes = at(WEEK - timedelta(days=14), 0)
    stop_clock(monkeypatch, closes - timedelta(seconds=1))
    ask(centre, "ann", EARLY, version=1)
    stop_clock(monkeypatch, closes)
    told = "closed on Mon 2026-03-09 00:00; the next that is open begins on 2026-03-30"
    with pytest.raises(ConflictError, match=told):
        ask(centre, "ann", OFF, version=2)
    with centre.reading() as tx:
        assert own_wishes(tx, "north", "ann", WEEK).value.wishes == (EARLY,)
        assert WishBook.of(tx, "north").open_weeks()[0] == day(7)


def test_weeks_too_far_ahead_no_weeks_and_none_at_all_are_told(centre: Database) -> None:
    for week, told in ((day(7 * 12), "not taken yet"), (day(2), "is no first day of a week")):
        with pytest.raises(ConflictError, match=told), centre.writing() as tx:
            enter(tx, "ann", "north", 0, WeekWishes("ann", week))
    allow(centre, wish_points=0)
    with pytest.raises(ConflictError, match="takes no wishes"):
        ask(centre, "ann")


def test_of_two_who_change_the_same_wishes_the_second_is_told(centre: Database) -> None:
    ask(centre, "ann", OFF)
    ask(centre, "ann", EARLY, version=1)
    for version in (0, 1, 7):
        with pytest.raises(StaleError):
            ask(centre, "ann", OFF, version=version)
    with pytest.raises(StaleError):
        ask(centre, "bob", OFF, version=3)


def test_the_published_week_tells_which_wishes_were_granted(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(centre, "ann", OFF, EARLY)
    ask(centre, "bob", replace(OFF, points=1))
    assert fates(centre) == {"ann": [WishFate.OPEN] * 2, "bob": [WishFate.OPEN]}
    stop_clock(monkeypatch, at(WEEK - timedelta(days=1), 12))
    assert fates(centre) == {"ann": [WishFate.CLOSED] * 2, "bob": [WishFate.CLOSED]}
    put_in_force(centre, shift("ann", WEEK, 9), shift("ann", day(1), 7, 15), shift("cy", WEEK))
    assert fates(centre) == {
        "ann": [WishFate.REFUSED, WishFate.GRANTED],
        "bob": [WishFate.GRANTED],
    }


def fates(database: Database) -> dict[str, list[WishFate]]:
    with database.reading() as tx:
        entries = wishes_of_week(tx, "north", WEEK)
        seen = with_fates(tx, "north", load_site(tx, "north"), WEEK, entries)
    return {one.stored.value.agent_id: [fate for _, fate in one.fates] for one in seen}


def put_in_force(database: Database, *shifts: Shift, week: date = WEEK) -> None:
    with database.writing() as tx:
        draft = create_draft(tx, "sam", "north", week, shifts)
        publish(tx, "sam", draft, draft.version)


def test_unpopular_work_is_told_beside_the_teams_median(centre: Database) -> None:
    """Ann and Cy are a team; Ann works two late shifts and a Saturday against a wish, Cy one."""
    ask(centre, "ann", replace(OFF, date=day(5)))
    late = [shift("ann", day(0), 13, 21), shift("ann", day(1), 13, 21), shift("cy", WEEK, 13, 21)]
    put_in_force(centre, *late, shift("ann", day(5), 9), shift("bob", day(5), 13, 21))
    with centre.reading() as tx:
        share = fair_share(tx, "north", load_site(tx, "north"), "ann")
    assert share.weeks == (WEEK,)
    found = {each.kind.value: (each.own, each.team_median) for each in share.shares}
    assert found == {"weekend": (1, 0.5), "night": (0, 0), "late": (2, 1.5), "wish": (1, 0.5)}
    weekend = next(each for each in share.shares if each.kind == "weekend")
    assert weekend.beyond_share == pytest.approx(1 - 2 / 3, abs=1e-6)


def test_before_a_week_is_published_there_is_no_share(centre: Database) -> None:
    with centre.reading() as tx:
        share = fair_share(tx, "north", load_site(tx, "north"), "ann")
    assert share.weeks == ()
    assert [each.own for each in share.shares] == [0] * 4
