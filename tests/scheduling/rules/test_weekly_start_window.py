from tests.scheduling.fixed import accepted, judge, refused, shift


def test_starts_of_a_week_lie_close_together() -> None:
    plan = {"weekly_start_window": 60}
    assert accepted(judge([shift(0, 8), shift(1, 9), shift(2, 8.5)], plan=plan))
    assert refused(judge([shift(0, 8), shift(1, 9.5)], plan=plan), "Weekly start window")
