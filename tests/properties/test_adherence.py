"""What must hold for any schedule and any recorded states."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adherence.build import MONDAY, STATES, at, judged, week
from wfm.adherence.event_log import merge
from wfm.adherence.silence import Silence
from wfm.adherence.state_events import read_events
from wfm.adherence.tally import Tally
from wfm.model import Activity, ActivityCategory, Schedule, Shift

CODES = (*STATES.codes, "logout", "yoga")
AGENTS = ("ana", "ben")


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    shifts = []
    for agent in AGENTS:
        for day in range(2):
            start = at("00:00") + timedelta(days=day, minutes=draw(st.integers(0, 1000)))
            cuts = draw(st.lists(st.integers(1, 240), min_size=1, max_size=5))
            activities = []
            for minutes in cuts:
                category = draw(st.sampled_from(ActivityCategory))
                end = start + timedelta(minutes=minutes)
                activities.append(Activity(category, category, start, end))
                start = end
            shifts.append(Shift(f"{agent}{day}", agent, MONDAY, tuple(activities)))
    return week(*_apart(shifts))


def _apart(shifts: list[Shift]) -> list[Shift]:
    """Drop a shift that would overlap the agent's shift before it."""
    kept: list[Shift] = []
    for shift in shifts:
        before = [one for one in kept if one.agent_id == shift.agent_id]
        if not before or before[-1].end <= shift.start:
            kept.append(shift)
    return kept


@st.composite
def logs(draw: st.DrawFn) -> pd.DataFrame:
    moments = draw(st.lists(st.integers(0, 3 * 86400 * 10), max_size=40))
    return read_events(
        [
            {
                "event_id": f"e{number}",
                "source_id": draw(st.sampled_from(["acd", "chat"])),
                "external_agent_id": draw(st.sampled_from([*AGENTS, "zoe"])),
                "state_code": (code := draw(st.sampled_from(CODES))),
                "started_at": at("00:00") + timedelta(seconds=tenth / 10),
                "is_logged_on": code != "logout",
            }
            for number, tenth in enumerate(moments)
        ]
    )


SILENCES = st.one_of(st.just(Silence()), st.builds(Silence, seconds=st.integers(600, 20000)))


@settings(deadline=None, max_examples=30)
@given(schedules(), logs(), SILENCES, st.integers(0, 900))
def test_the_five_grades_partition_every_shift(
    schedule: Schedule, events: pd.DataFrame, silence: Silence, tolerance: int
) -> None:
    measured = judged(schedule, events, silence=silence, tolerance_seconds=tolerance)
    scheduled = {row.shift_id: row.figures.tally.scheduled_seconds for row in measured.rows}
    for shift in schedule.shifts:
        assert scheduled[shift.id] == (shift.end - shift.start).total_seconds()


@settings(deadline=None, max_examples=20)
@given(schedules(), logs(), SILENCES, st.randoms(use_true_random=False))
def test_shuffling_and_repeating_events_changes_nothing(
    schedule: Schedule, events: pd.DataFrame, silence: Silence, random: object
) -> None:
    again = pd.concat([events, events.sample(frac=0.5, random_state=1)], ignore_index=True)
    shuffled = again.sample(frac=1, random_state=random.randint(0, 999))  # type: ignore[attr-defined]
    one = judged(schedule, events, silence=silence, tolerance_seconds=300)
    other = judged(schedule, shuffled, silence=silence, tolerance_seconds=300)
    assert [row.figures for row in one.rows] == [row.figures for row in other.rows]


@settings(deadline=None, max_examples=20)
@given(schedules(), logs(), st.data())
def test_splitting_a_state_in_two_changes_nothing(
    schedule: Schedule, events: pd.DataFrame, data: st.DataObject
) -> None:
    # A second word inside a state is news only where the feed was doubted: it never is here.
    patient = Silence(agent_hours=10_000, agent_seconds=10**7)
    if not len(events):
        return
    row = events.iloc[data.draw(st.integers(0, len(events) - 1))]
    own = events[events["external_agent_id"] == row["external_agent_id"]]
    later = own["started_at"][own["started_at"] > row["started_at"]].min()
    length = (later - row["started_at"]).total_seconds() if pd.notna(later) else 50000.0
    middle = row["started_at"] + timedelta(seconds=length * data.draw(st.floats(0.01, 0.99)))
    last_here = own[own["started_at"] == row["started_at"]].sort_values("event_id").iloc[-1]
    split = pd.concat(
        [events, last_here.to_frame().T.assign(event_id="split", started_at=middle)]
    ).astype(events.dtypes)
    one = judged(schedule, events, silence=patient, tolerance_seconds=300)
    other = judged(schedule, split, silence=patient, tolerance_seconds=300)
    assert [row.figures.tally for row in one.rows] == [row.figures.tally for row in other.rows]


@settings(deadline=None, max_examples=20)
@given(schedules(), logs(), SILENCES, st.integers(0, 7 * 86400))
def test_cutting_the_week_at_any_instant_and_adding_gives_the_whole(
    schedule: Schedule, events: pd.DataFrame, silence: Silence, second: int
) -> None:
    measured = judged(schedule, events, silence=silence, tolerance_seconds=300)
    cut = measured.begin + timedelta(seconds=second)
    parts = measured.between(measured.begin, cut) + measured.between(cut, measured.end)
    assert parts == measured.between(measured.begin, measured.end)
    assert astuple(parts)[:5] == astuple(measured.sum().tally)[:5]


@settings(deadline=None, max_examples=20)
@given(schedules(), logs(), st.integers(1, 900))
def test_a_wider_tolerance_never_counts_against_an_agent(
    schedule: Schedule, events: pd.DataFrame, tolerance: int
) -> None:
    strict, lenient = (
        judged(schedule, events, tolerance_seconds=seconds).sum().tally
        for seconds in (0, tolerance)
    )
    assert lenient.out_seconds <= strict.out_seconds
    assert lenient.unscheduled_seconds <= strict.unscheduled_seconds
    assert lenient.scheduled_seconds == strict.scheduled_seconds


@settings(deadline=None, max_examples=30)
@given(logs(), st.integers(0, 40))
def test_a_log_grows_the_same_by_any_batches(events: pd.DataFrame, cut: int) -> None:
    first, second = events.iloc[:cut], events
    merged = merge(first.reset_index(drop=True), second)
    assert merged.added == max(len(events) - cut, 0)
    assert merged.repeated == min(cut, len(events))
    assert set(merged.log["event_id"]) == set(events["event_id"])


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=10, max_size=10), max_size=5))
def test_tallies_add_field_by_field(rows: list[list[int]]) -> None:
    whole = sum((Tally(*row) for row in rows), Tally())
    assert list(astuple(whole)) == [sum(column) for column in zip(*rows, strict=True)] or not rows
