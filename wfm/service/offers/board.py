"""What an agent sees of offers: those open to the agent by all rules, and the own answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wfm.service.offers.desk import OfferDesk
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
        if answer is not None:
            found.append(OfferToAgent(stored, answer.start, answer.end, answer.status))
        elif agent and offer.status is OfferStatus.OPEN and offer.deadline > desk.moment:
            try:
                judged = desk.judge(offer, agent)
            except ConflictError:
                continue
            if not judged.against:
                found.append(OfferToAgent(stored, judged.part.start, judged.part.end, None))
    return found
