"""`wfm staff`: from a forecast file and a site to a requirement file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli import cli
from wfm.errors import InputError

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
    forecast: Path, tmp_path: Path, spoil: tuple[str, str], message: str
) -> None:
    forecast.write_text(forecast.read_text().replace(*spoil))
    result = run(forecast, "--site", SITE, "--out", tmp_path / "requirement.csv")
    assert isinstance(result.exception, InputError)
    assert re.search(message, str(result.exception)), str(result.exception)
    assert not (tmp_path / "requirement.csv").exists()


def test_a_missing_file_an_unknown_backlog_and_an_unwritable_place_are_told(
    forecast: Path, tmp_path: Path
) -> None:
    out = tmp_path / "requirement.csv"
    absent = run(tmp_path / "none.csv", "--site", SITE, "--out", out)
    assert "there is no such file" in str(absent.exception)
    backlog = run(forecast, "--site", SITE, "--out", out, "--backlog", "sales_calls", "5")
    assert "no deferred queue → use one of email, social" in str(backlog.exception)
    nowhere = run(forecast, "--site", SITE, "--out", tmp_path / "no" / "such" / "folder.csv")
    assert isinstance(nowhere.exception, InputError)


def test_chance_and_average_exclude_each_other(forecast: Path, tmp_path: Path) -> None:
    result = run(forecast, "--site", SITE, "--out", tmp_path / "r", "--chance", "0.9", "--average")
    assert result.exit_code == 2
