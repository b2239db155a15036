"""What a feed of states left open, how the week went and what to do about it, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "adherence.no_states": "the site has no states: nothing is known of what agents did",
    "adherence.state_unmapped": "state {state} has no category: {events} {events:event/events}",
    "adherence.agent_unknown": "agent {agent_id} is unknown: {events} {events:event/events}",
    "verdict.missed": (
        "{queue} missed its goal: {level:.1%} of {goal:.0%}[; {causes}][; first: {first}]"
    ),
    "verdict.met": "{queue} met its goal: {level:.1%} of {goal:.0%}[; {causes}]",
    "verdict.window": "{queue}: {level:.1%} were answered in their window[; {causes}]",
    "adherence.to_come": (
        "the week begins on {week}: nothing of it has passed, so that there is nothing to compare "
        "yet; the figures are those of the plan"
    ),
    "verdict.to_come": "{queue}: the week is still to come",
    "verdict.nothing": "{queue}: what was answered in time was not recorded",
    "cause.volume": "volume ({points:+.0f})",
    "cause.aht": "handling times ({points:+.0f})",
    "cause.absence": "absence ({points:+.0f})",
    "cause.adherence": "adherence ({points:+.0f})",
    "cause.routing": "agents served other queues ({points:+.0f})",
    "cause.routing_here": "agents of other queues helped ({points:+.0f})",
    "cause.misfit": "shifts did not fit ({points:+.0f})",
    "cause.fit": "more heads were scheduled than required ({points:+.0f})",
    "action": (
        "{queue}, {place}[; saves {saved:.0f} of {lost:.0f} lost contacts]"
        "[, {value:,.0f} {currency}][; {in_time:.0f} more would be answered in time]"
    ),
    "action.place": "{when}: {what}",
    "action.when": "{days:weekday} {begin:clock}–{end:clock}",
    "action.schedule_fit": "schedule {heads} more at these hours",
    "action.volume": "forecast {change:+.0%} work and schedule {heads} more",
    "action.absence": "plan {heads} more for absence",
    "action.adherence": "bring {heads} back to their schedule",
    "action.routing": "keep {heads} of those here who know other queues, too",
    "adherence.agent_inactive": (
        "agent {agent_id}[ {name}] was not employed then: {events} {events:event/events}"
    ),
}
