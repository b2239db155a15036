from tests.scheduling.fixed import accepted, judge, refused, shift


def test_at_most_the_plans_weekend_days() -> None:
    plan = {"maximum_weekend_days": 1}
    assert accepted(judge([shift(4, 8), shift(5, 8)], plan=plan))
    assert refused(judge([shift(5, 8), shift(6, 8)], plan=plan), "Weekend days")


def test_a_site_whose_weekend_is_friday_and_saturday() -> None:
    plan, weekend = {"maximum_weekend_days": 1}, frozenset({4, 5})
    assert accepted(judge([shift(5, 8), shift(6, 8)], plan=plan, weekend=weekend))
    assert refused(judge([shift(4, 8), shift(5, 8)], plan=plan, weekend=weekend), "Weekend days")
