"""Paid hours of shifts and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.model import Shift, Site


def paid_cost(site: Site, shifts: Sequence[Shift]) -> tuple[float, float]:
    """Sum paid hours, and what they cost by the agents' rates."""
    rates = {agent.id: agent.hourly_cost for agent in site.agents}
    paid = [(shift.paid_minutes / 60, rates.get(shift.agent_id, 0.0)) for shift in shifts]
    return sum(hours for hours, _ in paid), sum(hours * rate for hours, rate in paid)
