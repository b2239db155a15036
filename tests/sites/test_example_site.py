"""The example site is what its seed makes, and looks like a real centre."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wfm.scheduling.evaluation.check import judge
from wfm.scheduling.horizon import Horizon
from wfm.sites import SiteInput, read_schedule, read_site

EXAMPLES = Path(__file__).parents[2] / "examples"
MADE = ["agents.csv", "history.csv.gz", "previous.csv", "states.csv.gz"]
SIZE = 3_000_000


@pytest.fixture(scope="module")
def example() -> SiteInput:
    return read_site(EXAMPLES / "site")


def content(file: Path) -> bytes:
    raw = file.read_bytes()
    return gzip.decompress(raw) if file.suffix == ".gz" else raw


def test_the_seed_makes_the_same_site_again(tmp_path: Path) -> None:
    for file in (EXAMPLES / "site").iterdir():
        if file.name not in MADE:
            shutil.copy(file, tmp_path)
    subprocess.run([sys.executable, EXAMPLES / "make_site.py", tmp_path], check=True)
    for name in MADE:
        assert content(tmp_path / name) == content(EXAMPLES / "site" / name), name
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < SIZE


def test_mondays_lead_and_the_day_has_two_peaks(example: SiteInput) -> None:
    calls = example.history.query("queue == 'sales_calls'")
    local = calls["interval_start"].dt.tz_convert("Europe/Berlin")
    days = calls.groupby(local.dt.date)["offered"].sum()
    weekday = days.groupby([d.weekday() for d in days.index]).mean()
    assert weekday.loc[0] == weekday.max()
    hours = calls.groupby(local.dt.hour)["offered"].sum()
    assert hours[10] > 1.15 * hours[12]
    assert hours[15] > 1.1 * hours[12]
    assert hours[15] > hours[18]


def test_day_totals_vary_beyond_poisson_as_published(example: SiteInput) -> None:
    calls = example.history.query("queue == 'support_calls'")
    local = calls["interval_start"].dt.tz_convert("Europe/Berlin")
    days = calls.groupby(local.dt.date)["offered"].sum()
    tuesdays = days[[d.weekday() == 1 for d in days.index]].to_numpy()
    change = np.diff(np.log(tuesdays)) / np.sqrt(2)
    assert 0.04 < change.std() < 0.10 > 1 / np.sqrt(tuesdays.mean())


def test_service_and_abandonment_are_those_of_a_centre_a_little_short_of_heads(
    example: SiteInput,
) -> None:
    sums = example.history.groupby("queue").sum(numeric_only=True)
    voice = sums.loc[["sales_calls", "support_calls"]]
    assert voice["abandoned"].div(voice["offered"]).between(0.02, 0.04).all()
    assert voice["answered_within_threshold"].div(voice["offered"]).between(0.72, 0.85).all()
    parts = voice[["talk_seconds", "hold_seconds", "acw_seconds"]].sum(axis=1)
    aht = parts / voice["handled"]
    assert aht.loc["sales_calls"] == pytest.approx(285, rel=0.05)
    assert aht.loc["support_calls"] == pytest.approx(360, rel=0.05)


def test_holidays_are_closed_and_a_failed_recording_is_missing_not_zero(example: SiteInput) -> None:
    calls = example.history.query("queue == 'sales_calls'")
    local = calls["interval_start"].dt.tz_convert("Europe/Berlin")
    assert date(2025, 12, 25) not in set(local.dt.date.unique())
    gap = local[local.dt.date == date(2025, 7, 17)].dt.hour.unique()
    assert {13, 14}.isdisjoint(gap)
    assert {12, 15} <= set(gap)


def test_last_week_keeps_all_rules_of_the_site_and_goes_before_the_week_of_the_guides(
    example: SiteInput,
) -> None:
    site = example.site
    schedule = read_schedule(EXAMPLES / "site" / "previous.csv", site)
    found = judge(Horizon(site, schedule.week), schedule)
    assert [str(finding) for finding in found if finding.hard] == []
    assert len(schedule.shifts) > 4 * len(site.agents)
    next_week = schedule.week + timedelta(days=7)
    for guide in ("first-roster", "weekly-routine"):
        text = (EXAMPLES.parent / "docs" / "start" / f"{guide}.md").read_text(encoding="utf-8")
        assert f"--week {next_week} --out out/week" in text


def test_recorded_states_belong_to_last_week_and_have_a_feeds_faults(example: SiteInput) -> None:
    states = example.states
    assert states is not None
    assert states["event_id"].duplicated().any()
    moments = states["started_at"]
    assert not moments.is_monotonic_increasing
    busy = moments[moments.dt.date == date(2026, 2, 26)].sort_values()
    assert busy.diff().max() >= pd.Timedelta(minutes=80)
    known = {agent.external_agent_id for agent in example.site.agents}
    assert set(states["external_agent_id"]) - known == {"79001"}
    worked = states[states["state_code"] == "AVAILABLE"]
    days = worked.groupby("external_agent_id")["started_at"].agg(lambda s: s.dt.date.nunique())
    shifts = pd.Series([s.agent_id for s in example.site.previous]).value_counts().sum()
    assert 0.93 * shifts < days.sum() < shifts + 2
