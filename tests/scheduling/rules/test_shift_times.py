from tests.scheduling.fixed import accepted, judge, refused, shift

RULE = "Shift lengths and start times"
PLAN = {"earliest_start": 480, "latest_end": 1080, "start_step": 60, "weekdays": frozenset({0, 1})}


def test_a_shift_at_the_plans_times_is_accepted() -> None:
    assert accepted(judge([shift(0, 8), shift(1, 10)], plan=PLAN))


def test_another_length_start_step_hour_or_weekday_is_refused() -> None:
    for wrong in (shift(0, 8, 7), shift(0, 8.5), shift(0, 11), shift(0, 7), shift(2, 8)):
        assert refused(judge([wrong], plan=PLAN), RULE)
