"""What there is to say of a forecast, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "forecast.no_history": "queue {queue} has no history, so that no heads are required for it",
    "forecast.override_touches_nothing": (
        "the override of {queue} from {start:instant} to {end:instant} touches no interval of the "
        "week"
    ),
    "forecast.level_changed": (
        "{queue}: its level seems to have changed by {change:+.0f} % since {since:full_date}, "
        "beyond what its days vary. If it stays so, accept it (--accept-shifts, or on the page of "
        "the forecast), or plan it as an event: {event}, from {since:date} to {until:date}, effect "
        "{effect:g}. Until then the bands are wider"
    ),
    "forecast.level_accepted": (
        "{queue}: forecast at its new level, {change:+.0f} % since {since:full_date}, as accepted. "
        "Later forecasts know it by the event {event}, from {since:date} to {until:date}, effect "
        "{effect:g}"
    ),
    "forecast.nothing_to_compare": "nothing is compared with a forecast: {reasons:|then}",
    "forecast.no_history_at_all": "there is no history",
    "forecast.new_queue": "it is new: no history that could be forecast again",
    "forecast.add_rows": "add the rows; until then taken as unknown, not as zero",
    "forecast.full_hours": "export intervals that start on the full hour of the site's time zone",
    "forecast.none_of_it": "there is no history of it",
    "forecast.give_history": "give its history, or a volume and a queue that it is like",
    "forecast.broke": "an internal error ended its forecast",
    "forecast.see_log": "the log of the worker says which; tell whoever runs it",
    "forecast.own_history": "forecast from its own history, no longer in the shape of {like}",
    "forecast.like_without": "it is to be like {like}, which has no forecast of its own history",
    "forecast.clear_like": "clear the queue that it is like, and its contacts a week",
    "forecast.name_with_history": "name a queue with history",
    "forecast.mixed_lengths": "intervals of mixed lengths, brought to {minutes} minutes",
    "forecast.odd_interval": "an interval of {minutes:g} minutes",
    "forecast.one_length": "export one length",
    "forecast.no_column": "there is no column {column}",
    "forecast.odd_aht": "the handle time is {aht:,.1f} seconds a contact",
    "forecast.like_minutes": "give totals in seconds; these look like contacts or minutes",
    "forecast.like_milliseconds": "give totals in seconds; these look like milliseconds",
    "forecast.no_zone": "the times have no time zone",
    "forecast.give_offset": (
        "give each an offset (2026-03-02T09:00+01:00) or name the zone they are in"
    ),
    "forecast.no_rows": "the history has no rows",
    "forecast.some_weeks": "give some weeks of them",
    "forecast.add_totals": "add the totals in seconds",
    "forecast.rows_contradict": (
        "{rows} rows contradict each other on the same intervals: the first are row {row} with "
        "{contacts:g} and row {other_row} with {other:g} contacts"
    ),
    "forecast.rows_contradict_else": (
        "{rows} rows contradict each other on the same intervals: the first are rows {row} and "
        "{other_row}"
    ),
    "forecast.one_row": "keep one row per interval; until then these intervals count as unknown",
    "forecast.only_one_row": "only one row",
    "forecast.two_weeks_or_minutes": "give two weeks or more, or interval_minutes",
    "forecast.shape_of": "new: has the shape of {like} at {volume} contacts a week",
    "forecast.closed_like": "closed on {date:date}, as {like} is",
    "forecast.open_it": "plan an event on it if it is open",
    "forecast.beyond_hours": (
        "{like} is closed in {closed:,.4g} of its {hours:,.4g} open hours a week: they have "
        "the contacts of the nearest interval that day, or of the quietest day"
    ),
    "forecast.name_open": "name a queue that is open then, or override them",
    "forecast.like_nothing": "it is to be like {like}, which is expected to have no contacts",
    "forecast.name_another": "name another queue",
    "forecast.unusual_hours": (
        "open at unusual times on {dates:date}: they have the contacts of the nearest "
        "interval that day, or of the quietest weekday"
    ),
    "forecast.override_them": "override them if you know better",
    "forecast.close_it": "plan a closure as an event if it is not",
    "forecast.declare_event": "declare an event if you know the cause",
    "forecast.history_ends": (
        "its history ends on {date:date}, {weeks} {weeks:week/weeks} before the forecast"
    ),
    "forecast.no_contacts_after": (
        "no contacts after {date:date}, {days} {days:day/days} to the end of its history"
    ),
    "forecast.later_rows": "give later rows, or leave out a queue that ended",
    "forecast.no_handle_times": "no handle times, so that its AHT is left empty",
    "forecast.give_handled": (
        "give handled with talk_seconds, hold_seconds and acw_seconds in total"
    ),
    "forecast.none_before": "there is no history before {date:date}",
    "forecast.two_weeks": "give two weeks or more",
    "forecast.ends_early": "the history ends on {date:date}, too long before the forecast",
    "forecast.later_history": "give a later history",
    "forecast.no_time": "there is no time",
    "forecast.give_start": "give the interval's start",
    "forecast.no_number": "this is no number",
    "forecast.number_or_empty": "a number, or empty",
    "forecast.contacts_below": "contacts below 0",
    "forecast.time_below": "a time below 0",
    "forecast.seconds": "0 or more seconds",
    "forecast.not_used": "own history not used: {what}",
    "forecast.days_without_rows": "no rows, though usually open, on {days}[ and {more} more]",
    "forecast.one_day": "{date:date}",
    "forecast.days_to": "{start:date} to {end:date}",
    "forecast.intervals_missing": (
        "intervals of open days: [{without:,} without a row][{both:if} and ][{partly:,} known"
        " in part], the first {date:date} {at:clock}"
    ),
    "forecast.between_two": "an interval starts at {clock} local time, between two",
    "forecast.shared_out": "{what}; shared out to these",
    "forecast.two_weeks_or_likeness": (
        "give two weeks or more, or a volume and a queue that it is like"
    ),
    "forecast.few_days": "only [{one:if}1 day][{several} days] of history",
    "forecast.unusual_days": "unusual days that weigh less: {days}[ and {more} earlier]",
    "forecast.day_empty": "{date:date} (no contacts: taken as unknown)",
    "forecast.day_off": "{date:date} ({percent:+.0f} %)",
    "outlook.decided": "{decision} on {date:date} ({name}): {reason}",
    "outlook.planned": "planned as an event",
    "outlook.none": "no public holiday in its history",
    "outlook.reasons": "{parts}",
    "outlook.closed": "closed",
    "outlook.taken_open": "taken as open",
    "outlook.taken_closed": "taken as closed",
    "outlook.chance": "open with a chance of {percent:.0f} %",
    "outlook.same": (
        "[had no contacts on it in {closed:|and}][{both:if} and ][was open on it in {opened:|and}]"
    ),
    "outlook.of_kind": (
        "closed on {closed} of {holidays} other {kind:word} holidays[{unknown:if}, none of this "
        "name in its history]"
    ),
    "outlook.of_all": "closed on {closed} of {holidays} other holidays, none of this kind",
    "outlook.sisters": "other queues closed on {closed} of {holidays}, none in its own history",
    "level.change": "{percent:+.0f} % since {since:date}",
    "level.event": (
        "plan an event {kind:quoted} on {queue} of effect {effect:g} from {start:date} to "
        "{end:date}"
    ),
    "level.accepted": "forecast at its new level, {change}, as accepted",
    "level.keep": "{event}, so that later forecasts know it",
    "level.changed": "its level seems to have changed: {change}, beyond what its days vary",
    "level.if_it_stays": "if it stays so, {event}; until then the bands are wider",
    "forecast.no_handle_time": (
        "no handle time on {days} {days:day/days} with contacts; taken as unknown"
    ),
    "forecast.rows_twice": "{rows} {rows:row says/rows say} the same twice; counted once",
    "forecast.and_rows_more": "{what} (and {more} {more:row/rows} more)",
}
