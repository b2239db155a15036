"""Adherence and conformance to the second, by the definitions that the product states."""

from __future__ import annotations

from datetime import date

import pytest

from tests.adherence.build import MONDAY, STATES, at, judged, log, rows, shift, week
from wfm.adherence.grading import AuthorisedException
from wfm.adherence.mapping import ImpactTable
from wfm.adherence.measure import Measurement, Policy
from wfm.adherence.methods import METHODS
from wfm.adherence.report import exceptions
from wfm.adherence.silence import Silence
from wfm.errors import ParameterError
from wfm.model import ActivityCategory
from wfm.model.adherence_method import AdherenceFormula

HOUR = week(shift("ana", ("09:00", "on_queue"), ("10:00", "")))
TEN_LATE = log(rows("ana", ("09:10", "on_queue"), ("10:10", "logout")))


@pytest.mark.parametrize(("counted", "adherence"), [(True, 50 / 70), (False, 50 / 60)])
def test_ten_minutes_late_and_ten_minutes_longer(counted: bool, adherence: float) -> None:
    figures = judged(HOUR, TEN_LATE, count_unscheduled_work=counted).sum()
    assert figures.adherence.value == pytest.approx(adherence, abs=1e-12)
    assert figures.conformance.value == 1.0


@pytest.mark.parametrize(
    ("came", "went", "kept"),
    [
        (None, None, 0),  # nobody kept a break who never came
        ("08:00", "08:30", 0),  # nor who left before the shift
        ("11:00", None, 0),  # nor who came after it
        ("09:00", "10:00", 900),  # who logs off for it did
        ("09:59", "10:00", 900),
    ],
)
def test_a_break_spent_logged_off_is_kept_only_by_who_came_to_the_shift(
    came: str | None, went: str | None, kept: int
) -> None:
    hours = ("09:00", "on_queue"), ("10:00", "break"), ("10:15", "on_queue"), ("12:00", "")
    states = [(came, "on_queue")] if came else []
    states += [(went, "logout")] if went else [("12:00", "logout")] if came else []
    there = rows("ben", ("08:30", "on_queue"), ("09:30", "talking"), ("12:00", "logout"))
    events = log(rows("ana", *states), there)
    measured = judged(week(shift("ana", *hours), shift("ben", *hours)), events)
    (ana,) = [row.figures.tally for row in measured.rows if row.agent_id == "ana"]
    at_break = measured.of(["ana"]).between(at("10:00"), at("10:15"))
    assert (at_break.in_seconds, at_break.out_seconds) == (kept, 900 - kept)
    assert ana.scheduled_seconds == 3 * 3600


def test_neutral_hours_are_left_out_of_the_base() -> None:
    schedule = week(shift("ana", ("09:00", "on_queue"), ("13:00", "training"), ("15:00", "")))
    events = log(
        rows(
            "ana",
            ("09:00", "on_queue"),
            ("12:00", "break"),
            ("13:00", "meeting"),
            ("15:00", "logout"),
        )
    )
    figures = judged(schedule, events).sum()
    assert (figures.tally.in_seconds, figures.tally.out_seconds) == (3 * 3600, 3600)
    assert figures.tally.neutral_seconds == 2 * 3600
    assert figures.adherence.value == 0.75


def test_a_deviation_at_an_edge_within_the_tolerance_is_no_exception() -> None:
    late = log(rows("ana", ("09:05", "on_queue"), ("10:00", "logout")))
    assert judged(HOUR, late, tolerance_seconds=300).sum().adherence.value == 1.0
    assert judged(HOUR, late, tolerance_seconds=299).sum().tally.out_seconds == 300


def test_a_deviation_inside_an_activity_is_an_exception_however_short() -> None:
    away = log(rows("ana", ("09:00", "on_queue"), ("09:30", "break"), ("09:31", "on_queue")))
    assert judged(HOUR, away, tolerance_seconds=300).sum().tally.out_seconds == 60


def test_staying_a_little_longer_within_the_tolerance_is_not_counted() -> None:
    longer = log(rows("ana", ("09:00", "on_queue"), ("10:03", "logout")))
    counted = judged(HOUR, longer, tolerance_seconds=180, count_unscheduled_work=True)
    assert counted.sum().tally.unscheduled_seconds == 0
    assert counted.sum().tally.on_queue_worked_seconds == 3780


