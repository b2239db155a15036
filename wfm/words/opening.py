"""What there is to say of closed days and of other opening hours, in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from wfm.words.phrase import Phrase, phrase

TEMPLATES: Final[Mapping[str, str]] = {
    "opening.window": "{start:clock}–{end:clock}",
    "opening.hours": "{windows:|and}[{closed:if}closed]",
    "opening.closed": "{date:full_date}: {queues} closed[ ({reasons:|and})]",
    "opening.other_hours": "{date:full_date}: {queues} open {windows:|and}[ ({reasons:|and})]",
    "holiday.closed": "{date:full_date} ({name}): {queues} closed: {reason}",
    "holiday.open": "{date:full_date} ({name}): {queues} open: {reason}",
    "holiday.guessed_closed": (
        "{date:full_date} ({name}): open or closed for {queues:|and}? Taken as without contacts: "
        "{reason}. Declared minimum heads stay. If closed, say so in opening_dates or by an event "
        "of the kind closure; if open, give its hours in opening_dates"
    ),
    "holiday.guessed_open": (
        "{date:full_date} ({name}): open or closed for {queues:|and}? Taken as open: {reason}. If "
        "closed, say so in opening_dates or by an event of the kind closure; if open, give its "
        "hours in opening_dates"
    ),
    "opening.paid_holiday": (
        "Work plan {work_plan}, agents {agents}: [off on {dates:full_date|and}, as all queues that "
        "they serve are closed, or open too short for a shift; ]{hours:g} h of each one's "
        "contract count as paid holiday"
    ),
    "opening.fewer_hours": (
        "Work plan {work_plan}, agents {agents}: [off on {dates:full_date|and}, as all queues that "
        "they serve are closed, or open too short for a shift; ]{hours:g} h less of each "
        "one's contract that week, unpaid"
    ),
    "opening.worked_off": (
        "Work plan {work_plan}, agents {agents}: off on {dates:full_date|and}, as all queues that "
        "they serve are closed, or open too short for a shift; the hours are worked on other days"
    ),
    "opening.too_short": (
        "Work plan {work_plan}, agents {agents}: nobody works on {dates:full_date|and}, though "
        "queues are open, as no shift is short enough. To have the day worked, add a length of at "
        "most {hours:g} h to shift_hours; what it lacks counts as closed_days says"
    ),
    "opening.hours_impossible": (
        "Work plan {work_plan}, agents {agents}: at least {least:g} h are wanted, and at most "
        "{most:g} h fit into the week[ without {dates:full_date|and}]. Allow longer shifts "
        "or more days, lower the least hours[, let closed days count (closed_days: {one} or "
        "{other})], or open on one of them (opening_dates)"
    ),
}


def hours_of(windows: Iterable[tuple[int, int]]) -> Phrase:
    """Say the opening windows of a day."""
    told = tuple(phrase("opening.window", start=start, end=end) for start, end in windows)
    return phrase("opening.hours", windows=told, closed=not told)
