"""Overtime and voluntary time off: to those who may, first come or by ledger, and in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pandas as pd
import pytest

from tests.centre import WEEK, at, day
from tests.service.leave.leave_centre import (
    BEFORE,
    LUNCH,
    SITE,
    put_demand,
    put_leave_centre,
    shifts_on,
    stop_clock,
)
from tests.work_plans import contract
from wfm.adherence.live import AgentNow
from wfm.errors import InputError
from wfm.model import Shift, TimeOff
from wfm.service.leave.entered import change, enter, to_enter
from wfm.service.offers.absentees import absentees
from wfm.service.offers.award import award_due, offer_anew
from wfm.service.offers.board import offers_to
from wfm.service.offers.gaps import head_gaps, joined
from wfm.service.offers.offering import (
    accept,
    end_offer,
    offer_hours,
    step_back,
    to_accept,
    to_offer,
)
from wfm.service.offers.places_back import returned_with
from wfm.service.publish import publish_judged
from wfm.service.swaps.trades import Offer, pick_up, take
from wfm.service.swaps.trades import offer as offer_shift
from wfm.store.audit import trail
from wfm.store.database import Database
from wfm.store.edited_days import agent_day, edit_day
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError, OutdatedError
from wfm.store.messages import messages_of
from wfm.store.offers import (
    HOURS_OFFER,
    AnswerStatus,
    Award,
    HoursOffer,
    OfferKind,
    OfferStatus,
    due_offers,
    hours_given,
)
from wfm.store.open_shifts import OPEN_SHIFT, open_shifts
from wfm.store.people import TIME_OFF_ENTRY, own_time_off
from wfm.store.publishing import copy
from wfm.store.schedules import get_schedule, published
from wfm.store.trades import SelfService, TradeAnswer, TradeKind, set_self_service
from wfm.store.work_out import work_out
from wfm.words import english

LONGER = SelfService(
    {"Shift lengths and start times": TradeAnswer.ALLOW, "Breaks and meals": TradeAnswer.ALLOW}
)
NOON = BEFORE + timedelta(days=1)
"""The deadline of these offers."""


@pytest.fixture
def centre(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Everybody works from 9 to 17 on Tuesday to Thursday, 18 paid hours at least."""
    clock(monkeypatch)
    plan = contract("full", (1320, 2400), (0, 5), (480, 510), 480, 1200, activities=(LUNCH,))
    put_leave_centre(database, work_plans={"full": plan})
    with database.writing() as tx:
        set_self_service(tx, "sam", SITE, 0, LONGER)
    return database


def clock(patch: pytest.MonkeyPatch, moment: datetime = BEFORE) -> None:
    stop_clock(patch, moment)
    for room in ("desk", "award", "places_back"):
        patch.setattr(f"wfm.service.offers.{room}.now", lambda: moment)


def overtime(on: int = 1, places: int = 1, award: Award = Award.FIRST) -> HoursOffer:
    return HoursOffer(
        OfferKind.OVERTIME, at(day(on), 17), at(day(on), 19), places, NOON, award, "sam", BEFORE
    )


def time_off(start: float = 13, end: float = 17, on: int = 1) -> HoursOffer:
    return HoursOffer(
        OfferKind.TIME_OFF,
        at(day(on), start),
        at(day(on), end),
        1,
        NOON,
        Award.FIRST,
        "sam",
        BEFORE,
    )


def offered(database: Database, offer: HoursOffer) -> str:
    return work_out(
        database,
        lambda tx: to_offer(tx, SITE, offer),
        lambda tx, found: offer_hours(tx, "sam", SITE, offer, found),
    ).key


def accepted(database: Database, key: str, agent: str) -> AnswerStatus:
    done: Stored[HoursOffer] = work_out(
        database,
        lambda tx: to_accept(tx, SITE, key, agent),
        lambda tx, desk: accept(tx, agent, SITE, key, agent, desk),
        turn=SITE,
    )
    answer = done.value.answer_of(agent)
    assert answer is not None
    return answer.status


def stored(database: Database, key: str) -> HoursOffer:
    with database.reading() as tx:
        return HOURS_OFFER.get(tx, SITE, key).value


