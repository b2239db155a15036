"""Agents whose work plan changes inside a horizon, or who have two at once, contract by contract.

Each contract has days of its own. What a rule looks at under each of them is its scope.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum

from wfm.model import Agent, Site
from wfm.model.contract import EVERY_WEEKDAY, Contract, contract_on


class Scope(Enum):
    """What a rule looks at under one of an agent's contracts."""

    DAYS = "days"
    """What happens on the contract's days, after whatever was worked before."""
    CONTRACT = "contract"
    """What is worked under the contract, alone."""
    PERSON = "person"
    """It is asked once, of all that the person works."""


@dataclass(frozen=True, slots=True)
class AgentUnder(Agent):
    """An agent as one contract has them: employed on its days alone."""

    dates: frozenset[date] = frozenset()
    """Days of the horizon that are its own."""
    weekdays: frozenset[int] = EVERY_WEEKDAY
    """Those that are its own in every week."""

    def employed_on(self, day: date) -> bool:
        """Whether `day` is one of the contract's."""
        return day in self.dates


def contracts_of(site: Site, dates: Sequence[date]) -> Mapping[str, tuple[AgentUnder, ...]]:
    """Give the contracts that each agent has on some days, by their last one.

    Left out are agents who have their usual work plan alone.
    """
    told: dict[str, list[Contract]] = defaultdict(list)
    for contract in site.contracts:
        if any(contract.holds_on(day) for day in dates):
            told[contract.agent_id].append(contract)
    return {
        agent.id: _parts(agent, told[agent.id], dates)
        for agent in site.agents
        if agent.id in told and any(agent.employed_on(day) for day in dates)
    }


def _parts(
    agent: Agent, contracts: Sequence[Contract], dates: Sequence[date]
) -> tuple[AgentUnder, ...]:
    days: dict[Contract | None, list[date]] = defaultdict(list)
    for day in dates:
        if agent.employed_on(day):
            days[contract_on(contracts, day)].append(day)
    beside = frozenset[int]().union(
        *(one.weekdays for one in contracts if one.weekdays != EVERY_WEEKDAY)
    )
    told = {each.name: getattr(agent, each.name) for each in fields(Agent)}
    parts = [
        AgentUnder(
            **{**told, "work_plan": one.work_plan if one else agent.work_plan},
            dates=frozenset(own),
            weekdays=one.weekdays if one else EVERY_WEEKDAY - beside,
        )
        for one, own in days.items()
    ]
    return tuple(sorted(parts, key=lambda part: max(part.dates)))
