"""Predicted figures: Erlang in steady state, and what overload leaves to the next intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.staffing.centre import CALLS, MAIL, forecast, scheduled, site
from wfm.errors import InputError
from wfm.staffing import performance, predict_coverage, site_requirements
from wfm.staffing.overload import effective_loads, over_the_interval


def covered(heads: pd.DataFrame, contacts: float = 30.0) -> pd.DataFrame:
    demand = forecast(CALLS, contacts)
    requirement = site_requirements(demand, site(CALLS))
    return predict_coverage(requirement, demand, heads, site(CALLS))


def test_the_required_heads_give_the_goal() -> None:
    demand = forecast(CALLS)
    requirement = site_requirements(demand, site(CALLS))
    cover = predict_coverage(requirement, demand, scheduled(requirement), site(CALLS))
    settled = cover.iloc[40:70]
    np.testing.assert_allclose(settled["service_level"], 0.8, atol=1e-3)
    np.testing.assert_allclose(settled["net"], 0, atol=1e-12)
    assert cover["service_level"].isna().sum() == len(cover) - 5 * 48


def test_columns_are_those_of_the_coverage_file() -> None:
    demand = forecast(CALLS)
    heads = demand[["interval_start", "queue"]].assign(scheduled=12.0)
    assert list(covered(heads)) == [
        *("interval_start", "interval_minutes", "queue", "required", "scheduled", "net"),
        *("service_level", "asa_seconds", "abandonment", "occupancy"),
    ]


def test_heads_that_are_missing_count_as_none() -> None:
    nobody = forecast(CALLS)[["interval_start", "queue"]].assign(scheduled=0.0).iloc[:0]
    cover = covered(nobody).iloc[32:80]
    assert (cover["scheduled"] == 0).all()
    assert (cover["service_level"] == 0).all()
    np.testing.assert_allclose(cover["abandonment"].iloc[4:], 1, atol=0.05)
    assert cover["occupancy"].isna().all()


def test_overload_in_one_interval_spoils_the_next_ones() -> None:
    demand, patient = forecast(CALLS), site(replace(CALLS, patience_seconds=1800.0))
    full = demand[["interval_start", "queue"]].assign(scheduled=14.0)
    gap = full.assign(scheduled=full["scheduled"].where(full.index != 50, 4.0))
    requirement = site_requirements(demand, patient)
    before, after = (
        predict_coverage(requirement, demand, heads, patient)["service_level"]
        for heads in (full, gap)
    )
    assert after[50] < 0.2
    assert after[51] < before[51] - 0.05
    assert after[60] == pytest.approx(before[60], abs=0.01)


SIMULATED = {
    np.inf: [0.950, 0.836, 0.438, 0.286, 0.484, 0.468, 0.201, 0.513, 0.790],
    600.0: [0.947, 0.861, 0.522, 0.494, 0.770, 0.609, 0.303, 0.793, 0.893],
    120.0: [0.957, 0.885, 0.627, 0.724, 0.857, 0.700, 0.512, 0.911, 0.947],
}
"""Service level of nine 15-minute intervals, by 400 runs of an event simulation."""


@pytest.mark.parametrize(("patience", "within"), [(np.inf, 0.08), (600.0, 0.025), (120.0, 0.03)])
def test_changing_load_and_heads_come_close_to_an_event_simulation(
    patience: float, within: float
) -> None:
    load = np.array([8, 8, 12, 10, 8, 8, 8, 8, 8.0])
    agents = np.array([11, 11, 11, 11, 11, 9, 7, 11, 12.0])
    every = np.ones(9)
    aht, threshold = 240.0, 20.0
    theta, length = aht / patience * every, 900 / aht * every
    loads = effective_loads(load, agents, theta, length, every > 0, np.inf)
    found = over_the_interval(performance(loads, agents, aht, threshold, patience))
    np.testing.assert_allclose(found[0], SIMULATED[patience], atol=within)


def test_an_overloaded_queue_conserves_its_contacts() -> None:
    load, agents, every = np.array([12.0, 12.0, 4.0, 4.0, 4.0]), np.full(5, 10.0), np.ones(5)
    loads = effective_loads(load, agents, 0 * every, 20 * every, every > 0, np.inf)
    served = loads.mean(axis=0)
    assert (served < 10).all()
    assert served.sum() == pytest.approx(load.sum(), rel=0.01)
    assert served[2] > 5


def test_contacts_that_wait_when_a_queue_closes_leave() -> None:
    load, agents = np.array([12.0, 0.0, 5.0]), np.full(3, 10.0)
    opened = np.array([True, False, True])
    loads = effective_loads(load, agents, np.zeros(3), np.full(3, 4.0), opened, np.inf)
    assert (loads[:, 1] == 0).all()
    assert loads[0, 2] < 5


def test_mail_has_the_share_in_window_and_no_waiting_figures() -> None:
    contacts = np.zeros(7 * 96)
    contacts[32:72] = 3.0
    demand = forecast(MAIL, contacts, aht=300)
    requirement = site_requirements(demand, site(MAIL))
    cover = predict_coverage(requirement, demand, scheduled(requirement), site(MAIL))
    day = cover.iloc[32:72]
    np.testing.assert_allclose(day["service_level"].dropna(), 1, atol=1e-6)
    assert day[["asa_seconds", "abandonment"]].isna().all(axis=None)
    assert day["occupancy"].max() == pytest.approx(1)


@pytest.mark.parametrize(
    ("spoiled", "message"),
    [
        ({"heads": "interval_start"}, "interval_start: the schedule lacks this column"),
        ({"heads": "scheduled"}, "field scheduled: the schedule lacks this column"),
        ({"requirement": "gross_requirement"}, "gross_requirement: the requirement lacks this"),
        ({"requirement": "interval_start"}, "interval_start: the requirement lacks this column"),
        ({"forecast": "interval_start"}, "interval_start: the forecast lacks this column"),
    ],
)
def test_a_table_without_a_column_is_named(spoiled: dict[str, str], message: str) -> None:
    demand = forecast(CALLS)
    need = site_requirements(demand, site(CALLS))
    tables = {"requirement": need, "forecast": demand, "heads": scheduled(need)}
    for name, column in spoiled.items():
        tables[name] = tables[name].drop(columns=column)
    with pytest.raises(InputError, match=message):
        predict_coverage(**tables, site=site(CALLS))


def test_times_without_zone_and_rows_that_are_there_twice_are_named() -> None:
    demand = forecast(CALLS)
    need = site_requirements(demand, site(CALLS))
    heads = scheduled(need)
    naive = heads.assign(interval_start=heads["interval_start"].dt.tz_localize(None))
    with pytest.raises(InputError, match="schedule has times without a time zone"):
        predict_coverage(need, demand, naive, site(CALLS))
    with pytest.raises(InputError, match="schedule has several rows of the same queue"):
        predict_coverage(need, demand, pd.concat([heads, heads.iloc[:1]]), site(CALLS))
