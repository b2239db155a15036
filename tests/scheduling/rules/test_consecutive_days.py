from tests.scheduling.fixed import accepted, judge, refused, shift

RULE = "Consecutive working days"
PLAN = {"maximum_consecutive_days": 3}


def test_a_day_off_after_the_most_days_in_a_row() -> None:
    assert accepted(judge([shift(d, 8) for d in (0, 1, 2, 4, 5, 6)], plan=PLAN))
    assert refused(judge([shift(d, 8) for d in (0, 1, 2, 3)], plan=PLAN), RULE)


def test_days_of_the_week_before_count() -> None:
    before = (shift(-2, 8), shift(-1, 8))
    assert accepted(judge([shift(0, 8)], plan=PLAN, previous=before))
    assert refused(judge([shift(0, 8), shift(1, 8)], plan=PLAN, previous=before), RULE)
