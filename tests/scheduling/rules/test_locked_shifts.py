from tests.scheduling.fixed import accepted, judge, refused, shift

RULE = "Locked shifts"


def test_a_locked_shift_stays_even_where_it_breaks_a_rule_of_its_day() -> None:
    odd = shift(0, 7.25, 6)
    assert accepted(judge([odd, shift(1, 8)], locked=(odd,)))


def test_without_or_with_another_shift_on_its_day_a_week_is_refused() -> None:
    odd = shift(0, 7.25, 6)
    assert refused(judge([shift(1, 8)], locked=(odd,)), RULE)
    assert judge([shift(0, 8)], locked=(odd,)).refused
    assert RULE in judge([shift(0, 8)], locked=(odd,)).broken
