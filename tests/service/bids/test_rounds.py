"""Rounds of bids: opened and told, ranked, tried, and final in the work plan from a week on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.centre import WEEK, at, day, put_centre, shift
from tests.service.leave.leave_centre import LUNCH, SITE, leave_site, stop_clock
from tests.work_plans import contract
from wfm.errors import InputError
from wfm.model import Contract
from wfm.scheduling.rules.rotation import RotationSettings
from wfm.scheduling.rules.work_plan import changed
from wfm.service.bids.bidding import bid, rounds_of, take_back
from wfm.service.bids.desk import BidDesk
from wfm.service.bids.results import outcome_said
from wfm.service.bids.rounds import call_off, make_final, move_round, open_round, tried
from wfm.store.audit import trail
from wfm.store.bids import BID_ROUND, BidRound, BidsDecidedBy, BidStatus
from wfm.store.database import Database
from wfm.store.errors import ConflictError, NotFoundError, OutdatedError, StaleError
from wfm.store.messages import messages_of
from wfm.store.people import AGENT, CONTRACT, WORK_PLAN
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft
from wfm.words import english
from wfm.words.locales import language

FIRST = WEEK + timedelta(weeks=2)
NEXT = WEEK + timedelta(weeks=1)
DAY = timedelta(days=1)
BEGIN = at(WEEK, 12)
UNTIL = at(day(4), 12)
PARTS = [
    {"week": 1, "days": [0, 1, 2, 3, 4], "shifts": ["early", "day"]},
    {"week": 2, "days": [0, 1, 2, 4], "shifts": ["late"]},
    {"week": 3, "days": [5, 6], "shifts": ["Night"]},
]
TYPES = [
    {"name": name, "start": hour * 60, "minutes": 480}
    for name, hour in (("Early", 6), ("Day", 9), ("Late", 14), ("Night", 22))
]
STARTED = {"ann": date(2024, 5, 1), "bob": date(2020, 1, 1), "cy": date(2022, 3, 1)}


@pytest.fixture
def centre(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Five agents on a rotation of three weeks; one week is published, in which dot has nights."""
    clock(monkeypatch)
    plan = contract(
        "full", (0, 2400), (0, 5), (480, 510), 360, 1920, activities=(LUNCH,),
        rotation=PARTS, rotation_lines=[{"line": 3, "agents": ["eva"]}], shift_types=TYPES,
    )  # fmt: skip
    site = leave_site(work_plans={"full": plan})
    people = tuple(replace(one, start_date=STARTED.get(one.id)) for one in site.agents)
    with database.writing() as tx:
        put_centre(tx, SITE, replace(site, agents=people))
        lates = [shift("dot", day(n), 14, 22) for n in (0, 1, 2)]
        draft = create_draft(tx, "sam", SITE, WEEK, [*lates, shift("cy", day(1), 14, 22)])
        publish(tx, "sam", draft, draft.version)
    return database


def clock(patch: pytest.MonkeyPatch, moment: datetime = BEGIN) -> None:
    stop_clock(patch, moment)
    for room in ("rounds", "bidding"):
        patch.setattr(f"wfm.service.bids.{room}.now", lambda: moment)


def wanted(**changes: Any) -> BidRound:
    given: dict[str, Any] = {
        "work_plan": "full", "first_week": FIRST, "lines": 0, "deadline": UNTIL,
        "decided_by": BidsDecidedBy.SENIORITY, "made_by": "sam", "made_at": BEGIN,
    }  # fmt: skip
    return BidRound(**{**given, **changes})


def opened(database: Database, **changes: Any) -> str:
    with database.writing() as tx:
        return open_round(tx, "sam", BidDesk.of(tx, SITE), wanted(**changes)).key


def ranked(
    database: Database, key: str, agent: str, *lines: int, points: Sequence[int] = ()
) -> None:
    with database.writing() as tx:
        bid(tx, agent, SITE, key, agent, lines, points)


