"""How much unpopular work an agent had, beside the team, and what the ledger makes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from wfm.model import Site
from wfm.model.day_parts import UnpopularWork
from wfm.service.previous_week import ledger_after
from wfm.store.database import Connection
from wfm.store.errors import NotFoundError
from wfm.store.people import AGENT
from wfm.store.schedules import published
from wfm.store.stored_shifts import shifts_of
from wfm.store.weeks import week_states

WEEKS: Final = 12
"""Published weeks that are counted, the last ones."""


@dataclass(frozen=True, slots=True)
class WorkShare:
    """Shifts of one unpopular kind, or wishes refused, in some weeks."""

    kind: UnpopularWork
    own: int
    team_median: float
    """Of the team as it is now, the agent too."""
    beyond_share: float | None
    """What the ledger carries into the next plan: more than a fair share so far, or less (< 0)."""


@dataclass(frozen=True, slots=True)
class FairShare:
    """An agent's unpopular work from the first of some weeks to the last; none yet: no weeks."""

    weeks: tuple[date, ...]
    shares: tuple[WorkShare, ...]


def fair_share(tx: Connection, key: str, site: Site, agent_id: str) -> FairShare:
    """Count an agent's unpopular work in the last published weeks beside the own team's.

    Raises
    ------
    NotFoundError
        If the agent has left.
    """
    from wfm.scheduling.horizon import Horizon
    from wfm.scheduling.rules.ledger import unpopular_work

    states = week_states(tx, key).values()
    weeks = [state.week for state in states if state.published is not None][-WEEKS:]
    own = next((agent for agent in site.agents if agent.id == agent_id), None)
    if own is None:
        raise NotFoundError(AGENT.kind, agent_id)
    team = [agent.id for agent in site.agents if agent.team == own.team]
    counts: Counter[tuple[str, str]] = Counter()
    ledger: dict[str, float] = {}
    for week in weeks:
        info = published(tx, key, week)
        if info is not None:
            counts += unpopular_work(Horizon(site, week), shifts_of(tx, info.id, team))
            if week == weeks[-1]:
                ledger = ledger_after(tx, info, site).get(agent_id, {})
    return FairShare(
        tuple(weeks),
        tuple(
            WorkShare(
                kind, counts[agent_id, kind], median(counts[one, kind] for one in team),
                ledger.get(kind),
            )
            for kind in UnpopularWork
        ),
    )  # fmt: skip
