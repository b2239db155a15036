"""What a plan says of heads beside the shortages that the search names."""

from __future__ import annotations

from tests.small_plan import small_plan
from wfm.planning.plan_warnings import heavy_shortage


def test_a_heavy_shortage_of_calls_brings_the_advice_to_price_answers() -> None:
    plan = small_plan()
    tenth = plan.coverage.assign(scheduled=plan.coverage["required"] * 0.89)
    [message] = heavy_shortage(tenth, plan.site, "heads")
    assert "11%" in message.text
    assert "--price answered" in message.text
    assert heavy_shortage(tenth, plan.site, "answered") == ()
    less = plan.coverage.assign(scheduled=plan.coverage["required"] * 0.91)
    assert heavy_shortage(less, plan.site, "heads") == ()
