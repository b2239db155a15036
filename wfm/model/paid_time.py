"""What is paid: the hours of shifts and of closed days, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from wfm.model.agent import Agent
from wfm.model.schedule import Shift

NOBODY: Mapping[str, int] = MappingProxyType({})


class PaidTime(NamedTuple):
    """Paid hours, and their cost in the site's currency."""

    hours: float
    cost: float


def paid_time(
    agents: Iterable[Agent],
    shifts: Iterable[Shift],
    holiday_minutes: Mapping[str, int] = NOBODY,
) -> PaidTime:
    """Sum what is paid, by the agents' rates; whoever is not among the agents costs nothing.

    `holiday_minutes` are paid minutes of closed days per agent, which nobody works.
    """
    rates = {agent.id: agent.hourly_cost for agent in agents}
    of_shifts = [(shift.paid_minutes, shift.agent_id) for shift in shifts]
    paid = [*of_shifts, *((minutes, agent) for agent, minutes in holiday_minutes.items())]
    hours = sum(minutes for minutes, _ in paid) / 60
    return PaidTime(hours, sum(n / 60 * rates.get(agent, 0.0) for n, agent in paid))
