"""What a planner can let heads be worth."""

from __future__ import annotations

from enum import StrEnum


class PriceOfHeads(StrEnum):
    """What a schedule is searched for; `wfm.planning.price_of_heads` has the prices."""

    HEADS = "heads"
    SERVICE = "service"
    ANSWERED = "answered"
