"""What files and forms can have wrong, and what to do, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "site.queue.no_goal": "the queue has no goal",
    "table.column_missing": "the column is missing",
    "table.unpacks_large": "unpacks to more than {megabytes} MB",
    "table.cannot_be_read": "cannot be read",
    "table.no_file": "there is no such file",
    "site.no_agent": "there is no agent {agent_id:quoted}",
    "site.ends_before_start": "it ends before it starts",
    "site.no_instants": "from and to are no instants",
    "site.queue.handle_times": "{times} handle times for a concurrency of {concurrency}",
    "site.queue.no_threshold": "a service level needs its threshold",
    "site.queue.goal_always_met": (
        "without patience nobody gives up, so that this goal is always met"
    ),
    "site.queue.no_blended": "no queue is named whose work idle agents do",
    "site.queue.nobody_redials": "without patience nobody gives up, so that nobody calls again",
    "site.queue.like_new": "{queue} is a new queue itself, like {like}",
    "site.queue.aht_of_other": "its AHT is taken from {queue}, whose channel is {channel:word}",
    "site.queue.no_response_minutes": (
        "{channel:word} needs the minutes within which an answer is due"
    ),
    "site.queue.does_not_fit": "{value} does not fit",
    "site.queue.missing": "it is missing",
    "table.no_plain_file": "this is not a file",
    "table.large": "holds more than {megabytes} MB",
    "table.no_text": "is not a text file",
    "table.empty": "is empty",
    "table.many_series_rows": "has {rows:,} rows or more",
    "table.same_names": "two columns have the same name",
    "table.other_too": "there is {file} too",
    "table.windows_1252": "is not UTF-8: read as Windows-1252, with {word:quoted}",
    "table.no_table": "is not a table ({reason})",
    "table.row_misfit": "a row does not fit the header",
    "table.damaged_utf16": "is damaged UTF-16",
    "table.no_utf8": "is not UTF-8: byte {byte}",
    "table.many_rows": "has more than {most:,} rows",
    "table.unknown_file": "unknown file, not read",
    "history.other_channel": "channel {channel} is not the queue's in the queues table",
    "history.no_interval": "{minutes} is no interval",
    "history.another_interval": "another interval than the queue's first row has",
    "history.no_start": "{at} is not the start of an interval",
    "history.shared_out": (
        "intervals start between two of the site's clock: their contacts are shared out"
    ),
    "history.part_of_fewer": "{value} {part} of fewer {total}",
    "history.no_row": "queue {queue} has no row",
    "history.no_handle_times": "queue {queue} has no handle times",
    "history.odd_aht": "queue {queue} has an AHT of {aht:,.0f} seconds over the whole history",
    "history.no_offset": "the times have no offset",
    "site.window_backwards": "the window ends before it starts",
    "site.skill_unneeded": "no queue needs the skill {skill}",
    "site.employment_backwards": "the employment ends before it starts",
    "site.contract_backwards": "the contract ends before it begins",
    "site.contract_twice": "row {row} gives {agent} another work plan from the same date on",
    "site.skill_missing": "no agent has the skill {skill}, which queue {queue} needs",
    "site.absent_already": "{agent_id} is already absent then, by row {row}",
    "site.window_empty": "the window is empty",
    "site.not_employed": "{agent_id} is not employed then",
    "site.meeting_misfit": "{minutes} minutes do not fit between from and to",
    "site.no_summer_time": "the clocks of {zone} never change: it has no summer time",
    "site.zones": (
        "times of work plans, availability and wishes of {who}[ and {more} more] are read in "
        "{theirs}; absences, meetings and the roster are in {zone}"
    ),
    "history.no_times": "there is no column of times",
    "history.columns_not_read": "columns not read: {columns}",
    "history.no_contacts": "these are intervals, but there is no column of contacts",
    "site.neither": "this is neither a folder nor an .xlsx workbook",
    "site.not_found": "not found",
    "site.not_opened": "cannot be opened ({reason})",
    "site.several": "there is more than one site",
    "table.missing": "this table is missing",
    "site.unknown": "there is no {what:word} {name}[ in work plan {plan}]",
    "table.row_twice": "{name} is there twice, first in row {row}",
    "site.no_queue": "the site has no queue {queue:quoted}",
    "table.no_shift": "there is no shift in it",
    "table.shift_starts_on": "shift {shift} starts on {date:date}",
    "table.activity_overlaps": "overlaps the activity before it",
    "table.activity_gap": "leaves a gap after the activity before it",
    "table.shifts_overlap": "shifts {one} and {other} of {agent_id} overlap",
    "table.totals": "a row of totals, not read",
    "table.mostly_empty": "most of this row is empty: {names}",
    "table.no_record": "a row that is no record, not read",
    "history.means": "means are not read, and nothing else says how long contacts take",
    "table.merged": "merged cells, read as if their content stood in each row",
    "site.takes_no_time": "it begins and ends at the same moment",
    "site.hours_every_day": "{hours:quoted} names no weekday: taken as the hours of every day",
    "table.thousands": "{cell} is read as {number:,.0f}, with a mark between thousands",
    "table.sheets_alike": "sheets {names} are alike",
    "table.no_sheet": "no sheet has its columns",
    "table.no_workbook": "is not a readable Excel workbook",
    "table.twice_for": "{at} is there twice for this {thing:word}",
    "table.column_twice": "this column is there twice",
    "table.no_header": "row {row} holds none of the column names, but {cells:quoted}",
    "table.unknown_column": "unknown column, not read[, also in {more:row/rows} {others:|and}]",
    "table.of_agents": "{what} (of {count} {count:agent/agents}: {agents}[ and {rest} more])",
    "table.no_column_name": "cells under no column name, not read",
    "table.this_column_missing": "this column is missing",
    "table.no_toml": "is not valid TOML ({reason})",
    "table.outside_plan": "this stands outside a work plan",
    "table.unknown_table": "unknown table, not read",
    "table.no_list": "this is not a list of {table}",
    "table.no_trail": "it is no trail of figures",
    "table.unknown_sheet": "unknown sheet, not read",
    "site.hours_twice": (
        "row {row} says the hours of [{queue}][{all:if}all queues] on {date:date}, too: {first} "
        "there, {hours} here"
    ),
    "table.repeated": "{what} ({rows} rows[, also in {others}])",
    "table.rows_like_it": "{what}[ ({rows:,} rows like it)]",
    "table.titles": "[{one:if}1 row][{several} rows] above the header, not read",
    "site.team_of_one": "agent {agent_id} {name} is alone in the team {team:quoted}",
    "site.no_such_queue": "the site has no queue {queue}",
    "site.leave.no_accounts": "{name} has no accounts",
    "site.leave.account_twice": "row {row} is the same account of {agent_id}, too",
    "site.leave.team_or_skill": "an allowance is for a team or for a skill",
    "history.figure_differs": "{name} {here} here, {there} there",
    "history.stands_twice": (
        "{at} of queue {queue} stands in row {row}, too: [{both:|then}][{same:if}with the "
        "same figures]"
    ),
    "platform.more_than_all": "{cell} is more than all contacts",
    "platform.understood": "understood as {told:|then}",
    "platform.count": "{field}: {title}",
    "platform.share": "{field}: {title}, a share of {of:word}",
    "platform.mean": "{field}: {title}, a mean in {unit:word}, times {of:word}",
    "platform.total": "{field}: {title}, a total in {unit:word}",
    "platform.offered_together": (
        "offered: handled and abandoned together, for no column counts arrivals"
    ),
    "platform.handled_from": (
        "handled: offered[{abandoned:if} without abandoned], for no column counts them"
    ),
    "platform.no_length": "nothing shows how long its intervals are",
    "platform.times_in": "times without an offset in {zone}",
    "platform.aht": "AHT over all rows {seconds:,.0f} s",
    "platform.no_column": "there is no column of {what:word}",
    "platform.several_channels": (
        "queues have several channels: each is a queue of its own, such as {name}"
    ),
    "platform.several_zones": "its times are in several zones: {zones}",
    "platform.odd_zone": "the zone {zone} is not an IANA name[: times are read in {read_in}]",
    "site.quorum": "asks for {quorum} of {members}",
    "site.all_together": "all meet together",
    "platform.no_offered": (
        "[{handled:if}handled contacts are not all that came: ]there is no column of offered "
        "contacts"
    ),
    "table.more_problems": "{count:,} {count:more problem/more problems} like these",
    "table.fields_under_columns": (
        "has {fields} {fields:field/fields} under {columns} {columns:column/columns}"
    ),
    "history.unknown_queue": (
        "queue {queue} is not in the queues table: left out: {rows:,} {rows:row/rows}"
    ),
    "history.outside_hours": (
        "queue {queue} has {contacts:,} {contacts:contact/contacts} outside its opening "
        "hours, for which nothing is planned"
    ),
    "table.more_rows": "{count:,} {count:more row/more rows} like these",
    "table.more_values": "{count:,} {count:more value/more values} like these",
    "history.shared_times": (
        "{shared:,} of {rows:,} rows share their time with another one of their queue"
    ),
    "shrinkage.nothing_known": (
        "nothing is known of the time that is scheduled on queue in these weeks"
    ),
    "shrinkage.workbook": "a workbook is not written to",
    "shrinkage.none": "it has no shrinkage",
}
