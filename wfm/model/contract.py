"""Work plans that agents have from some date, or beside another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wfm.model.agent import Agent

EVERY_WEEKDAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Contract:
    """A work plan that an agent has from one date to another, on some weekdays.

    On all other days the agent's usual work plan holds. Of several that hold on a day, the one that
    began last does.
    """

    agent_id: str
    work_plan: str
    first: date | None = None
    last: date | None = None
    weekdays: frozenset[int] = EVERY_WEEKDAY

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies within it."""
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and day.weekday() in self.weekdays
        )

    def contradicts(self, other: Contract) -> bool:
        """Whether both would hold on one day, and neither began later."""
        begins, last = self.first == other.first, (self.last or date.max, other.last or date.max)
        alike = self.agent_id == other.agent_id and bool(self.weekdays & other.weekdays)
        return alike and begins and (self.first or date.min) <= min(last)


def contract_on(contracts: Iterable[Contract], day: date) -> Contract | None:
    """Give the contract that holds on a day; None where the usual work plan does."""
    holding = [contract for contract in contracts if contract.holds_on(day)]
    return max(holding, key=lambda contract: contract.first or date.min, default=None)


def work_plan_on(agent: Agent, contracts: Iterable[Contract], day: date) -> str:
    """Name the work plan that an agent has on a day by the own contracts."""
    told = contract_on(contracts, day)
    return told.work_plan if told else agent.work_plan
