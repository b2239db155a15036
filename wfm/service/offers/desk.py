"""A site as offered hours are judged by it: who may take them by all rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from wfm.model import Agent, Shift
from wfm.planning.preserved_shifts import AgentDay
from wfm.service.changed_days import by_week, newly_broken, speaks_against
from wfm.service.offers.own_part import OwnPart, own_part
from wfm.store.columns import now
from wfm.store.database import Connection
from wfm.store.edited_days import agent_day
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError
from wfm.store.leave import hold_as_judged, standing
from wfm.store.offers import HOURS_OFFER, HoursOffer, OfferKind, OfferStatus
from wfm.store.schedules import published
from wfm.store.sites import load_site
from wfm.store.stored_shifts import shifts_of
from wfm.store.trades import TradeAnswer, self_service
from wfm.timegrid import week_begin
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.scheduling import Finding


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """An agent's part of offered hours beside the rules."""

    part: OwnPart
    broken: Sequence[Finding]
    """Hard rules that it would break."""
    against: Sequence[Finding]
    """Those for which the agent does not get it."""


class OfferDesk:
    """A site as offers are judged by it; read first, held when something is written."""

    def __init__(self, tx: Connection, key: str) -> None:
        self.tx, self.key, self.moment = tx, key, now()
        self.standing = standing(tx, key)
        self.site = load_site(tx, key)
        self.chosen = self_service(tx, key).value
        self.agents = {agent.id: agent for agent in self.site.agents}
        self._judged: dict[tuple[HoursOffer, str], JudgedPart] = {}

    def hold(self, tx: Connection) -> OfferDesk:
        """Hold the site as it was judged for a transaction that writes.

        Raises
        ------
        OutdatedError
            If it has changed since.
        """
        hold_as_judged(tx, self.key, self.standing)
        self.tx = tx
        return self

    def for_agent(self, offer: HoursOffer, agent_id: str) -> Agent | None:
        """Give an agent for whom an offer is; None where it is not."""
        agent = self.agents.get(agent_id)
        skills = [queue.skill for queue in self.site.queues if queue.name == offer.queue]
        if agent is None or (offer.queue is not None and not agent.skills & set(skills)):
            return None
        return agent

    def open_offer(self, key: str, agent_id: str) -> tuple[Stored[HoursOffer], Agent]:
        """Give an offer that an agent can answer.

        Raises
        ------
        NotFoundError
            If there is none of that key for the agent.
        ConflictError
            If it is over.
        """
        stored = HOURS_OFFER.get(self.tx, self.key, key)
        offer, agent = stored.value, self.for_agent(stored.value, agent_id)
        if agent is None:
            raise NotFoundError(HOURS_OFFER.kind, key)
        if offer.status is OfferStatus.FULL:
            raise ConflictError(phrase("offer.refused.full"), "status")
        if offer.status is OfferStatus.ENDED or offer.deadline <= self.moment:
            raise ConflictError(phrase("offer.refused.late"), "status")
        return stored, agent

    def judge(self, offer: HoursOffer, agent: Agent) -> JudgedPart:
        """Judge an agent's part of an offer, once.

        Raises
        ------
        ConflictError
            If there is no such part, or a week is not published.
        """
        offer = replace(offer, answers=(), status=OfferStatus.OPEN)
        known = self._judged.get((offer, agent.id))
        if known is None:
            part = own_part(offer, agent, self.site, self._day_of)
            weeks = by_week(self.tx, self.key, self.site.week_start, part.days)
            absences = () if part.absence is None else (part.absence,)
            broken = newly_broken(self.tx, self.key, weeks, absences)
            against = [found for found in broken if self._speaks_against(offer, found)]
            known = self._judged[offer, agent.id] = JudgedPart(part, broken, against)
        return known

    def who_may(self, offer: HoursOffer) -> list[str]:
        """List the agents who may take an offer by all rules, each looked at alone."""
        parts, shifts = dict[str, OwnPart](), _Shifts(self)
        for agent_id in self.agents:
            agent = self.for_agent(offer, agent_id)
            if agent is not None:
                try:
                    parts[agent_id] = own_part(offer, agent, self.site, shifts.of)
                except ConflictError:
                    continue
        days = {day: own for part in parts.values() for day, own in part.days.items()}
        weeks = by_week(self.tx, self.key, self.site.week_start, days)
        absences = [part.absence for part in parts.values() if part.absence is not None]
        found = newly_broken(self.tx, self.key, weeks, absences)
        out = {one.agent_id for one in found if self._speaks_against(offer, one)}
        return sorted(parts.keys() - out)

    def _speaks_against(self, offer: HoursOffer, found: Finding) -> bool:
        """Tell whether a rule keeps an agent from it: not the least hours, where they give some."""
        if not speaks_against(found, fewer_hours=offer.kind is OfferKind.TIME_OFF):
            return False
        return self.chosen.answer(found.rule) is not TradeAnswer.ALLOW

    def _day_of(self, agent_id: str, day: date) -> Sequence[Shift]:
        info = published(self.tx, self.key, week_begin(day, self.site.week_start))
        return () if info is None else agent_day(self.tx, info.id, agent_id, day).shifts


class _Shifts:
    """The shifts in force of all agents, each week read once."""

    def __init__(self, desk: OfferDesk) -> None:
        self._desk, self._weeks = desk, dict[date, dict[AgentDay, list[Shift]]]()

    def of(self, agent_id: str, day: date) -> Sequence[Shift]:
        """Give an agent's shifts of a date."""
        week = week_begin(day, self._desk.site.week_start)
        if week not in self._weeks:
            info, found = published(self._desk.tx, self._desk.key, week), self._weeks
            found[week] = {}
            for shift in () if info is None else shifts_of(self._desk.tx, info.id):
                found[week].setdefault((shift.agent_id, shift.date), []).append(shift)
        return self._weeks[week].get((agent_id, day), ())
