"""A request for leave beside account, allowances, coverage and rules, as they stand now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from wfm.model import Agent, LeaveType, LeaveUnit, TimeOff
from wfm.service.changed_days import newly_broken, speaks_against
from wfm.service.leave.absent_days import absent_days
from wfm.service.leave.accounts import Balance, Ledger
from wfm.service.leave.allowances import Allowances, AllowanceUse
from wfm.service.leave.amounts import LeaveCalendar
from wfm.service.leave.coverage import too_short
from wfm.service.leave.days_off import published_days_off
from wfm.service.published_heads import HeadCost, PublishedHeads, worst
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import OPEN, LeaveRequest, requests_by, standing
from wfm.store.sites import load_site
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    from wfm.scheduling import Finding


@dataclass(frozen=True, slots=True)
class Judgement:
    """What speaks for and against a request."""

    amount: float
    """In the unit of the type's account, hours where it has none."""
    balance: Balance | None
    """Of the year in which the leave begins; None where the type has no account."""
    short: Phrase | None
    """That the account does not suffice."""
    uses: tuple[AllowanceUse, ...]
    exceeded: tuple[Phrase, ...]
    """Which allowances it would exceed."""
    costs: tuple[HeadCost, ...] | None
    """The worst interval of each queue; None where no published week has a demand."""
    broken: tuple[Finding, ...]
    """Hard rules that it would break in published weeks."""
    worse: tuple[Finding, ...]
    """Those of them that speak against it."""

    @property
    def against(self) -> tuple[Phrase, ...]:
        """All that speaks against it."""
        own = () if self.short is None else (self.short,)
        return (*own, *self.exceeded, *(finding.in_full for finding in self.worse))


