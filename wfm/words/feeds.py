"""What deliveries of states can have wrong, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "states.value_missing": "the value is missing",
    "states.no_event_type": "{kind:quoted} is no event type",
    "states.status_unnamed": "the agent's status has no name",
    "states.no_number": "{value:quoted} is no number",
    "states.user_without_id": "a user without userId",
    "states.stretch_incomplete": "a stretch without startTime or {name}",
    "states.ends_before_start": "it ends at {end}, before it starts",
    "states.no_instant_there": "{value} is no instant",
    "states.no_json_object": "not a JSON object",
    "states.json_broken": "object {number} is broken or breaks off",
    "states.event_differs": "event {event:quoted} is stored with another content",
    "states.mapped_to": "state {state:quoted} maps to {category:quoted}",
    "states.unknown": "{value:quoted} is unknown",
    "states.event_twice": "event {event:quoted} comes twice with different contents",
    "states.no_yes_or_no": "{value:quoted} is not a yes or no",
    "states.no_instant": "no instant",
    "states.no_offset": "{value} has no offset that can be read",
    "states.not_an_instant": "{value} is not an instant",
    "states.text_unfit": "it is too long, or has characters that no text has",
    "states.batch_large": "the batch has {events:,} events",
    "states.no_utf8": "byte {byte} is no UTF-8",
    "states.impossible": (
        "{value} cannot be: [{early:if}before any recording][{late:if}later than the batch arrived]"
    ),
    "states.batch_short": (
        "the batch has {events} {events:event/events} of the {expected} announced"
    ),
    "states.not_in": (
        "{name} is not in the {where:word}: kept without a meaning: {events:,} "
        "{events:event/events}"
    ),
    "states.empty": "the body is empty",
    "states.line_unreadable": "the line cannot be read ({reason})",
}
