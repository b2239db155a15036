"""What a demand and work plans can have wrong, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "demand.not_deferred": "{queue:quoted} is no deferred queue",
    "finding.of_queue": "queue {queue}: {what}",
    "demand.no_queue_open": "no queue is open on these days",
    "demand.none_deferred": "no queue of the forecast is deferred",
    "demand.all_closed": (
        "all queues are closed from {start:date} to {end:date}: there is nothing to plan"
    ),
    "demand.week_start": (
        "{week:date} is a {week:weekday_name}; this site's weeks start on a {start:weekday_name}"
    ),
    "check.five_minutes": "shifts and activities do not fit on intervals of 5 minutes",
    "fault.latest_first": "{activity}: the latest start lies before the earliest",
    "fault.latest_clock_first": (
        "{activity}: the latest start by the clock lies before the earliest"
    ),
    "fault.ends_after_shift": "{activity} ends after a shift of {hours:g} {hours:hour/hours}",
    "fault.minimum_above": "the minimum is above the maximum",
    "fault.no_line": "the rotation has {weeks} {weeks:week/weeks}, so no line {line}",
    "fault.no_shift_type": "there is no shift type {name}",
    "fault.no_shift_times": "this is blank, and there are no shift types either",
    "fault.end_before_start": "the latest end is not after the earliest start",
    "fault.shift_type_twice": "shift type {name} is there twice",
    "fault.same_times": "{name} starts and ends as another shift type does",
    "fault.shift_of": "a shift of {hours:g} {hours:hour/hours}",
    "fault.shift_misfit": (
        "{shift} does not fit between earliest_start ({start:clock}) and latest_end ({end:clock})"
    ),
    "fault.no_split_day": (
        "no two of its shifts fit into a day with the gap between them and at most {spread:g} h "
        "from the first start to the last end"
    ),
    "fault.no_such_shift": "no shift of the work plan has these lengths and times",
    "check.work_plan": "work plan {plan:quoted}, {rule:word}: {what}",
    "check.no_agents": "the site has no agents",
    "check.no_queues": "the site has no queues",
    "check.requirement_lacks": "the requirement lacks {columns}",
    "check.unknown_queue": "requires heads in the unknown queue {queue:quoted}",
    "check.heads": "requires heads that are no number from 0 to 1,000,000",
    "check.no_zone": "has instants without a time zone",
    "check.unknown_work_plan": "{agent_id} has the unknown work plan {work_plan:quoted}",
    "check.agent_repeated": "agent {agent_id:quoted} is there {times} times",
    "check.unknown_agent": "{what} names the unknown agent {agent_id:quoted}",
    "check.outside_week": "{whose} lies outside the week",
    "check.odd_length": "{whose} lasts more than a day, or no time",
    "check.two_locked": "two locked shifts of {agent_id} on {date:date}, or overlapping",
    "check.many_parts": "{whose} has more than {most} parts off queue",
    "demand.no_rows": "the forecast has no rows",
    "fault.of": "{name}: {what}",
    "demand.intervals_apart": (
        "queue {queue:quoted}: intervals do not follow each other every {minutes} minutes"
    ),
    "demand.rows_repeated": "the {table:word} has several rows of the same queue and interval",
    "demand.column_missing": "the {table:word} lacks this column",
    "demand.times_without_zone": "the {table:word} has times without a time zone",
    "demand.unknown_queue": "unknown queue {queue:quoted}",
    "demand.contacts": "queue {queue:quoted}: contacts below 0 or not a number",
    "demand.no_aht": "queue {queue:quoted} has no AHT above 0",
    "demand.other_intervals": (
        "queue {queue:quoted} has intervals of {minutes} minutes, {other:quoted}, whose idle "
        "agents work on it, of {other_minutes}"
    ),
    "demand.never_opens": "queue {queue:quoted} has contacts but never opens",
    "demand.no_quantile": "the forecast lacks this quantile",
    "check.a_locked_shift": "a locked shift",
    "check.a_wish": "a wish",
    "check.a_shift_request": "a shift request",
    "check.some_time_off": "time off",
    "check.some_availability": "availability",
    "check.a_contract": "a contract",
    "check.a_meeting": "meeting {name:quoted}",
    "check.locked_shift": "the locked shift of {agent_id} on {date:date}",
    "check.two_meetings": (
        "{agent_id} is in {one:quoted} and {other:quoted} at once, on {at:full_time}"
    ),
    "check.many_breaks": (
        "a shift of {hours:g} {hours:hour/hours} has {breaks} breaks; at most {most} can be placed"
    ),
    "fault.no_pause": (
        "a shift of {hours:g} {hours:hour/hours} has no break, and at most {most:g} "
        "{most:hour/hours} of work are allowed "
        "without one"
    ),
    "fault.every_weekend": "{most} of {weekends} in a row limits nothing",
    "fault.never_legal": (
        "a shift of {hours:g} {hours:hour/hours} is legal at no time of the day: {why}"
    ),
    "check.crowded": (
        "the breaks of a shift of {hours:g} {hours:hour/hours} cannot all lie in their windows, "
        "apart and "
        "often enough"
    ),
    "finding.error": "{error}",
    "check.a_group_rule": "the group rule {name:quoted}",
    "check.group_rule": "the group rule {name:quoted} {what}",
    "group.asks_nobody": "asks for nobody",
    "group.no_mentor": "names no mentor",
    "group.no_meaning": "has no meaning for {kind:word}",
    "group.no_day": "holds on no day",
    "group.nobody_of": "means nobody: none of {whom} has {skills}",
    "group.nobody": "means nobody",
    "group.asks_of": "asks for {heads} of {members} {members:agent/agents}",
    "group.compares": "compares {members} {members:agent/agents}",
    "fault.idle": "{field} means nothing without {needed}",
    "fault.run_above": (
        "at least {least} in a row, but {most} working {most:day/days} in a row at most"
    ),
    "fault.days_possible": "at least {least} {least:day/days}, but at most {most} are possible",
    "fault.month_hours_at_most": (
        "weeks of at most {week:g} h come to no more than {month:g} h in any month"
    ),
    "fault.month_hours_at_least": (
        "weeks of at least {week:g} h come to no fewer than {month:g} h in any month"
    ),
    "fault.month_days_at_most": (
        "weeks of at most {week} working {week:day/days} come to no more than {month} in any month"
    ),
    "fault.month_days_at_least": (
        "weeks of at least {week} working {week:day/days} come to no fewer than {month} in any "
        "month"
    ),
    "fault.pay_at_most": (
        "{shifts} {shifts:shift pays/shifts pay} at most {hours:g} {hours:hour/hours}, "
        "fewer than the minimum"
    ),
    "fault.pay_at_least": (
        "{shifts} {shifts:shift pays/shifts pay} at least {hours:g} {hours:hour/hours}, "
        "more than the maximum"
    ),
}