class LeaveDesk:
    """Judges requests of one site; everything is loaded once, so a change needs a new one."""

    def __init__(self, tx: Connection, key: str, moment: datetime) -> None:
        self.tx, self.key, self.moment = tx, key, moment
        self.standing = standing(tx, key)
        self._judged: dict[tuple[str, str, datetime, datetime], Judgement] = {}
        self.site = load_site(tx, key)
        self.types = {each.name: each for each in self.site.leave_types}
        self.agents = {agent.id: agent for agent in self.site.agents}
        self.calendar = LeaveCalendar(self.site)
        self.allowances = Allowances(self.site, self.calendar)
        self.heads = PublishedHeads(tx)
        self.open = requests_by(tx, key, OPEN)

    @property
    def today(self) -> date:
        """Date by the site's clock."""
        return self.moment.astimezone(self.calendar.zone).date()

    def agent(self, agent_id: str) -> Agent:
        """Give an agent.

        Raises
        ------
        NotFoundError
            If there is none of that id who works here.
        """
        if agent_id not in self.agents:
            raise NotFoundError("agent", agent_id)
        return self.agents[agent_id]

    def type(self, name: str) -> LeaveType:
        """Give a type of leave.

        Raises
        ------
        ConflictError
            If there is none of that name.
        """
        if name not in self.types:
            known = tuple(sorted(self.types))
            raise ConflictError(phrase("leave.no_type", name=name, known=known), "leave_type")
        return self.types[name]

    def absence(self, request: LeaveRequest) -> TimeOff:
        """Give the absence that a request would become."""
        paid = self.type(request.leave_type).paid
        return TimeOff(request.agent_id, request.start, request.end, request.leave_type, paid)

    def ledger(self, agent_id: str, leave_type: LeaveType, asked: Iterable[TimeOff] = ()) -> Ledger:
        """Give an agent's account of a type, with what is asked for."""
        taken = [
            entry
            for entry in self.site.time_off
            if entry.agent_id == agent_id and entry.kind == leave_type.name
        ]
        asked = tuple(asked)
        off = published_days_off(self.tx, self.key, self.site, agent_id, taken, asked)
        days = self.calendar.days(agent_id, taken, off)
        both = self.calendar.days(agent_id, [*taken, *asked], off)
        before = {day.date: day for day in days}
        more = [
            type(day)(day.date, day.part - old.part, day.minutes - old.minutes)
            if (old := before.get(day.date))
            else day
            for day in both
        ]
        accounts = [
            account
            for account in self.site.leave_accounts
            if account.agent_id == agent_id and account.leave_type == leave_type.name
        ]
        return Ledger(leave_type, accounts, days, [day for day in more if day.minutes > 0])

    def asked(
        self, agent_id: str, leave_type: str, but: str | None = None
    ) -> Sequence[Stored[LeaveRequest]]:
        """List an agent's open requests of a type, without one."""
        return [
            one
            for one in self.open
            if (one.value.agent_id, one.value.leave_type) == (agent_id, leave_type)
            and one.key != but
        ]

    def balances(self, agent_id: str, year: int) -> list[Balance]:
        """Give an agent's accounts of a year, open requests counted as requested."""
        return [
            self._balance(agent_id, each, year)
            for each in self.site.leave_types
            if each.unit is not LeaveUnit.NONE
        ]

    def _balance(self, agent_id: str, leave_type: LeaveType, year: int) -> Balance:
        asked = [self.absence(one.value) for one in self.asked(agent_id, leave_type.name)]
        return self.ledger(agent_id, leave_type, asked).balance(year, self.today)

    def judge(self, request: LeaveRequest) -> Judgement:
        """Judge a request, once; other open requests take nothing from the account yet."""
        what = (request.agent_id, request.leave_type, request.start, request.end)
        if what not in self._judged:
            self._judged[what] = self._judge(request)
        return self._judged[what]

    def _judge(self, request: LeaveRequest) -> Judgement:
        absence, agent = self.absence(request), self.agent(request.agent_id)
        leave_type = self.type(request.leave_type)
        ledger = self.ledger(request.agent_id, leave_type, [absence])
        own = leave_type.unit is not LeaveUnit.NONE
        year = request.start.astimezone(self.calendar.zone).year
        uses = tuple(self.allowances.uses(absence))
        costs, broken = self._published(absence)
        counted = request.leave_type in self.allowances.limited
        short = too_short(self.allowances, self.site, agent, costs or ()) if counted else ()
        return Judgement(
            amount=_amount(ledger),
            balance=self._balance(request.agent_id, leave_type, year) if own else None,
            short=_said(leave_type, ledger.missing()),
            uses=uses,
            exceeded=(
                *(use.said for use in uses if use.exceeded),
                *(
                    phrase(
                        "leave.allowance.coverage",
                        group=allowance.team or allowance.skill,
                        queue=cost.queue,
                        short=-cost.after,
                        at=cost.start,
                        limit=allowance.limit,
                    )
                    for allowance, cost in short
                ),
            ),
            costs=None if costs is None else tuple(worst(costs)),
            broken=tuple(broken),
            worse=tuple(f for f in broken if speaks_against(f, fewer_hours=not absence.paid)),
        )

    def _published(self, absence: TimeOff) -> tuple[list[HeadCost] | None, list[Finding]]:
        costs: list[HeadCost] | None = None
        found = absent_days(self.tx, self.key, self.site, absence, self.moment)
        weeks = [(info, {day.day: day.after for day in days}) for info, days in found]
        broken = newly_broken(self.tx, self.key, weeks, [absence]) if weeks else []
        for info, after in weeks:
            costs_of_week = self.heads.costs(info, after)
            if costs_of_week is not None:
                costs = [*(costs or ()), *costs_of_week]
        return costs, broken


def _amount(ledger: Ledger) -> float:
    return sum(amount for _, amount in ledger.requested)


def _said(leave_type: LeaveType, missing: float) -> Phrase | None:
    if not missing:
        return None
    return phrase(
        "leave.account.short",
        leave_type=leave_type.name, missing=missing, unit=str(leave_type.unit),
    )  # fmt: skip
