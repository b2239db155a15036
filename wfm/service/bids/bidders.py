"""Who may bid: the agents under whose contracts the work plan is in force in a round's weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from wfm.model import Agent, Contract, Site
from wfm.model.contract import work_plan_on
from wfm.store.bids import BidRound


def takes_part(agent: Agent, contracts: Iterable[Contract], asked: BidRound) -> bool:
    """Whether an agent, by the own contracts, has a round's work plan on some day of its rotation.

    The days are those of as many weeks as the rotation has, from the round's first week on.
    """
    own = tuple(contracts)
    days = (asked.first_week + timedelta(days=n) for n in range(7 * max(asked.lines, 1)))
    return any(
        agent.employed_on(day) and work_plan_on(agent, own, day) == asked.work_plan for day in days
    )


def bidders_of(site: Site, asked: BidRound) -> list[Agent]:
    """List the agents who take part in a round."""
    own: dict[str, list[Contract]] = defaultdict(list)
    for contract in site.contracts:
        own[contract.agent_id].append(contract)
    return [agent for agent in site.agents if takes_part(agent, own.get(agent.id, ()), asked)]
