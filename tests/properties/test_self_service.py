"""Whatever several people ask, take, enter, withdraw and publish in whatever order, it adds up."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import make_url

from tests.centre import WEEK, ZONE, at, day, shift
from tests.databases import postgresql_copy
from tests.service.leave.leave_centre import (
    BEFORE,
    SITE,
    asked,
    asked_in_turn,
    days,
    put_leave_centre,
    stop_clock,
    withdrawn,
)
from wfm.model import ActivityCategory, Shift, TimeOff
from wfm.scheduling.evaluation.check import judge
from wfm.scheduling.horizon import Horizon
from wfm.scheduling.repair import repair
from wfm.service.leave.entered import change, enter, to_enter
from wfm.service.leave.judge import LeaveDesk
from wfm.service.leave.requests import approve, refuse, to_decide
from wfm.service.leave.waitlist import ended_with, judge_waitlist
from wfm.service.load_plan import closed_as_planned, site_of_week
from wfm.service.offers.award import offer_anew
from wfm.service.offers.offering import accept, offer_hours, to_accept, to_offer
from wfm.service.offers.places_back import returned_with
from wfm.service.publish import publish_judged
from wfm.service.swaps import trades as swaps
from wfm.store.audit import trail
from wfm.store.database import Database
from wfm.store.edited_days import agent_day, edit_day
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import LEAVE_REQUEST, LeaveRequest, LeaveStatus
from wfm.store.offers import (
    HOURS_OFFER,
    AnswerStatus,
    Award,
    HoursOffer,
    OfferKind,
    OfferStatus,
)
from wfm.store.open_shifts import OPEN_SHIFT, OpenStatus
from wfm.store.people import TIME_OFF_ENTRY
from wfm.store.publishing import copy
from wfm.store.schedules import create_draft, get_schedule, load_schedule, published
from wfm.store.schema import upgrade
from wfm.store.trades import (
    SHIFT_TRADE,
    SelfService,
    TradeAnswer,
    TradeKind,
    set_self_service,
)
from wfm.store.work_out import work_out

BLUE = ("ann", "cy", "dot")
AGENTS = st.sampled_from(("ann", "bob", "cy", "eva", "dot"))
DAYS = st.integers(1, 3)
WHICH = st.integers(0, 5)
"""Which of the things that there are, counted round."""
CHOSEN = SelfService(
    {
        "Shift lengths and start times": TradeAnswer.ALLOW,
        "Breaks and meals": TradeAnswer.ALLOW,
        "Days per week": TradeAnswer.ASK,
    }
)
HEADS = pd.DataFrame(
    {
        "interval_start": [at(day(n), 9 + quarter / 4) for n in (1, 2, 3) for quarter in range(32)],
        "queue": "sales",
        "interval_minutes": 15,
        "gross_requirement": 2.0,
    }
)
"""What the week needs while it is repaired."""
FREE = {"bob": (3,), "eva": (2,), "dot": (1,)}
"""Days off, so that shifts can go from hand to hand."""


def fill(database: Database) -> None:
    """Store the centre with its published week."""
    week = [
        shift(agent, day(n))
        for agent in ("ann", "bob", "cy", "eva", "dot")
        for n in (1, 2, 3)
        if n not in FREE.get(agent, ())
    ]
    put_leave_centre(database, week)
    with database.writing() as tx:
        set_self_service(tx, "sam", SITE, 0, CHOSEN)


@cache
def template() -> Path:
    """A database of the centre, made once and copied for each sequence."""
    place = Path(tempfile.mkdtemp(prefix="wfm-self-service-")) / "centre.db"
    database = Database(f"sqlite:///{place}")
    upgrade(database)
    fill(database)
    database.close()
    return place


@contextmanager
def sqlite_centre() -> Iterator[str]:
    """Give the URL of a copy of the centre in a file."""
    with tempfile.TemporaryDirectory(prefix="wfm-self-service-") as folder:
        yield f"sqlite:///{shutil.copy(template(), folder)}"


MEANWHILE = st.sampled_from(("nothing", "nothing", "leave", "absence", "offer", "edit"))
"""What somebody else does between the moment at which an act is judged and its being stored."""


class SelfServed(RuleBasedStateMachine):
    """A centre in which several people act; what is refused leaves nothing behind."""

    centre = staticmethod(sqlite_centre)

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        stop_clock(self.patch)
        for room in ("desk", "places_back"):
            self.patch.setattr(f"wfm.service.offers.{room}.now", lambda: BEFORE)
        keys = count(1)
        for room in ("leave.requests", "leave.grant", "leave.entered", "swaps.trades",
                     "offers.offering"):  # fmt: skip
            self.patch.setattr(f"wfm.service.{room}.uuid4", lambda: UUID(int=next(keys)))
        self.stack = ExitStack()
        self.database = Database(self.stack.enter_context(type(self).centre()))
        self.other: Callable[[], None] | None = None
        self.work = self.minutes()
        self.worked = self.published_days()
        self.cost: dict[tuple[str, datetime], bool] = {}

    def teardown(self) -> None:
        self.database.close()
        self.stack.close()
        self.patch.undo()

    def do(self, prepare: Callable[[Any], Any], write: Callable[[Any, Any], Any]) -> Any:
        def judged(tx: Any) -> Any:
            found = prepare(tx)
            other, self.other = self.other, None
            if other is not None:
                other()
            return found

        return work_out(self.database, judged, write, turn=SITE)

    @rule(what=MEANWHILE, agent=AGENTS, on=DAYS)
    def somebody_else_acts_amid_the_next(self, what: str, agent: str, on: int) -> None:
        acts: dict[str, Callable[[], None]] = {
            "leave": lambda: self.ask_at_once(agent, on),
            "absence": lambda: self.absent_at_once(agent, on),
            "offer": lambda: self.offer_shift(agent, on, on, swap=False),
            "edit": lambda: self.publish_an_edit(agent, on, later=True),
        }
        self.other = acts.get(what)

    def ask_at_once(self, agent: str, on: int) -> None:
        with suppress(ConflictError):
            asked(self.database, days(agent, on))

    def absent_at_once(self, agent: str, on: int) -> None:
        absence = TimeOff(agent, at(day(on), 0), at(day(on + 1), 0), "sick")
        with self.database.writing() as tx:
            enter(tx, "sue", SITE, absence, to_enter(tx, SITE, None, absence))

    def one(self, entity: Any, which: int) -> Any:
        with self.database.reading() as tx:
            found = entity.page(tx, SITE)
        return found[which % len(found)] if found else None

    @rule(agent=AGENTS, on=DAYS, kind=st.sampled_from(("vacation", "vacation", "care", "sick")))
    def ask(self, agent: str, on: int, kind: str) -> None:
        with suppress(ConflictError):
            asked_in_turn(self.database, days(agent, on, kind=kind))

    @rule(which=WHICH)
    def withdraw_leave(self, which: int) -> None:
        request = self.one(LEAVE_REQUEST, which)
        if request is not None:
            with suppress(ConflictError):
                withdrawn(self.database, request.value.agent_id, request.key)

    @rule(which=WHICH, yes=st.booleans())
    def decide_leave(self, which: int, yes: bool) -> None:
        request = self.one(LEAVE_REQUEST, which)
        if request is None:
            return
        at_version = (SITE, request.key, request.version)
        with suppress(ConflictError):
            if yes:
                self.do(
                    lambda tx: to_decide(tx, SITE, request.key),
                    lambda tx, ready: approve(tx, "sue", *at_version, ready=ready),
                )
            else:
                with self.database.writing() as tx:
                    refuse(tx, "sue", *at_version, "the audit is on")

    @rule(agent=AGENTS, on=DAYS)
    def enter_absence(self, agent: str, on: int) -> None:
        absence = TimeOff(agent, at(day(on), 0), at(day(on + 1), 0), "sick")
        self.do(
            lambda tx: to_enter(tx, SITE, None, absence),
            lambda tx, found: enter(tx, "sam", SITE, absence, found),
        )

    @rule(which=WHICH)
    def end_absence(self, which: int) -> None:
        entry = self.one(TIME_OFF_ENTRY, which)
        if entry is None or not entry.active:
            return

        def write(tx: Any, found: Any) -> None:
            change(tx, "sam", SITE, entry.key, entry.version, entry.value, found, active=False)
            ended_with(tx, "sam", SITE, entry.key)
            returned_with(tx, "sam", SITE, entry.key)

        self.do(lambda tx: to_enter(tx, SITE, entry.value, None), write)
        judge_waitlist(self.database, "sam", SITE)

    @rule(agent=AGENTS, on=DAYS, back=DAYS, swap=st.booleans())
    def offer_shift(self, agent: str, on: int, back: int, swap: bool) -> None:
        kind = TradeKind.SWAP if swap else TradeKind.GIVE_AWAY
        wanted = swaps.Offer(agent, kind, day(on), in_return=(day(back),) if swap else ())
        with suppress(ConflictError), self.database.writing() as tx:
            swaps.offer(tx, agent, SITE, wanted)

    @rule(which=WHICH, agent=AGENTS)
    def take_shift(self, which: int, agent: str) -> None:
        trade = self.one(SHIFT_TRADE, which)
        if trade is None:
            return
        back = trade.value.in_return[0] if trade.value.in_return else None
        with suppress(ConflictError, NotFoundError):
            self.do(
                lambda tx: swaps.to_take(tx, SITE, trade.key, agent, back),
                lambda tx, desk: swaps.take(tx, agent, SITE, trade.key, agent, back, desk),
            )

    @rule(which=WHICH, agent=AGENTS)
    def pick_up(self, which: int, agent: str) -> None:
        opened = self.one(OPEN_SHIFT, which)
        if opened is not None:
            with suppress(ConflictError, NotFoundError):
                self.do(
                    lambda tx: swaps.to_pick_up(tx, SITE, opened.key, agent),
                    lambda tx, desk: swaps.pick_up(tx, agent, SITE, opened.key, agent, desk),
                )

    @rule(which=WHICH, yes=st.booleans())
    def decide_trade(self, which: int, yes: bool) -> None:
        trade = self.one(SHIFT_TRADE, which)
        if trade is None:
            return
        with suppress(ConflictError):
            self.do(
                lambda tx: swaps.to_decide(tx, SITE, trade.key, approve=yes),
                lambda tx, desk: swaps.decide(
                    tx, "sue", SITE, trade.key, trade.version, approve=yes, reason="no", ready=desk
                ),
            )

    @rule(on=DAYS, extra=st.booleans())
    def offer_hours(self, on: int, extra: bool) -> None:
        kind = OfferKind.OVERTIME if extra else OfferKind.TIME_OFF
        first, last = (17, 18) if extra else (15, 17)
        offer = HoursOffer(
            kind, at(day(on), first), at(day(on), last), 2, at(day(on), 0), Award.FIRST, "sam",
            BEFORE,
        )  # fmt: skip
        with suppress(ConflictError):
            self.do(
                lambda tx: to_offer(tx, SITE, offer),
                lambda tx, found: offer_hours(tx, "sam", SITE, offer, found),
            )

    @rule(which=WHICH, agent=AGENTS)
    def say_yes(self, which: int, agent: str) -> None:
        offer = self.one(HOURS_OFFER, which)
        if offer is not None:
            with suppress(ConflictError, NotFoundError):
                self.do(
                    lambda tx: to_accept(tx, SITE, offer.key, agent),
                    lambda tx, desk: accept(tx, agent, SITE, offer.key, agent, desk),
                )

    @rule(agent=AGENTS, on=DAYS, later=st.booleans())
    def publish_an_edit(self, agent: str, on: int, later: bool) -> None:
        """A planner moves somebody's whole shift by hand, if no rule speaks against it."""
        given = self.given()
        with suppress(ConflictError), self.database.writing() as tx:
            info = published(tx, SITE, WEEK)
            assert info is not None
            own = agent_day(tx, info.id, agent, day(on))
            if [queue_minutes(one) for one in own.shifts] != [queue_minutes(shift(agent, day(on)))]:
                return
            draft = copy(tx, "sam", info)
            version = agent_day(tx, draft.id, agent, day(on)).version
            moved = shift(agent, day(on), 10, 18) if later else shift(agent, day(on), 8, 16)
            edit_day(tx, "sam", draft, agent, day(on), version, [moved])
            draft = get_schedule(tx, SITE, WEEK, draft.number)
            publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=False)
        self.work += given - self.given()  # overtime that went with the move is a place again

    @rule()
    def offer_anew(self) -> None:
        offer_anew(self.database)

    @rule()
    def repair_by_the_solver(self) -> None:
        """The solver mends the published week with few changes, and that is published."""
        before = self.minutes() - self.given()
        with self.database.reading() as tx:
            info = published(tx, SITE, WEEK)
            assert info is not None
            site = closed_as_planned(tx, info, site_of_week(tx, SITE, WEEK))
            schedule = load_schedule(tx, info)
        found = repair(site, HEADS, schedule, seconds=None, effort=0).solution.schedule
        with suppress(ConflictError), self.database.writing() as tx:
            draft = create_draft(tx, "sam", SITE, WEEK, found.shifts, copied_from=info.number)
            publish_judged(tx, "sam", draft, draft.version, accept_broken_rules=False)
        self.work += self.minutes() - self.given() - before

    @invariant()
    def balances_add_up(self) -> None:
        with self.database.reading() as tx:
            desk = LeaveDesk(tx, SITE, BEFORE)
            found = {
                agent: next(b for b in desk.balances(agent, 2026) if b.leave_type == "vacation")
                for agent in desk.agents
            }
            requests = [one.value for one in LEAVE_REQUEST.page(tx, SITE)]
        self.note_cost(requests)
        for agent, balance in found.items():
            own = [r for r in requests if (r.agent_id, r.leave_type) == (agent, "vacation")]
            taken = sum(self.cost[agent, r.start] for r in own if r.status is LeaveStatus.APPROVED)
            asked = sum(
                (agent, r.start) in self.worked
                for r in own
                if r.status in {LeaveStatus.REQUESTED, LeaveStatus.WAITLISTED}
            )
            assert (balance.taken, balance.requested, balance.left) == (
                taken, asked, 5 - taken - asked,
            ), agent  # fmt: skip

    def note_cost(self, requests: Sequence[LeaveRequest]) -> None:
        """A day costs one, but none if no published week had a shift on it before it was given."""
        given = {(r.agent_id, r.start) for r in requests if r.status is LeaveStatus.APPROVED}
        self.cost = {one: self.cost.get(one, one in self.worked) for one in given}
        self.worked |= self.published_days()

    def published_days(self) -> set[tuple[str, datetime]]:
        """Who has a shift on the day that begins then."""
        with self.database.reading() as tx:
            info = published(tx, SITE, WEEK)
            assert info is not None
            return {
                (s.agent_id, at(s.start.astimezone(ZONE).date(), 0))
                for s in load_schedule(tx, info).shifts
            }

    @invariant()
    def allowances_are_never_exceeded(self) -> None:
        with self.database.reading() as tx:
            requests = [one.value for one in LEAVE_REQUEST.page(tx, SITE)]
        away = Counter(
            one.start
            for one in requests
            if one.status is LeaveStatus.APPROVED
            and one.agent_id in BLUE
            and one.leave_type != "sick"
        )
        assert max(away.values(), default=0) <= 1

    @invariant()
    def work_is_neither_lost_nor_doubled(self) -> None:
        assert self.minutes() == self.work + self.given()
        with self.database.reading() as tx:
            info = published(tx, SITE, WEEK)
            assert info is not None
            week = sorted(load_schedule(tx, info).shifts, key=lambda s: (s.agent_id, s.start))
        for one, other in pairwise(week):
            assert one.agent_id != other.agent_id or one.end <= other.start

    @invariant()
    def what_is_published_is_legal_or_was_accepted(self) -> None:
        with self.database.reading() as tx:
            info = published(tx, SITE, WEEK)
            assert info is not None
            site = closed_as_planned(tx, info, site_of_week(tx, SITE, WEEK))
            schedule = load_schedule(tx, info)
            entries = [e for e in trail(tx, SITE, None, 500) if e.action == "publish"]
        accepted = {text for e in entries for text in (e.after or {}).get("accepted", ())}
        broken = {str(f) for f in judge(Horizon(site, WEEK), schedule) if f.hard}
        assert broken <= accepted

    @invariant()
    def no_offer_has_more_takers_than_places(self) -> None:
        with self.database.reading() as tx:
            offers = [one.value for one in HOURS_OFFER.page(tx, SITE)]
        assert all(one.given <= one.places for one in offers)
        assert all((one.status is OfferStatus.FULL) == (one.left == 0) for one in offers)

    def given(self) -> float:
        """Minutes on queue that offers have added, less those that they let go."""
        with self.database.reading() as tx:
            offers = [one.value for one in HOURS_OFFER.page(tx, SITE)]
        return sum(
            (1 if one.kind is OfferKind.OVERTIME else -1) * 60 * answer.hours
            for one in offers
            for answer in one.answers
            if answer.status is AnswerStatus.GIVEN
        )

    def minutes(self) -> float:
        """On queue in the published week, and in shifts that are open."""
        with self.database.reading() as tx:
            info = published(tx, SITE, WEEK)
            assert info is not None
            week = load_schedule(tx, info).shifts
            opened = [one.value for one in OPEN_SHIFT.page(tx, SITE)]
        free = sum(
            sum(a.minutes for a in one.activities if a.category is ActivityCategory.ON_QUEUE)
            for one in opened
            if one.status is OpenStatus.OPEN
        )
        return sum(map(queue_minutes, week)) + free


def queue_minutes(one: Shift) -> int:
    """Minutes on queue."""
    worked = [part for part in one.activities if part.category is ActivityCategory.ON_QUEUE]
    return sum((part.end - part.start) // timedelta(minutes=1) for part in worked)


FEW = settings(
    max_examples=4, stateful_step_count=12, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
SelfServed.TestCase.settings = FEW
TestSelfService = SelfServed.TestCase


def test_it_adds_up_on_postgresql_too(postgresql_server: str, migrated: str) -> None:
    with postgresql_copy(postgresql_server, migrated) as url:
        database = Database(url)
        fill(database)
        database.close()
        name = str(make_url(url).database)

        class OnPostgreSQL(SelfServed):
            centre = staticmethod(lambda: postgresql_copy(postgresql_server, name))

        run_state_machine_as_test(OnPostgreSQL, settings=settings(FEW, max_examples=3))
