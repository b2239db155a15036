"""Swaps, give-aways and open shifts, judged by the rules and put into force, on both databases."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from tests.centre import WEEK, at, day, shift
from tests.service.leave.leave_centre import (
    SITE,
    asked,
    days,
    put_leave_centre,
    shifts_on,
    stop_clock,
)
from wfm.service.changed_days import in_force
from wfm.service.leave.requests import withdraw as withdraw_leave
from wfm.service.publish import publish_judged
from wfm.service.swaps.trades import Offer, decide, offer, pick_up, take, withdraw
from wfm.store.audit import trail
from wfm.store.database import Database
from wfm.store.edited_days import agent_day, edit_day
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.messages import messages_of
from wfm.store.open_shifts import OPEN_SHIFT, open_shifts
from wfm.store.publishing import copy
from wfm.store.schedules import get_schedule, published
from wfm.store.trades import (
    SHIFT_TRADE,
    SelfService,
    ShiftTrade,
    TradeAnswer,
    TradeKind,
    TradeStatus,
    set_self_service,
)
from wfm.words import english

OF_LENGTH = ("Shift lengths and start times", "Breaks and meals")


@pytest.fixture
def trading(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Ann and bob work late and early on Tuesday, cy on Wednesday; dot and eva are off."""
    stop_clock(monkeypatch)
    shifts = [
        shift("ann", day(1), 12, 20), shift("bob", day(1), 8, 16), shift("cy", day(2), 9, 17),
        shift("ann", day(3)), shift("bob", day(3)),
    ]  # fmt: skip
    put_leave_centre(database, shifts, leave_allowances=())
    return database


def offered(database: Database, wanted: Offer) -> Stored[ShiftTrade]:
    with database.writing() as tx:
        return offer(tx, wanted.agent_id, SITE, wanted)


def taken(database: Database, key: str, taker: str, back: int | None = None) -> ShiftTrade:
    with database.writing() as tx:
        returned = None if back is None else day(back)
        return take(tx, taker, SITE, key, taker, returned).value


def hours(database: Database, agent: str, on: int) -> list[tuple[float, float]]:
    midnight = at(day(on), 0)
    found = shifts_on(database, agent, day(on))
    return [
        tuple((moment - midnight) / timedelta(hours=1) for moment in (one.start, one.end))  # type: ignore[misc]
        for one in found
    ]


def number(database: Database) -> int:
    with database.reading() as tx:
        info = published(tx, SITE, WEEK)
        assert info is not None
        return info.number


def trade(database: Database, key: str) -> ShiftTrade:
    with database.reading() as tx:
        return SHIFT_TRADE.get(tx, SITE, key).value


def version_of(database: Database, key: str) -> int:
    with database.reading() as tx:
        return SHIFT_TRADE.get(tx, SITE, key).version


def choose(database: Database, chosen: SelfService) -> None:
    with database.writing() as tx:
        set_self_service(tx, "sam", SITE, 0, chosen)


def test_two_agents_swap_in_one_published_version(trading: Database) -> None:
    made = offered(trading, Offer("ann", TradeKind.SWAP, day(1), in_return=(day(1), day(2))))
    done = taken(trading, made.key, "bob", 1)
    assert (done.status, done.decided_by) == (TradeStatus.DONE, None)
    assert (hours(trading, "ann", 1), hours(trading, "bob", 1)) == ([(8, 16)], [(12, 20)])
    assert number(trading) == 2
    assert trade(trading, made.key).status is TradeStatus.DONE


def test_a_shift_of_another_day_can_be_taken_in_return(trading: Database) -> None:
    made = offered(trading, Offer("ann", TradeKind.SWAP, day(1), in_return=(day(2),)))
    with pytest.raises(ConflictError, match="2026-03-25"):
        taken(trading, made.key, "cy", 1)
    assert taken(trading, made.key, "cy", 2).status is TradeStatus.DONE
    assert hours(trading, "ann", 1) == hours(trading, "cy", 2) == []
    assert (hours(trading, "ann", 2), hours(trading, "cy", 1)) == ([(9, 17)], [(12, 20)])


