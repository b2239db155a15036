"""What the rules say of a schedule."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from wfm.scheduling.rules.finding import Finding


class FindingView(BaseModel):
    """A rule that is broken (`error`) or that has its price (`warning`)."""

    severity: Literal["error", "warning"]
    rule: str
    text: str
    agent_id: str | None
    date: date | None
    price: int

    @classmethod
    def of(cls, finding: Finding) -> FindingView:
        """Show one finding."""
        return cls(
            severity="error" if finding.hard else "warning", rule=finding.rule, text=finding.text,
            agent_id=finding.agent_id, date=finding.date, price=finding.price,
        )  # fmt: skip
