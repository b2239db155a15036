"""Why a meeting without a fixed time has no place for people: asked of the schedule in the end."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from wfm.model import Meeting
from wfm.scheduling.meeting_placer import MeetingPlacer
from wfm.words import Phrase, phrase

Sizes = Mapping[datetime, int]
"""When a meeting is held, and by how many."""


def without_place(
    placer: MeetingPlacer, meeting: Meeting, left: Sequence[str], sizes: Sizes
) -> Iterator[Phrase]:
    """Say of those left out why they are, each reason once.

    `placer` knows the schedule, `sizes` the groups that meet.
    """
    why = defaultdict[Phrase, list[Phrase]](list)
    few = None if sizes or meeting.quorum < 2 else _too_few(placer, meeting, left)
    for agent in left:
        reason = few or _reason(placer, meeting, agent, sizes)
        why[reason].append(placer.week.site.named(agent))
    for reason, agents in why.items():
        yield phrase(
            "schedule.meeting_without_place",
            meeting=meeting.name, agents=tuple(agents), why=reason,
        )  # fmt: skip


def _too_few(placer: MeetingPlacer, meeting: Meeting, group: Sequence[str]) -> Phrase:
    """Say how many can come at once at most, and whether minimum heads are why not more."""
    length, starts = placer.week.minutes_to_steps(meeting.minutes), placer.week.starts_of(meeting)
    free = {begin: _free(placer, group, begin, length) for begin in starts}
    leaving = {begin: placer.leaving(group, begin, length, math.inf)[0] for begin in starts}
    needed = max(map(len, free.values()), default=0) >= meeting.quorum
    come = leaving if needed else free
    best = max(come, key=lambda begin: len(come[begin]), default=None)
    most = 0 if best is None else len(come[best])
    at = placer.week.local(placer.week.grid.at(best)) if best is not None and most else None
    if needed:
        return phrase("schedule.no_place.quorum_needed", quorum=meeting.quorum, most=most, at=at)
    return phrase("schedule.no_place.quorum", quorum=meeting.quorum, most=most, at=at)


def _reason(placer: MeetingPlacer, meeting: Meeting, agent: str, sizes: Sizes) -> Phrase:
    """Say what keeps an agent from the groups that meet, or from one of the agent's own."""
    week, length = placer.week, placer.week.minutes_to_steps(meeting.minutes)
    begun = {week.grid.index(start): size for start, size in sizes.items()}
    starts: Iterable[int] = week.starts_of(meeting)
    if meeting.together and begun:
        starts = begun
    free = [begin for begin in starts if _free(placer, [agent], begin, length)]
    if not free:
        return phrase("schedule.no_place.not_free")
    open_to = [begin for begin in free if _open(meeting, begin, length, begun)]
    if not open_to:
        return phrase("schedule.no_place.other_groups")
    come = [(begin, *placer.leaving([agent], begin, length, math.inf)) for begin in open_to]
    prices = [(loss, begin) for begin, there, loss in come if there]
    if not prices:
        return phrase("schedule.no_place.needed")
    loss, begin = min(prices)
    if loss > placer.price_of_missing:
        return phrase("schedule.no_place.dearer")
    return phrase("schedule.no_place.in_the_end", at=week.local(week.grid.at(begin)))


def _free(placer: MeetingPlacer, agents: Iterable[str], begin: int, length: int) -> list[str]:
    return [agent for agent in agents if placer.free(agent, begin, length) is not None]


def _open(meeting: Meeting, begin: int, length: int, begun: Mapping[int, int]) -> bool:
    """Tell whether one more can meet then: with a group that has room, or beside all of them."""
    if begin in begun:
        return meeting.together or begun[begin] < (meeting.group_size or math.inf)
    return all(abs(begin - other) >= length for other in begun)
