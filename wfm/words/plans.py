"""What there is to say of a plan's inputs, edits and simulation, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "text": "{text}",
    "input.finding": "[{place}: ]{what}[ → {remedy}]",
    "input.queue": "queue {queue}",
    "input.row": "row {row}",
    "input.field": "field {field}",
    "agent.named": "{agent_id}[ {name}]",
    "site.unmatched_skill": (
        "no queue needs the skill {skill}[ (is {meant} meant?)], for which agents serve less than "
        "they could: {agents}[ and {more} more]"
    ),
    "site.agents_without_queue": "{idle} of {agents} {agents:agent/agents} can serve no queue",
    "site.demand_without_heads": (
        "agents with the skill {skill} have at most {there:,.0f} of the {required:,.0f} head-hours "
        "that its queues need"
    ),
    "edits.no_shift_then": "{agent} has no shift in that absence: nothing of theirs changes",
    "edits.count": (
        "{count} {count:day of an agent was/days of agents were} edited in version {version}"
    ),
    "edits.input_changed": (
        "{file} has changed since the plan was made; rules are judged as it is now"
    ),
    "edits.activity_dropped": (
        "{agent_id} {name}, {date:full_date}: {activity} has no place any more"
    ),
    "edits.sheet_not_read": (
        "the sheet {sheet} was edited or added and is not read[ ({cells:|and})]"
        "[ (and {more} more)]: "
        "write what it is to change into the days of the sheet Roster, or into the site's tables"
    ),
    "edits.cell": "{place}[ was {was:quoted},][{filled:if} was empty,][ is {now:quoted}]"
    "[{emptied:if} is empty]",
    "edits.absence_stays": (
        "{agent_id} {name}, {date:full_date}: no longer says absent, but the site has time off "
        "then, which stays: take it out there"
    ),
    "edits.absence_kept": (
        "{agent_id} {name}, {date:full_date}: is called absent, and no time off is known; this "
        "plan and its next versions keep it, other weeks need it in the site's time off"
    ),
    "edits.absence_unknown": (
        "{agent_id} {name}, {date:full_date}: is called absent, and no time off is known; enter "
        "it, or another plan gives a shift"
    ),
    "simulation.corrected": (
        "Agents share queues. In {rounds} {rounds:round/rounds} of simulation the requirement was "
        "corrected from {before:,.0f} to {after:,.0f} head-hours. Counted queue by queue, the "
        "service level of an interval was predicted {alone:.1f} points beside the simulated; in "
        "the end, {off:.1f}."
    ),
    "simulation.goals_met": (
        "{queues:|and}: with the heads that are required, the expected week missed the goal in "
        "simulation. More than required were scheduled where they lacked, and it is met"
    ),
    "simulation.at_risk": (
        "{queue}: the week meets its goal, {goal}, in {chance:.0%} of simulated weeks, busy as the "
        "forecast allows[; {level:.1%} ± {margin:.1%} in time]"
    ),
    "simulation.apart": (
        "{queue}: the formulas predict {predicted:.1%} in time, and simulated weeks give "
        "{level:.1%} ± {margin:.1%}; the simulated figure is the one to trust"
    ),
    "simulation.would_take": (
        "{queue}: {agents} more {agents:agent/agents} with the skill {skill} would make the goal "
        "more likely met than missed: {hours:,.0f} paid hours a week[, {cost:,.0f} {currency}]; "
        "simulated weeks then give {level:.1%} ± {margin:.1%} in time"
    ),
    "simulation.would_take_in_all": (
        "{queues:|and} miss their goals in most simulated weeks. For all of them it would take "
        "{agents} more {agents:agent/agents}, {hours:,.0f} paid hours a week[, {cost:,.0f} "
        "{currency}]: simulated together, these make each goal more likely met than missed"
        "[, but for {missed:|and}]"
    ),
    "simulation.out_of_reach": (
        "{queue}: even {agents} more {agents:agent/agents} with the skill {skill}, in shifts that "
        "others have now, would miss the goal in most simulated weeks[; {level:.1%} ± {margin:.1%} "
        "in time]"
    ),
}
