"""Whether some agent serves several queues, so that heads cannot be counted queue by queue."""

from __future__ import annotations

from wfm.model import Site


def shares_agents(site: Site) -> bool:
    """Whether some agent has the skills of several queues."""
    return any(sum(q.skill in agent.skills for q in site.queues) > 1 for agent in site.agents)
