"""Simulated service over the API: each figure beside its margin and the formulas'."""

from __future__ import annotations

from datetime import date

from api.schemas.simulated import SimulatedServiceView
from wfm.service.simulated_service import SimulatedQueue, SimulatedService

OF_SERVICE = ("service_level", "asa_seconds", "abandonment", "occupancy")


def row(day: date | None, level: float | None) -> SimulatedQueue:
    figures = dict.fromkeys((*OF_SERVICE, *(f"{name}_margin" for name in OF_SERVICE)), None)
    told = {**figures, "service_level": level, "service_level_margin": 0.01}
    chance = {"goal_chance": 0.75, "goal_chance_margin": 0.08, "predicted_service_level": 0.8}
    return SimulatedQueue("calls", day, {**told, **chance, "offered": 100.0, "answered": 98.0})


def test_a_figure_has_its_margin_and_what_the_formulas_say() -> None:
    rows = (row(None, 0.82), row(date(2026, 1, 5), None))
    view = SimulatedServiceView.of(SimulatedService(100, False, rows))
    week, day = view.model_dump(mode="json")["items"]
    assert week["service_level"] == {"simulated": 0.82, "margin": 0.01, "predicted": 0.8}
    assert week["goal_chance"] == {"simulated": 0.75, "margin": 0.08, "predicted": None}
    assert (week["date"], day["date"]) == (None, "2026-01-05")
    assert day["service_level"]["simulated"] is None, "what is undefined is null"
    assert day["turned_away"] == 0, "of a schedule that is older than the count"
