"""What a feed of states left open, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "adherence.no_states": "the site has no states: nothing is known of what agents did",
    "adherence.state_unmapped": "state {state} has no category: {events} events",
    "adherence.agent_unknown": "agent {agent_id} is unknown: {events} events",
    "adherence.agent_inactive": "agent {agent_id} was not employed then: {events} events",
}
