"""A site's requirement: every channel by its own model, closed hours empty, net and gross kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.staffing.centre import (
    CALLS,
    CHAT,
    MAIL,
    NORMAL,
    QUANTILES,
    forecast,
    hours,
    scheduled,
    site,
)
from wfm.errors import InputError, ParameterError
from wfm.planning.plan_warnings import late_messages
from wfm.staffing import (
    missed_windows,
    predict_backlog,
    predict_coverage,
    requirement,
    site_requirements,
)
from wfm.staffing.demand import open_intervals


def is_open(rows: pd.DataFrame) -> pd.Series:
    return rows["binding_target"] != "closed"


def test_calls_are_staffed_by_their_goal_and_shrinkage_divides() -> None:
    rows = site_requirements(forecast(CALLS), site(CALLS))
    busy = rows[is_open(rows)]
    exact = requirement(30 * 240 / 900, 240, CALLS.goal, 180).exact
    assert len(busy) == 5 * 48
    np.testing.assert_allclose(busy["net_requirement"].iloc[24:40], exact, rtol=1e-3)
    np.testing.assert_allclose(busy["gross_requirement"], busy["net_requirement"] / 0.8)
    assert (rows.loc[~is_open(rows), "gross_requirement"] == 0).all()


def test_a_queues_own_shrinkage_goes_before_the_sites() -> None:
    own = replace(CALLS, shrinkage=0.5)
    rows = site_requirements(forecast(CALLS), site(own))
    np.testing.assert_allclose(rows["gross_requirement"], rows["net_requirement"] * 2)


def test_contacts_that_are_outsourced_need_no_heads_here() -> None:
    all_of_it = site_requirements(forecast(CALLS), site(CALLS))["load_erlangs"]
    half = replace(CALLS, outsource_share=0.5)
    rows = site_requirements(forecast(CALLS), site(half))
    np.testing.assert_allclose(rows["load_erlangs"], all_of_it / 2)


def test_long_calls_ramp_up_after_opening_as_the_modified_offered_load_says() -> None:
    aht = 3600.0
    rows = site_requirements(forecast(CALLS, 10, aht), site(CALLS))
    day = rows[is_open(rows)].iloc[:48]["load_erlangs"].to_numpy()
    plain = 10 * aht / 900
    t = np.arange(48) * 0.25
    mean = plain * (1 - np.exp(-t) * (1 - np.exp(-0.25)) / 0.25)
    np.testing.assert_allclose(day, mean, rtol=1e-9)
    short = site_requirements(forecast(CALLS, 10, 100.0), site(CALLS))
    np.testing.assert_allclose(short[is_open(short)]["load_erlangs"], 10 * 100 / 900)


def test_chat_with_equal_handle_times_needs_a_share_of_an_agent_per_session() -> None:
    found = site_requirements(forecast(CHAT, aht=150), site(CHAT))
    calls = replace(CHAT, concurrency=1)
    alone = site_requirements(forecast(CHAT, aht=150), site(calls))
    np.testing.assert_allclose(found["net_requirement"], alone["net_requirement"] / 3, rtol=1e-6)


def test_chat_by_declared_handle_times_meets_its_goal_with_the_heads_it_asks_for() -> None:
    queue = replace(CHAT, aht_by_concurrency=(300.0, 400.0, 480.0))
    rows = site_requirements(forecast(CHAT, 20, 480), site(queue, shrinkage=0))
    cover = predict_coverage(
        rows, forecast(CHAT, 20, 480), scheduled(rows), site(queue, shrinkage=0)
    )
    late = cover[is_open(rows)]["service_level"].iloc[24:48]
    np.testing.assert_allclose(late, 0.8, atol=0.01)
    assert set(rows[is_open(rows)]["binding_target"]) == {"service_level"}


def test_mail_is_levelled_over_its_opening_hours_and_answered_in_time() -> None:
    contacts = np.zeros(7 * 96)
    contacts[36:40] = 60.0
    demand = forecast(MAIL, contacts, aht=300)
    rows = site_requirements(demand, site(MAIL, shrinkage=0))
    heads = rows["net_requirement"].to_numpy()
    work = contacts.sum() * 300 / 900
    assert heads.sum() == pytest.approx(work)
    assert heads.max() < 60 * 300 / 900 / 3
    backlog = predict_backlog(demand, scheduled(rows), site(MAIL, shrinkage=0))
    assert backlog["share_in_window"].min() == pytest.approx(1)
    assert backlog["backlog_end"].iloc[-1] == pytest.approx(0, abs=1e-6)
    assert not missed_windows(demand, scheduled(rows), site(MAIL, shrinkage=0))


def test_a_opening_backlog_needs_heads_from_the_first_open_interval() -> None:
    demand = forecast(MAIL, 0.0, aht=300)
    rows = site_requirements(demand, site(MAIL), backlog={"mail": 96})
    heads = rows["net_requirement"].to_numpy()
    assert heads[32] > 0
    assert heads.sum() * 900 / 300 == pytest.approx(96)


def test_an_impossible_response_window_is_named_with_its_hours() -> None:
    contacts = np.zeros(7 * 96)
    contacts[36:40] = 60.0
    demand = forecast(MAIL, contacts, aht=300)
    few = demand[["interval_start", "queue"]].assign(scheduled=1.0)
    (missed,) = missed_windows(demand, few, site(MAIL, shrinkage=0))
    [told] = late_messages([missed])
    assert told.text == (
        "mail: 20.0 h of work arrive from Mon 09:00 on and are due by Mon 13:45; "
        "the heads there do 4.8 h"
    )
    [minutes] = late_messages([replace(missed, work_hours=0.05, capacity_hours=0.0)])
    assert minutes.text.startswith("mail: 3.0 min of work arrive")
    assert minutes.text.endswith("do 0.0 h")
    backlog = predict_backlog(demand, few, site(MAIL, shrinkage=0))
    assert backlog["oldest_age_minutes"].max() > 240
    assert backlog["share_in_window"].min() < 1


def test_a_higher_chance_needs_more_heads_and_half_of_it_the_median_rate() -> None:
    demand = forecast(CALLS, spread=0.1)
    need = {
        chance: site_requirements(demand, site(CALLS), chance=chance)["net_requirement"].sum()
        for chance in (None, 0.5, 0.8, 0.9, 0.99)
    }
    assert need[0.5] == pytest.approx(need[None])
    assert need[None] < need[0.8] < need[0.9] < need[0.99]


def test_a_chance_of_ninety_per_cent_costs_six_heads_per_five_points_of_spread() -> None:
    """Published for 100 Erlangs (AHT 300 s, patience 120 s) at CVs of 5, 10, 15 and 20 %."""
    queue = replace(CALLS, patience_seconds=120.0)
    calm = forecast(queue, 300.0, 300.0)
    heads = [
        site_requirements(widened(calm, cv), site(queue), chance=0.9)["net_requirement"].max()
        for cv in (0.05, 0.1, 0.15, 0.2)
    ]
    assert np.ceil(heads).tolist() == [104, 110, 116, 122]


def widened(demand: pd.DataFrame, spread: float) -> pd.DataFrame:
    """Give a forecast normal rates of another spread."""
    factors = dict(zip(QUANTILES, 1 + spread * NORMAL, strict=True))
    return demand.assign(**{name: demand["contacts"] * factor for name, factor in factors.items()})


def test_on_average_is_between_the_expected_rate_and_a_high_chance() -> None:
    demand = forecast(CALLS, spread=0.2)
    plain, average, certain = (
        site_requirements(demand, site(CALLS), **asked)["net_requirement"].max()
        for asked in ({}, {"average": True}, {"chance": 0.95})
    )
    assert plain < average < certain


def test_opening_hours_past_midnight_belong_to_the_day_before() -> None:
    late = hours(1200, 1560, days=1)
    starts = pd.Series(pd.date_range("2026-10-19", periods=48, freq="1h", tz="Europe/Berlin"))
    assert np.flatnonzero(open_intervals(starts, late, "Europe/Berlin")).tolist() == [
        *range(20, 26)
    ]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: f.drop(columns="contacts"), "contacts.*lacks this column"),
        (lambda f: f.assign(interval_start=f["interval_start"].dt.tz_localize(None)), "time zone"),
        (lambda f: f.assign(queue="sails"), "unknown queue 'sails' → the site has calls"),
        (lambda f: f.assign(contacts=-1.0), "contacts below 0"),
        (lambda f: f.assign(aht_seconds=np.nan), "no AHT above 0"),
        (lambda f: f.drop(index=40), "each open interval once"),
        (lambda f: f.iloc[:0], "has no rows"),
    ],
)
def test_a_forecast_that_does_not_fit_is_refused_with_the_reason(
    spoil: object, message: str
) -> None:
    assert callable(spoil)
    with pytest.raises(InputError, match=message):
        site_requirements(spoil(forecast(CALLS)), site(CALLS))


def test_a_chance_outside_its_range_and_a_forecast_without_quantiles_are_refused() -> None:
    with pytest.raises(ParameterError, match="chance is 1"):
        site_requirements(forecast(CALLS), site(CALLS), chance=1.0)
    without = forecast(CALLS).drop(columns="rate_p95")
    with pytest.raises(InputError, match="rate_p95"):
        site_requirements(without, site(CALLS), chance=0.9)


def test_a_deferred_queue_that_never_opens_is_an_error() -> None:
    closed = replace(MAIL, hours=hours(480, 1080, days=0))
    with pytest.raises(InputError, match="never opens"):
        site_requirements(forecast(MAIL), site(closed))


def test_deferred_work_goes_into_the_heads_that_are_there_and_keeps_its_windows() -> None:
    rows = forecast(MAIL, 6.0)
    levelled = site_requirements(rows, site(MAIL))
    noon = levelled["interval_start"].dt.hour.isin([12, 13])
    there = scheduled(levelled).assign(scheduled=np.where(noon & is_open(levelled), 4.0, 0.0))
    laid = site_requirements(rows, site(MAIL), scheduled=there)
    assert laid["net_requirement"].sum() == pytest.approx(levelled["net_requirement"].sum())
    assert (laid.loc[noon & is_open(laid), "gross_requirement"] >= 4.0 - 1e-9).all()
    assert not missed_windows(rows, scheduled(laid), site(MAIL))


def test_heads_that_suffice_are_all_that_deferred_work_asks_for() -> None:
    rows = forecast(MAIL, 6.0)
    levelled = site_requirements(rows, site(MAIL))
    there = scheduled(levelled).assign(scheduled=np.where(is_open(levelled), 9.0, 0.0))
    laid = site_requirements(rows, site(MAIL), scheduled=there)
    assert (laid["gross_requirement"] <= there["scheduled"] + 1e-9).all()
    assert laid["net_requirement"].sum() == pytest.approx(levelled["net_requirement"].sum())
