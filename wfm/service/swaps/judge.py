"""A trade beside every rule for both agents, skills, hours, pay, heads and service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wfm.model import Shift, Site
from wfm.service.changed_days import ChangedWeeks, by_week, newly_broken
from wfm.service.published_heads import HeadCost, PublishedHeads, ServiceChange, worst
from wfm.service.swaps.hand_over import Days
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.errors import ConflictError
from wfm.store.schedules import load_schedule, published
from wfm.store.trades import SelfService, ShiftTrade, TradeAnswer, TradeKind
from wfm.timegrid import week_begin
from wfm.words import Phrase, phrase

if TYPE_CHECKING:
    from wfm.scheduling import Finding

Pair = tuple[float, float]
"""Before and after."""


@dataclass(frozen=True, slots=True)
class TradeJudgement:
    """What a trade would do."""

    weeks: ChangedWeeks
    broken: tuple[Finding, ...]
    """Hard rules that it would break, also those that it breaks by less than before."""
    refused: tuple[Finding, ...]
    """Those for which the site refuses it."""
    asked: tuple[Finding, ...]
    """Those for which a person decides."""
    skills: tuple[Phrase, ...]
    """Queues that whoever takes a shift does not serve, where whose it was did."""

    @property
    def worse(self) -> tuple[Finding, ...]:
        """Hard rules that it would break, without those that were broken by more."""
        return tuple(finding for finding in self.broken if not finding.eased)

    def hours(self, tx: Connection) -> Mapping[str, Pair]:
        """Give each agent's paid hours in the changed weeks."""
        found: dict[str, list[float]] = {}
        for info, days in self.weeks:
            before = load_schedule(tx, info).shifts
            for agent in sorted({agent for agent, _ in days}):
                own = [shift for shift in before if shift.agent_id == agent]
                kept = [shift for shift in own if (agent, shift.date) not in days]
                new = [s for (who, _), shifts in days.items() if who == agent for s in shifts]
                sums = found.setdefault(agent, [0.0, 0.0])
                sums[0] += _paid(own)
                sums[1] += _paid([*kept, *new])
        return {agent: (before, after) for agent, (before, after) in found.items()}

    def heads(self, tx: Connection) -> tuple[list[HeadCost] | None, list[ServiceChange]]:
        """Give where heads are lost at worst, and service before and after."""
        heads, lost, service = PublishedHeads(tx), list[HeadCost](), list[ServiceChange]()
        known = False
        for info, days in self.weeks:
            found = heads.costs(info, days)
            known |= found is not None
            lost += found or ()
            service += heads.service(info, days)
        return (worst(lost) if known else None), service


def _paid(shifts: Sequence[Shift]) -> float:
    return sum(shift.paid_minutes for shift in shifts) / 60


def judge_trade(
    tx: Connection, key: str, site: Site, chosen: SelfService, trade: ShiftTrade
) -> TradeJudgement:
    """Judge a trade whose taker is known.

    Raises
    ------
    ConflictError
        If a shift is not any more what it was, or a week is not published.
    """
    weeks = changed_weeks(tx, key, site, trade)
    broken = newly_broken(tx, key, weeks)
    answers = [(found, chosen.answer(found.rule)) for found in broken if not found.eased]
    return TradeJudgement(
        weeks,
        tuple(broken),
        tuple(finding for finding, answer in answers if answer is TradeAnswer.REFUSE),
        tuple(finding for finding, answer in answers if answer is TradeAnswer.ASK),
        tuple(_skills(site, trade)),
    )


def changed_weeks(
    tx: Connection, key: str, site: Site, trade: ShiftTrade, *, hold: bool = False
) -> ChangedWeeks:
    """Give the days that a trade changes, by week; see `by_week`."""
    agents = {agent.id: agent for agent in site.agents}
    if trade.taker not in agents or trade.agent_id not in agents:
        raise ConflictError(phrase("trade.refused.gone"), "agent")

    def day_of(agent_id: str, day: date) -> Sequence[Shift]:
        info = published(tx, key, week_begin(day, site.week_start))
        return () if info is None else agent_day(tx, info.id, agent_id, day).shifts

    days = Days(day_of)
    if trade.kind is not TradeKind.PICK_UP:
        days.take(trade.agent_id, trade.given)
    if trade.returned is not None:
        days.take(trade.taker, trade.returned)
        days.give(agents[trade.agent_id], trade.returned, site)
    days.give(agents[trade.taker], trade.given, site)
    return by_week(tx, key, site.week_start, days.changed, hold=hold)


def _skills(site: Site, trade: ShiftTrade) -> list[Phrase]:
    skills = {agent.id: agent.skills for agent in site.agents}
    giver, taker = trade.agent_id, trade.taker or ""
    pairs = [(giver, taker)] if trade.returned is None else [(giver, taker), (taker, giver)]
    found = []
    for one, other in pairs:
        lost = skills[one] - skills[other]
        queues = tuple(queue.name for queue in site.queues if queue.skill in lost)
        if queues:
            found.append(phrase("trade.skills", agent=site.named(other), queues=queues))
    return found
