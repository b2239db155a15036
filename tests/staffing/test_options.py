"""Options of a queue that change its heads: redials, lines, deferred work in idle time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.staffing.centre import (
    CALLS,
    CHAT,
    MAIL,
    NORMAL,
    QUANTILES,
    ZONE,
    forecast,
    hours,
    scheduled,
    site,
)
from wfm.errors import InputError, ParameterError
from wfm.model import Queue, Site
from wfm.staffing import (
    ServiceGoal,
    fewest_lines,
    missed_windows,
    performance,
    performance_with_lines,
    predict_backlog,
    predict_coverage,
    queue_performance,
    queue_requirement,
    site_requirements,
    spare_heads,
)

NOON = 48
LETTERS = replace(MAIL, hours=hours(480, 1200))
INTERVALS = np.arange(7 * 96)
BY_DAY = (INTERVALS % 96 >= 36) & (INTERVALS % 96 < 76) & (INTERVALS < 5 * 96)
LETTERS_A_WEEK = np.where(BY_DAY, 8.0, 0.0)


def noon(queue: Queue, contacts: float = 30.0) -> tuple[float, str]:
    """Net requirement and binding target of an interval in the middle of the day."""
    row = site_requirements(forecast(queue, contacts), site(queue)).iloc[NOON]
    return float(row["net_requirement"]), str(row["binding_target"])


def noon_service_level(queue: Queue, contacts: float = 30.0) -> float:
    """Predicted service level there under exactly the required heads."""
    demand = forecast(queue, contacts)
    need = site_requirements(demand, site(queue))
    return float(
        predict_coverage(need, demand, scheduled(need), site(queue)).iloc[NOON]["service_level"]
    )


def blended_site(reserve: int | None = 4) -> tuple[Site, pd.DataFrame]:
    """Calls whose idle agents answer letters, and their forecast."""
    names = () if reserve is None else (LETTERS.name,)
    calls = replace(CALLS, patience_seconds=300.0, blended_queues=names, idle_reserve=reserve)
    demand = [forecast(calls, 100.0), forecast(LETTERS, LETTERS_A_WEEK, 300.0)]
    return site(calls, LETTERS), pd.concat(demand, ignore_index=True)


def test_the_heads_for_redials_are_those_for_the_load_that_they_make() -> None:
    stubborn = replace(CALLS, redial_share=0.5)
    heads, binding = queue_requirement(stubborn, [8.0, 80.0], 240.0)
    for first, agents in zip([8.0, 80.0], heads, strict=True):
        found = queue_performance(stubborn, first, agents, 240.0)
        total = first / (1 - 0.5 * found.abandonment)
        again = performance(total, agents, 240.0, patience=180)
        assert found.service_level == pytest.approx(0.8, abs=1e-6)
        assert again.service_level == pytest.approx(0.8, abs=1e-6)
    assert set(binding) == {"service_level"}
    assert (heads > queue_requirement(CALLS, [8.0, 80.0], 240.0)[0]).all()


def test_a_site_with_redials_is_staffed_for_them_and_predicted_with_them() -> None:
    stubborn = replace(CALLS, redial_share=0.6)
    assert noon(stubborn)[0] > noon(CALLS)[0] + 0.1
    assert noon_service_level(stubborn) == pytest.approx(0.8, abs=1e-3)


def test_few_lines_turn_contacts_away_and_spare_agents() -> None:
    """Callers who are turned away do not wait: the goal needs other heads than with any lines."""
    few = replace(CALLS, lines=12)
    heads, binding = noon(few)
    found = performance_with_lines(8.0, heads, 12, 240.0, 20.0, 180.0)
    assert binding == "service_level"
    assert found.service_level == pytest.approx(0.8, abs=1e-6)
    assert found.blocked > 0.01
    assert noon_service_level(few) == pytest.approx(0.8, abs=1e-3)


def test_ample_lines_need_the_heads_of_any_number_of_lines() -> None:
    """To a hundredth: with lines a part of an agent is one who is there part of the time."""
    assert np.ceil(noon(replace(CALLS, lines=200))[0]) == np.ceil(noon(CALLS)[0])


def test_where_an_agent_for_every_line_is_too_few_the_lines_bind() -> None:
    assert noon(replace(CALLS, lines=8)) == (8.0, "lines")
    least = fewest_lines(CALLS, 8.0, 240.0)
    assert noon(replace(CALLS, lines=least))[1] == "service_level"
    assert noon(replace(CALLS, lines=least - 1))[1] == "lines"


def test_overload_on_few_lines_does_not_pile_up() -> None:
    demand = forecast(CALLS)
    heads = demand[["interval_start", "queue"]].assign(scheduled=7.5 / 0.8)
    endless, few = (
        predict_coverage(site_requirements(demand, site(queue)), demand, heads, site(queue)).iloc[
            70
        ]
        for queue in (
            replace(CALLS, patience_seconds=None),
            replace(CALLS, patience_seconds=None, lines=8),
        )
    )
    assert endless["service_level"] < 0.05
    assert few["service_level"] > 0.5


def test_the_least_of_all_options_together_meets_the_goal_and_less_does_not() -> None:
    queue = replace(CALLS, lines=14, redial_share=0.4, goal=ServiceGoal(0.7, abandonment=0.1))
    heads, _ = queue_requirement(queue, 9.0, 240.0)
    at, below = queue_performance(queue, 9.0, [heads[0], heads[0] - 0.01], 240.0).service_level
    assert at == pytest.approx(0.7, abs=1e-6)
    assert below < 0.7


def test_idle_agents_do_deferred_work_and_save_heads_at_the_same_goals() -> None:
    (apart, demand), (together, _) = blended_site(None), blended_site()
    before, after = site_requirements(demand, apart), site_requirements(demand, together)
    assert after["net_requirement"].sum() < before["net_requirement"].sum() - 4 * 10
    cover = predict_coverage(after, demand, scheduled(after), together)
    by_queue = dict(iter(cover.groupby("queue")))
    settled = by_queue["calls"].iloc[40:80]
    np.testing.assert_allclose(settled["service_level"], 0.8, atol=2e-3)
    np.testing.assert_allclose(by_queue[LETTERS.name]["service_level"].dropna(), 1, atol=1e-6)
    assert not missed_windows(demand, scheduled(after), together)
    backlog = predict_backlog(demand, scheduled(after), together)
    assert backlog["handled"].sum() == pytest.approx(LETTERS_A_WEEK.sum(), rel=1e-6)


def test_a_larger_reserve_leaves_more_deferred_work_to_own_heads() -> None:
    own = []
    for reserve in (3, 6, 9, 30):
        together, demand = blended_site(reserve)
        need = site_requirements(demand, together)
        own.append(need.loc[need["queue"] == LETTERS.name, "net_requirement"].sum())
    apart, demand = blended_site(None)
    need = site_requirements(demand, apart)
    assert own == sorted(own)
    assert own[-1] == pytest.approx(
        need.loc[need["queue"] == LETTERS.name, "net_requirement"].sum(), rel=1e-3
    )


def test_without_deferred_work_blending_changes_nothing() -> None:
    together, demand = blended_site()
    demand.loc[demand["queue"] == LETTERS.name, "contacts"] = 0.0
    apart, _ = blended_site(None)
    both = [site_requirements(demand, s)["net_requirement"] for s in (apart, together)]
    np.testing.assert_allclose(both[0], both[1], atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(2, 120),
    st.integers(0, 10),
    st.floats(0.05, 1),
    st.sampled_from([None, 90.0, 400.0]),
    st.sampled_from([ServiceGoal(), ServiceGoal(None, asa=10), ServiceGoal(0.9, abandonment=0.5)]),
)
def test_blending_never_lowers_the_goals_of_immediate_work(
    load: float, reserve: int, part: float, patience: float | None, goal: ServiceGoal
) -> None:
    queue = replace(CALLS, goal=goal, patience_seconds=patience, idle_reserve=reserve)
    most, _ = queue_requirement(queue, load, 240.0, np.inf)
    asked = part * spare_heads(queue, load, most, 240.0)
    heads, _ = queue_requirement(queue, load, 240.0, asked)
    found = queue_performance(queue, load, heads, 240.0, asked)
    if goal.service_level is not None:
        assert found.service_level >= goal.service_level - 1e-6
    if goal.asa is not None:
        assert found.asa <= goal.asa + 1e-6
    if goal.abandonment is not None:
        assert found.abandonment <= goal.abandonment + 1e-6
    assert spare_heads(queue, load, heads, 240.0) >= asked * (1 - 1e-6)
    assert queue_requirement(queue, load, 240.0, 0.0)[0] <= heads + 1e-6 <= most + 1e-5


def test_on_average_every_option_counts() -> None:
    def average(queue: Queue) -> float:
        demand = forecast(queue, spread=0.2)
        rows = site_requirements(demand, site(queue), average=True)
        return float(rows.iloc[NOON]["net_requirement"])

    assert average(replace(CALLS, redial_share=0.5)) > average(CALLS) + 0.05
    slow = replace(CHAT, aht_by_concurrency=(240.0, 400.0, 560.0))
    brisk = replace(CHAT, aht_by_concurrency=(240.0, 260.0, 280.0))
    assert average(slow) > 1.5 * average(brisk)
    assert average(replace(CALLS, lines=8)) == 8


def test_lines_bind_nowhere_where_their_number_is_not_limited() -> None:
    together, demand = blended_site()
    calls, letters = together.queues
    many = replace(together, queues=(replace(calls, redial_share=0.4), letters))
    factors = dict(zip(QUANTILES, 1 + 0.1 * NORMAL, strict=True))
    spread = {name: demand["contacts"] * factor for name, factor in factors.items()}
    for asked in ({}, {"average": True}, {"chance": 0.9}):
        rows = site_requirements(demand.assign(**spread), many, **asked)
        assert "lines" not in set(rows["binding_target"])


def test_queues_of_other_intervals_cannot_be_blended() -> None:
    together, demand = blended_site()
    starts = pd.date_range("2026-10-19", periods=7 * 48, freq="30min", tz=ZONE)
    hourly = demand[demand["queue"] == LETTERS.name].iloc[: starts.size]
    hourly = hourly.assign(interval_start=starts, interval_minutes=30)
    mixed = pd.concat([demand[demand["queue"] == "calls"], hourly], ignore_index=True)
    with pytest.raises(InputError, match="forecast both on the same intervals"):
        site_requirements(mixed, together)


@pytest.mark.parametrize(
    ("queue", "options", "message"),
    [
        (CALLS, {"redial_share": 1.0}, "redial_share is 1.0: it must be a share"),
        (CALLS, {"lines": 0}, "lines is 0: it must be 1 or more"),
        (CALLS, {"idle_reserve": -1}, "idle_reserve is -1: it must be 0 or more"),
        (CALLS, {"blended_queues": ("mail",)}, "idle_reserve is None: it must be given where"),
        (MAIL, {"lines": 5}, "lines is 5: it must be left out: email is deferred work"),
        (CHAT, {"lines": 5}, "left out where an agent handles several contacts at once"),
        (CHAT, {"aht_by_concurrency": (90.0, 300.0, 400.0)}, "an agent who holds more contacts"),
        (CALLS, {"lines": 5, "idle_reserve": 2}, "left out where the lines are limited"),
    ],
)
def test_options_that_cannot_be_are_refused_by_name(
    queue: Queue, options: dict[str, object], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        replace(queue, **options)  # type: ignore[arg-type]
