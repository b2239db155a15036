"""What agents are told, in English; nothing here may say which kind of leave it is, or why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "message.week": "Your shifts of the week of {week:full_date} are published.",
    "message.changed": "Your shifts have changed on {dates:full_date|and}.",
    "message.leave.approved": (
        "Your leave from {first:full_time} to {last:full_time} is approved."
    ),
    "message.leave.refused": "Your leave from {first:full_time} to {last:full_time} is refused.",
    "message.leave.waitlisted": (
        "Your leave from {first:full_time} to {last:full_time} is on the waitlist."
    ),
    "message.leave.requested": (
        "Your leave from {first:full_time} to {last:full_time} is off the waitlist: a person "
        "decides."
    ),
    "message.leave.withdrawn": (
        "Your leave from {first:full_time} to {last:full_time} was withdrawn."
    ),
    "message.absence.entered": (
        "An absence from {first:full_time} to {last:full_time} is entered for you."
    ),
    "message.absence.withdrawn": (
        "Your absence from {first:full_time} to {last:full_time} is withdrawn."
    ),
    "message.trade.offered": "{name} offers you the shift of {start:full_time}.",
    "message.trade.left": (
        "Whoever would take your shift of {start:full_time} does not any more: it is offered again."
    ),
    "message.trade.accepted": (
        "The trade of the shift of {start:full_time} is agreed: a person decides."
    ),
    "message.trade.done": "The trade of the shift of {start:full_time} is done.",
    "message.trade.refused": "The trade of the shift of {start:full_time} is refused.",
    "message.trade.withdrawn": "The trade of the shift of {start:full_time} was withdrawn.",
    "message.trade.ended": "The trade of the shift of {start:full_time} has ended.",
    "message.offer.overtime": (
        "Overtime is offered from {first:full_time} to {last:full_time}: "
        "say yes by {until:full_time}."
    ),
    "message.offer.time_off": (
        "You may take unpaid time off from {first:full_time} to {last:full_time}: "
        "say yes by {until:full_time}."
    ),
    "message.offer.given": (
        "You have what you said yes to: from {first:full_time} to {last:full_time}."
    ),
    "message.offer.not_given": (
        "What was offered from {first:full_time} to {last:full_time} went to others."
    ),
    "message.bids.opened": (
        "You can choose your line of {plan:quoted}, yours from {week:full_date} on: "
        "bid by {until:full_time}."
    ),
    "message.bids.called_off": (
        "The bids for the lines of {plan:quoted} from {week:full_date} on were called off."
    ),
    "message.bids.result": "{plan:quoted} from {week:full_date} on: {result}.",
    "message.mail.subject": "Your shifts: {count} {count:message/messages}",
    "message.mail.foot": "See them all, and say how you want to be told, on your pages.",
    "message.chat.id": "No. {id}: what comes twice has the same number.",
}