def test_an_authorised_exception_counts_as_in() -> None:
    excuse = AuthorisedException("ana", at("09:00"), at("09:06"), "fire drill", "lead")
    tally = judged(HOUR, TEN_LATE, authorised=(excuse,)).sum().tally
    assert (tally.in_seconds, tally.out_seconds, tally.authorised_seconds) == (3360, 240, 360)


def test_a_shift_past_midnight_belongs_to_the_date_on_which_it_starts() -> None:
    schedule = week(shift("ana", ("22:00", "on_queue"), ("30:00", "")))
    events = log(rows("ana", ("22:00", "on_queue"), ("29:30", "logout")))
    [row] = judged(schedule, events).rows
    assert row.date == MONDAY
    assert (row.figures.tally.in_seconds, row.figures.tally.out_seconds) == (27000, 1800)


@pytest.mark.parametrize(("sunday", "hours"), [(date(2026, 3, 29), 7), (date(2026, 10, 25), 9)])
def test_a_night_of_a_clock_change_has_the_hours_that_really_pass(sunday: date, hours: int) -> None:
    saturday = sunday.replace(day=sunday.day - 1)
    first = sunday.replace(day=sunday.day - 6)
    night = shift("ana", ("22:00", "on_queue"), ("30:00", ""), day=saturday)
    events = log(rows("ana", ("22:00", "on_queue"), ("30:00", "logout"), day=saturday))
    [row] = judged(week(night, first=first), events).rows
    assert row.figures.tally.in_seconds == hours * 3600
    assert row.figures.adherence.value == 1.0


def test_work_on_a_day_without_a_shift_is_shown_on_that_day() -> None:
    events = log(
        rows("ana", ("09:00", "on_queue"), ("10:00", "logout")),
        rows("ana", ("23:00", "on_queue"), ("25:00", "logout"), day=date(2026, 1, 7)),
    )
    measured = judged(HOUR, events)
    found = {(row.date.day, row.shift_id): row.figures.tally for row in measured.rows}
    assert found[(7, None)].unscheduled_seconds == 3600
    assert found[(8, None)].unscheduled_seconds == 3600
    assert measured.sum().tally.scheduled_seconds == 3600


def test_a_silent_feed_is_unknown_not_out() -> None:
    events = log(rows("ana", ("09:00", "break"), ("10:00", "on_queue")))
    tally = judged(HOUR, events, silence=Silence(seconds=600)).sum().tally
    assert (tally.out_seconds, tally.unknown_seconds) == (600, 3000)


def test_without_any_event_nothing_is_known_and_the_figure_says_so() -> None:
    figures = judged(HOUR, log()).sum()
    assert figures.tally.unknown_seconds == 3600
    assert figures.adherence.value is None
    assert "unknown" in figures.adherence.reason
    assert figures.conformance.value is None


def test_a_large_centre_is_doubted_sooner_than_a_lone_agent() -> None:
    crowd = [shift(f"a{i}", ("09:00", "on_queue"), ("17:00", "")) for i in range(40)]
    events = log(
        *(rows(f"a{i}", ("09:00", "on_queue")) for i in range(1, 40)),
        rows("a0", ("09:00", "on_queue"), ("16:00", "meeting")),
    )
    crowded = judged(week(*crowd), events)
    in_seconds = {row.agent_id: row.figures.tally.in_seconds for row in crowded.rows}
    assert in_seconds == {"a0": 900} | {f"a{i}": 900 + 900 for i in range(1, 40)}
    alone = judged(week(crowd[0]), log(rows("a0", ("09:00", "on_queue"), ("16:00", "meeting"))))
    assert alone.sum().tally.in_seconds == 7 * 3600


def test_a_night_when_nobody_was_due_is_no_silence() -> None:
    tuesday = MONDAY.replace(day=6)
    schedule = week(
        shift("ana", ("09:00", "on_queue"), ("17:00", "")),
        shift("ana", ("09:00", "on_queue"), ("17:00", ""), day=tuesday),
    )
    events = log(
        rows("ana", ("09:00", "on_queue"), ("17:00", "logout")),
        rows("ana", ("09:20", "on_queue"), ("17:00", "logout"), day=tuesday),
    )
    tally = judged(schedule, events, silence=Silence(seconds=3600 * 9)).sum().tally
    assert (tally.out_seconds, tally.unknown_seconds) == (1200, 0)


