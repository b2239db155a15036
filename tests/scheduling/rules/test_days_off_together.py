from tests.scheduling.fixed import accepted, judge, priced, refused, shift

RULE = "Days off together"
APART = [shift(d, 8) for d in (0, 2, 4, 6)]


def test_single_days_off_cost() -> None:
    plan = {"consecutive_days_off": 2}
    assert accepted(judge([shift(d, 8) for d in range(5)], plan=plan))
    assert priced(judge(APART, plan=plan), RULE, 20)


def test_single_days_off_are_refused_where_the_plan_requires_them_together() -> None:
    plan = {"consecutive_days_off": 2, "consecutive_days_off_required": True}
    assert accepted(judge([shift(d, 8) for d in range(5)], plan=plan))
    assert refused(judge(APART, plan=plan), RULE)
