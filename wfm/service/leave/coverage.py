"""The allowances of coverage that leave would exceed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wfm.model import Agent, LeaveAllowance, LeaveMeasure, Site
from wfm.service.leave.accounts import HAIR
from wfm.service.leave.allowances import Allowances
from wfm.service.published_heads import HeadCost


def too_short(
    allowances: Allowances, site: Site, agent: Agent, costs: Sequence[HeadCost]
) -> Iterator[tuple[LeaveAllowance, HeadCost]]:
    """Give the allowances of coverage that costs exceed, each with the worst interval."""
    skills: Mapping[str, str] = {queue.name: queue.skill for queue in site.queues}
    for allowance in allowances.of(agent):
        if allowance.measure is not LeaveMeasure.COVERAGE:
            continue
        beyond = [
            cost
            for cost in costs
            if allowance.skill in {None, skills[cost.queue]}
            and allowances.bounds(allowance, cost.start)
            and cost.after < -allowance.limit - HAIR
        ]
        if beyond:
            yield allowance, min(beyond, key=lambda cost: cost.after)
