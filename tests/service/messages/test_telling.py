"""Who is told what: in the transaction of the change, only what matters, never why."""

from __future__ import annotations

import pytest

from tests.centre import WEEK, at, day, shift
from tests.service.leave.leave_centre import SITE, asked, days, put_leave_centre, stop_clock
from wfm.service.leave.requests import approve, refuse, withdraw
from wfm.service.leave.waitlist import judge_waitlist
from wfm.service.publish import publish_judged
from wfm.service.swaps.trades import Offer, offer, take
from wfm.store.database import Connection, Database
from wfm.store.edited_days import agent_day, edit_day
from wfm.store.messages import messages_of, see_messages, unseen_messages
from wfm.store.publishing import copy
from wfm.store.schedules import create_draft, get_schedule, published
from wfm.store.trades import TradeKind
from wfm.store.users import Role, User, create_user
from wfm.words import english
from wfm.words.messages import TEMPLATES


@pytest.fixture
def told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    database = Database(sqlite_url)
    stop_clock(monkeypatch)
    put_leave_centre(database)
    with database.writing() as tx:
        for who in ("ann", "bob", "cy"):
            create_user(tx, "ada", User(who, Role.AGENT, SITE, who), None)
    return database


def inbox(database: Database, agent: str) -> list[str]:
    with database.reading() as tx:
        return [english(one.said) for one in reversed(messages_of(tx, SITE, agent, 50))]


def move(tx: Connection, agent: str, on: int) -> None:
    """Publish another version in which an agent begins an hour later."""
    info = published(tx, SITE, WEEK)
    assert info is not None
    draft = copy(tx, "sam", info)
    version = agent_day(tx, draft.id, agent, day(on)).version
    edit_day(tx, "sam", draft, agent, day(on), version, [shift(agent, day(on), 10, 18)])
    draft = get_schedule(tx, SITE, WEEK, draft.number)
    publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=True)


def test_a_first_publication_is_told_once_and_later_only_changed_days(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = day(7)
    with told.writing() as tx:
        draft = create_draft(tx, "sam", SITE, week, [shift("ann", day(8)), shift("ann", day(9))])
        publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=True)
        move(tx, "ann", 1)
    assert inbox(told, "ann") == [
        "Your shifts of the week of Mon 2026-03-30 are published.",
        "Your shifts have changed on Tue 2026-03-24.",
    ]
    assert inbox(told, "bob") == []
    stop_clock(monkeypatch, at(day(3), 12))
    with told.writing() as tx:
        move(tx, "bob", 2)
    assert inbox(told, "bob") == [], "nobody is told of days that are over"


def test_nobody_is_told_of_a_change_that_was_not_made(told: Database) -> None:
    def die() -> None:
        with told.writing() as tx:
            move(tx, "ann", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die()
    assert inbox(told, "ann") == []


def test_what_becomes_of_leave_is_told_without_its_kind_or_the_reason(told: Database) -> None:
    granted = asked(told, days("ann", 1))
    assert inbox(told, "ann") == [], "the own request, decided at once, is no news"
    asked(told, days("cy", 1))
    with told.writing() as tx:
        withdraw(tx, "ann", SITE, granted.key)
    judge_waitlist(told, "ann", SITE)
    other = asked(told, days("bob", 2, kind="care"))
    third = asked(told, days("bob", 3, kind="care"))
    with told.writing() as tx:
        approve(tx, "sue", SITE, other.key, other.version)
        refuse(tx, "sue", SITE, third.key, third.version, "the audit is on")
    assert inbox(told, "cy")[0] == (
        "Your leave from Tue 2026-03-24 00:00 to Wed 2026-03-25 00:00 is approved."
    )
    said = inbox(told, "bob")
    assert len(said) == 3  # approved, the changed day, refused
    assert not any(word in line for line in said for word in ("care", "audit", "vacation"))


def test_no_text_can_say_which_leave_it_is_or_why() -> None:
    for code, text in TEMPLATES.items():
        assert "leave_type" not in text, code
        assert "reason" not in text, code


def test_both_sides_of_a_trade_hear_what_the_other_did(told: Database) -> None:
    wanted = Offer("ann", TradeKind.SWAP, day(1), to_agent="bob", in_return=(day(2),))
    with told.writing() as tx:
        made = offer(tx, "ann", SITE, wanted)
    assert inbox(told, "bob") == ["Ann offers you the shift of Tue 2026-03-24 09:00."]
    with pytest.raises(Exception, match="rules"), told.writing() as tx:
        take(tx, "bob", SITE, made.key, "bob", day(2))  # both work on both days
    with told.writing() as tx:
        move(tx, "ann", 1)
    ended = "The trade of the shift of Tue 2026-03-24 09:00 has ended."
    assert ended in inbox(told, "ann")


def test_what_was_seen_is_confirmed_and_counted(told: Database) -> None:
    with told.writing() as tx:
        move(tx, "ann", 1)
        [one] = messages_of(tx, SITE, "ann", 5)
        assert unseen_messages(tx, SITE, "ann") == 1
        assert see_messages(tx, "ann", SITE, "ann", one.id) == 1
        assert see_messages(tx, "ann", SITE, "ann", one.id) == 0
        assert messages_of(tx, SITE, "ann", 5)[0].seen_at is not None