def told(database: Database, agent: str) -> list[str]:
    with database.reading() as tx:
        return [one.said.code for one in reversed(messages_of(tx, SITE, agent, 20))]


def hours(database: Database, agent: str, on: int = 1) -> list[tuple[float, float]]:
    midnight = at(day(on), 0)
    found = shifts_on(database, agent, day(on))
    return [
        tuple((moment - midnight) / timedelta(hours=1) for moment in (one.start, one.end))  # type: ignore[misc]
        for one in found
    ]


def test_overtime_goes_to_whoever_says_yes_first_as_the_next_version(centre: Database) -> None:
    key = offered(centre, overtime())
    assert told(centre, "ann") == told(centre, "bob") == ["message.offer.overtime"]
    assert accepted(centre, key, "ann") is AnswerStatus.GIVEN
    assert hours(centre, "ann") == [(9, 19)]
    assert stored(centre, key).status is OfferStatus.FULL
    with pytest.raises(ConflictError, match="all places are taken"):
        accepted(centre, key, "bob")
    assert hours(centre, "bob") == [(9, 17)]
    with centre.reading() as tx:
        info = published(tx, SITE, WEEK)
        assert info is not None
        assert info.number == 2
        [mine] = offers_to(tx, SITE, "ann")
        assert mine.answer is AnswerStatus.GIVEN
        assert offers_to(tx, SITE, "bob") == []


def test_only_those_who_may_by_all_rules_are_told_and_can_take_it(centre: Database) -> None:
    with centre.writing() as tx:
        set_self_service(tx, "sam", SITE, 1, SelfService())
    with pytest.raises(ConflictError, match="nobody may take"):
        offered(centre, overtime())
    with centre.writing() as tx:
        set_self_service(tx, "sam", SITE, 2, LONGER)
    key = offered(centre, overtime())
    with centre.writing() as tx:
        set_self_service(tx, "sam", SITE, 3, SelfService())
    with pytest.raises(ConflictError, match="rules speak against") as refusal:
        accepted(centre, key, "ann")
    assert any("Shift lengths" in english(each) for each in refusal.value.details)
    assert hours(centre, "ann") == [(9, 17)]


def test_an_offer_for_a_queue_is_for_those_who_serve_it(centre: Database) -> None:
    with centre.reading() as tx:
        from wfm.store.sites import load_site

        site = load_site(tx, SITE)
    queue = site.queues[0]
    serving = {agent.id for agent in site.agents if queue.skill in agent.skills}
    key = offered(centre, replace(overtime(), queue=queue.name))
    assert {a.id for a in site.agents if told(centre, a.id)} == serving
    for other in {agent.id for agent in site.agents} - serving:
        with pytest.raises(NotFoundError):
            accepted(centre, key, other)


