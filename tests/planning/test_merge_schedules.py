"""What one side alone changed is taken from it; what both changed differently is told."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from tests.centre import WEEK, shift
from wfm.model import Shift
from wfm.planning.merge_schedules import AgentDays, Side, by_agent_day, merge_three_ways

AGENTS = ("ann", "bob")
DATES = tuple(WEEK + timedelta(days=n) for n in range(3))


@st.composite
def weeks(draw: st.DrawFn) -> AgentDays:
    """A week in which a day is off, early, late or a night, and no shift runs into another."""
    found: dict[tuple[str, date], tuple[Shift, ...]] = {}
    for agent in AGENTS:
        night = False
        for day in DATES:
            start = draw(st.sampled_from([None, 8, 23] if night else [None, 5, 8, 23]))
            night = start == 23
            if start is not None:
                found[agent, day] = (shift(agent, day, start, start + 8),)
    return found


@given(weeks(), weeks(), weeks(), st.sampled_from(list(Side)))
def test_no_side_loses_a_day_that_it_alone_changed(
    base: AgentDays, theirs: AgentDays, mine: AgentDays, decided: Side
) -> None:
    told: set[tuple[str, date]] = set()
    merged = merge_three_ways(base, theirs, mine, {})
    while merged.conflicts:
        days = {(c.agent_id, c.date) for c in merged.conflicts}
        assert not days <= told, "asked again for what was decided"
        told |= days
        merged = merge_three_ways(base, theirs, mine, dict.fromkeys(told, decided))
    got = by_agent_day(merged.shifts)
    for key in product(AGENTS, DATES):
        old, other, own, now = (side.get(key, ()) for side in (base, theirs, mine, got))
        if old != other != own != old:
            assert key in told
        if key in told:
            assert now == (own if decided is Side.MINE else other)
        else:
            assert now == (own if other == old else other)
        assert (key in merged.from_theirs) == (now == other != own)
        assert (key in merged.overruled) == (now == own != other != old)
    for one, other_ in pairwise(sorted(merged.shifts, key=lambda s: (s.agent_id, s.start))):
        assert one.agent_id != other_.agent_id or one.end <= other_.start


def test_only_the_two_days_that_run_into_each_other_are_told() -> None:
    monday, tuesday = DATES[:2]
    base = by_agent_day([shift("ann", monday, 8, 16), shift("bob", monday, 8, 16)])
    theirs = by_agent_day([*base["ann", monday], shift("ann", tuesday, 5, 13)])
    mine = by_agent_day([shift("ann", monday, 23, 31), *base["bob", monday]])
    merged = merge_three_ways(base, theirs, mine, {})
    assert [(c.agent_id, c.date, c.overlapping) for c in merged.conflicts] == [
        ("ann", monday, True), ("ann", tuesday, True),
    ]  # fmt: skip
    settled = merge_three_ways(base, theirs, mine, {("ann", monday): Side.THEIRS})
    assert settled.conflicts == ()
    assert by_agent_day(settled.shifts) == theirs


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
