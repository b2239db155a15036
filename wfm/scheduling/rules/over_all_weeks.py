"""Limits over all weeks of a plan: what the other weeks leave of them for the weeks at hand.

While later weeks are not planned yet, those so far may use an equal share of a limit, and what the
weeks at hand are known to have already.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from wfm.model import Agent, Shift
from wfm.scheduling.horizon import Horizon


def elsewhere(horizon: Horizon, agent: Agent) -> tuple[Shift, ...]:
    """Give the shifts that an agent has in the other weeks under the same contract."""
    shifts = horizon.beside.get(agent.id, ())
    name = horizon.plan(agent).name
    return tuple(s for s in shifts if horizon.plan_on(agent, s.date).name == name)


def known_already(horizon: Horizon, agent: Agent) -> tuple[Shift, ...]:
    """Give the shifts of an agent at hand that people know, or that are locked."""
    both = (*horizon.given_by_agent.get(agent.id, ()), *horizon.locked_by_agent.get(agent.id, ()))
    return tuple({shift.date: shift for shift in both}.values())


def most_left(horizon: Horizon, most: int, used: int, known: int) -> int:
    """Give what is left of a limit, of which other weeks have `used` so much.

    `known` is how much the weeks at hand have of it already.
    """
    return max(0, ceil(most * share_of_limits(horizon)) - used, min(most - used, known))


def least_left(horizon: Horizon, least: int, used: int) -> int:
    """Give what is missing to a minimum, to which other weeks have added `used`."""
    return max(0, floor(least * share_of_limits(horizon)) - used)


def share_of_limits(horizon: Horizon) -> Fraction:
    """Weeks at hand and those known beside them, as a share of all weeks."""
    known = len(horizon.weeks) + len(horizon.site.beside.known)
    return Fraction(known, known + horizon.site.beside.open)


def weeks_counted(horizon: Horizon) -> int | None:
    """Give over how many weeks something was counted, where it is more than those at hand."""
    beside = horizon.site.beside.known
    return len(horizon.weeks) + len(beside) if beside else None
