"""What the rules find, and what they ask (`terms`), in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "rule.finding": (
        "[{agent_id}][ {name}][{agent_id:if}, ][{date:full_date}, ]{rule:word}: {finding}"
    ),
    "rule.agents.unknown": "is not an agent of the site",
    "rule.one_week.outside": "the shift lies outside the week",
    "rule.one_week.other_date": "the shift starts on {date:date}",
    "rule.one_activity.gap": "the activities of the shift do not follow each other",
    "rule.one_shift_a_day.two": "two shifts on one day, or overlapping",
    "rule.coverage.price": "missing and surplus heads in {queue}",
    "rule.minimum_heads.missed": (
        "{queue} has {heads} {heads:head/heads} at {at:time}, at least {least} "
        "needed[: {resting:|and}]; {hours:g} head-hours with skill {skill} are missing that day"
    ),
    "rule.seats.too_many": (
        "{group}: {heads} are present at {at:time}, at most {most} may be; {hours:g} head-hours "
        "too many that day"
    ),
    "rule.breaks_at_once.too_many": (
        "{group}: {heads} are in a break or meal at {at:time}[ ({who:|and})], at most {most} may "
        "be; {hours:g} head-hours too many that day"
    ),
    "rule.days_off.too_many": (
        "{group}: {off} have no shift that day[ ({who:|and})], at most {most} may be off"
    ),
    "rule.present.too_few": (
        "{group}: {heads} present at {at:time}, at least {least} needed; {hours:g} head-hours are "
        "missing that day"
    ),
    "rule.on_queue.too_few": (
        "{group}: {heads} on queue at {at:time}, at least {least} needed[: {resting:|and}]; "
        "{hours:g} head-hours are missing that day"
    ),
    "rule.pairs.apart": (
        "{group}: {first} [({first_start:time}) ][(no shift{first_off:if}) ]and {second} "
        "[({second_start:time}) ][(no shift{second_off:if}) ]do not start [and end{ends:if} ]"
        "together[, up to {minutes} {minutes:minute/minutes} apart]"
        "[; {more} more pairs]"
    ),
    "rule.mentored.alone": (
        "{group}: {alone}[ of {trainees:|and}] without a mentor at {at:time} ({mentors:|and}, at "
        "most {each} to each); {hours:g} {hours:hour/hours} that day"
    ),
    "rule.availability.away": "the agent is not available for all of the shift",
    "rule.availability.terms": "{windows}[ {time_zone}]",
    "rule.availability.available": (
        "{weekdays:weekday|slash} {start:clock}–{end:clock}[ from {first}][ to {last}]"
    ),
    "rule.availability.unavailable": (
        "not {weekdays:weekday|slash} {start:clock}–{end:clock}[ from {first}][ to {last}]"
    ),
    "rule.breaks.others": "has {has}; the work plan wants {wanted}",
    "rule.breaks.has_none": "no pause",
    "rule.breaks.wants_none": "none",
    "rule.breaks.length": "{activity} lasts {minutes} {minutes:minute/minutes} instead of {wanted}",
    "rule.breaks.window": (
        "{activity} begins {after} {after:minute/minutes} into the shift; its window is {earliest} "
        "to {latest}"
    ),
    "rule.breaks.gap": "two pauses are less than {least} {least:minute/minutes} of work apart",
    "rule.breaks.stretch": "{minutes} minutes of work without a pause; at most {most}",
    "rule.breaks.terms": "{activities}",
    "rule.breaks.activity": "{activity} of {minutes} minutes",
    "rule.consecutive_days.too_many": "works {days} {days:day/days} in a row; at most {most}",
    "rule.consecutive_days.terms": "at most {most}[, {before} before the week]",
    "rule.days_off_together.too_few": (
        "at most {longest} {longest:day/days} off in a row; {wanted} {wanted:is/are} wanted"
    ),
    "rule.days_off_together.terms": "{wanted}",
    "rule.days_per_week.wrong": "works {days} {days:day/days}; the work plan wants {wanted}",
    "rule.days_per_week.terms": "{least}[ to {most}]",
    "rule.employment.outside": "works outside the employment",
    "rule.employment.past_midnight": "works past the midnight with which the employment ends",
    "rule.employment.since": "from {first:date}",
    "rule.employment.until": "until {last:date}",
    "rule.employment.between": "from {first:date} until {last:date}",
    "rule.fairness.again": "{work:word} again, after more than a fair share of them",
    "rule.hours_account.beyond": (
        "leaves {hours:g} h on the account; it may hold {least:g} to {most:g} h"
    ),
    "rule.hours_account.holds": "leaves {hours:g} h on the account",
    "rule.hours_account.terms": (
        "{average:g} h a week on average[, {least:g} to {most:g} h on the account]"
    ),
    "rule.hours_in_horizon.wrong": (
        "{hours:g} h are counted[ in the {weeks} {weeks:week/weeks} planned together]; "
        "the work plan wants {wanted}"
    ),
    "rule.hours_in_horizon.terms": "{least:g}[ to {most:g}] h",
    "rule.months.terms": "{months:|and}",
    "rule.hours_per_month.wrong": "{hours:g} h in the month; the work plan wants {wanted}",
    "rule.hours_per_month.wanted": (
        "[at least {least:g} h, ][at most {most:g} h ]in {month:month}[, counted from {since:date}]"
    ),
    "rule.days_per_month.wrong": (
        "{days} {days:day/days} worked in the month; the work plan wants {wanted}"
    ),
    "rule.days_per_month.wanted": (
        "[at least {least} {least:day/days}, ][at most {most} {most:day/days} ]in {month:month}"
        "[, counted from {since:date}]"
    ),
    "rule.late_shifts.too_many": "the late shift is number {number} in a row; at most {most}",
    "rule.late_shifts.terms": "at most {most}",
    "rule.early_after_late.early": "an early shift on the day after a late one",
    "rule.early_after_late.terms": "none",
    "rule.nights.too_many": "the night is number {number} in a row; at most {most}",
    "rule.nights.too_few": (
        "a block of {nights} {nights:night/nights} ends; at least {least} in a row"
    ),
    "rule.nights.terms": "[at least {least}, ]at most {most}",
    "rule.law.day": "{hours:.4g} h of work on a day; at most {most:g} h ({source})",
    "rule.law.week": "{hours:.4g} h of work in the week; at most {most:g} h ({source})",
    "rule.law.pauses": (
        "{minutes} {minutes:minute/minutes} of pauses that count; at least {least}"
        "[, in parts of {part} or more] ({source})"
    ),
    "rule.law.meal": (
        "no pause of {minutes} minutes that begins between {earliest:clock} and {latest:clock} "
        "({source})"
    ),
    "rule.law.terms": "{source}, as of {date:date}",
    "rule.locked_shifts.changed": "a locked shift was changed or is missing",
    "rule.locked_shifts.not_off": "a day that is to stay off has a shift",
    "rule.locked_shifts.off": "off on {date:weekday}",
    "rule.locked_shifts.terms": "{shifts}",
    "rule.locked_shifts.shift": "{start:weekday_time}–{end:time}",
    "rule.week_after": "{found} (in the week after, as schedule {number} of it is in force)",
    "rule.meetings.overlapped": "a shift overlaps {meeting} without it",
    "rule.meetings.missed": "misses {meeting}",
    "rule.meetings.without_time": "is at no {meeting}",
    "rule.meetings.terms": "{meetings}",
    "rule.meetings.meeting": "{meeting} {start:weekday_time}",
    "rule.opening_hours.outside": (
        "the shift reaches outside the opening hours of the agent's queues"
    ),
    "rule.opening_hours.queues": "{queues}",
    "rule.opening_hours.no_queue": "no queue",
    "rule.paid_hours.wrong": "is paid {hours:g} h; the work plan wants {wanted}",
    "rule.paid_hours.overtime": "{hours:g} h of overtime",
    "rule.paid_hours.voluntary": "{hours:g} h of voluntary time off",
    "rule.paid_hours.terms": (
        "{least:g}[ to {most:g}] h[, {by_law:g} h of them overtime by law]"
        "[, {overtime:g} h of overtime][, {free:g} h of voluntary time off]"
    ),
    "rule.rest.too_short": "{hours:g} h after the shift before; at least {least:g} h",
    "rule.rest.terms": "{least:g} h",
    "rule.rest_after_nights.too_short": (
        "{hours:g} h after the last of some nights; at least {least:g} h"
    ),
    "rule.rest_after_nights.terms": "{least:g} h",
    "rule.rotation.other_shift": (
        "is no shift of line {lines:|slash} of the rotation[, which has {shifts:|or} that day]"
    ),
    "rule.rotation.part": "{part:word}",
    "rule.rotation.terms": "{weeks} {weeks:week/weeks}[, line {line}]",
    "rule.start_changes.too_far": (
        "starts {minutes} {minutes:minute/minutes} from the start of the day before; at most {most}"
    ),
    "rule.start_changes.terms": "at most {most} minutes",
    "rule.weekly_rest.too_short": (
        "the longest rest of the week lasts {hours:g} h; at least {least:g} h"
    ),
    "rule.weekly_rest.terms": "{least:g} h",
    "rule.shift_requests.work_refused": "refuses the request to work {shift_type}",
    "rule.shift_requests.off_refused": "refuses the request not to work {shift_type}",
    "rule.split_shifts.split": "works two shifts with a gap",
    "rule.split_shifts.parts": "works more than two shifts on one day ({parts})",
    "rule.split_shifts.gap": (
        "{hours:.4g} h lie between the two shifts; the work plan has {least:g} to {most:g} h"
    ),
    "rule.split_shifts.spread": (
        "{hours:.4g} h from the first start to the last end; at most {most:g} h"
    ),
    "rule.split_shifts.too_many": (
        "works two shifts on {days} {days:day/days} of the week; at most on {most}"
    ),
    "rule.split_shifts.terms": "at most {most} {most:day/days} a week",
    "rule.shift_successions.forbidden": "{after} on the day after {before}",
    "rule.shift_successions.terms": "{successions}",
    "rule.shift_successions.succession": "no {forbidden:|slash} after {before}",
    "rule.shift_times.weekday": "works on a {date:weekday_name}, which the work plan leaves out",
    "rule.shift_times.length": ("is {hours:.4g} h long; the work plan has {lengths:.4g|slash} h"),
    "rule.shift_times.start": "starts {start:clock}, outside the work plan's times[: {times}]",
    "rule.shift_times.types": "{shift_types}; {weekdays:weekday|slash}",
    "rule.shift_times.terms": (
        "{lengths:.4g|slash} h inside {start:clock}–{end:clock}[ {time_zone}], "
        "{weekdays:weekday|slash}"
    ),
    "rule.shift_type_counts.too_many": (
        "{count} {count:shift/shifts} of type {shift_type}"
        "[ in the {weeks} {weeks:week/weeks} planned together]; at most {most}"
    ),
    "rule.shift_type_counts.terms": "{counts}",
    "rule.shift_type_counts.count": "at most {most} {shift_type}",
    "rule.shortest_days_off_run.too_short": (
        "works after {days} {days:day/days} off; at least {least} in a row"
    ),
    "rule.shortest_days_off_run.terms": "at least {least}",
    "rule.shortest_working_run.too_short": (
        "a run of {days} working {days:day/days} ends; at least {least}"
    ),
    "rule.shortest_working_run.terms": "at least {least}",
    "rule.stability.differs": "differs from the given schedule",
    "rule.time_off.overlapped": "the shift overlaps approved time off",
    "rule.time_off.terms": "{absences}",
    "rule.time_off.absence": "{start:full_time} to {end:weekday_time}",
    "rule.weekday_times.another": (
        "is none of the shifts that the work plan has on a {date:weekday_name}[: {rows:|then}]"
    ),
    "rule.weekday_times.terms": "{rows:|then}",
    "rule.weekday_times.row": (
        "{weekdays:weekday|slash}[ {lengths:.4g|slash} h] inside {start:clock}–{end:clock}"
    ),
    "rule.weekend_days.too_many": "works {days} weekend {days:day/days}; at most {most}",
    "rule.weekend_days.terms": "at most {most}",
    "rule.weekends_worked.too_many": (
        "works on {weekends} {weekends:weekend/weekends}"
        "[ in the {weeks} {weeks:week/weeks} planned together]; at most {most}"
    ),
    "rule.weekends_worked.terms": "at most {most}",
    "rule.weekends_in_turn.too_many": "works on {weekends} of {of} weekends; at most {most}",
    "rule.weekends_in_turn.terms": "at most {most} of {of}",
    "rule.whole_weekends.in_part": "works on a part of the weekend only",
    "rule.whole_weekends.terms": "whole or not at all",
    "rule.weekly_start_window.too_wide": (
        "starts are up to {minutes} {minutes:minute/minutes} apart; the work plan allows {allowed}"
    ),
    "rule.weekly_start_window.terms": "{allowed} minutes",
    "rule.wishes.refused": "refuses a wish ({wish:word})",
}
