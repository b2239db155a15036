"""What a plan's folder and an edited roster can have wrong, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "plan.absent_backwards": "--absent {text:quoted} ends before it starts",
    "plan.absent_elsewhere": (
        "--absent {text:quoted} is no day of the plan, {first:full_date} to {last:full_date}"
    ),
    "plan.edited_day": "{agent} on {date:full_date}",
    "plan.absent_unknown": "--absent names the unknown agent {agent:quoted}",
    "plan.absent_dates": "--absent {text:quoted} has dates or times that cannot be read",
    "plan.no_shift_in_week_of": "no shift in the week of {week:date}",
    "plan.shifts_of_week": "its shifts are of the week of {week:date}",
    "plan.cannot_be_written": "cannot be written ({reason})",
    "plan.no_example": "the example site is not here",
    "plan.for_week": "it is for the week of {week:date}",
    "plan.exists_already": "it exists already",
    "plan.not_as_written": "is missing, or not as wfm plan writes it",
    "plan.saved_since": "it was saved since version {version} was written",
    "plan.no_shift_in_week": "there is no shift in the week of {week:date}",
    "plan.no_shift": "there is no shift",
    "plan.cannot_be_read": "cannot be read ({reason})",
    "plan.none_of_weeks": "has no plan of a week from {first:date} to {last:date}",
    "plan.none_in_folder": "there is no plan in this folder",
    "plan.of_another_week": (
        "it is the plan of the week of {week:date}, not of the week before {first:date}"
    ),
    "plan.several": "several plans of the week of {week:date} lie beside it: {names}",
    "plan.results_not_written": "the results cannot be written ({reason})",
    "roster.no_length": "starts and ends at the same time",
    "roster.clock_skipped": "clocks skip {clock} on that night",
    "roster.overlap": "{agent_id}'s shifts of {first:full_date} and {second:full_date} overlap",
    "plan.forecast_of_other_week": (
        "the forecast has no interval of the schedule's week, {week:date}"
    ),
    "roster.not_here": "{agent_id} does not work here",
    "roster.formula": "is a formula",
    "roster.has_become": "has become {kind}: {value}",
    "roster.not_when": "says {words:quoted} and not when",
    "roster.no_shift": "says {words:quoted}, which is no shift",
    "roster.one_half": "says {words:quoted}, one end with am or pm and one without",
    "roster.clocks": "says {words:quoted}; clocks go from 00:00 to 24:00",
    "roster.for_the_floor": (
        "is the roster for the floor, roster_floor.xlsx, which is only to be read"
    ),
    "roster.unknown_origin": "does not say which schedule it was made from",
    "roster.no_header": "there is no row with {column}, Agent and the dates of the week",
    "roster.of_another": "is the roster of {site}, week from {week}",
    "roster.no_day_column": "the column of {date:full_date} is missing",
    "roster.no_sheet": "there is no such sheet",
    "roster.no_day": "there is no such day",
    "roster.many_days": "so many days cannot be edited at once",
    "roster.no_time": "{text:quoted} is no time",
    "roster.time_missing": "a time is missing",
    "plan.edits_would_be_lost": (
        "days edited by hand in version {version} would be lost: {days}[ and {more} more]"
    ),
    "roster.kind.clock": "a time of day",
    "roster.kind.date": "a date",
    "roster.kind.number": "a number",
    "roster.no_id": "[the row of {name}][{none:if}a row with shifts] has no agent id",
    "roster.unknown_agent": "the site has no agent {agent_id}",
    "roster.row_twice": "{agent_id} has row {row} too",
    "roster.other_name": "{agent_id} is {own}, and the row is of [{name}][{none:if}nobody]",
    "plan.previous_has": "previous.csv has {start:date} to {end:date}",
    "plan.previous_empty": "previous.csv is empty",
    "roster.stale": (
        "the roster was made from version {made_from} of the schedule, which has changed since"
    ),
    "plan.foolish": "{why}: {consequences:|then}",
    "roster.times_of_one_day": "times are of one day",
    "roster.not_read": "{text:quoted} cannot be read",
    "roster.no_row": "{name} ({agent_id}) has {shifts} {shifts:shift/shifts} and no row",
}
