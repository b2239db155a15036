"""`wfm simulate`: from a schedule and a forecast to figures that people and programs read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli import cli, main
from wfm.model import Activity, ActivityCategory, Schedule, Shift
from wfm.sites import read_site, write_schedule_csv

SITE = Path(__file__).parents[2] / "examples" / "site"
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""In the site's time one hour later."""


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two days of forecast and a schedule of everyone from 8 to 20."""
    folder = tmp_path_factory.mktemp("week")
    opens = [MONDAY + timedelta(days=day, hours=7) for day in (0, 1)]
    starts = [start + timedelta(minutes=15 * k) for start in opens for k in range(48)]
    rows = [
        (start.isoformat(), 15, queue, contacts, aht)
        for queue, contacts, aht in (("sales_calls", 30.0, 285), ("email", 20.0, 400))
        for start in starts
    ]
    names = ["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]
    pd.DataFrame(rows, columns=names).to_csv(folder / "forecast.csv", index=False)
    site = read_site(SITE, history=False, states=False).site
    shifts = tuple(
        Shift(f"{agent.id}-{day}", agent.id, (MONDAY + timedelta(days=day)).date(), (_work(day),))
        for agent in site.agents
        for day in (0, 1)
    )
    write_schedule_csv(folder / "schedule.csv", Schedule(site.name, MONDAY.date(), shifts), site)
    return folder


def _work(day: int) -> Activity:
    start = MONDAY + timedelta(hours=24 * day + 7)
    return Activity("ON", ActivityCategory.ON_QUEUE, start, start + timedelta(hours=12))


def arguments(week: Path, *more: object) -> list[str]:
    files = ["--schedule", week / "schedule.csv", "--forecast", week / "forecast.csv"]
    return ["simulate", str(SITE), *map(str, files), "--runs", "4", *map(str, more)]


def run(week: Path, *more: object) -> Result:
    result = CliRunner().invoke(cli, arguments(week, *more))
    assert result.exit_code == 0, result.output
    return result


def test_simulated_and_predicted_stand_one_below_the_other(week: Path) -> None:
    text = run(week).output
    for word in ("sales_calls", "email", "simulated", "predicted", "±", "of 4", "Mon 2", "Tue 3"):
        assert word in text
    assert "80% in 20 s" in text


def test_a_long_queue_name_cuts_no_figure_short(week: Path, tmp_path: Path) -> None:
    name, copy = "Contracts & renewals hotline", tmp_path / "site"
    copy.mkdir()
    for path in (*SITE.glob("*.toml"), SITE / "queues.csv", SITE / "agents.csv"):
        (copy / path.name).write_text(path.read_text().replace("sales_calls", name))
    forecast = tmp_path / "forecast.csv"
    forecast.write_text((week / "forecast.csv").read_text().replace("sales_calls", name))
    files = ["--schedule", str(week / "schedule.csv"), "--forecast", str(forecast)]
    result = CliRunner().invoke(cli, ["simulate", str(copy), *files, "--runs", "4"])
    assert result.exit_code == 0, result.output
    assert "…" not in result.output


def test_programs_get_the_figures_with_seed_convention_and_margins(week: Path) -> None:
    found = json.loads(run(week, "--json", "--seed", 3, "--expected").output)
    assert (found["runs"], found["seed"], found["uncertain_days"]) == (4, 3, False)
    assert found["service_level_convention"] == "offered"
    sales, email = found["queues"]
    assert sales["offered"] == pytest.approx(2 * 48 * 30, rel=0.05)
    assert 0 < sales["service_level"] <= 1
    assert sales["service_level_margin"] >= 0
    assert email["asa_seconds"] is None
    assert {day["date"] for day in found["days"]} == {"2026-03-02", "2026-03-03"}


def test_the_file_has_a_row_per_queue_and_interval(week: Path, tmp_path: Path) -> None:
    out = tmp_path / "service.csv"
    run(week, "--out", out)
    rows = pd.read_csv(out)
    assert len(rows) == 2 * 2 * 48
    assert rows["interval_start"].iloc[0] == "2026-03-02T08:00:00+01:00"
    assert {"service_level", "service_level_margin", "predicted_service_level"} <= set(rows)
    parts = rows["answered"] + rows["abandoned"] + rows["waiting"]
    assert parts.to_numpy() == pytest.approx(rows["offered"].to_numpy())


def test_more_waiting_at_the_start_keeps_people_waiting(week: Path) -> None:
    plain, behind = (
        json.loads(run(week, "--json", *more).output)["queues"][1]
        for more in ((), ("--backlog", "email", 5000))
    )
    assert behind["service_level"] < plain["service_level"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--backlog", "sales_calls", 5), "'sales_calls' is no deferred queue → use one of email"),
        (("--schedule", "none.csv"), "none.csv: there is no such file"),
        (("--forecast", "none.csv"), "none.csv: there is no such file"),
    ],
)
def test_wrong_input_is_refused_in_the_users_words(
    week: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[object, ...],
    message: str,
) -> None:
    monkeypatch.setattr("sys.argv", ["wfm", *arguments(week, *more)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert message in capsys.readouterr().err


def test_a_forecast_of_another_week_is_refused(
    week: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "later.csv"
    text = (week / "forecast.csv").read_text()
    later.write_text(text.replace("2026-03-0", "2026-04-0"))
    monkeypatch.setattr("sys.argv", ["wfm", *arguments(week, "--forecast", later)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert "no interval of the schedule's week, 2026-03-02" in capsys.readouterr().err
