"""What the checker finds: a broken hard rule, or the price of a soft one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, broken or priced, for one agent and day (or for the schedule as a whole)."""

    rule: str
    text: str
    agent_id: str | None = None
    date: date | None = None
    price: int = 0
    hard: bool = False

    def __str__(self) -> str:
        who = f"{self.agent_id}, " if self.agent_id else ""
        when = f"{self.date:%a %Y-%m-%d}, " if self.date else ""
        return f"{who}{when}{self.rule}: {self.text}"
