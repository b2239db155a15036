"""What there is to say of bids for lines of a rotation, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "bid.part": "{days:weekday|and}: {shifts:|or}",
    "bid.shift": "{name:word}",
    "bid.shift_type": "{name:quoted}",
    "bid.gets": "line {line}, choice {rank}[; {why}]",
    "bid.gets.unranked": "line {line}, which was not chosen[; {why}]",
    "bid.gets.left": "line {line}: no bid was made, and it was left",
    "bid.gets.none": "all places are taken, and what there is stays as it is[; {why}]",
    "bid.got": "line {line}, your choice {rank}[; {why}]",
    "bid.got.unranked": "line {line}, which you did not choose[; {why}]",
    "bid.got.left": "line {line}: you made no bid, and it was left",
    "bid.got.none": "all places are taken, and what you have stays as it is[; {why}]",
    "bid.why.seniority": (
        "{count:line/lines} {lines:|and} went to those with earlier start dates, "
        "or earlier bids among equals"
    ),
    "bid.why.ledger": (
        "{count:line/lines} {lines:|and} went to those who had more nights, weekends, late ends "
        "and refused wishes, or came first among equals"
    ),
    "bid.why.points": (
        "{count:line/lines} {lines:|and} went to others, so that the sum of all points is greatest"
    ),
    "bid.no_plan": "There is no work plan {name:quoted}.",
    "bid.no_rotation": "The work plan {name:quoted} has no rotation of two weeks or more.",
    "bid.no_agents": "Nobody works by {name:quoted} in that week.",
    "bid.other_lines": (
        "There are places for {count} {count:line/lines}, and the rotation has {lines}."
    ),
    "bid.few_places": (
        "{places} {places:place is/places are} too few for {agents} {agents:agent/agents}."
    ),
    "bid.no_week": "{date:full_date} does not begin a week: weeks begin on {day:weekday_name}.",
    "bid.week_taken": "The week of {week:full_date} is published, or has begun.",
    "bid.deadline": "The deadline is over, or later than the first week begins.",
    "bid.no_line": "There is no line {line}.",
    "bid.line_twice": "Line {line} is chosen twice.",
    "bid.choice_twice": "Two lines are choice {choice}.",
    "bid.nothing": "No line is chosen.",
    "bid.no_points": "No points decide here.",
    "bid.points_each": "There are not as many points as lines.",
    "bid.points_sum": "{given} points are given, and {points} may be.",
    "bid.points_less": "Points are less than nought.",
    "bid.refused.open_already": "there is an open round for this work plan",
    "bid.refused.over": "the round is over",
    "bid.refused.late": "the deadline is over",
    "bid.refused.none": "you have not bid",
    "bid.refused.early": "agents may still bid: wait for the deadline, or until everyone has bid",
    "bid.refused.changed": "the outcome is another by now: look at it again",
    "bid.refused.rotation": (
        "the rotation of {name:quoted} has other lines by now: call the round off and open another"
    ),
    "bid.refused.published": (
        "the week of {week:full_date} is published: let the lines begin in the week of "
        "{free:full_date}, or later"
    ),
}