@pytest.mark.parametrize("answer", list(TradeAnswer))
def test_a_broken_rule_refuses_asks_or_is_allowed_as_the_site_says(
    trading: Database, answer: TradeAnswer
) -> None:
    choose(trading, SelfService(dict.fromkeys(OF_LENGTH, answer)))
    part = Offer("ann", TradeKind.GIVE_AWAY, day(1), at(day(1), 18), at(day(1), 20))
    made = offered(trading, part)
    if answer is TradeAnswer.REFUSE:
        with pytest.raises(ConflictError, match="try another shift") as told:
            taken(trading, made.key, "dot")
        said = [english(line) for line in told.value.details]
        assert any(re.match("dot .*, Tue 2026-03-24, Shift len", line) for line in said)
        assert trade(trading, made.key).status is TradeStatus.OFFERED
    if answer is TradeAnswer.ASK:
        waiting = taken(trading, made.key, "dot")
        assert waiting.status is TradeStatus.ACCEPTED
        assert {reason["params"]["agent_id"] for reason in waiting.reasons} == {"ann", "dot"}
    if answer is not TradeAnswer.ALLOW:
        assert number(trading) == 1
        return
    assert taken(trading, made.key, "dot").status is TradeStatus.DONE
    assert (hours(trading, "ann", 1), hours(trading, "dot", 1)) == ([(12, 18)], [(18, 20)])
    with trading.reading() as tx:
        [told_of] = [e for e in trail(tx, SITE, None, 20) if e.action == "publish"][:1]
    assert told_of.after["broken_rules"] == len(told_of.after["accepted"]) > 0
    assert told_of.actor == "dot"


def test_a_part_in_the_middle_of_a_shift_is_not_traded(trading: Database) -> None:
    with pytest.raises(ConflictError, match="begins or ends with"):
        offered(trading, Offer("bob", TradeKind.GIVE_AWAY, day(1), at(day(1), 9), at(day(1), 12)))


def test_a_person_decides_where_the_site_asks(trading: Database) -> None:
    choose(trading, SelfService(trades_ask=True))
    made = offered(trading, Offer("ann", TradeKind.GIVE_AWAY, day(1)))
    assert taken(trading, made.key, "dot").status is TradeStatus.ACCEPTED
    assert number(trading) == 1
    version = version_of(trading, made.key)
    with trading.writing() as tx:
        done = decide(tx, "sue", SITE, made.key, version, approve=True)
    assert (done.value.status, done.value.decided_by) == (TradeStatus.DONE, "sue")
    assert (hours(trading, "ann", 1), hours(trading, "dot", 1)) == ([], [(12, 20)])
    other = offered(trading, Offer("bob", TradeKind.GIVE_AWAY, day(1)))
    taken(trading, other.key, "eva")
    with trading.writing() as tx:
        withdraw(tx, "eva", SITE, other.key, "eva")  # the taker's word alone
    assert trade(trading, other.key).status is TradeStatus.OFFERED
    with trading.reading() as tx:
        [news, *_] = messages_of(tx, SITE, "bob", 1)
    assert news.said.code == "message.trade.left", "the giver hears that nobody takes it"
    taken(trading, other.key, "eva")
    version = version_of(trading, other.key)
    with trading.writing() as tx:
        refused = decide(tx, "sue", SITE, other.key, version, approve=False, reason="training")
    assert refused.value.reasons[0]["params"] == {"reason": "training"}


def test_of_two_takers_exactly_one_has_the_shift(trading: Database) -> None:
    made = offered(trading, Offer("ann", TradeKind.GIVE_AWAY, day(1)))
    start, found = Barrier(2), []

    def race(who: str) -> None:
        start.wait()
        try:
            found.append(taken(trading, made.key, who).status)
        except ConflictError as error:
            found.append(str(error))

    threads = [Thread(target=race, args=(who,)) for who in ("dot", "eva")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [TradeStatus.DONE, "it is done already"]
    assert len(hours(trading, "dot", 1)) + len(hours(trading, "eva", 1)) == 1


def test_a_later_change_of_the_shift_ends_the_trade_and_says_why(trading: Database) -> None:
    made = offered(trading, Offer("ann", TradeKind.GIVE_AWAY, day(1)))
    other = offered(trading, Offer("bob", TradeKind.GIVE_AWAY, day(1)))
    with trading.writing() as tx:
        info = in_force(tx, SITE, WEEK)
        assert info is not None
        draft = copy(tx, "sam", info)
        version = agent_day(tx, draft.id, "ann", day(1)).version
        edit_day(tx, "sam", draft, "ann", day(1), version, [shift("ann", day(1), 11, 19)])
        draft = get_schedule(tx, SITE, WEEK, draft.number)
        publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=True)
    ended = trade(trading, made.key)
    assert ended.status is TradeStatus.ENDED
    assert ended.reasons[0]["code"] == "trade.changed"
    assert trade(trading, other.key).status is TradeStatus.OFFERED
    with pytest.raises(ConflictError, match="ended already"):
        taken(trading, made.key, "dot")