def test_by_ledger_whoever_had_fewest_hours_gets_it_at_the_deadline(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert accepted(centre, offered(centre, overtime(1)), "ann") is AnswerStatus.GIVEN
    key = offered(centre, overtime(2, award=Award.LEDGER))
    for agent in ("ann", "bob", "cy"):
        assert accepted(centre, key, agent) is AnswerStatus.WAITING
    with centre.writing() as tx:
        step_back(tx, "cy", SITE, key, "cy")
    award_due(centre)
    assert hours(centre, "bob", 2) == [(9, 17)], "the deadline has not come"
    clock(monkeypatch, NOON)
    award_due(centre)
    assert (hours(centre, "ann", 2), hours(centre, "bob", 2)) == ([(9, 17)], [(9, 19)])
    assert told(centre, "bob")[-2:] == ["message.offer.given", "message.changed"]
    assert told(centre, "ann")[-1] == "message.offer.not_given"
    assert stored(centre, key).status is OfferStatus.ENDED
    award_due(centre)
    assert hours(centre, "bob", 2) == [(9, 19)]


@pytest.mark.parametrize(
    ("wanted", "left"), [(time_off(13, 17), [(9, 17)]), (time_off(8, 18), [])], ids=str
)
def test_hours_given_up_are_an_unpaid_absence_and_leave_no_open_shift(
    centre: Database, wanted: HoursOffer, left: list[tuple[float, float]]
) -> None:
    key = offered(centre, wanted)
    assert accepted(centre, key, "ann") is AnswerStatus.GIVEN
    assert hours(centre, "ann") == left
    for shift in shifts_on(centre, "ann", day(1)):
        away = shift.activities[-1]
        assert (away.code, away.paid, away.minutes) == ("OFF", False, 240)
    with centre.reading() as tx:
        [absence] = own_time_off(tx, SITE, "ann")
        said = [entry.after for entry in trail(tx, SITE, None, 20) if entry.action == "publish"]
    assert not absence.paid
    assert "Paid hours" in str(said[0]), "fewer than the least hours are accepted, and named"


@pytest.mark.parametrize("wanted", [time_off(13, 17), time_off(8, 18)], ids=str)
def test_time_off_that_is_ended_gives_the_shift_back(centre: Database, wanted: HoursOffer) -> None:
    before = shifts_on(centre, "ann", day(1))
    key = offered(centre, wanted)
    accepted(centre, key, "ann")
    with centre.reading() as tx:
        [held] = OPEN_SHIFT.page(tx, SITE)
        [entry] = TIME_OFF_ENTRY.page(tx, SITE)
        assert open_shifts(tx, SITE, BEFORE) == []
    with pytest.raises(ConflictError), centre.writing() as tx:
        pick_up(tx, "bob", SITE, held.key, "bob")
    with centre.writing() as tx:
        found = to_enter(tx, SITE, entry.value, None)
        change(tx, "sam", SITE, entry.key, entry.version, entry.value, found, active=False)
        returned_with(tx, "sam", SITE, entry.key)
    assert shifts_on(centre, "ann", day(1)) == before
    assert stored(centre, key).answers[0].status is AnswerStatus.RETURNED
    with centre.reading() as tx:
        assert hours_given(tx, SITE, OfferKind.TIME_OFF, BEFORE) == {}


def published_with(database: Database, agent: str, *shifts: Shift, on: int = 1) -> None:
    with database.writing() as tx:
        info = published(tx, SITE, WEEK)
        assert info is not None
        draft = copy(tx, "sam", info)
        version = agent_day(tx, draft.id, agent, day(on)).version
        edit_day(tx, "sam", draft, agent, day(on), version, shifts)
        draft = get_schedule(tx, SITE, WEEK, draft.number)
        publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=True)


def statuses(database: Database, key: str) -> dict[str, AnswerStatus]:
    return {answer.agent_id: answer.status for answer in stored(database, key).answers}


def test_overtime_that_a_later_change_takes_away_is_offered_anew_to_the_others(
    centre: Database,
) -> None:
    before = shifts_on(centre, "ann", day(1))
    key = offered(centre, overtime())
    accepted(centre, key, "ann")
    offer_anew(centre)
    assert told(centre, "bob").count("message.offer.overtime") == 1
    published_with(centre, "ann", *before)
    offer = stored(centre, key)
    assert (offer.status, offer.left) == (OfferStatus.OPEN, 1)
    assert statuses(centre, key) == {"ann": AnswerStatus.RETURNED}
    offer_anew(centre)
    offer_anew(centre)
    assert told(centre, "bob").count("message.offer.overtime") == 2
    assert told(centre, "ann").count("message.offer.overtime") == 1, (
        "who lost it is not asked again"
    )
    with centre.reading() as tx:
        assert [one.answer for one in offers_to(tx, SITE, "ann")] == [None], "who may take it again"
    assert accepted(centre, key, "ann") is AnswerStatus.GIVEN
    published_with(centre, "ann", *before)
    assert accepted(centre, key, "bob") is AnswerStatus.GIVEN
    assert (stored(centre, key).status, hours(centre, "bob")) == (OfferStatus.FULL, [(9, 19)])
    with centre.reading() as tx:
        assert [one.answer for one in offers_to(tx, SITE, "ann")] == [AnswerStatus.RETURNED]


def test_overtime_that_somebody_else_works_by_a_trade_or_that_stays_is_still_taken(
    centre: Database,
) -> None:
    key = offered(centre, overtime())
    accepted(centre, key, "ann")
    trade = Offer("ann", TradeKind.GIVE_AWAY, day(1), at(day(1), 17), at(day(1), 19))
    with centre.writing() as tx:
        made = offer_shift(tx, "ann", SITE, trade)
        take(tx, "cy", SITE, made.key, "cy")
    assert (hours(centre, "ann"), hours(centre, "cy")) == ([(9, 17)], [(9, 19)])
    published_with(centre, "ann")  # a day off, once the hours have gone to somebody else
    published_with(centre, "bob")
    assert stored(centre, key).status is OfferStatus.FULL
    assert statuses(centre, key) == {"ann": AnswerStatus.GIVEN}