def test_an_unmapped_code_is_shown_and_not_held_against_the_agent() -> None:
    events = log(
        rows("ana", ("09:00", "on_queue"), ("09:30", "yoga"), ("10:00", "logout")),
        rows("zoe", ("09:00", "on_queue")),
    )
    measured = judged(HOUR, events)
    assert measured.sum().tally.unknown_seconds == 1800
    assert measured.sum().adherence.value == 1.0
    assert measured.unplaced.unmapped_codes == {"yoga": 1}
    assert measured.unplaced.unknown_agents == {"zoe": 1}


def test_a_snapshot_closes_agents_that_are_missing_from_it() -> None:
    schedule = week(
        shift("ana", ("09:00", "on_queue"), ("10:00", "")),
        shift("ben", ("09:00", "on_queue"), ("10:00", "")),
    )
    listed = [
        {**row, "event_id": "s1", "is_snapshot": True, "batch_id": "s"}
        for row in rows("ana", ("09:30", "on_queue"))
    ]
    events = log(rows("ana", ("09:00", "on_queue")), rows("ben", ("09:00", "on_queue")), listed)
    measured = judged(schedule, events)
    outs = {row.agent_id: row.figures.tally.out_seconds for row in measured.rows}
    assert outs == {"ana": 0, "ben": 1800}


def test_the_last_of_two_states_at_one_instant_is_the_one_with_the_larger_id() -> None:
    twice = rows("ana", ("09:00", "break"), ("09:00", "on_queue"), ("10:00", "logout"))
    assert judged(HOUR, log(twice)).sum().tally.in_seconds == 3600
    assert judged(HOUR, log(twice[::-1])).sum().tally.in_seconds == 3600


def test_every_figure_says_how_it_was_made() -> None:
    stamp = judged(HOUR, TEN_LATE, tolerance_seconds=60).sum().adherence.stamp
    assert (stamp.method, stamp.tolerance_seconds, stamp.schedule_version) == ("default", 60, 1)
    assert stamp.complete_until == at("10:10")
    other = judged(HOUR, TEN_LATE, impacts=ImpactTable().changed([("meal", "break", "out")]))
    assert other.stamp.mapping_version != stamp.mapping_version


def test_vendors_formulas_differ_on_the_same_seconds() -> None:
    schedule = week(shift("ana", ("09:00", "on_queue"), ("13:00", "training"), ("15:00", "")))
    events = log(
        rows(
            "ana",
            ("09:00", "on_queue"),
            ("12:00", "break"),
            ("13:00", "meeting"),
            ("15:30", "logout"),
        )
    )
    found = {name: judged(schedule, events, method=name).sum().adherence.value for name in METHODS}
    assert found == pytest.approx(
        {
            "default": 3 / 4,
            "genesys_cloud": 1 - 1 / 6,
            "nice": 3 / 6,
            "calabrio": 3 / 4,
            "verint": 1 - 1 / 6,
            "amazon_connect": 5 / 6,
        }
    )


@pytest.mark.parametrize(("counted", "adherence"), [(True, 1 - 20 / 70), (False, 1 - 10 / 60)])
def test_genesys_documents_the_same_example(counted: bool, adherence: float) -> None:
    measured = judged(HOUR, TEN_LATE, method="genesys_cloud", count_unscheduled_work=counted)
    assert measured.sum().adherence.value == pytest.approx(adherence, abs=1e-12)


@pytest.mark.parametrize("name", METHODS)
def test_leave_of_a_part_of_the_day_that_was_kept_costs_nothing(name: str) -> None:
    schedule = week(shift("ana", ("09:00", "on_queue"), ("13:00", "time_off"), ("17:00", "")))
    events = log(rows("ana", ("09:00", "on_queue"), ("13:00", "logout")))
    assert judged(schedule, events, method=name).sum().adherence.value == 1.0


@pytest.mark.parametrize("gone", ["time_off", "unavailable"])
@pytest.mark.parametrize("name", METHODS)
def test_leave_and_unavailable_time_leave_the_base(name: str, gone: str) -> None:
    """One hour of three is lost beside four of leave: 2 / 3; of leave alone nothing is graded."""
    schedule = week(shift("ana", ("09:00", gone), ("13:00", "on_queue"), ("16:00", "")))
    late = log(rows("ana", ("08:00", "logout"), ("14:00", "on_queue"), ("16:00", "logout")))
    assert judged(schedule, late, method=name).sum().adherence.value == pytest.approx(2 / 3)
    only = judged(week(shift("ana", ("09:00", gone), ("13:00", ""))), late, method=name).sum()
    assert (only.adherence.value, only.adherence.reason != "") == (None, True)


