"""What the checker finds: a broken hard rule, or the price of a soft one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wfm.words import Phrase, english, phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, broken or priced, for one agent and day (or for the schedule as a whole)."""

    rule: str
    phrase: Phrase
    agent_id: str | None = None
    date: date | None = None
    price: int = 0
    hard: bool = False
    name: str | None = None
    """The agent's, where who judges knows it."""

    @property
    def text(self) -> str:
        """What was found, in English."""
        return english(self.phrase)

    @property
    def in_full(self) -> Phrase:
        """What was found, with the rule and whose and which day it is about."""
        return phrase(
            "rule.finding",
            agent_id=self.agent_id, name=self.name, date=self.date, rule=self.rule,
            finding=self.phrase,
        )  # fmt: skip

    def __str__(self) -> str:
        return english(self.in_full)
