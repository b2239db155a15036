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
    "leave.no_type": ("there is no type of leave {name:quoted}[: ask for {known:|or}]"),
    "leave.refused.exceeded": (
        "an allowance would be exceeded: raise the allowance, or put the request on the waitlist"
    ),
    "leave.refused.against": "something speaks against it: accept it knowingly",
    "leave.refused.decided": "it is {status:word} already",
    "leave.refused.begun": "it has begun: a planner can end it",
    "leave.refused.backwards": "it ends before it starts",
    "leave.refused.long": "it is longer than a year: ask for less at once",
    "leave.refused.past": "it has begun already: ask a planner to enter it",
    "leave.refused.away": "you are away then already",
    "leave.refused.asked": "you have asked for leave then already",
    "leave.refused.half": "it is more than half of your shift: ask for the whole day",
    "leave.refused.group": "name a team or a skill, one of the two",
    "leave.refused.end": "end is not after start",
    "leave.refused.last": "last is before first",
    "leave.refused.reason": "say why it is refused",
    "leave.refused.lines": "write the reason in one line",
}