@pytest.mark.parametrize("name", METHODS)
def test_a_pair_that_the_site_calls_neutral_never_counts_against_the_agent(name: str) -> None:
    events = log(rows("ana", ("09:00", "on_queue"), ("09:30", "meeting"), ("10:00", "logout")))
    chosen = ImpactTable().changed([("on_queue", "meeting", "neutral")])
    assert judged(HOUR, events, method=name).sum().adherence.value == 0.5
    assert judged(HOUR, events, method=name, impacts=chosen).sum().adherence.value == 1.0


@pytest.mark.parametrize("name", METHODS)
def test_what_the_site_chose_to_grade_holds_by_every_method(name: str) -> None:
    events = log(rows("ana", ("09:00", "meeting"), ("10:00", "logout")))
    assert judged(HOUR, events, method=name).sum().adherence.value == 0.0
    chosen = ImpactTable().changed([("on_queue", "meeting", "in")])
    assert judged(HOUR, events, method=name, impacts=chosen).sum().adherence.value == 1.0


def test_a_choice_that_is_the_default_elsewhere_is_a_choice_too() -> None:
    schedule = week(shift("ana", ("09:00", "training"), ("10:00", "")))
    events = log(rows("ana", ("09:00", "meeting"), ("10:00", "logout")))
    chosen = ImpactTable().changed([("training", "meeting", "neutral")])
    assert judged(schedule, events, method="nice").sum().tally.out_seconds == 3600
    assert judged(schedule, events, method="nice", impacts=chosen).sum().tally.out_seconds == 0


def _nine_hours_away(minutes: int) -> Measurement:
    hours = [("09:00", "on_queue")]
    for number in range(9):
        hours += [(f"{10 + 2 * number}:00", "break"), (f"{11 + 2 * number}:00", "on_queue")]
    schedule = week(shift("ana", ("09:00", "on_queue"), ("28:00", "")))
    events = log(rows("ana", *hours, ("28:00", "logout")))
    return judged(schedule, events, method="genesys_cloud", tolerance_seconds=60 * minutes)


def test_genesys_deducts_its_threshold_from_every_exception() -> None:
    assert _nine_hours_away(0).sum().tally.out_seconds == 9 * 3600
    assert _nine_hours_away(1).sum().tally.out_seconds == 8 * 3600 + 51 * 60
    assert _nine_hours_away(60).sum().tally.out_seconds == 0
    seconds = exceptions(_nine_hours_away(1))["seconds"]
    assert (len(seconds), seconds.sum()) == (9, 8 * 3600 + 51 * 60)


def test_by_genesys_a_short_exception_in_the_middle_of_an_activity_is_none() -> None:
    away = log(rows("ana", ("09:00", "on_queue"), ("09:30", "break"), ("09:31", "meeting"),
                    ("09:33", "on_queue")))  # fmt: skip
    short = judged(HOUR, away, method="genesys_cloud", tolerance_seconds=180)
    assert short.sum().adherence.value == 1.0
    longer = judged(HOUR, away, method="genesys_cloud", tolerance_seconds=120).sum().tally
    assert (longer.in_seconds, longer.out_seconds) == (3540, 60)


def test_amazon_connect_knows_productive_activities_off_the_queues() -> None:
    schedule = week(shift("ana", ("09:00", "off_queue_work"), ("10:00", "")))
    available = log(rows("ana", ("09:00", "on_queue"), ("10:00", "logout")))
    elsewhere = log(rows("ana", ("09:00", "off_queue_work"), ("10:00", "logout")))
    found = [
        judged(schedule, events, method="amazon_connect", productive=productive)
        .sum().adherence.value
        for productive in ((), (ActivityCategory.OFF_QUEUE_WORK,))
        for events in (available, elsewhere)
    ]  # fmt: skip
    assert found == [0.0, 1.0, 1.0, 0.0]
    with pytest.raises(ParameterError, match="amazon_connect"):
        Policy(STATES, method="nice", productive=(ActivityCategory.OFF_QUEUE_WORK,))


def test_each_formula_that_can_be_named_is_a_method() -> None:
    assert METHODS.keys() == set(AdherenceFormula)


def test_an_unknown_method_or_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(ParameterError, match="method"):
        Policy(STATES, method="homegrown")
    with pytest.raises(ParameterError, match="tolerance_seconds"):
        Policy(STATES, tolerance_seconds=-1)
