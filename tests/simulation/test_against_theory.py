"""In steady state the simulation gives what the formulas give, within its margin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.simulation.floor_of import DAYS, calls, floor_of, forecast_of, mail, one_queue
from wfm.model import Channel, Queue, ServiceGoal
from wfm.staffing import (
    blended,
    chat_performance,
    load_with_redials,
    performance,
    performance_with_lines,
)

RUNS = 30
WIDE = 1.5
"""Margins of 95 % that are allowed: a fixed seed may lie a little outside one."""


def assert_close(figures: dict[str, float], name: str, expected: float) -> None:
    margin = figures[f"{name}_margin"]
    assert figures[name] == pytest.approx(expected, abs=WIDE * margin)
    assert 0 < margin < 0.2 * max(expected, 0.1), "a margin this wide proves nothing"


@pytest.mark.parametrize(("load", "agents"), [(8.0, 10), (20.0, 23)])
def test_without_patience_waits_are_those_of_erlang_c(load: float, agents: int) -> None:
    at_once = one_queue(load, agents, calls(goal=ServiceGoal(threshold=0))).figures(runs=RUNS)
    figures = one_queue(load, agents, calls()).figures(runs=RUNS)
    expected = performance(load, agents, aht=300, threshold=20)
    assert_close(at_once, "service_level", 1 - float(expected.waiting_probability))
    assert_close(figures, "service_level", float(expected.service_level))
    assert_close(figures, "asa_seconds", float(expected.asa))
    assert_close(figures, "occupancy", load / agents)
    assert figures["abandoned"] == 0


@pytest.mark.parametrize(("load", "agents"), [(10.0, 11), (10.0, 9)])
def test_with_patience_figures_are_those_of_erlang_a(load: float, agents: int) -> None:
    figures = one_queue(load, agents, calls(patience_seconds=180)).figures(runs=RUNS)
    expected = performance(load, agents, aht=300, threshold=20, patience=180)
    assert_close(figures, "service_level", float(expected.service_level))
    assert_close(figures, "asa_seconds", float(expected.asa))
    assert_close(figures, "abandonment", float(expected.abandonment))
    assert_close(figures, "occupancy", float(expected.occupancy))


@pytest.mark.parametrize(("load", "agents", "lines"), [(10.0, 9, 12), (6.0, 7, 9)])
def test_limited_lines_turn_away_as_many_as_the_formula_says(
    load: float, agents: int, lines: int
) -> None:
    floor = one_queue(load, agents, calls(patience_seconds=180, lines=lines))
    figures = floor.figures(runs=RUNS)
    expected = performance_with_lines(load, agents, lines, 300, 20, 180)
    assert_close(figures, "service_level", float(expected.service_level))
    assert_close(figures, "abandonment", float(expected.abandonment))
    blocked = figures["turned_away"] / figures["offered"]
    assert blocked == pytest.approx(float(expected.blocked), abs=0.01)


def test_redials_bring_nearly_the_load_that_the_formula_says() -> None:
    """The formula takes redials to come at any time, and here they come while it is still busy."""
    load, agents, share = 10.0, 9, 0.6
    floor = one_queue(load, agents, calls(patience_seconds=180, redial_share=share))
    figures = floor.figures(runs=RUNS)
    total = float(load_with_redials(load, agents, 300, 180, share))
    expected = performance(total, agents, aht=300, threshold=20, patience=180)
    assert figures["offered"] == pytest.approx(DAYS * 288 * total, rel=0.02)
    assert total > 1.15 * load
    assert figures["service_level"] == pytest.approx(float(expected.service_level), abs=0.02)
    assert figures["abandonment"] == pytest.approx(float(expected.abandonment), abs=0.02)


def test_chats_slow_down_with_concurrency_nearly_as_the_chat_model_has_it() -> None:
    """The model moves chats between agents to keep them even, the floor cannot."""
    aht = (240.0, 330.0, 420.0)
    goal = ServiceGoal(threshold=0)
    queue = Queue(
        "chat", Channel.CHAT, "chat", calls().hours, goal, concurrency=3, aht_by_concurrency=aht
    )
    figures = one_queue(13.0, 6, queue, aht=420).figures(runs=RUNS)
    expected = chat_performance(13 * 3600 / 420, 6, aht, threshold=0)
    assert figures["service_level"] == pytest.approx(float(expected.service_level), abs=0.01)
    assert figures["occupancy"] == pytest.approx(float(expected.occupancy), abs=0.03)


def test_idle_agents_keep_their_reserve_while_others_do_mail() -> None:
    front = calls(blended_queues=("mail",), idle_reserve=3)
    skills = [frozenset({"calls", "mail"})] * 24
    both = floor_of([front, mail()], skills, forecast_of({"calls": 16.0, "mail": 12.0}, 300))
    figures = both.figures(runs=RUNS)
    expected = blended(16.0, 24, 3, 300, threshold=20)
    assert_close(figures, "service_level", float(expected.performance.service_level))
    busy = 16.0 + float(expected.deferred_heads)
    assert_close(figures, "occupancy", busy / 24)


def test_shrinkage_takes_away_the_share_that_it_says() -> None:
    floor = one_queue(8.0, 12, calls(patience_seconds=300))
    shrunk = replace(floor, site=replace(floor.site, shrinkage=0.2))
    simulated = shrunk.simulated(runs=RUNS)
    present = simulated.counts[-2:].sum(axis=(0, 2)).mean() / (12 * DAYS * 86400)
    assert present == pytest.approx(0.8, abs=0.01)


def test_a_busy_day_is_busy_throughout_when_the_forecast_is_uncertain() -> None:
    floor = one_queue(8.0, 12, calls())
    spread = {"05": 0.7, "25": 0.87, "50": 1.0, "75": 1.13, "95": 1.3}
    rates = {f"rate_p{name}": floor.forecast["contacts"] * by for name, by in spread.items()}
    uncertain = replace(floor, forecast=floor.forecast.assign(**rates))
    offered = uncertain.simulated(runs=RUNS).counts[0]
    by_day = offered.reshape(RUNS, DAYS, 96).sum(axis=2)
    expected = float(floor.forecast["contacts"].sum()) / DAYS
    assert by_day.mean() == pytest.approx(expected, rel=0.06)
    assert by_day.std() / expected == pytest.approx(0.182, rel=0.25), "0.3 / 1.645"
    plain = uncertain.simulated(runs=RUNS, uncertain=False).counts[0]
    poisson = np.sqrt(expected) / expected
    assert plain.reshape(RUNS, DAYS, 96).sum(axis=2).std() / expected == pytest.approx(
        poisson, rel=0.2
    )


@pytest.mark.parametrize(
    ("of_day", "of_week", "alike"),
    [
        (1.0, 1.0, (1.0, 1.0)),
        (1.0, 0.0, (1.0, 0.0)),
        (0.0, 0.0, (0.0, 0.0)),
        (0.8, 0.5, (0.8, 0.5)),
    ],
)
def test_intervals_are_busier_together_as_far_as_the_forecast_says(
    of_day: float, of_week: float, alike: tuple[float, float]
) -> None:
    """Correlations within a day and between two days of a week, of many contacts' rates."""
    runs = 40
    floor = one_queue(4.0, 1, calls(patience_seconds=60), aht=60.0)
    spread = {"05": 0.5065, "25": 0.7977, "50": 1.0, "75": 1.2023, "95": 1.4935}
    rates = {f"rate_p{name}": floor.forecast["contacts"] * by for name, by in spread.items()}
    shares = {"rate_day_share": of_day, "rate_week_share": of_week}
    forecast = floor.forecast.assign(**rates, **shares)
    offered = replace(floor, forecast=forecast).simulated(runs=runs).counts[0]
    found = np.corrcoef(offered.reshape(runs, DAYS * 96).T)
    same_day = found[:96, :96][~np.eye(96, dtype=bool)].mean()
    other_day = found[:96, 96:].mean()
    rate = 1 - 1 / offered.mean() / (offered.std() / offered.mean()) ** 2
    assert (same_day / rate, other_day / rate) == pytest.approx(alike, abs=0.2)
    assert offered.std() / offered.mean() == pytest.approx(0.31, rel=0.15)
