"""What there is to say of trades of shifts, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "trade.changed": "The shift of {agent} on {date:full_date} has changed since.",
    "trade.late": "Nobody agreed in time.",
    "trade.reason": "{reason}",
    "trade.skills": "{agent} does not serve {queues:|and}.",
    "trade.refused.other": "the shift is not any more what it was",
    "trade.refused.part": "a part begins or ends with the shift",
    "trade.refused.gone": "one of the two does not work here any more",
    "trade.refused.absence": "it holds an absence: offer a part without it",
    "trade.refused.traded": "it is in a trade already: withdraw that first",
    "trade.refused.notice": (
        "a trade takes until {hours} {hours:hour/hours} before its start: "
        "it is too late for this one"
    ),
    "trade.refused.no_shift": "{name} has no published shift on {date:full_date}",
    "trade.refused.nobody": "nobody here is called {name:quoted}: choose one of the names",
    "trade.refused.self": "offer it to somebody else",
    "trade.refused.in_return": "say of which days you take a shift in return",
    "trade.refused.status": "it is {status:word} already",
    "trade.refused.days": "give a shift of one of these days: {dates:full_date|then}",
    "trade.refused.asked": "somebody has asked for it: a person decides",
    "trade.refused.nothing": "there is nothing to decide: it is {status:word}",
    "trade.refused.rules": "rules speak against this trade: try another shift",
    "trade.refused.shift_status": "the shift is {status:word} already",
    "trade.refused.no_rule": "there is no rule {name:quoted}: there are {known:|then}",
    "trade.refused.kind": "an open shift is taken where it is listed",
    "trade.refused.reason": "say why it is refused",
    "trade.refused.lines": "write the reason in one line",
    "trade.refused.unpublished": "the week of {week:full_date} is not published",
}