def test_an_offer_that_nobody_takes_in_time_ends(
    trading: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = offered(trading, Offer("ann", TradeKind.GIVE_AWAY, day(1)))
    assert made.value.expires_at == at(day(1), 12) - timedelta(hours=24)
    stop_clock(monkeypatch, at(day(0), 13))
    with pytest.raises(ConflictError, match="too late"):
        offered(trading, Offer("bob", TradeKind.GIVE_AWAY, day(1)))
    offered(trading, Offer("bob", TradeKind.GIVE_AWAY, day(3)))
    assert trade(trading, made.key).reasons[0]["code"] == "trade.late"


def test_what_is_offered_to_a_person_is_nobody_elses(trading: Database) -> None:
    made = offered(trading, Offer("ann", TradeKind.GIVE_AWAY, day(1), to_agent="dot"))
    for stranger in ("eva", "ann"):
        with pytest.raises(NotFoundError):
            taken(trading, made.key, stranger)
    assert taken(trading, made.key, "dot").status is TradeStatus.DONE


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Offer("ann", TradeKind.SWAP, day(1)), "in return"),
        (Offer("ann", TradeKind.GIVE_AWAY, day(2)), "no published shift"),
        (Offer("ann", TradeKind.GIVE_AWAY, day(1), to_agent="ann"), "somebody else"),
        (Offer("ann", TradeKind.GIVE_AWAY, day(60)), "no published shift"),
    ],
)
def test_what_cannot_be_offered_is_told(trading: Database, wanted: Offer, told: str) -> None:
    with pytest.raises(ConflictError, match=told):
        offered(trading, wanted)
    offered(trading, Offer("bob", TradeKind.GIVE_AWAY, day(1)))
    with pytest.raises(ConflictError, match="in a trade already"):
        offered(trading, Offer("bob", TradeKind.SWAP, day(1), in_return=(day(2),)))


def test_an_open_shift_of_leave_is_picked_up_and_stays_so(trading: Database) -> None:
    leave = asked(trading, days("ann", 1))
    with trading.reading() as tx:
        [opened] = open_shifts(tx, SITE, at(day(0), 0))
    with trading.writing() as tx:
        assert pick_up(tx, "dot", SITE, opened.key, "dot").value.status is TradeStatus.DONE
    with pytest.raises(ConflictError, match="taken already"), trading.writing() as tx:
        pick_up(tx, "eva", SITE, opened.key, "eva")
    assert (hours(trading, "ann", 1), hours(trading, "dot", 1)) == ([], [(12, 20)])
    with trading.writing() as tx:
        withdraw_leave(tx, "ann", SITE, leave.key)
        assert OPEN_SHIFT.get(tx, SITE, opened.key).value.taken_by == "dot"
    assert (hours(trading, "ann", 1), hours(trading, "dot", 1)) == ([], [(12, 20)])
    with trading.reading() as tx:
        lines = [(e.action, e.entity) for e in trail(tx, SITE, None, 20)]
    assert ("create", "trade") in lines
    assert ("change", "open shift") in lines


def test_a_trade_that_makes_a_broken_rule_milder_is_not_refused_for_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner published seven days for ann where five are legal: six are better, and named."""
    stop_clock(monkeypatch)
    week = [shift("ann", day(n)) for n in range(7)]
    put_leave_centre(database, [*week, shift("bob", day(6))], leave_allowances=())
    milder = offered(database, Offer("ann", TradeKind.GIVE_AWAY, day(6)))
    done = taken(database, milder.key, "dot")
    assert (done.status, done.reasons) == (TradeStatus.DONE, ())
    with database.reading() as tx:
        [last, *_] = [e.after or {} for e in trail(tx, SITE, None, 50) if e.action == "publish"]
    assert "works 6 days" in str(last["accepted"]), "the trail names what is still broken"
    worse = offered(database, Offer("bob", TradeKind.GIVE_AWAY, day(6)))
    with pytest.raises(ConflictError) as refused:
        taken(database, worse.key, "ann")
    assert "works 7 days" in " ".join(english(said) for said in refused.value.details)
