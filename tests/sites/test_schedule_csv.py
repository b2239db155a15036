"""A schedule survives its file, also over a clock change; a broken file is named row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.model import Activity, ActivityCategory, Schedule, Shift, Site
from wfm.sites import read_schedule, read_site, write_schedule_csv
from wfm.sites.tables import MAX_ACTIVITIES, most_rows
from wfm.words import english


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return read_site(write(tmp_path), history=False, states=False).site


def test_last_weeks_file_is_a_schedule_too(site: Site, tmp_path: Path) -> None:
    schedule = read_schedule(tmp_path / "previous.csv", site)
    assert schedule == Schedule("Corner", date(2026, 2, 23), site.previous)


def test_what_is_written_is_read_back_over_a_clock_change(site: Site, tmp_path: Path) -> None:
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    parts = [("On queue", "on_queue", 150, "sales"), ("Break", "break", 15, None)]
    parts += [("On queue", "on_queue", 75, None)]
    activities = []
    for code, category, minutes, queue in parts:
        end = start + timedelta(minutes=minutes)
        activities.append(
            Activity(code, ActivityCategory(category), start, end, category != "break", queue)
        )
        start = end
    shift = Shift("night", "A2", date(2026, 10, 25), tuple(activities), locked=True)
    schedule = Schedule("Corner", date(2026, 10, 19), (shift,))
    write_schedule_csv(tmp_path / "schedule.csv", schedule, site)
    text = (tmp_path / "schedule.csv").read_text()
    assert "2026-10-25T00:00:00+02:00,2026-10-25T02:30:00+02:00,150" in text
    assert "2026-10-25T02:30:00+02:00,2026-10-25T02:45:00+02:00,15" in text
    assert read_schedule(tmp_path / "schedule.csv", site) == schedule


@pytest.mark.parametrize(
    ("old", "new", "row", "what"),
    [
        ("A1,s1,2026-02-23,Meal", "A9,s1,2026-02-23,Meal", 3, "there is no agent A9"),
        ("A1,s1,2026-02-23,Meal", "A1,s2,2026-02-23,Meal", 3, "overlap"),
        ("T12:00:00+01:00,240", "T12:15:00+01:00,240", 3, "overlaps the activity before it"),
        ("T08:00:00+01:00", "T13:00:00+01:00", 2, "ends before it starts"),
        ("240,yes", "240,maybe", 2, "neither yes nor no"),
    ],
)
def test_a_broken_row_is_named(
    site: Site, tmp_path: Path, old: str, new: str, row: int, what: str
) -> None:
    file = tmp_path / "schedule.csv"
    file.write_text(FILES["previous.csv"].replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_schedule(file, site)
    assert any(p.row == row and what in english(p.what) for p in caught.value.problems), str(
        caught.value
    )


def test_a_schedule_of_nothing_or_nowhere_is_a_problem(site: Site, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_schedule(tmp_path / "none.csv", site)
    write_schedule_csv(tmp_path / "empty.csv", Schedule("Corner", date(2026, 3, 2), ()), site)
    with pytest.raises(InputError, match="no shift in it"):
        read_schedule(tmp_path / "empty.csv", site)
    week = date(2026, 3, 2)
    assert read_schedule(tmp_path / "empty.csv", site, week=week) == Schedule("Corner", week, ())


def test_a_shift_belongs_to_the_sites_week(site: Site, tmp_path: Path) -> None:
    sunday = replace(site, week_start=6)
    assert read_schedule(tmp_path / "previous.csv", sunday).week == date(2026, 2, 22)


def test_a_schedule_may_have_a_row_for_each_activity_of_ten_thousand_agents(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert most_rows("previous") == MAX_ACTIVITIES > 10_000 * 5 * 6
    monkeypatch.setattr("wfm.sites.schedule_csv.MAX_ACTIVITIES", 2)
    path = tmp_path / "schedule.csv"
    path.write_text(FILES["previous.csv"], encoding="utf-8")
    with pytest.raises(InputError, match="more than 2 rows"):
        read_schedule(path, site)
