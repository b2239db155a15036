"""What there is to say of trades of shifts, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "trade.changed": "The shift of {agent_id} on {date:full_date} has changed since.",
    "trade.late": "Nobody agreed in time.",
    "trade.reason": "{reason}",
    "trade.skills": "{agent_id} does not serve {queues:|and}.",
}
