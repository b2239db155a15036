"""Every shared reference row: Erlang B, C and A at 40 digits, and smallest staffings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.reference_data import reference_data
from wfm.staffing import ServiceGoal, erlang_b, performance, required_agents

UNIT_AHT = 1.0
SHARE = 1e-9
TIME = 1e-8


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(reference_data("reference", "erlang", name))


def test_erlang_b_and_c_equal_the_grid() -> None:
    grid = table("erlang_bc_grid.csv").replace("unstable", np.nan).astype(float)
    load, agents = grid["a_erlang"], grid["n"]
    found = performance(load, agents, UNIT_AHT, grid["awt_over_aht"])
    stable = (load < agents).to_numpy()

    np.testing.assert_allclose(erlang_b(load, agents), grid["erlang_b"], rtol=0, atol=SHARE)
    for figure, column in (
        (found.waiting_probability, "erlang_c"),
        (found.service_level, "service_level"),
        (found.occupancy, "occupancy"),
    ):
        np.testing.assert_allclose(figure[stable], grid[column][stable], rtol=0, atol=SHARE)
    np.testing.assert_allclose(found.asa[stable], grid["asa_over_aht"][stable], rtol=TIME)
    np.testing.assert_allclose(found.queue_length[stable], grid["mean_queue"][stable], rtol=TIME)


def test_an_overloaded_erlang_c_queue_meets_no_service_level_and_has_no_mean_wait() -> None:
    grid = table("erlang_bc_grid.csv")
    overloaded = grid[grid["n"] <= grid["a_erlang"]]
    found = performance(overloaded["a_erlang"], overloaded["n"], UNIT_AHT)
    assert (found.service_level == 0).all()
    assert (found.waiting_probability == 1).all()
    assert np.isnan(found.asa).all()


@pytest.fixture(scope="module")
def erlang_a() -> pd.DataFrame:
    return table("erlang_a_grid.csv")


def test_erlang_a_equals_the_grid(erlang_a: pd.DataFrame) -> None:
    found = performance(
        erlang_a["a_erlang"],
        erlang_a["n"],
        UNIT_AHT,
        erlang_a["awt_over_aht"],
        1 / erlang_a["theta_aht_over_patience"],
    )
    for figure, column in (
        (found.waiting_probability, "p_wait"),
        (found.abandonment, "p_abandon"),
        (found.occupancy, "occupancy"),
        (found.abandoned_in_threshold, "p_abandon_within_t"),
        (found.service_level_by("offered"), "sl_answered_in_t_over_offered"),
        (found.service_level_by("answered"), "sl_answered_in_t_over_answered"),
        (
            found.service_level_by("offered_less_short_abandons"),
            "sl_answered_in_t_over_offered_minus_short_abandons",
        ),
        (found.service_level_by("abandons_count"), "p_W_le_t"),
    ):
        np.testing.assert_allclose(figure, erlang_a[column], rtol=0, atol=SHARE, err_msg=column)
    for figure, column in (
        (found.mean_wait, "mean_wait_all_over_aht"),
        (found.asa, "asa_answered_over_aht"),
        (found.queue_length, "mean_queue"),
    ):
        np.testing.assert_allclose(figure, erlang_a[column], rtol=TIME, err_msg=column)


def goal(**targets: float) -> ServiceGoal:
    return ServiceGoal(**({"service_level": None} | targets))  # type: ignore[arg-type]


def test_smallest_staffing_by_erlang_c() -> None:
    for row in table("public_staffing_c.csv").itertuples():
        service_level = {"service_level": row.sl_target, "threshold": row.awt_s}
        asa, occupancy = {"asa": row.asa_target_s}, {"occupancy": row.max_occ}
        for targets, expected in (
            (service_level, row.min_agents_sl),
            (asa, row.min_agents_asa),
            (occupancy, row.min_agents_occ),
            (service_level | asa | occupancy, row.min_agents_all),
        ):
            tie = targets is occupancy and (row.a_erlang, row.max_occ) == TIE
            agents = required_agents(row.a_erlang, row.aht_s, goal(**targets))
            assert agents == (37 if tie else expected), row


TIE = (33.3, 0.9)
"""37 heads are busy for 90 % exactly, which meets the cap, as 125 heads meet 80 % at 100 Erlangs
in the same table. The table has 38 here, against its own rule that there are no ties."""


def test_smallest_staffing_by_erlang_a_where_the_wait_counts_every_contact() -> None:
    for row in table("public_staffing_a.csv").itertuples():
        service_level = {"service_level": row.sl_offered_target, "threshold": row.awt_s}
        abandonment = {"abandonment": row.ab_target}
        wait = {"mean_wait": row.asa_all_target_s}
        for targets, expected in (
            (service_level, row.min_agents_sl),
            (abandonment, row.min_agents_ab),
            (wait, row.min_agents_asa_all),
            (service_level | abandonment | wait, row.min_agents_all),
        ):
            agents = required_agents(row.a_erlang, row.aht_s, goal(**targets), row.patience_s)
            assert agents == expected, (row, targets)
