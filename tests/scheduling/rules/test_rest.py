from tests.scheduling.fixed import accepted, judge, refused, shift

RULE = "Rest between shifts"
PLAN = {"minimum_rest": 660}


def test_eleven_hours_between_two_shifts_are_enough_and_ten_and_a_half_are_not() -> None:
    assert accepted(judge([shift(0, 14), shift(1, 9)], plan=PLAN))
    assert refused(judge([shift(0, 14), shift(1, 8.5)], plan=PLAN), RULE)


def test_the_last_shift_of_the_week_before_counts() -> None:
    before = (shift(-1, 20),)
    assert accepted(judge([shift(0, 15)], plan=PLAN, previous=before))
    assert refused(judge([shift(0, 14.5)], plan=PLAN, previous=before), RULE)
