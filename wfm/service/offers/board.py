"""What an agent sees of offers: those open to the agent by all rules, and the own answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wfm.model import Agent
from wfm.service.offers.desk import OfferDesk
from wfm.service.offers.own_part import OwnPart
from wfm.store.database import Connection
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError
from wfm.store.offers import AnswerStatus, HoursOffer, OfferStatus, offers


@dataclass(frozen=True, slots=True)
class OfferToAgent:
    """An offer with an agent's part of the hours."""

    stored: Stored[HoursOffer]
    start: datetime
    end: datetime
    answer: AnswerStatus | None
    """None until the agent says yes."""


def offers_to(tx: Connection, key: str, agent_id: str) -> list[OfferToAgent]:
    """List the offers that an agent has answered, or may take now, by their hours."""
    desk, found = OfferDesk(tx, key), list[OfferToAgent]()
    for stored in offers(tx, key):
        offer, answer = stored.value, stored.value.answer_of(agent_id)
        agent = desk.for_agent(offer, agent_id)
        asked = answer is None or answer.status is AnswerStatus.RETURNED
        part = _open_part(desk, offer, agent) if asked and agent is not None else None
        if part is not None:
            found.append(OfferToAgent(stored, part.start, part.end, None))
        elif answer is not None:
            found.append(OfferToAgent(stored, answer.start, answer.end, answer.status))
    return found


def _open_part(desk: OfferDesk, offer: HoursOffer, agent: Agent) -> OwnPart | None:
    """Give what of an offer an agent may take now."""
    if offer.status is not OfferStatus.OPEN or offer.deadline <= desk.moment:
        return None
    try:
        judged = desk.judge(offer, agent)
    except ConflictError:
        return None
    return None if judged.against else judged.part
