import pytest

from tests.scheduling.fixed import accepted, judge, refused, shift
from wfm.model import Agent

RULE = "Shift lengths and start times"
PLAN = {"earliest_start": 480, "latest_end": 1080, "start_step": 60, "weekdays": frozenset({0, 1})}


def test_a_shift_at_the_plans_times_is_accepted() -> None:
    assert accepted(judge([shift(0, 8), shift(1, 10)], plan=PLAN))


def test_another_length_start_step_hour_or_weekday_is_refused() -> None:
    for wrong in (shift(0, 8, 7), shift(0, 8.5), shift(0, 11), shift(0, 7), shift(2, 8)):
        assert refused(judge([wrong], plan=PLAN), RULE)


@pytest.mark.parametrize(
    ("zone", "right", "wrong"),
    [
        # 08:00 to 18:00 on Monday and Tuesday there; weeks are Monday to Sunday in UTC
        (
            "America/New_York",
            [shift(0, 13), shift(1, 15)],
            [shift(0, 8), shift(0, 16), shift(2, 13)],
        ),
        ("Asia/Manila", [shift(0, 0), shift(1, 2)], [shift(0, 8), shift(1, 23), shift(2, 1)]),
        ("Pacific/Auckland", [shift(0, 20)], [shift(1, 20), shift(0, 8)]),
        ("Asia/Kathmandu", [shift(0, 2.25)], [shift(0, 2), shift(0, 8)]),
    ],
)
def test_times_and_weekdays_of_a_work_plan_count_where_the_agent_lives(zone, right, wrong) -> None:
    there = Agent("A1", "Ann", "team", "plan", frozenset({"calls"}), time_zone=zone)
    assert accepted(judge(right, plan=PLAN, agent=there))
    for one in wrong:
        assert refused(judge([one], plan=PLAN, agent=there), RULE)


def test_late_is_late_where_the_agent_lives() -> None:
    """From 14:00 to 22:00 in New York is 19:00 to 03:00 in UTC, which would be a night."""
    there = Agent("A1", "Ann", "t", "plan", frozenset({"calls"}), time_zone="America/New_York")
    none = {"maximum_late_shifts_in_a_row": 0}
    assert refused(judge([shift(0, 19)], plan=none, agent=there), "Late shifts in a row")
    assert accepted(judge([shift(0, 12)], plan=none, agent=there))
