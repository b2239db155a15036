"""What there is to say of leave, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "leave.account.short": "The account of {leave_type} is {missing:.1f} {unit:word} short.",
    "leave.allowance.heads": (
        "{group}, {date:full_date}: {used:.0f} would be away at once, {limit:.0f} may be."
    ),
    "leave.allowance.hours": (
        "{group}, {date:full_date}: {used:.1f} hours of leave, {limit:.1f} may be taken."
    ),
    "leave.allowance.coverage": (
        "{group}: {queue} would be {short:.1f} heads short on {at:full_time}, {limit:.1f} may be."
    ),
    "leave.coverage.costs": (
        "Costs {heads:.1f} heads on {queue}, most on {at:full_time}: {net:.1f} net."
    ),
    "leave.reason": "{reason}",
}
