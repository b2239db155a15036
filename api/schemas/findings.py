"""What the rules say of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from wfm.scheduling.rules.finding import Finding
from wfm.words import document


class FindingView(BaseModel):
    """A rule that is broken (`error`) or that has its price (`warning`).

    `code` and `params` say what `text` says in English.
    """

    severity: Literal["error", "warning"]
    rule: str
    text: str
    code: str
    params: Mapping[str, Any]
    agent_id: str | None
    date: date | None
    price: int

    @classmethod
    def of(cls, finding: Finding) -> FindingView:
        """Show one finding."""
        return cls(
            severity="error" if finding.hard else "warning", rule=finding.rule,
            agent_id=finding.agent_id, date=finding.date, price=finding.price,
            **document(finding.phrase),
        )  # fmt: skip
