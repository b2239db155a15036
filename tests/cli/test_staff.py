"""`wfm staff`: from a forecast file and a site to a requirement file."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli import cli, main

SITE = Path(__file__).parents[2] / "examples" / "site"
QUEUES = ("sales_calls", "email")
COLUMNS = [
    *("interval_start", "interval_minutes", "queue", "load_erlangs"),
    *("net_requirement", "gross_requirement", "binding_target"),
]


@pytest.fixture
def forecast(tmp_path: Path) -> Path:
    starts = pd.date_range("2026-03-02", periods=7 * 96, freq="15min", tz="Europe/Berlin")
    frames = [
        pd.DataFrame(
            {
                "interval_start": starts.map(lambda t: t.isoformat()),
                "interval_minutes": 15,
                "queue": queue,
                "contacts": 20.0,
                "rate_p05": 15.0,
                "rate_p25": 18.0,
                "rate_p50": 20.0,
                "rate_p75": 22.0,
                "rate_p95": 25.0,
                "aht_seconds": 300.0,
            }
        )
        for queue in QUEUES
    ]
    path = tmp_path / "forecast.csv"
    pd.concat(frames).to_csv(path, index=False)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["staff", *map(str, arguments)])


def ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[object, str]:
    """Exit status and message of the program as it is installed."""
    monkeypatch.setattr("sys.argv", ["wfm", "staff", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code, capsys.readouterr().err


def test_the_requirement_file_has_its_columns_and_local_times(
    forecast: Path, tmp_path: Path
) -> None:
    out = tmp_path / "requirement.csv"
    result = run(forecast, "--site", SITE, "--out", out)
    assert result.exit_code == 0, result.exception
    rows = pd.read_csv(out)
    assert list(rows) == COLUMNS
    assert rows["interval_start"].iloc[0] == "2026-03-02T00:00:00+01:00"
    assert set(rows["queue"]) == set(QUEUES)
    assert "sales_calls" in result.output
    assert not list(tmp_path.glob("*.part"))


def test_a_chance_and_a_backlog_raise_the_requirement(forecast: Path, tmp_path: Path) -> None:
    out = tmp_path / "requirement.csv"
    monday = []
    for more in ([], ["--chance", "90%"], ["--average"], ["--backlog", "email", "200"]):
        result = run(forecast, "--site", SITE, "--out", out, "--json", *more)
        assert [queue["queue"] for queue in json.loads(result.output)["queues"]] == [*QUEUES]
        rows = pd.read_csv(out).groupby("queue").head(48)
        monday.append(rows.groupby("queue")["net_requirement"].sum())
    plain, chance, average, backlog = monday
    assert chance["sales_calls"] > average["sales_calls"] > plain["sales_calls"]
    assert chance["email"] > plain["email"]
    assert backlog["email"] > plain["email"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (("email", "e-mail"), r"forecast.csv, row 674, field queue: the site has no queue e-mail"),
        (("+01:00", ""), r"row 2, field interval_start: .* has no time zone"),
        ((",20.0,15.0", ",many,15.0"), r"row 2, field contacts: .*many"),
        ((",20.0,15.0", ",-1,15.0"), r"row 2, field contacts: '-1' is negative"),
        (("contacts", "calls"), r"field contacts: this column is missing"),
    ],
)
def test_a_wrong_forecast_is_refused_with_row_field_and_remedy(
    forecast: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: tuple[str, str],
    message: str,
) -> None:
    forecast.write_text(forecast.read_text().replace(*spoil))
    out = tmp_path / "requirement.csv"
    status, told = ended(monkeypatch, capsys, forecast, "--site", SITE, "--out", out)
    assert status == 1
    assert re.search(message, told), told
    assert not out.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"FORECAST": "none.csv"}, "there is no such file"),
        ({"--site": "none"}, "not found"),
        ({"--backlog": "sales_calls 5"}, "no deferred queue → use one of email, social"),
        ({"--chance": "1"}, "chance is 1.0: it must be a share above 0 and below 1"),
        ({"--chance": "120%"}, "chance is '120%': it must be a share from 0 to 1"),
        ({"--out": "no/such/folder.csv"}, "give a file in a folder that exists"),
    ],
)
def test_what_cannot_be_is_told_with_status_1(
    forecast: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = {"FORECAST": str(forecast), "--site": str(SITE), "--out": "r.csv"} | changed
    first = asked.pop("FORECAST")
    rest = [word for name, value in asked.items() for word in (name, *value.split(" "))]
    status, told = ended(monkeypatch, capsys, first, *rest)
    assert status == 1
    assert message in told


def test_too_few_lines_and_what_blending_saves_are_told(forecast: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE, site)
    with_options = pd.read_csv(site / "queues.csv").assign(
        lines=[5, *[None] * 4],
        blended_queues=[None, "email|social", *[None] * 3],
        idle_reserve=[None, 3, *[None] * 3],
    )
    with_options.astype({"lines": "Int64", "idle_reserve": "Int64"}).to_csv(
        site / "queues.csv", index=False
    )
    forecast.write_text(forecast.read_text().replace("email", "support_calls"))
    result = run(forecast, "--site", site, "--out", tmp_path / "r.csv")
    assert result.exit_code == 0, result.exception
    assert "sales_calls: in 260 intervals 5 lines cannot be enough" in result.output
    assert "deferred work in idle time saves 0.0 head-hours" in result.output


def test_chance_and_average_exclude_each_other(forecast: Path, tmp_path: Path) -> None:
    result = run(forecast, "--site", SITE, "--out", tmp_path / "r", "--chance", "0.9", "--average")
    assert result.exit_code == 2


def test_the_backlog_of_deferred_queues_goes_to_a_file(forecast: Path, tmp_path: Path) -> None:
    files = "--out", tmp_path / "r.csv", "--backlog-out", tmp_path / "b.csv"
    result = run(forecast, "--site", SITE, *files, "--backlog", "email", "200")
    assert result.exit_code == 0, result.exception
    rows = pd.read_csv(tmp_path / "b.csv")
    assert list(rows) == [
        *("interval_start", "interval_minutes", "queue", "offered", "handled", "backlog_end"),
        *("oldest_age_minutes", "share_in_window"),
    ]
    assert set(rows["queue"]) == {"email"}
    waiting = 200 + (rows["offered"] - rows["handled"]).cumsum()
    assert list(rows["backlog_end"]) == pytest.approx(list(waiting), abs=1e-3)
    assert rows["share_in_window"].min() == pytest.approx(1)
    assert rows["oldest_age_minutes"].max() > 0


@pytest.mark.parametrize("name", ["staff", "schedule", "erlang"])
def test_help_shows_its_examples_a_line_each(name: str) -> None:
    told = CliRunner().invoke(cli, [name, "--help"]).output
    assert "\\b" not in told
    assert told.count(f"\n  wfm {name} ") >= 2