def outcome(database: Database, key: str) -> dict[str, tuple[int | None, int | None]]:
    with database.reading() as tx:
        return {one.agent_id: (one.line, one.rank) for one in tried(tx, SITE, key)[1].results}


def finished(database: Database, key: str) -> None:
    with database.writing() as tx:
        (desk, found), stored = tried(tx, SITE, key), BID_ROUND.get(tx, SITE, key)
        make_final(tx, "sam", desk, found, key, stored.version, found.digest)


def told(database: Database, agent: str) -> list[str]:
    with database.reading() as tx:
        return [english(one.said) for one in reversed(messages_of(tx, SITE, agent, 20))]


def fixed(database: Database, week: date) -> dict[str, int | None]:
    with database.reading() as tx:
        rotation = RotationSettings.of(WORK_PLAN.get(tx, SITE, "full").value)
    return {agent: rotation.line_of(agent, week) for agent in ("ann", "bob", "cy", "dot", "eva")}


def test_lines_by_seniority_are_the_work_plans_from_a_week_on(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = opened(centre, places=(1, 2, 2))
    assert ["by Fri" in text or "bid by" in text for text in told(centre, "ann")] == [True]
    ranked(centre, key, "ann", 1, 2)
    ranked(centre, key, "bob", 1, 3)
    ranked(centre, key, "cy", 1, 2, 3)
    assert outcome(centre, key) == {
        "bob": (1, 1), "cy": (2, 2), "ann": (2, 2), "dot": (3, None), "eva": (3, None)
    }  # fmt: skip
    with pytest.raises(ConflictError, match="wait for the deadline"):
        finished(centre, key)
    clock(monkeypatch, UNTIL)
    finished(centre, key)
    assert fixed(centre, FIRST) == {"ann": 2, "bob": 1, "cy": 2, "dot": 3, "eva": 3}
    assert fixed(centre, NEXT) == {"ann": None, "bob": None, "cy": None, "dot": None, "eva": 3}
    assert (
        "line 2, your choice 2; line 1 went to those with earlier start dates"
        in told(centre, "cy")[-1]
    )
    assert "you made no bid, and it was left" in told(centre, "dot")[-1]
    with centre.reading() as tx:
        changes = {(one.action, one.entity) for one in trail(tx, SITE, None, 20)}
    assert {("change", "work plan"), ("change", "round of bids")} <= changes
    with pytest.raises(ConflictError, match="the round is over"):
        ranked(centre, key, "ann", 1)


def test_whoever_had_most_unpopular_work_chooses_first(centre: Database) -> None:
    key = opened(centre, decided_by=BidsDecidedBy.LEDGER, places=(1, 2, 2))
    for agent in ("bob", "cy", "dot"):
        ranked(centre, key, agent, 1)
    assert next(iter(outcome(centre, key).items())) == ("dot", (1, 1))
    with centre.reading() as tx:
        _, second, *_ = tried(tx, SITE, key)[1].results
    assert second.agent_id == "cy"
    assert "who had more nights, weekends" in english(outcome_said(second, BidsDecidedBy.LEDGER))


def test_points_are_put_on_lines_from_a_budget(centre: Database) -> None:
    key = opened(centre, decided_by=BidsDecidedBy.POINTS, points=10, places=(1, 2, 2))
    ranked(centre, key, "ann", 2, 1, 3, points=(3, 7, 0))
    ranked(centre, key, "bob", 1, points=(10,))
    found = outcome(centre, key)
    assert (found["bob"], found["ann"]) == ((1, 1), (2, 2))
    for lines, points in (((1,), (11,)), ((1, 2), (5,)), ((1,), (0,)), ((1, 2), (-5, 5))):
        with pytest.raises(InputError):
            ranked(centre, key, "cy", *lines, points=points)
    assert found == outcome(centre, key)


def test_what_cannot_be_bid_is_told_all_at_once(centre: Database) -> None:
    key = opened(centre)
    with pytest.raises(InputError) as told_:
        ranked(centre, key, "ann", 1, 1, 9, points=(3,))
    assert [problem.field for problem in told_.value.problems] == ["ranked", "ranked", "points"]
    with pytest.raises(InputError, match="No line is chosen"):
        ranked(centre, key, "ann")
    with centre.writing() as tx, pytest.raises(NotFoundError):
        bid(tx, "zoe", SITE, key, "zoe", [1])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"work_plan": "half", "first_week": FIRST + DAY}, ["work_plan", "first_week"]),
        ({"places": (1, 1), "deadline": BEGIN}, ["places", "deadline"]),
        ({"places": (1, 1, 1)}, ["places"]),
        ({"first_week": WEEK}, ["first_week"]),
        ({"deadline": at(FIRST, 1)}, ["deadline"]),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_told_field_by_field(
    centre: Database, changes: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InputError) as told_:
        opened(centre, **changes)
    assert [problem.field for problem in told_.value.problems] == fields
    assert told(centre, "ann") == []


