"""Each figure by hand, and the same figure whoever sums it: plan, record or simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasts.accuracy import bias, wape
from tests.small_plan import CALLS, site
from wfm.adherence.kpis import queue_kpis
from wfm.figures import FIGURES, SERVICE_LEVELS, Unit, explained
from wfm.figures.key_figures import OF_SERVICE
from wfm.planning.predicted_kpis import predicted_kpis
from wfm.simulation.counts import COUNTS
from wfm.simulation.figures import Simulated
from wfm.staffing import performance

START = pd.Timestamp("2026-10-19T08:00", tz="Europe/Berlin")
SITE = replace(site(), shrinkage=0.0)


@pytest.mark.parametrize(
    ("convention", "value"),
    [
        ("offered", 0.7),
        ("offered_less_short_abandons", 70 / 90),
        ("abandons_count", 0.8),
        ("answered", 70 / 90),
    ],
)
def test_service_level_by_each_convention(convention: str, value: float) -> None:
    counts = {"offered": 100, "handled": 90, "answered_within_threshold": 70,
              "abandoned_within_threshold": 10}  # fmt: skip
    assert SERVICE_LEVELS[convention].value(counts) == pytest.approx(value)


@given(load=st.floats(1, 60), heads=st.integers(1, 70), patience=st.floats(20, 600))
def test_the_staffing_model_has_the_same_conventions(
    load: float, heads: int, patience: float
) -> None:
    found = performance(load, heads, 240.0, patience=patience)
    counts = {
        "offered": 1.0,
        "handled": 1.0 - float(found.lost),
        "answered_within_threshold": float(found.service_level),
        "abandoned_within_threshold": float(found.abandoned_in_threshold),
    }
    for convention, figure in SERVICE_LEVELS.items():
        modelled = float(found.service_level_by(convention))
        assert figure.value(counts) == pytest.approx(modelled, nan_ok=True)


def test_undefined_is_nan_and_has_a_reason() -> None:
    for figure in FIGURES.values():
        counts = dict.fromkeys([*figure.part, *figure.whole], 0.0)
        assert np.isnan(figure.value(counts)), figure.name
        assert figure.undefined, figure.name


def test_formulas_are_told_from_what_is_computed() -> None:
    assert FIGURES["service_level"].formula == "answered within T / offered"
    assert FIGURES["occupancy"].formula == "handling seconds / handling and available seconds"
    assert FIGURES["conformance"].formula == (
        "on queue worked / (on queue scheduled − on queue unknown)"
    )
    assert FIGURES["schedule_efficiency"].formula == (
        "1 − (under hours + over hours) / required hours"
    )


def test_a_number_is_written_by_its_unit() -> None:
    assert Unit.SHARE.in_words(0.8274) == "82.7%"
    assert Unit.SECONDS.in_words(7.836, 0) == "8 s"
    assert Unit.SHARE.in_words(float("nan")) == Unit.SHARE.in_words(None) == "–"
    assert explained("asa_planned").title == "ASA planned"
    assert explained("actual_hours").unit is Unit.HEAD_HOURS
    with pytest.raises(KeyError):
        explained("velocity")


INTERVALS = st.lists(
    st.tuples(
        st.integers(0, 40),  # offered
        st.integers(0, 40),  # of them answered, at most
        st.integers(0, 40),  # of these within the threshold, at most
        st.integers(0, 5000),  # seconds waited
        st.integers(0, 1200),  # seconds of handling, at most those present
        st.integers(1, 6),  # heads
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(INTERVALS)
def test_planned_recorded_and_simulated_weeks_of_the_same_counts_agree(
    drawn: list[tuple[int, ...]],
) -> None:
    rows = pd.DataFrame(drawn, columns=["offered", "handled", "in_time", "wait", "busy", "heads"])
    rows["handled"] = rows[["handled", "offered"]].min(axis=1)
    rows["in_time"] = rows[["in_time", "handled"]].min(axis=1)
    rows["wait"] = rows["wait"].where(rows["handled"] > 0, 0)
    rows["busy"] = rows[["busy", "heads"]].assign(heads=rows["heads"] * 900).min(axis=1)
    starts = START + pd.to_timedelta(15 * np.arange(len(rows)), unit="min")
    keys = pd.DataFrame({"interval_start": starts, "interval_minutes": 15, "queue": CALLS.name})
    expected = _predicted(keys, rows)
    for other in (_recorded(keys, rows), _simulated(keys, rows)):
        for name in (figure.name for figure in OF_SERVICE):
            assert other[name] == pytest.approx(expected[name], nan_ok=True), name


def _predicted(keys: pd.DataFrame, rows: pd.DataFrame) -> dict[str, float]:
    """Interval by interval as shares, joined as a plan joins them."""
    counts = {
        "offered": rows["offered"],
        "handled": rows["handled"],
        "abandoned": rows["offered"] - rows["handled"],
        "answered_within_threshold": rows["in_time"],
        "wait_seconds_answered": rows["wait"],
        "handle_seconds": rows["busy"],
        "present_seconds": rows["heads"] * 900,
    }
    shares = {figure.name: figure.value(counts) for figure in OF_SERVICE}
    coverage = keys.assign(required=1.0, scheduled=rows["heads"].astype(float), **shares)
    forecast = keys.assign(contacts=rows["offered"].astype(float))
    return _week(predicted_kpis(coverage, forecast, SITE))


def _recorded(keys: pd.DataFrame, rows: pd.DataFrame) -> dict[str, float]:
    nothing = dict.fromkeys(
        ("required", "required_net", "scheduled", "scheduled_under", "scheduled_over",
         "actual_under", "actual_over", "forecast", "abandoned_within_threshold", "unknown"), 0.0,
    )  # fmt: skip
    table = keys.assign(
        **nothing,
        offered=rows["offered"],
        handled=rows["handled"],
        abandoned=rows["offered"] - rows["handled"],
        answered_within_threshold=rows["in_time"],
        wait_seconds_answered=rows["wait"],
        handle_seconds=rows["busy"],
        actual=rows["heads"],
    )
    week = _week(queue_kpis(table, SITE))
    return {**week, "asa_seconds": week["asa"]}


def test_the_error_of_a_forecast_is_the_same_whoever_divides() -> None:
    came, forecast = np.array([10.0, 0.0, 30.0]), np.array([14.0, 1.0, 21.0])
    counts = {"came": came.sum(), "errors": (forecast - came).sum(),
              "absolute_errors": np.abs(forecast - came).sum()}  # fmt: skip
    assert wape(came, forecast) == FIGURES["wape"].value(counts) == 14 / 40
    assert bias(came, forecast) == FIGURES["bias"].value(counts) == -4 / 40


def _simulated(keys: pd.DataFrame, rows: pd.DataFrame) -> dict[str, float]:
    counts = {
        "offered": rows["offered"],
        "answered": rows["handled"],
        "abandoned": rows["offered"] - rows["handled"],
        "in_threshold": rows["in_time"],
        "judged": rows["offered"],
        "wait_seconds": rows["wait"],
        "handling": rows["busy"],
        "available": rows["heads"] * 900 - rows["busy"],
    }
    twice = np.array([[counts.get(name, rows["offered"] * 0)] * 2 for name in COUNTS], float)
    found = Simulated(keys.assign(deferred=False), twice)
    return {str(name): value for name, value in found.figures().iloc[0].items()}


def _week(kpis: pd.DataFrame) -> dict[str, float]:
    row = kpis[(kpis["queue"] == CALLS.name) & kpis["date"].isna()].iloc[0]
    return {str(name): value for name, value in row.items()}
