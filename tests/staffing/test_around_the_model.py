"""Chat, blending, redials and finite lines against independent solutions of the same chains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.staffing.centre import CALLS, CHAT
from wfm.errors import ParameterError
from wfm.staffing import (
    ServiceGoal,
    blended,
    chat_performance,
    erlang_b,
    load_with_redials,
    performance,
    performance_with_lines,
    required_chat_agents,
    without_redials,
)


def stationary(births: np.ndarray, deaths: np.ndarray) -> np.ndarray:
    """Solve π Q = 0 of a birth-death chain by linear algebra."""
    size = births.size + 1
    rates = np.diag(births, 1) + np.diag(deaths, -1)
    rates -= np.diag(rates.sum(axis=1))
    system = np.vstack([rates.T, np.ones(size)])
    return np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]


def test_chat_equals_the_chain_of_sessions() -> None:
    agents, aht, patience, per_hour = 3, (240.0, 330.0, 390.0), 300.0, 80.0
    sessions, last = np.arange(1, 10), 60
    each, more = np.divmod(sessions, agents)
    pace = np.array([0, 1 / 240, 2 / 330, 3 / 390, np.nan])
    served = np.where(
        more > 0, (agents - more) * pace[each] + more * pace[each + 1], agents * pace[each]
    )
    waiting = served[-1] + np.arange(1, last - 8) / patience
    births = np.full(last, per_hour / 3600)
    chance = stationary(births, np.concatenate([served, waiting]))
    found = chat_performance(per_hour, agents, aht, 60, patience)
    queue = (chance[9:] * np.arange(last - 8)).sum()
    assert found.waiting_probability == pytest.approx(chance[9:].sum(), abs=1e-9)
    assert found.queue_length == pytest.approx(queue, rel=1e-7)
    assert found.abandonment == pytest.approx(queue / patience / (per_hour / 3600), rel=1e-7)
    taken = (chance * np.minimum(np.arange(last + 1), 9)).sum() / 9
    assert found.occupancy == pytest.approx(taken, rel=1e-7)


def test_one_session_at_a_time_is_a_call() -> None:
    chat = chat_performance(120, [8, 8.5, 12], [200], 20, 90)
    call = performance(120 * 200 / 3600, [8, 8.5, 12], 200, 20, 90)
    np.testing.assert_allclose(chat.service_level, call.service_level)


def test_servers_at_full_concurrency_are_pessimistic_and_at_a_share_of_one_dangerous() -> None:
    """Published: .817 at AHT₂, .865 simulated, .988 at AHT₁; here in a setting that gives them."""
    agents, per_hour, (alone, both) = 8, 145 / 3600, (240.0, 336.0)
    chat = chat_performance(145, agents, (alone, both), 45, 600).service_level
    pessimistic, dangerous = (
        performance(per_hour * aht, 2 * agents, aht, 45, 600).service_level for aht in (both, alone)
    )
    assert pessimistic == pytest.approx(0.817, abs=1e-3)
    assert chat == pytest.approx(0.865, abs=1e-3)
    assert dangerous == pytest.approx(0.988, abs=1e-3)


def test_the_least_chat_agents_meet_the_goal_and_one_less_does_not() -> None:
    aht, goal = (240.0, 300.0), ServiceGoal(0.8, 60, abandonment=0.05)
    agents = required_chat_agents([0, 60, 300], aht, goal, 120)
    assert agents[0] == 0
    for per_hour, least in zip([60, 300], agents[1:], strict=True):
        found = chat_performance(per_hour, [least - 1, least], aht, 60, 120)
        met = (found.service_level >= 0.8) & (found.abandonment <= 0.05)
        assert met.tolist() == [False, True]


def test_more_sessions_must_finish_more_chats() -> None:
    with pytest.raises(ParameterError, match="aht_by_concurrency"):
        chat_performance(60, 3, [100, 300])


def test_mail_in_every_idle_moment_costs_the_service_level_and_a_reserve_keeps_it() -> None:
    """Simulated at 110 heads and 100 Erlangs: .967 alone; reserve 0 .755, 4 .870, 8 .917."""
    found = blended(100, 110, [110, 0, 4, 8], 300, 20, 120)
    np.testing.assert_allclose(
        found.performance.service_level, [0.967, 0.755, 0.870, 0.917], atol=0.006
    )
    assert found.deferred_heads[0] == pytest.approx(0, abs=1e-9)
    assert (np.diff(found.deferred_heads[1:]) < 0).all()


def test_without_reserve_all_heads_are_busy() -> None:
    found = blended(100, 110, 0, 300)
    assert found.performance.waiting_probability == 1
    assert found.deferred_heads == pytest.approx(10)


def test_redials_are_the_fixed_point_of_what_is_lost() -> None:
    total = load_with_redials([100, 3, 0], [95, 1, 5], 180, 120, 0.5)
    lost = performance(total, [95, 1, 5], 180, patience=120).abandonment
    np.testing.assert_allclose(total, np.array([100, 3, 0]) / (1 - 0.5 * lost), rtol=1e-9)
    with pytest.raises(ParameterError, match="redial_share is 1"):
        load_with_redials(100, 95, 180, 120, 1)


def test_enough_lines_are_endless_lines_and_no_place_to_wait_is_erlang_b() -> None:
    agents = np.array([8.0, 10.0, 14.0])
    for patience in (60.0, None):
        endless = performance(6, agents, 180, 20, patience)
        found = performance_with_lines(6, agents, 900, 180, 20, patience)
        for figure in ("service_level", "asa", "abandonment", "occupancy", "queue_length"):
            np.testing.assert_allclose(
                getattr(found, figure), getattr(endless, figure), rtol=1e-9, atol=1e-12
            )
    tight = performance_with_lines(10, 14, 14, 180)
    assert tight.blocked == pytest.approx(erlang_b(10, 14))
    assert tight.service_level == pytest.approx(1 - erlang_b(10, 14))


def test_finite_lines_equal_the_chain_even_in_overload() -> None:
    load, agents, lines = 12.0, 10, 15
    chance = stationary(np.full(lines, load), np.minimum(np.arange(1, lines + 1), agents) * 1.0)
    found = performance_with_lines(load, agents, lines, 180)
    assert found.blocked == pytest.approx(chance[-1])
    assert found.waiting_probability == pytest.approx(chance[agents:-1].sum())
    waiting = np.maximum(np.arange(lines + 1) - agents, 0)
    assert found.queue_length == pytest.approx((chance * waiting).sum())
    answered = 1 - chance[-1]
    assert found.asa == pytest.approx((chance * waiting).sum() / load / answered * 180)


def test_agents_beyond_the_lines_have_nothing_to_do() -> None:
    all_lines, spare = (performance_with_lines(10, agents, 12, 180) for agents in (12, 15))
    assert spare.service_level == all_lines.service_level
    assert spare.occupancy == pytest.approx(all_lines.occupancy * 12 / 15)


def test_a_fraction_of_an_agent_is_there_for_that_share_of_the_time() -> None:
    whole = performance_with_lines(10, [11, 12], 15, 180, patience=90)
    part = performance_with_lines(10, 11.25, 15, 180, patience=90)
    for figure in ("service_level", "abandonment", "blocked"):
        low, high = getattr(whole, figure)
        assert getattr(part, figure) == pytest.approx(0.75 * low + 0.25 * high)


def test_impatient_callers_on_few_lines_equal_their_chain() -> None:
    load, agents, lines, patience, aht = 12.0, 10, 15, 90.0, 180.0
    waiting = np.maximum(np.arange(lines + 1) - agents, 0)
    deaths = np.minimum(np.arange(1, lines + 1), agents) + waiting[1:] * aht / patience
    chance = stationary(np.full(lines, load), deaths)
    found = performance_with_lines(load, agents, lines, aht, 20, patience)
    queue = (chance * waiting).sum()
    assert found.blocked == pytest.approx(chance[-1])
    assert found.abandonment == pytest.approx(queue / load * aht / patience)
    assert found.service_level + found.abandoned_in_threshold <= 1 - found.blocked
    early = performance_with_lines(load, agents, lines, aht, 1e6, patience)
    assert early.service_level == pytest.approx(1 - found.abandonment - found.blocked)
    assert early.abandoned_in_threshold == pytest.approx(found.abandonment)


def test_an_endless_queue_of_lines_in_deep_overload_stays_defined() -> None:
    found = performance_with_lines([0, 0, 10, 10, 30, 1e4], [0, 5, 0, 0, 0.5, 50], 60, 180)
    np.testing.assert_allclose(found.blocked, [0, 0, 1, 1, 29.5 / 30, 9950 / 1e4], rtol=1e-9)
    np.testing.assert_allclose(found.service_level[:4], [1, 1, 0, 0], atol=1e-12)


def test_limits_of_lines_are_at_least_one() -> None:
    with pytest.raises(ParameterError, match="lines is 0: it must be 1 or more"):
        performance_with_lines(10, 14, 0, 180)


def test_idle_heads_of_part_of_the_time_lie_between_none_and_all_of_it() -> None:
    shares = np.array([0, 0.3, 0.6, 1])
    found = blended(30, 36, 3, 240, 20, 300, waiting_share=shares)
    assert found.deferred_heads[0] == 0
    np.testing.assert_allclose(found.deferred_heads, found.deferred_heads[-1] * shares)
    assert (np.diff(found.performance.service_level) < 0).all()
    alone = performance(30, 36, 240, 20, 300)
    assert found.performance.service_level[0] == pytest.approx(alone.service_level)


def test_redials_are_taken_off_a_history_before_it_is_forecast() -> None:
    rows = pd.DataFrame(
        {
            "queue": ["calls", "calls", "chat"],
            "offered": [100, 50, 40],
            "abandoned": [20, np.nan, 9],
        }
    )
    assert without_redials(rows, [CALLS, CHAT]) is rows
    cleaned = without_redials(rows, [replace(CALLS, redial_share=0.5), CHAT])
    assert cleaned["offered"].tolist() == [90, 50, 40]
    assert cleaned["abandoned"].iloc[[0, 2]].tolist() == [10, 9]