def test_a_published_week_is_never_changed(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The week is published while agents bid: the lines have to begin later."""
    key = opened(centre)
    ranked(centre, key, "ann", 2)
    with centre.writing() as tx:
        draft = create_draft(tx, "sam", SITE, FIRST, [])
        publish(tx, "sam", draft, draft.version)
    clock(monkeypatch, UNTIL)
    with pytest.raises(ConflictError, match="let the lines begin in the week of Mon 2026-04-13"):
        finished(centre, key)
    assert fixed(centre, FIRST)["ann"] is None
    later = FIRST + timedelta(weeks=1)
    with centre.writing() as tx:
        move_round(tx, "sam", BidDesk.of(tx, SITE), key, 1, later, at(later, 0))
    for agent in ("ann", "bob", "cy", "dot", "eva"):
        ranked(centre, key, agent, 2, 1, 3)
    finished(centre, key)
    assert (fixed(centre, FIRST)["bob"], fixed(centre, later)["bob"]) == (None, 2)


def test_an_outcome_that_nobody_has_seen_is_not_made_final(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = opened(centre, places=(1, 2, 2))
    ranked(centre, key, "ann", 1)
    with centre.reading() as tx:
        seen = tried(tx, SITE, key)[1].digest
    ranked(centre, key, "bob", 1)
    clock(monkeypatch, UNTIL)
    with centre.writing() as tx, pytest.raises(ConflictError, match="another by now"):
        make_final(tx, "sam", *tried(tx, SITE, key), key, 1, seen)
    with centre.reading() as tx:
        desk, found = tried(tx, SITE, key)
    with centre.writing() as tx, pytest.raises(StaleError):
        make_final(tx, "sam", desk, found, key, 7, found.digest)
    assert fixed(centre, FIRST)["bob"] is None


def test_a_bid_that_comes_after_the_trial_makes_it_be_tried_anew(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = opened(centre)
    ranked(centre, key, "ann", 2)
    with centre.reading() as tx:
        desk, found = tried(tx, SITE, key)
    ranked(centre, key, "bob", 2)
    clock(monkeypatch, UNTIL)
    with centre.writing() as tx, pytest.raises(OutdatedError):
        make_final(tx, "sam", desk, found, key, 1, found.digest)


def test_a_bid_is_taken_back_and_a_round_called_off(centre: Database) -> None:
    key = opened(centre)
    with pytest.raises(ConflictError, match="an open round"):
        opened(centre)
    ranked(centre, key, "ann", 2)
    ranked(centre, key, "bob", 2)
    with centre.writing() as tx:
        take_back(tx, "ann", SITE, key, "ann")
    assert outcome(centre, key)["ann"][1] is None
    with centre.writing() as tx:
        call_off(tx, "sam", SITE, key, 1)
    assert ("called off" in told(centre, "bob")[-1], len(told(centre, "ann"))) == (True, 1)
    with centre.reading() as tx:
        assert BID_ROUND.get(tx, SITE, key).value.status is BidStatus.CALLED_OFF
        assert rounds_of(tx, SITE, "ann") == []


def test_lines_are_said_week_by_week_in_both_languages(centre: Database) -> None:
    key = opened(centre)
    with centre.reading() as tx:
        [mine] = rounds_of(tx, SITE, "ann")
    assert (mine.stored.key, mine.open, [one.places for one in mine.lines]) == (
        key,
        True,
        [2, 2, 1],
    )
    second = mine.lines[1]
    said = [[english(part) for part in week.parts] for week in second.weeks]
    german = [language("de").say(part) for week in second.weeks for part in week.parts]
    assert sorted(map(str, said)) == sorted(
        map(str, [["Mon–Fri: early or day"], ["Mon–Wed and Fri: late"], ["Sat and Sun: 'Night'"]])
    )
    assert "Mo–Mi und Fr: Spätschicht" in german
    assert [week.week for week in second.weeks] == [FIRST + timedelta(weeks=n) for n in range(3)]


def test_who_leaves_before_takes_no_part_and_a_changed_rotation_ends_it(centre: Database) -> None:
    key = opened(centre)
    with centre.writing() as tx:
        eva = AGENT.get(tx, SITE, "eva")
        gone = replace(eva.value, end_date=NEXT)
        AGENT.change(tx, "sam", SITE, "eva", eva.version, gone)
    assert "eva" not in outcome(centre, key)
    with centre.writing() as tx:
        plan = WORK_PLAN.get(tx, SITE, "full")
        WORK_PLAN.change(
            tx, "sam", SITE, "full", plan.version,
            changed(plan.value, rotation=PARTS[:2], rotation_lines=[]),
        )  # fmt: skip
    with pytest.raises(ConflictError, match="other lines by now"):
        outcome(centre, key)


def test_the_contract_that_holds_in_the_weeks_of_the_rotation_says_who_bids(
    centre: Database,
) -> None:
    part = contract("part", (0, 1200), (0, 5), (240, 270), 360, 1920)
    in_force = [
        Contract("ann", "part", FIRST),
        Contract("bob", "part", FIRST + timedelta(weeks=2)),
        Contract("cy", "part", FIRST + timedelta(weeks=3)),
        Contract("eva", "full", FIRST + timedelta(weeks=2)),
        Contract("dot", "full", None, None, frozenset({3, 4})),
    ]
    with centre.writing() as tx:
        WORK_PLAN.create(tx, "sam", SITE, "part", part)
        for agent in ("eva", "dot"):
            usual = AGENT.get(tx, SITE, agent)
            elsewhere = replace(usual.value, work_plan="part")
            AGENT.change(tx, "sam", SITE, agent, usual.version, elsewhere)
        for number, each in enumerate(in_force):
            CONTRACT.create(tx, "sam", SITE, f"{number:032}", each)
    key = opened(centre)
    assert told(centre, "ann") == []
    assert len(told(centre, "eva")) == len(told(centre, "dot")) == 1
    with pytest.raises(NotFoundError):
        ranked(centre, key, "ann", 1)
    ranked(centre, key, "eva", 1)
    ranked(centre, key, "dot", 2)
    assert {agent: got[1] for agent, got in outcome(centre, key).items()} == {
        "bob": None, "cy": None, "dot": 1, "eva": 1
    }  # fmt: skip
    with centre.reading() as tx:
        assert [bool(rounds_of(tx, SITE, agent)) for agent in ("ann", "eva")] == [False, True]
        desk, found = tried(tx, SITE, key)
    with centre.writing() as tx:
        there = CONTRACT.get(tx, SITE, f"{1:032}")
        moved = replace(there.value, first=FIRST)
        CONTRACT.change(tx, "sam", SITE, there.key, there.version, moved)
    assert "bob" not in outcome(centre, key)
    with pytest.raises(OutdatedError), centre.writing() as tx:
        make_final(tx, "sam", desk, found, key, 1, found.digest)
