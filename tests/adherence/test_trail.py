"""A figure that changes says why, and what was said before stays."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pandas as pd

from tests.adherence import small_site
from tests.adherence.build import log, rows
from wfm.adherence.report import Report, policy_of, report
from wfm.adherence.tables import (
    agent_table,
    bridge_table,
    group_table,
    shift_table,
    unplaced_table,
)
from wfm.adherence.trail import COLUMNS, FIRST, GONE, extended, no_trail
from wfm.model import Schedule

NOW = datetime(2026, 1, 12, 8, tzinfo=UTC)


def _report(
    schedule: Schedule | None = None, events: pd.DataFrame | None = None, **policy: object
) -> Report:
    site = small_site.site()
    states = small_site.states() if events is None else events
    plan = schedule or small_site.schedule()
    return report(site, plan, states, policy_of(site, **policy), *small_site.frames(site))


def _round_trip(trail: pd.DataFrame) -> pd.DataFrame:
    return pd.read_csv(StringIO(trail.to_csv(index=False)), dtype=str, keep_default_na=False)


def test_the_same_data_again_add_nothing() -> None:
    trail = extended(no_trail(), shift_table(_report()), NOW)
    assert list(trail.columns) == list(COLUMNS)
    assert set(trail["reason"]) == {FIRST}
    assert len(trail) == 6
    assert len(extended(_round_trip(trail), shift_table(_report()), NOW)) == 6


def test_a_late_event_recomputes_visibly_and_the_earlier_figure_stays() -> None:
    trail = extended(no_trail(), shift_table(_report()), NOW)
    late = log([{**rows("ana", ("10:00", "talking"))[0], "external_agent_id": "x-ana"}])
    events = pd.concat([small_site.states(), late], ignore_index=True)
    again = extended(_round_trip(trail), shift_table(_report(events=events)), NOW)
    ana = again[(again["agent_id"] == "ana") & (again["shift_id"] != "")]
    assert list(ana["adherence"].astype(float).round(3)) == [0.0, 0.667]
    assert "late" in ana["reason"].iloc[1]


def test_a_republished_schedule_and_another_tolerance_are_named_as_the_reason() -> None:
    trail = _round_trip(extended(no_trail(), shift_table(_report()), NOW))
    plan = small_site.schedule()
    kept = tuple(shift for shift in plan.shifts if shift.agent_id != "eve")
    moved = Schedule(plan.site, plan.week, kept, version=2)
    again = extended(trail, shift_table(_report(moved, tolerance_seconds=10800)), NOW)
    reasons = again[again["shift_id"] == f"eve-{small_site.MONDAY}"]["reason"]
    assert list(reasons) == [FIRST, GONE]
    ana = again[again["agent_id"] == "ana"].iloc[-1]
    assert ana["reason"] == "the schedule was published again; another tolerance"
    assert float(ana["adherence"]) == 1.0


def test_a_corrected_mapping_is_named_as_the_reason() -> None:
    trail = _round_trip(extended(no_trail(), shift_table(_report()), NOW))
    site = small_site.site()
    policy = policy_of(site, impacts=policy_of(site).impacts.changed([("on_queue", "break", "in")]))
    corrected = report(
        *(site, small_site.schedule(), small_site.states(), policy), *small_site.frames(site)
    )
    again = extended(trail, shift_table(corrected), NOW)
    assert again["reason"].iloc[-1] == "the mapping was corrected"
    assert again["agent_id"].iloc[-1] == "cleo"


def test_tables_carry_the_seconds_the_reasons_and_the_stamp() -> None:
    found = _report(tolerance_seconds=60)
    agents = agent_table(found).set_index("agent_id")
    assert agents.loc["cleo", "adherence"] == 2.5 / 3
    assert set(agents["tolerance_seconds"]) == {60}
    assert agents["complete_until"].notna().all()
    teams = group_table(found.by_team(), "team").set_index("team")
    assert teams["in_seconds"].sum() == agents["in_seconds"].sum()
    assert list(bridge_table(found)["queue"]) == ["calls", "sales", "mail"]
    assert unplaced_table(found).empty
