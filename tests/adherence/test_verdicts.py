"""How a week went in one sentence, and what to do about it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.adherence import small_site
from tests.adherence.build import at
from tests.adherence.small_site import CALLS, MAIL, MONDAY, SALES, small_report
from wfm.adherence.actions import MOST
from wfm.adherence.report import Report, policy_of, report
from wfm.model import Site
from wfm.words import english


def week_of(the_site: Site, net: float = 3.0, **counts: float) -> Report:
    """Everybody comes but ana; `net` heads are required of each queue."""
    forecast, required, recorded = small_site.frames(the_site)
    required = required.assign(net_requirement=net, gross_requirement=net)
    return report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded.assign(**counts)),
    )


def test_a_missed_goal_is_told_with_what_cost_most_and_what_to_do_first() -> None:
    found = small_report()
    calls, sales, mail = map(english, found.verdicts)
    assert calls.startswith("calls missed its goal: 60.0% of 80%; ")
    [bridge] = (one for one in found.bridges if one.queue == "calls")
    worst = min(bridge.named, key=lambda name: bridge.named[name])
    assert worst == "absence"
    assert f"of 80%; absence ({bridge.named[worst] * 100:+.0f}), " in calls
    first = next(one for one in found.actions if one.queue == "calls")
    assert calls.endswith(f"first: {english(first.place)}")
    assert sales.startswith("sales missed its goal")
    assert mail.startswith("mail: 75.0% were answered in their window")


def test_a_goal_that_was_met_has_no_first_thing_to_do() -> None:
    met = week_of(small_site.site(CALLS), answered_within_threshold=24.0)
    [told] = map(english, met.verdicts)
    assert told.startswith("calls met its goal: 96.0% of 80%")
    assert "first" not in told


def test_what_nobody_recorded_is_said_to_be_so() -> None:
    [told] = week_of(small_site.site(CALLS), answered_within_threshold=float("nan")).verdicts
    assert english(told) == "calls: what was answered in time was not recorded"


def test_hours_that_follow_each_other_are_one_thing_to_do() -> None:
    found = week_of(small_site.site(CALLS, SALES, MAIL), net=4.0)
    assert {one.queue for one in found.actions} == {"calls", "sales"}, "mail can wait"
    [calls] = (one for one in found.actions if one.queue == "calls")
    assert (calls.dates, calls.begin, calls.end) == ((MONDAY,), 540, 720)
    assert calls.lost == 30.0
    assert calls.saved is not None
    assert 0 < calls.saved <= calls.lost
    assert calls.value == pytest.approx(calls.saved * 10)
    assert found.actions[0] == calls, "sales have no value"


def test_a_queue_of_unknown_patience_says_what_would_be_in_time_and_not_that_nothing_is_saved() -> (
    None
):
    patient = replace(CALLS, patience_seconds=None)
    [calls] = week_of(small_site.site(patient), net=4.0).actions
    assert (calls.saved, calls.value, calls.lost) == (None, None, 30.0)
    assert calls.in_time > 1
    assert english(calls.told("EUR")).endswith(
        f"{calls.in_time:.0f} more would be answered in time"
    )


@pytest.mark.parametrize(
    ("net", "volume", "cause"),
    [(6.0, 1.0, "schedule_fit"), (0.5, 3.0, "volume"), (2.6, 1.0, "absence")],
)
def test_the_cause_is_what_took_most_heads(net: float, volume: float, cause: str) -> None:
    the_site = small_site.site(CALLS)
    forecast, required, recorded = small_site.frames(the_site, volume=volume, aht=180.0)
    required = required.assign(net_requirement=net, gross_requirement=net)
    recorded = recorded.assign(abandoned=2.0)
    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(forecast, required, recorded),
    )
    assert found.actions[0].cause == cause


def test_the_same_hours_of_several_days_are_one_thing_to_do() -> None:
    the_site = small_site.site(CALLS)
    forecast, required, recorded = small_site.frames(the_site)
    days = [0, 1, 3]

    def on(frame: pd.DataFrame) -> pd.DataFrame:
        moved = [frame.assign(interval_start=frame["interval_start"] + pd.Timedelta(days=day))
                 for day in days]  # fmt: skip
        return pd.concat(moved, ignore_index=True)

    found = report(
        *(the_site, small_site.schedule(), small_site.states(), policy_of(the_site)),
        *(on(forecast), on(required), on(recorded)),
    )
    idle = [one for one in found.actions if len(one.dates) > 1]
    assert len(found.actions) <= MOST
    [both] = idle
    assert [day.weekday() for day in both.dates] == days[1:]
    assert "Tue, Thu 09:00–12:00" in english(both.told("EUR"))


def test_no_more_than_ten_things_are_to_be_done() -> None:
    queues = [replace(CALLS, name=f"calls {number}") for number in range(MOST + 3)]
    found = week_of(small_site.site(*queues))
    assert len(found.actions) == MOST
    assert at("09:00").hour * 60 == found.actions[0].begin
