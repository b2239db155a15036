"""Every gap is named with its place, its size and what the people who could help are doing."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.small_plan import CALLS, small_plan
from wfm.planning.shortfalls import gaps, heavy_shortage, shortfall_messages


def test_a_gap_is_a_run_of_short_intervals_of_one_queue() -> None:
    plan = small_plan()
    found = gaps(plan.coverage, plan.site)
    assert all(a.hours >= b.hours for a, b in itertools.pairwise(found))
    monday = [gap for gap in found if gap.queue == CALLS and gap.start.day == 19]
    assert sum(gap.hours for gap in monday) == pytest.approx(8.025)
    assert max(gap.short for gap in monday) == pytest.approx(2.4)


def test_no_gap_no_message() -> None:
    plan = small_plan()
    enough = plan.coverage.assign(scheduled=plan.coverage["required"] - 0.4)
    assert shortfall_messages(enough, plan.schedule, plan.site) == ()


def test_the_message_says_where_how_much_and_where_everybody_is() -> None:
    plan = small_plan()
    coverage = plan.coverage.assign(scheduled=plan.coverage["required"])
    calls = coverage["queue"] == CALLS.name
    meal = coverage["interval_start"].dt.tz_convert(plan.site.time_zone).dt.strftime("%d %H:%M")
    coverage.loc[calls & (meal == "19 11:00"), "scheduled"] -= 2
    [message] = shortfall_messages(coverage, plan.schedule, plan.site)
    assert message.text == (
        "Mon 19 Oct 11:00–11:15 Support calls: up to 2.0 heads short (0.5 head-hours). At 11:00, "
        "0 of 4 agents with skill support are on queue, 2 on break or other work, 0 absent, "
        "2 off shift."
    )


def test_small_gaps_beyond_the_first_dozen_are_summed_up() -> None:
    plan = small_plan()
    few = shortfall_messages(plan.coverage, plan.schedule, plan.site)
    assert len(few) == 13
    assert "smaller gaps" in few[-1].text
    assert all(m.text for m in replace(plan, messages=few).messages)


def test_agents_who_serve_other_queues_too_are_not_counted_as_spare() -> None:
    plan = small_plan()
    coverage = plan.coverage.assign(scheduled=plan.coverage["required"])
    early = coverage["interval_start"] == plan.coverage["interval_start"].iloc[0]
    coverage.loc[early & (coverage["queue"] == CALLS.name), "scheduled"] -= 2
    [message] = shortfall_messages(coverage, plan.schedule, plan.site)
    assert "1 of 4 agents with skill support are on queue (some for other queues)" in message.text


def test_a_heavy_shortage_of_calls_brings_the_advice_to_price_answers() -> None:
    plan = small_plan()
    tenth = plan.coverage.assign(scheduled=plan.coverage["required"] * 0.89)
    [message] = heavy_shortage(tenth, plan.site, "heads")
    assert "11%" in message.text
    assert "--price answered" in message.text
    assert heavy_shortage(tenth, plan.site, "answered") == ()
    less = plan.coverage.assign(scheduled=plan.coverage["required"] * 0.91)
    assert heavy_shortage(less, plan.site, "heads") == ()
