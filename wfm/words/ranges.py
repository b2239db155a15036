"""What is accepted of an argument, in English, as said after “it must be”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEMPLATES: Final[Mapping[str, str]] = {
    "range.from_zero": "0 or more",
    "range.only_by": "left out but by {methods}",
    "range.one_of": "one of {names}",
    "range.above_zero_or_none": "above 0, or none",
    "range.above_zero": "above 0",
    "range.fewest_lines": "{least} or more: no number of agents meets the goal",
    "range.day_with_history": "a day of which the history has some rows",
    "range.new_queue": "name=like:contacts a week, above 0, as refunds=billing:700",
    "range.share_written": "a share from 0 to 1: write 80% or 0.8",
    "range.this_machine": "this machine (127.0.0.1) where --demo is given",
    "range.set_before_listening": "set before the service may listen on {host}",
    "range.share_above_zero": "a share above 0, at most 1",
    "range.share_below_one": "a share, 0 or more and below 1",
    "range.given_with_counted_over": "given where the goal counts over a day or a week",
    "range.given_with_blending": "given where idle agents do the work of other queues",
    "range.seconds_by_concurrency": (
        "seconds with which an agent who holds more contacts finishes more of them"
    ),
    "range.from_one": "1 or more",
    "range.another_queue": "another queue",
    "range.finite_above_zero": "a finite number above 0",
    "range.given_with_like_queue": "given with like_queue",
    "range.given_with_contacts": "given with contacts_per_week",
    "range.left_out_with_lines": "left out where the lines are limited",
    "range.left_out_with_concurrency": "left out where an agent handles several contacts at once",
    "range.share": "a share from 0 to 1",
    "range.finite_seconds": "a finite number of seconds above 0",
    "range.finite_from_zero": "a finite number, 0 or more",
    "range.left_out_deferred": "left out: {channel:word} is deferred work",
    "range.given_with_schedule": "given with a schedule to repair",
    "range.zero_to": "0 to {most}",
    "range.repair_one_week": "1 where a schedule is repaired",
    "range.simulation_runs": "0, or 2 to 10,000",
    "range.given_without_time": "given where there is no time limit",
    "range.seconds": "a number of seconds above 0",
    "range.effort": "0 to 20",
    "range.workers": "1 to 64",
    "range.field_of_rule": "a field of a rule: {fields}",
    "range.given": "given",
    "range.whole_from_one": "a whole number, 1 or more",
    "range.secret": "set to at least {least} random characters",
    "range.from_two": "2 or more",
    "range.aht_by_sessions": "AHTs for 1, 2, … sessions with which more sessions finish more chats",
    "range.convention": "offered, offered_less_short_abandons, abandons_count or answered",
    "range.seconds_or_none": "a number of seconds above 0, or None",
    "range.somebody_gave_up": "at least one contact that gave up",
    "range.below_patience": (
        "below the mean patience of {patience:g} s, or stand beside a service level or an "
        "abandonment target: losing callers would meet it"
    ),
    "range.share_inside": "a share above 0 and below 1",
    "range.database": "a file, sqlite:///… or postgresql://…",
    "range.password_length": "{least} to 200 characters",
    "range.password_common": (
        "less common, and not the user's own name; some words in a row are good"
    ),
    "range.site_of_role": "the site of the {role:word}",
    "range.agent_of_account": "the agent whose account this is",
    "range.interval_minutes": "5, 6, 10, 15, 30, 60",
    "range.finite_minutes": "a finite number of minutes above 0",
    "range.whole_weeks": "whole weeks",
    "range.country": "an ISO 3166 code with an optional part: GB, DE-BY",
    "range.after_start": "later than the start",
    "range.finite_factor": "a finite factor, 0 or more",
    "range.zoned_instant": "an instant with time zone",
    "range.every_queue_seen": "given for every queue that was seen",
    "range.span_of_forecast": "a queue and span with intervals of the forecast",
    "range.factor_or_contacts": "a factor or contacts, 0 or more, not both",
    "range.some_words": "said in some words",
    "range.seven_weekdays": "seven weekdays, Monday first",
    "range.one_to": "1 to {most}",
    "range.open_close": "(open, close) in minutes from midnight, close after open",
    "range.iana_zone": "an IANA zone name",
    "range.same_intervals": "of the same intervals, some of which the history has",
    "range.open_address": "an https:// address that is reachable from everywhere",
    "range.chat_address": (
        "the address of one chat of a service that is known: discord, gchat, matrixs, mmosts, "
        "nctalks, rockets, slack, tgram, webex, workflows or zulip"
    ),
    "range.chat_installed": (
        "blank until chat services are installed: the operator adds them by {command}"
    ),
    "range.found_host": "a host that can be found",
    "range.root_path": "a path such as /wfm, of letters and digits, without a slash at its end",
    "range.root_path_taken": "a path with which none of the service's own begins, such as /wfm",
    "range.mail_server": "smtp://host or smtps://host, with WFM_MAIL_FROM an address",
}
