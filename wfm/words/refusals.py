"""What the service refuses, and why, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "refusal.day_changed_since": "{agent_id}'s {date:date} was changed by somebody else since",
    "refusal.published_already": "this schedule is published already",
    "refusal.never_published": "only a version that was published can be reverted to",
    "refusal.not_stored": "the {what:word} {key:quoted} does not exist[; there is {known}]",
    "refusal.roster_unchanged": "the roster changes nothing",
    "refusal.backup_exists": "{file} exists: a backup never overwrites another",
    "refusal.database_not_empty": "the database is not empty: add --replace to overwrite all of it",
    "refusal.database_in_use": (
        "a service, a worker or another program has the database open: stop it first"
    ),
    "refusal.exists_already": "there is a {kind:word} {key:quoted} already",
    "refusal.key_used": "this key was used for another request",
    "refusal.key_under_way": "a request with this key is under way",
    "refusal.identity_token_used": "this identity token was used already",
    "refusal.import_rolled_back": "this import was rolled back already",
    "refusal.first_import": "nothing came before the first import of a site",
    "refusal.import_followed": "another import came after this one: roll that back first",
    "refusal.many_sign_in": "too many people sign in at once; try again in a moment",
    "refusal.merge_first": (
        "schedule {number} came into force since this draft began: merge first"
    ),
    "refusal.overlap": "an agent would have two overlapping shifts",
    "refusal.run_ended": "the run has ended: it is {status:word}",
    "refusal.published_is_fixed": (
        "a published schedule is never changed: copy it and publish the copy"
    ),
    "refusal.same_day_and_place": "two shifts of one agent begin the same day in the same place",
    "refusal.overlap_around": "{agent_id} would have two overlapping shifts around {date:date}",
    "refusal.day_twice": "the day {date:date} of this agent is there twice",
    "refusal.user_exists": "there is a user {name:quoted} already",
    "refusal.user_of_nobody": "its site or agent does not exist",
    "refusal.others_change": "others change the same all the time; try again in a moment",
    "refusal.sign_in_first": "sign in first",
    "refusal.access_token": "this access token is not valid (any more)",
    "refusal.no_permission": "this route is in no permission table",
    "refusal.role_may_not": "the role {role:word} may not do this",
    "refusal.scope_lacks": "this API token lacks the scope {scope:quoted}",
    "refusal.api_token": "this API token is not valid (any more)",
    "refusal.needs_person": "{path} needs someone signed in",
    "refusal.many_attempts": "too many failed attempts; wait a quarter of an hour",
    "refusal.version_missing": "send the version that you read, as in ETag",
    "refusal.version_malformed": 'a version in quotes, such as "3"',
    "refusal.week_out_of_range": "a date in the years 2000 to 2099",
    "refusal.too_large": "the body may have {limit} bytes",
    "refusal.address_characters": "the address has characters that cannot be",
    "refusal.too_slow": "the body came too slowly: send it without pauses",
    "refusal.not_in_week": "not a date of the schedule's week",
    "refusal.absence_too_long": "an absence is entered for a year at most",
    "refusal.offset_missing": "since when is missing its offset",
    "refusal.week_far_away": "there is no schedule that early or late",
    "refusal.version_unseen": "the version that was seen is missing",
    "refusal.no_decision": "no decision: {name}={value}",
    "refusal.foreign_page": "this was not sent from a page of this service",
    "refusal.link_used": "this link was used, or is too old",
    "refusal.differs_from_path": "differs from the one in the path",
    "refusal.unknown_skill": (
        "no queue, rule or agent of the site has the skill {name:quoted}: {remedy}"
    ),
    "refusal.unknown_shift_type": (
        "no work plan of the agent has a shift type {name:quoted}: {remedy}"
    ),
    "refusal.no_time_zone": "not an IANA time zone",
    "refusal.shift_starts_elsewhen": "the shift does not start on {date:date} local time",
    "refusal.shift_too_long": "a shift is at most 24 hours long",
    "refusal.activity_backwards": "an activity ends before it starts",
    "refusal.activities_apart": "activities must follow each other without gap or overlap",
    "refusal.no_date": "{text} is no date",
    "refusal.no_help": "this installation carries no help: `make docs` builds it",
    "refusal.no_help_page": "the help has no such page: begin at /help/",
    "refusal.password_wrong": "the current password is wrong",
    "refusal.span_of_dates": "must be after from, and within 370 days of it",
    "refusal.no_queue_of_site": "not a queue of this site",
    "refusal.page_after": "send `next` of the page before",
    "refusal.repair_one_week": "one week is repaired at a time",
    "refusal.week_start": "weeks of this site start on weekday {weekday}",
    "refusal.name_or_password": "the name or the password is wrong",
    "refusal.no_oidc": "OpenID Connect is not switched on",
    "refusal.nobody_of_mail": "nobody has this e-mail address as their name",
    "refusal.no_shrinkage_learned": (
        "no states are known of the published weeks: nothing is learned"
    ),
    "refusal.no_level_change": "the forecast asks about no change of level of this queue",
    "refusal.level_change_accepted": (
        "this change of level is accepted already: change its event instead"
    ),
    "refusal.outage.full": (
        "the disk of the database is full → make room; what waits is then done"
    ),
    "refusal.outage.read_only": (
        "the database can be read and not written → let the service's user write the file and"
        " its folder, or connect to the primary server"
    ),
    "refusal.outage.locked": (
        "another program holds the database locked → try again in a moment; if this lasts, "
        "end what else has it open"
    ),
    "refusal.outage.unreachable": (
        "the database cannot be reached → start its server, or mend its address and the way to it"
    ),
    "refusal.outage.crowded": (
        "the database takes no more connections → try again in a moment; if this lasts, let "
        "it take more"
    ),
    "refusal.outage.corrupt": (
        "the database is damaged → stop the service, keep the file, and restore the last "
        "backup (wfm db restore)"
    ),
    "refusal.outage.failing": (
        "the disk of the database fails to read or write → look at the disk and at the log of"
        " the machine"
    ),
    "refusal.not_answered": ("the database has not answered yet"),
    "refusal.other_release": (
        "the database has the tables of another release → run wfm db upgrade"
    ),
    "refusal.worker_silent": (
        "no worker was heard of for {seconds} {seconds:second/seconds}: runs wait → look at its "
        "log, and start it again (wfm work)"
    ),
    "refusal.no_worker": (
        "{count} {count:run waits/runs wait} and no worker does them → start one (wfm work)"
    ),
    "refusal.outbox_fails": (
        "messages and e-mails are not sent: that failed {failures} {failures:time/times} within "
        "{seconds} {seconds:second/seconds}, and is tried again → the log of the worker says why"
    ),
    "refusal.offers_fail": (
        "offers whose deadline has passed are not decided: that failed {failures} "
        "{failures:time/times} within {seconds} {seconds:second/seconds}, and is tried again → "
        "the log of the worker says why"
    ),
    "refusal.later_release": (
        "the database is of a later release ({release}) → install that release, or restore a "
        "backup of this one"
    ),
    "refusal.identity_token_nonce": "the identity token was made for another sign-in",
    "refusal.provider_silent": "the identity provider does not answer as it should",
    "refusal.provider_other_name": "the identity provider answers under another name",
    "refusal.provider_no_sign_in": "the identity provider does not know this sign-in",
    "refusal.identity_token_audience": "the identity token was made for another program",
    "refusal.identity_token_mail": "the identity token has no verified e-mail address",
    "refusal.identity_token_wrong": "the identity token is not valid",
    "refusal.quorum": "asks for more people than attend: give at most {most}",
    "refusal.all_together": "all meet together: leave it out, or let together be false",
    "refusal.end_not_after_start": "end is not after start",
    "refusal.windows_apart": "windows end after they start, one after the other",
    "refusal.handle_times": "one handle time for each number of contacts at once, or none",
    "refusal.response_minutes": "the minutes of opening hours within which an answer is due",
    "refusal.derived": "is {derived} by the activities and the path: change these, or leave it out",
    "refusal.end_before_start": "end is before start",
    "refusal.does_not_fit": "does not fit between earliest and latest",
    "refusal.agent_twice": "names an agent twice",
    "refusal.decided_twice": (
        "{agent} {date:full_date} is decided as mine and as theirs → send one of them"
    ),
    "refusal.not_found": "there is no {what:word}[ {key:quoted}]",
    "refusal.stale": "{what} was changed by someone else: it is at version {version}",
    "refusal.parameter": "{field} is {value}: it must be {accepted}",
    "refusal.must_be": "must be {accepted}",
    "refusal.surrogates": "may not have unpaired surrogate characters",
    "refusal.no_number": "must be a number",
    "refusal.years": "must be in the years {first} to {last}",
    "refusal.unknown_field": "unknown field; {meant}",
    "refusal.unfit": "what was sent does not fit",
    "refusal.input": "the input has problems",
    "refusal.internal": "an internal error; the log has it under this answer's X-Request-Id",
    "refusal.double_booking": "an agent would have two overlapping shifts in published schedules",
    "refusal.dangling": "it refers to something that does not exist",
    "refusal.nothing_to_undo": "there is nothing to undo",
    "refusal.nothing_to_redo": "there is nothing to redo",
    "refusal.no_parameter": (
        "there is no such parameter: [use {known}][{none:if}this route takes none]"
    ),
    "refusal.cell": "{what}: {remedy}",
    "stale.schedule": "schedule {week:date}/{number}",
    "stale.entity": "the {kind:word} {key:quoted}",
    "stale.agent_day": "{agent_id}'s {date:date}",
    "stale.grading": "the grading of {site}",
    "merge.since_draft": (
        "[schedule {before} was in force][{none:if}nothing was in force] when this draft "
        "began, and schedule {now} is by now"
    ),
    "merge.roster_older": "the roster was made from {made_from}, which has changed since",
    "merge.conflict": (
        "{agent_id}[ {name}] {date:full_date}: was {was}, is {theirs} by now, and {mine}"
        "[{alike:if} with other activities or locks] here"
        "[{overlapping:if}; it would overlap the day beside it]"
    ),
    "merge.hours": "{spans:|plus}[{off:if}off]",
    "merge.span": "{start:time}–{end:time}",
    "needs.unmet": "{who:word} {name:quoted} needs the {kind:word} {key:quoted}, which {trouble}",
    "needs.all": "{needs:|then}",
    "needs.opening_hours": (
        "on {date:date} {first:quoted} says {hours} and {second:quoted} says {others}"
        "[ for {queues:|and}]: withdraw one of them, or give both the same hours"
    ),
    "needs.contracts": (
        "{agent} would have the work plans {first:quoted} and {second:quoted} from the same "
        "date on: let one begin later, or give both their weekdays"
    ),
    "needs.retired": "is retired",
    "needs.unknown": "does not exist",
    "needs.immediate": "is no deferred work",
    "needs.new_queue": "is a new queue itself",
    "import.gone_and_changed": "it is no longer in the files, and was changed in the service",
    "import.clash": "{reasons:|then}",
    "import.edited_since": "it was changed since",
    "run.given_up": "gave up after {attempts} attempts",
    "run.broke": "an internal error ended this run; the log of the worker says which",
    "import.row_stays": "{row} stays as the service has it: {reason}",
    "import.value_stays": "{row}: {sides}; the service's value stays",
    "import.missing": (
        "no longer in the files, and left as they are: {names:|then}[ and {more:,} more]"
    ),
    "import.still_needed": "{row} is no longer in the files, and stays: {reason}",
    "import.no_row": "there is no row of a queue of the site",
    "import.kind_too_long": "the kind {kind:quoted}… of time off is too long",
    "import.far_away": "{start:date} to {end:date} is far away",
    "import.no_address": "{name:quoted} cannot be part of an address",
    "import.many_files": "has more than {most} files",
    "import.no_archive": "is neither a workbook nor a zip archive that can be read",
    "import.twice": "has {file} twice",
    "import.upload": "the upload {what}",
    "import.too_long": "could not be read within {count} {count:minute/minutes}",
    "import.ended": "could not be read: its reader ended, most likely for want of memory",
    "import.no_table": "is no table that an import takes: it is left out",
    "backup.damaged": "the file is damaged",
    "backup.program_missing": "{program} is missing",
    "backup.program_failed": "{program} failed: {reason}",
    "import.sides": "the files say {files} and the service {stored}",
    "import.nothing": "nothing",
    "backup.error": "{reason}",
    "refusal.rules_broken": (
        "{count} {count:rule is/rules are} broken: correct the schedule, or publish it "
        "knowingly, with accept_broken_rules in the body"
    ),
    "merge.undecided": (
        "{why}: {count} {count:day of an agent/days of agents} cannot be taken from both; "
        "decide whose to take"
    ),
    "import.previous_drafts": (
        "{shifts:,} {shifts:shift of earlier weeks becomes a draft, save where its week has a"
        " schedule/shifts of earlier weeks become drafts, save in weeks that have a schedule}"
    ),
    "backup.no_database": "there is no database in {place}",
    "backup.no_folder": "there is no folder {place} to make a database in",
}
