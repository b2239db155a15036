"""What of a site only a simulated schedule tells."""

from __future__ import annotations

from wfm.model import Site


def shares_agents(site: Site) -> bool:
    """Whether some agent serves several queues, so that heads cannot be counted by queue."""
    return any(sum(q.skill in agent.skills for q in site.queues) > 1 for agent in site.agents)


def trades_intervals(site: Site) -> bool:
    """Whether some queue's goal counts over a day or a week."""
    return any(queue.goal.trades_intervals for queue in site.queues)
