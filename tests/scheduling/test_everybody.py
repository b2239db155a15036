"""Agents' weeks at other times of meetings: shaped anew where they differ, as from nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.fixed import MONDAY, at
from tests.scheduling.random_sites import Case, random_case
from tests.scheduling.test_meetings_and_ledger import centre, quiet_at_two
from wfm.model import Meeting
from wfm.scheduling import Problem, build_problem, everybody
from wfm.scheduling.everybody import Everybody
from wfm.scheduling.meetings_held import Occurrence
from wfm.scheduling.problem import at_times
from wfm.scheduling.rules import Rule
from wfm.scheduling.tours import counts
from wfm.scheduling.tours.tour_space import TourSpace


def with_talks(case: Case) -> Case:
    """Ask everybody for a talk and two of them for another, paid and not, without times."""
    begin = case.problem().horizon.grid.start
    ids = tuple(agent.id for agent in case.site.agents)
    talks = (
        Meeting("Talk", ids, begin, begin + timedelta(days=6), 60),
        Meeting("Pair", ids[:2], begin + timedelta(days=1), begin + timedelta(days=3), 45,
                paid=False),
    )  # fmt: skip
    return replace(case, site=replace(case.site, meetings=(*case.site.meetings, *talks)))


def some_times(problem: Problem, chance: random.Random) -> dict[Occurrence, datetime]:
    """Give some of those who attend a time for their meetings."""
    horizon = problem.horizon
    return {
        (meeting.name, agent, meeting.earliest): horizon.grid.at(
            chance.choice(horizon.starts_of(meeting))
        )
        for meeting in horizon.held_meetings
        for agent in meeting.agent_ids
        if not meeting.fixed and chance.random() < 0.5
    }


def from_nothing(problem: Problem) -> Everybody:
    return everybody.everybody(problem.horizon, problem.rules)


def assert_same(problem: Problem, shaped: Everybody) -> None:
    for name, mine, own in zip(
        problem.tours._fields, problem.tours, shaped.tours, strict=True
    ):  # fmt: skip
        assert np.array_equal(mine, own), name
    assert problem.templates == shaped.templates
    assert list(problem.ways_out.items()) == list(shaped.ways_out.items())
    assert problem.apart == shaped.apart


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.booleans())
def test_what_is_shaped_at_other_times_is_as_if_shaped_from_nothing(seed: int, apart: bool) -> None:
    """Where sums are apart, too."""
    chance = random.Random(seed)
    most, long = (0, 0) if apart else (counts.MOST_STATES, counts.LONG)
    with patch.multiple(counts, MOST_STATES=most, LONG=long):
        problem = with_talks(random_case(seed)).problem()
        known = at_times(problem, some_times(problem, chance))
        assert_same(known, from_nothing(known))
        again = at_times(known, some_times(problem, chance))
        assert_same(again, from_nothing(again))


def test_who_is_stuck_at_some_time_of_a_meeting_is_not_at_another() -> None:
    """All shifts last from eight to four, on five days of five."""
    talk = Meeting("Talk", ("A0", "A1"), at(1, 8), at(1, 20), 60)
    problem = build_problem(centre(talk), quiet_at_two(), MONDAY)
    late = at_times(problem, {("Talk", "A0", talk.earliest): at(1, 15.5)})
    early = at_times(late, {("Talk", "A0", talk.earliest): at(1, 9)})
    assert (problem.stuck, late.stuck, early.stuck) == ((), ("A0",), ())
    for known in (late, early):
        assert_same(known, from_nothing(known))


def test_only_those_are_shaped_anew_whose_meetings_are_at_other_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = with_talks(random_case(3)).problem()
    pair = problem.horizon.held_meetings[-1]
    first, second = pair.agent_ids
    begin = problem.horizon.grid.at(problem.horizon.starts_of(pair)[0])
    names: list[str] = []
    shape = everybody.shape

    def counted(space: TourSpace, rules: Sequence[Rule]) -> TourSpace:
        names.append(space.agent.id)
        return shape(space, rules)

    monkeypatch.setattr(everybody, "shape", counted)
    known = at_times(problem, {(pair.name, first, pair.earliest): begin})
    assert names == [first]
    at_times(known, {(pair.name, agent, pair.earliest): begin for agent in pair.agent_ids})
    assert names == [first, second]
    at_times(known, {(pair.name, first, pair.earliest): begin})
    assert names == [first, second]