def test_overtime_that_a_planner_gives_to_somebody_else_or_that_an_absence_opens_is_still_taken(
    centre: Database,
) -> None:
    ann, cy = shifts_on(centre, "ann", day(1)), shifts_on(centre, "cy", day(1))
    key = offered(centre, overtime())
    accepted(centre, key, "ann")
    [longer] = shifts_on(centre, "ann", day(1))
    theirs = replace(cy[0], activities=(*cy[0].activities, longer.activities[-1]))
    with centre.writing() as tx:
        info = published(tx, SITE, WEEK)
        assert info is not None
        draft = copy(tx, "sam", info)
        for agent, shifts in (("ann", ann), ("cy", (theirs,))):
            version = agent_day(tx, draft.id, agent, day(1)).version
            edit_day(tx, "sam", draft, agent, day(1), version, shifts)
        draft = get_schedule(tx, SITE, WEEK, draft.number)
        publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=True)
    assert statuses(centre, key) == {"ann": AnswerStatus.GIVEN}
    other = offered(centre, overtime(on=2))
    accepted(centre, other, "ann")
    away = TimeOff("ann", at(day(2), 0), at(day(3), 0), "sick", paid=True)
    with centre.writing() as tx:
        enter(tx, "sam", SITE, away, to_enter(tx, SITE, None, away))
        assert [(one.value.start, one.value.end) for one in open_shifts(tx, SITE, BEFORE)] == [
            (at(day(2), 9), at(day(2), 19))
        ], "with the overtime, that somebody else can take"
    assert stored(centre, other).status is OfferStatus.FULL


def test_what_comes_back_after_the_deadline_is_not_offered_anew(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, key = shifts_on(centre, "ann", day(1)), offered(centre, overtime())
    accepted(centre, key, "ann")
    clock(monkeypatch, NOON)
    published_with(centre, "ann", *before)
    assert statuses(centre, key) == {"ann": AnswerStatus.RETURNED}
    assert stored(centre, key).status is not OfferStatus.OPEN
    award_due(centre)
    offer_anew(centre)
    assert told(centre, "bob").count("message.offer.overtime") == 1
    assert stored(centre, key).status is OfferStatus.ENDED
    with centre.reading() as tx:
        assert due_offers(tx, NOON) == [], "what is decided is not looked at for ever"


@pytest.mark.parametrize("ends", [True, False], ids=["ended", "moved"])
def test_time_off_that_comes_back_is_offered_anew(centre: Database, *, ends: bool) -> None:
    key = offered(centre, time_off())
    accepted(centre, key, "ann")
    with centre.writing() as tx:
        [entry] = TIME_OFF_ENTRY.page(tx, SITE)
        later = replace(entry.value, start=at(day(2), 13), end=at(day(2), 17))
        wanted = None if ends else later
        found = to_enter(tx, SITE, entry.value, wanted)
        now_so = wanted or entry.value
        change(tx, "sam", SITE, entry.key, entry.version, now_so, found, active=not ends)
        returned_with(tx, "sam", SITE, entry.key)
    assert statuses(centre, key) == {"ann": AnswerStatus.RETURNED}
    offer_anew(centre)
    assert told(centre, "bob").count("message.offer.time_off") == 2
    assert accepted(centre, key, "bob") is AnswerStatus.GIVEN


def test_more_than_half_of_a_shift_is_given_up_whole_or_not_at_all(centre: Database) -> None:
    with pytest.raises(ConflictError, match="nobody may"):
        offered(centre, time_off(10, 16))


def test_nobody_gives_the_same_hours_up_twice(centre: Database) -> None:
    first, second = offered(centre, time_off()), offered(centre, time_off())
    assert accepted(centre, first, "ann") is AnswerStatus.GIVEN
    with pytest.raises(ConflictError, match="you do not work then"):
        accepted(centre, second, "ann")


def test_of_two_who_want_the_last_place_exactly_one_has_it(centre: Database) -> None:
    key = offered(centre, overtime())
    start, outcomes = Barrier(2), dict[str, object]()

    def want(agent: str) -> None:
        start.wait()
        try:
            outcomes[agent] = accepted(centre, key, agent)
        except ConflictError as error:
            outcomes[agent] = str(error)

    threads = [Thread(target=want, args=(agent,)) for agent in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes.values())) == ["all places are taken", "given"]
    assert sorted([hours(centre, "ann"), hours(centre, "bob")]) == [[(9, 17)], [(9, 19)]]


