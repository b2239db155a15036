"""What the checker finds: a broken hard rule, or the price of a soft one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from wfm.words import Phrase, english, phrase

LIMITS: Final = frozenset({"least", "most", "allowed", "wanted"})
"""What phrases of findings call what a rule asks; their other numbers are what there is."""
SPAN: Final = "weeks"
"""What they call the weeks over which that was counted."""


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
    eased: bool = False
    """Whether the rule was broken already, by more, before the change that is judged."""

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

    def eases(self, before: Finding) -> bool:
        """Whether this is the breach that was found before, but a smaller one.

        Where that cannot be told, from one figure and its limits or from the price, it is not.
        """
        alike = (self.rule, self.agent_id, self.date) == (before.rule, before.agent_id, before.date)
        if not alike or self.phrase.code != before.phrase.code:
            return False
        if self.agent_id is None:
            return 0 < self.price < before.price
        one, other = _beyond(before.phrase), _beyond(self.phrase)
        return one is not None and other is not None and (0 < other < one or one < other < 0)

    def __str__(self) -> str:
        return english(self.in_full)


def _beyond(said: Phrase) -> float | None:
    """How far the one figure of a phrase is above the limit that it breaks, or below it."""
    given = said.parameters
    asked = given.get("wanted")
    told = asked.parameters if isinstance(asked, Phrase) else given
    limits = [told[name] for name in sorted(LIMITS & told.keys())]
    bounds = [limit for limit in limits if isinstance(limit, int | float)]
    figures = [
        value
        for name, value in given.items()
        if name not in {*LIMITS, SPAN} and isinstance(value, int | float)
    ]
    if len(figures) != 1 or not bounds:
        return None
    return min((figures[0] - bound for bound in bounds), key=abs)
