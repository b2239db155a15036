"""What one side alone changed is taken from it; what both changed differently is told."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.centre import WEEK, shift
from wfm.model import Shift
from wfm.planning.merge_schedules import AgentDays, Side, by_agent_day, merge_three_ways

AGENTS = ("ann", "bob")
DATES = tuple(WEEK + timedelta(days=n) for n in range(2))


@st.composite
def weeks(draw: st.DrawFn) -> AgentDays:
    """A week in which a day is off, early or late."""
    found: dict[tuple[str, date], tuple[Shift, ...]] = {}
    for agent in AGENTS:
        for day in DATES:
            start = draw(st.sampled_from([None, 8, 12]))
            if start is not None:
                found[agent, day] = (shift(agent, day, start, start + 8),)
    return found


@given(weeks(), weeks(), weeks(), st.sampled_from(list(Side)))
def test_no_side_loses_a_day_that_it_alone_changed(
    base: AgentDays, theirs: AgentDays, mine: AgentDays, decided: Side
) -> None:
    opened = merge_three_ways(base, theirs, mine, {})
    conflicts = {(c.agent_id, c.date) for c in opened.conflicts}
    decisions = dict.fromkeys(conflicts, decided)
    settled = merge_three_ways(base, theirs, mine, decisions)
    assert settled.conflicts == ()
    merged = by_agent_day(settled.shifts)
    for agent in AGENTS:
        for day in DATES:
            key = agent, day
            old, other, own, got = (side.get(key, ()) for side in (base, theirs, mine, merged))
            if key in conflicts:
                assert old != other != own != old
                assert got == (own if decided is Side.MINE else other)
            elif other != old:
                assert got == other
            else:
                assert got == own
            assert (key in settled.from_theirs) == (got == other != own)


def test_nothing_came_between_and_everything_is_mine() -> None:
    base, mine = {("ann", WEEK): (shift("ann", WEEK, 8, 16),)}, {}
    merged = merge_three_ways(base, base, mine, {})
    assert (merged.shifts, merged.from_theirs, merged.conflicts) == ((), (), ())


def test_a_night_of_one_side_that_runs_into_the_others_morning_is_told() -> None:
    tuesday = WEEK + timedelta(days=1)
    night, early = shift("ann", WEEK, 22, 30), shift("ann", tuesday, 5, 13)
    merged = merge_three_ways({}, {("ann", WEEK): (night,)}, {("ann", tuesday): (early,)}, {})
    assert [(c.date, c.overlapping) for c in merged.conflicts] == [(WEEK, True), (tuesday, True)]
    decided = {("ann", WEEK): Side.THEIRS, ("ann", tuesday): Side.THEIRS}
    settled = merge_three_ways({}, {("ann", WEEK): (night,)}, {("ann", tuesday): (early,)}, decided)
    assert (settled.shifts, settled.conflicts) == ((night,), ())
