"""Predicted figures are weighted by what each is a share of."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.small_plan import CALLS, MAIL, site, small_plan
from wfm.figures.of_plan import cost_per_contact
from wfm.model import Channel, ServiceGoal
from wfm.planning.predicted_kpis import goal_in_words, predicted_kpis

START = pd.Timestamp("2026-10-19T08:00", tz="Europe/Berlin")


def frames(*intervals: tuple[float, float, float, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return coverage and forecast of the calls: contacts, scheduled, service level, ASA."""
    rows = [
        {
            "interval_start": START + pd.Timedelta(minutes=15 * index),
            "interval_minutes": 15,
            "queue": CALLS.name,
            "contacts": contacts,
            "required": 4.0,
            "scheduled": scheduled,
            "service_level": service_level,
            "asa_seconds": asa,
            "abandonment": 0.5 if index == 0 else 0.0,
            "occupancy": 0.9 if index == 0 else 0.5,
        }
        for index, (contacts, scheduled, service_level, asa) in enumerate(intervals)
    ]
    table = pd.DataFrame(rows)
    return table.drop(columns="contacts"), table[["interval_start", "queue", "contacts"]]


def monday(*intervals: tuple[float, float, float, float]) -> dict[str, object]:
    kpis = predicted_kpis(*frames(*intervals), site())
    row = kpis[(kpis["queue"] == CALLS.name) & kpis["date"].notna()]
    return {str(name): value for name, value in row.iloc[0].items()}


def test_shares_are_weighted_by_contacts_waits_by_answers_and_occupancy_by_heads() -> None:
    row = monday((30, 1, 0.2, 60), (10, 3, 1.0, 0))
    assert row["service_level"] == pytest.approx((30 * 0.2 + 10 * 1.0) / 40)
    assert row["abandonment"] == pytest.approx(15 / 40)
    assert row["asa_seconds"] == pytest.approx(60 * 15 / 25)
    assert row["occupancy"] == pytest.approx((0.9 * 1 + 0.5 * 3) / 4)
    assert row["handled"] == pytest.approx(25)


def test_under_and_over_do_not_cancel() -> None:
    row = monday((10, 2, 1, 0), (10, 6, 1, 0))
    assert (row["under_hours"], row["over_hours"]) == (0.5, 0.5)
    assert (row["intervals_under"], row["intervals_over"]) == (1, 1)


def test_an_interval_with_an_undefined_figure_has_no_weight_in_it() -> None:
    assert monday((10, 4, 0.8, 10), (0, 4, float("nan"), float("nan")))["service_level"] == 0.8


def test_a_goal_is_met_only_if_all_its_targets_are() -> None:
    assert monday((0, 4, 0.5, 0), (10, 4, 0.9, 10))["goal_met"] is True
    assert monday((0, 4, 0.5, 0), (10, 4, 0.9, 25))["goal_met"] is False, "ASA above 20 s"
    assert monday((0, 4, 0.5, 0), (10, 4, 0.7, 10))["goal_met"] is False, "below 80 %"


def test_outsourced_contacts_are_counted_apart_with_what_the_partner_charges() -> None:
    calls = replace(CALLS, outsource_share=0.25, outsource_cost=2.0)
    outside = replace(site(), queues=(calls, MAIL))
    kpis = predicted_kpis(*frames((40, 4, 0.9, 10), (0, 4, 0.9, 10)), outside)
    total = kpis.iloc[-1]
    assert (total["contacts"], total["outsourced"], total["outsourcing_cost"]) == (30, 10, 20.0)
    plan = replace(small_plan(), kpis=kpis)
    assert cost_per_contact(plan) == pytest.approx((plan.cost + 20) / (total["handled"] + 10))


def test_the_site_sums_its_queues() -> None:
    kpis = small_plan().kpis
    weeks = kpis[kpis["date"].isna() & kpis["queue"].notna()]
    total = small_plan().total
    for column in ("contacts", "handled", "required_hours", "under_hours", "intervals"):
        assert total[column] == pytest.approx(weeks[column].sum())


def test_goals_read_as_planners_write_them() -> None:
    assert goal_in_words(CALLS) == "80% in 20 s, ASA ≤ 20 s, abandonment ≤ 1.5%"
    assert goal_in_words(MAIL) == "95% in 4 h"
    all_mail = replace(MAIL, goal=ServiceGoal(service_level=None), channel=Channel.SOCIAL)
    assert goal_in_words(all_mail) == "all in 4 h"
