"""Teams: there is no table of them, so that a misspelt one is a team of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from wfm.model import Agent
from wfm.sites.findings import Findings
from wfm.words import phrase

LARGE: Final = 3
"""Agents of a team that may be meant."""
ALIKE: Final = 0.85
"""Likeness of two names from which one may be the other misspelt."""
WORD: Final = re.compile(r"[^\W\d_]{4,}")
"""What may be misspelt: `Team A` and `Team B`, `Floor 1` and `Floor 2` are two teams."""


def tell_misspelt_teams(agents: Sequence[Agent], file: str, findings: Findings) -> None:
    """Ask of each team of one agent whether a larger one with almost its name is meant."""
    sizes = Counter(agent.team for agent in agents)
    large = dict[str, list[str]]()
    for team, size in sizes.items():
        if size >= LARGE:
            large.setdefault(_without_words(team), []).append(team)
    for agent in agents:
        if sizes[agent.team] == 1:
            others = large.get(_without_words(agent.team), ())
            meant = next((team for team in others if _misspelt(agent.team, team)), None)
            if meant is not None:
                what = phrase(
                    "site.team_of_one", team=agent.team, agent_id=agent.id, name=agent.name
                )
                findings.warn(what, phrase("do.did_you_mean", name=meant), file, field="team")


def _without_words(team: str) -> str:
    """Give what two names have in common of which one is the other misspelt."""
    return WORD.sub("", team.casefold())


def _misspelt(team: str, meant: str) -> bool:
    one, other = team.casefold(), meant.casefold()
    return one != other and SequenceMatcher(None, one, other).ratio() >= ALIKE