def test_what_cannot_be_offered_is_told_all_at_once(centre: Database) -> None:
    wrong = replace(
        overtime(), start=at(day(1), 19), end=at(day(1), 17), deadline=BEFORE, queue="golf"
    )
    with pytest.raises(InputError) as refusal:
        offered(centre, wrong)
    assert [problem.field for problem in refusal.value.problems] == ["end", "deadline", "queue"]


def test_an_offer_that_ended_is_over_and_those_who_waited_hear_it(centre: Database) -> None:
    key = offered(centre, overtime(award=Award.LEDGER))
    accepted(centre, key, "ann")
    with centre.writing() as tx:
        end_offer(tx, "sam", SITE, key, 2)
    assert told(centre, "ann")[-1] == "message.offer.not_given"
    with pytest.raises(ConflictError, match="it is over"):
        accepted(centre, key, "bob")


def test_what_was_judged_before_the_site_changed_is_not_written(centre: Database) -> None:
    key = offered(centre, overtime(places=2))
    with centre.reading() as tx:
        desk = to_accept(tx, SITE, key, "ann")
    accepted(centre, key, "bob")
    with pytest.raises(OutdatedError), centre.writing() as tx:
        accept(tx, "ann", SITE, key, "ann", desk)
    assert stored(centre, key).given == 1


def test_on_the_running_day_whoever_is_not_there_is_missing(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five are planned where 4.4 are needed; two of them have not come."""
    put_demand(centre)
    monkeypatch.setattr("wfm.service.offers.gaps.now", lambda: at(day(1), 9))
    with centre.reading() as tx:
        assert head_gaps(tx, SITE) == []
        [gap] = head_gaps(tx, SITE, {"ann", "bob"})
    assert (gap.kind, gap.heads, gap.start) == (OfferKind.OVERTIME, 1, at(day(1), 9))
    monkeypatch.setattr("wfm.service.offers.gaps.now", lambda: at(day(1), 8))
    with centre.reading() as tx:
        assert head_gaps(tx, SITE, {"ann", "bob"}) == [], "their shifts have not begun"


@pytest.mark.parametrize(
    ("status", "actual", "minutes", "away"),
    [
        ("out", "logged_off", 15, True), ("out", "logged_off", 14, False),
        ("out", "break", 60, False), ("unknown", "unknown", 60, False),
        ("neutral", "logged_off", 60, False),
    ],
)  # fmt: skip
def test_only_who_is_known_to_be_logged_off_is_not_expected(
    status: str, actual: str, minutes: int, away: bool
) -> None:
    since = BEFORE - timedelta(minutes=minutes)
    seen = AgentNow("ann", status, since, "on_queue", actual, since, arrived=False)
    assert absentees([seen], BEFORE) == ({"ann"} if away else set())


def test_intervals_without_a_break_in_which_whole_heads_are_missing_are_one_gap() -> None:
    starts = [at(day(1), hour / 4) for hour in range(36, 42)]
    net = pd.DataFrame(
        {"queue": "sales", "interval_start": starts, "net": [-0.6, -1.2, -2.5, 0.4, -1.0, -0.2]}
    )
    quarter = timedelta(minutes=15)
    found: Sequence[tuple[datetime, datetime, int]] = [
        (gap.start, gap.end, gap.heads) for gap in joined(net, OfferKind.OVERTIME, -1.0, quarter)
    ]
    assert found == [
        (starts[1], starts[3], 2),
        (starts[4], starts[5], 1),
    ]
    assert list(joined(net, OfferKind.TIME_OFF, 1.0, quarter)) == []
