"""Months of which is not known what was worked before a plan: their limits are those of a part."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from wfm.model.plan import Message, Severity
from wfm.words import phrase

if TYPE_CHECKING:
    from wfm.scheduling.horizon import Horizon


def month_messages(horizon: Horizon) -> tuple[Message, ...]:
    """Say from which day on months count, and for how many people, where that is not the first."""
    from wfm.scheduling.rules.ledger import counts_by_month
    from wfm.scheduling.rules.months import months_of

    found: Counter[tuple[date, date]] = Counter()
    for agent in horizon.site.agents:
        for part in horizon.contracts(agent):
            for month in months_of(horizon, part) if counts_by_month(horizon.plan(part)) else ():
                if month.since is not None and month.is_here:
                    found[month.first, month.since] += 1
    return tuple(
        Message(
            Severity.WARNING, "schedule",
            phrase("schedule.month_not_known", month=month, since=since, count=count),
        )
        for (month, since), count in sorted(found.items())
    )  # fmt: skip
