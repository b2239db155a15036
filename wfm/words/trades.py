"""What there is to say of trades of shifts, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "trade.changed": "The shift of {agent_id} on {date:full_date} has changed since.",
    "trade.late": "Nobody agreed in time.",
    "trade.reason": "{reason}",
    "trade.skills": "{agent_id} does not serve {queues:|and}.",
    "trade.week_unpublished": "the week of {week:date} is not published",
    "trade.shift_changed": "the shift is not any more what it was",
    "trade.part_inside": "a part begins or ends with the shift",
    "trade.gone": "one of the two does not work here any more",
    "trade.which_days": "say of which days you take a shift in return",
    "trade.is_already": "it is {status:word} already",
    "trade.asked_for": "somebody has asked for it: a person decides",
    "trade.nothing_to_decide": "there is nothing to decide: it is {status:word}",
    "trade.rules_against": "rules speak against this trade: try another shift",
    "trade.holds_absence": "it holds an absence: offer a part without it",
    "trade.too_late": "a trade takes until {until}: it is too late for this one",
    "trade.no_shift": "{name} has no published shift on {date:date}",
    "trade.somebody_else": "offer it to somebody else",
    "trade.of_these_days": "give a shift of one of these days: {days}",
    "trade.shift_is_already": "the shift is {status:word} already",
    "trade.in_trade": "it is in a trade already: withdraw that first",
    "trade.open_listed": "an open shift is taken where it is listed",
    "trade.say_why": "say why it is refused",
    "trade.reason_one_line": "write the reason in one line",
}
