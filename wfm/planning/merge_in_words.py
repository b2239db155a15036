"""What is said of a day that two people changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from wfm.model import Shift
from wfm.planning.merge_schedules import MergeConflict
from wfm.words import Phrase, phrase


def conflict_in_words(
    conflict: MergeConflict, zone: ZoneInfo, names: Mapping[str, str] = MappingProxyType({})
) -> Phrase:
    """Say what a day was, is, and is to be: `A1 Tue 2026-03-10: was off, is …`."""

    def hours(shifts: Sequence[Shift]) -> Phrase:
        spans = tuple(
            phrase("merge.span", start=s.start.astimezone(zone), end=s.end.astimezone(zone))
            for s in shifts
        )
        return phrase("merge.hours", spans=spans, off=not spans)

    was, theirs, mine = (hours(s) for s in (conflict.base, conflict.theirs, conflict.mine))
    return phrase(
        "merge.conflict", agent_id=conflict.agent_id, name=names.get(conflict.agent_id),
        date=conflict.date, was=was, theirs=theirs, mine=mine, alike=theirs == mine,
        overlapping=conflict.overlapping,
    )  # fmt: skip
