from datetime import timedelta

import pytest

from tests.scheduling.fixed import accepted, judge, pause, refused, shift
from wfm.model import Shift, TimeOff
from wfm.model.absent_parts import without_absence

RULE = "Breaks and meals"
LUNCH = {"activities": (pause("L", 30, 120, 300),)}
TWO = {"activities": (pause("B", 30, 60, 300), pause("L", 30, 120, 420)), "minimum_gap": 60}


def test_a_break_in_its_window_is_accepted() -> None:
    assert accepted(judge([shift(0, 8, pauses=[("L", 5, 30)])], plan=LUNCH))


@pytest.mark.parametrize("pauses", [[], [("L", 5.5, 30)], [("L", 3, 60)], [("X", 3, 30)]])
def test_a_missing_late_long_or_other_break_is_refused(pauses) -> None:
    assert refused(judge([shift(0, 8, pauses=pauses)], plan=LUNCH), RULE)


def test_breaks_are_apart_enough() -> None:
    assert accepted(judge([shift(0, 8, pauses=[("B", 2, 30), ("L", 3.5, 30)])], plan=TWO))
    assert refused(judge([shift(0, 8, pauses=[("B", 2, 30), ("L", 3, 30)])], plan=TWO), RULE)


def test_a_break_comes_after_at_most_the_longest_stretch_of_work() -> None:
    plan = {**LUNCH, "maximum_stretch": 270}
    assert accepted(judge([shift(0, 8, pauses=[("L", 4, 30)])], plan=plan))
    assert refused(judge([shift(0, 8, pauses=[("L", 2, 30)])], plan=plan), RULE)


def test_a_window_can_be_set_by_the_clock() -> None:
    plan = {"activities": (pause("L", 30, 0, 480, clock=(720, 780)),)}
    assert accepted(judge([shift(0, 9, pauses=[("L", 3, 30)])], plan=plan))
    assert refused(judge([shift(0, 9, pauses=[("L", 2.5, 30)])], plan=plan), RULE)


def test_a_shift_that_cannot_reach_a_window_by_the_clock_is_refused() -> None:
    plan = {"activities": (pause("L", 30, 0, 480, clock=(720, 780)),)}
    assert refused(judge([shift(0, 14, pauses=[("L", 2, 30)])], plan=plan), RULE)


def away(whole: Shift, since: float, until: float) -> Shift:
    """The shift with time off between two hours of it."""
    hour = timedelta(hours=1)
    absence = TimeOff(
        whole.agent_id, whole.start + since * hour, whole.start + until * hour, "care"
    )
    left = without_absence(whole, absence)
    assert left is not None
    return left


def test_a_break_that_would_fall_into_time_off_is_not_missed_and_time_off_is_no_work() -> None:
    """As the checker has it: the search makes no shifts with time off in them."""
    plan = {**LUNCH, "maximum_stretch": 270}
    late, early = shift(0, 8, pauses=[("L", 4, 30)]), shift(0, 8, pauses=[("L", 2, 30)])

    def broken(day: Shift) -> bool:
        return RULE in judge([day], plan=plan).broken

    assert not broken(away(late, 4, 8))
    assert not broken(away(late, 5, 8)), "the break is before the time off"
    assert broken(away(shift(0, 8), 6.5, 8)), "it was due before"
    assert broken(early), "five hours and a half after it"
    assert not broken(away(early, 6, 8)), "three hours and a half"
