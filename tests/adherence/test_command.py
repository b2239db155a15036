"""`wfm adherence` as its user runs it, on a site folder small enough to check by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.adherence.adapters import ADAPTERS
from wfm.adherence.bridge import ORDER
from wfm.adherence.methods import METHODS
from wfm.cli.adherence import METHODS as OFFERED
from wfm.cli.adherence import SOURCES, command
from wfm.errors import InputError
from wfm.sites.adherence_csv import COMPARISON
from wfm.sites.trail_csv import TRAIL

SHIFT_COLUMNS = (
    *("agent_id", "agent_name", "team", "shift_id", "shift_date", "activity_code", "category"),
    *("start", "end", "minutes", "paid", "queue", "locked"),
)
NINE, TEN, ELEVEN = (f"2026-01-05T{hour}:00:00+01:00" for hour in ("09", "10", "11"))


def _table(*rows: tuple[object, ...]) -> str:
    return "\n".join(",".join(str(cell) for cell in row) for row in rows) + "\n"


QUEUE_COLUMNS = (
    *("queue", "channel", "skill", "hours", "service_level", "threshold_seconds"),
    "patience_seconds",
)
HISTORY_COLUMNS = (
    *("interval_start", "interval_minutes", "queue", "channel", "offered", "handled", "abandoned"),
    *("answered_within_threshold", "abandoned_within_threshold", "talk_seconds", "hold_seconds"),
    *("acw_seconds", "wait_seconds_answered"),
)
STARTS = [f"2026-01-05T{clock}:00+01:00" for clock in ("09:00", "09:30", "10:00", "10:30")]


FILES = {
    "history.csv": _table(
        HISTORY_COLUMNS,
        *((start, 30, "calls", "voice", 12, 11, 1, 9, 0, 1900, 0, 100, 150) for start in STARTS),
    ),
    "site.toml": """name = "Tiny"
time_zone = "Europe/Berlin"
country = "DE"
week_start = "monday"
interval_minutes = 30
shrinkage = 0.0
currency = "EUR"
""",
    "queues.csv": _table(
        QUEUE_COLUMNS,
        ("calls", "voice", "calls", "mon-fri 09:00-11:00", 0.8, 20, 300),
    ),
    "work_plans.toml": """[full]
min_paid_hours_per_week = 1
max_paid_hours_per_week = 40
min_days_per_week = 1
max_days_per_week = 5
shift_hours = [8]
earliest_start = "06:00"
latest_end = "22:00"
""",
    "agents.csv": _table(
        ("agent_id", "name", "team", "work_plan", "skills", "hourly_cost", "external_agent_id"),
        ("ana", "@Ana", "red", "full", "calls", 20, 1),
        ("ben", "Ben", "red", "full", "calls", 20, 2),
    ),
    "previous.csv": _table(
        SHIFT_COLUMNS,
        ("ana", "", "red", "a1", "2026-01-05", "Q", "on_queue", NINE, TEN, 60, "yes", "", "no"),
        ("ben", "", "red", "b1", "2026-01-05", "Q", "on_queue", NINE, ELEVEN, 120, "yes", "", "no"),
    ),
    "state_map.csv": "state_code,reason_code,category\nREADY,,on_queue\nPAUSE,,break\n",
    "states.csv": _table(
        ("event_id", "source_id", "external_agent_id", "state_code", "started_at", "is_logged_on"),
        (1, "acd", 1, "READY", "2026-01-05T09:10:00+01:00", "yes"),
        (2, "acd", 1, "GONE", "2026-01-05T10:10:00+01:00", "no"),
        (3, "acd", 2, "READY", NINE, "yes"),
        (4, "acd", 2, "GONE", ELEVEN, "no"),
    ),
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _run(site: Path, out: Path, *options: str) -> Result:
    result = CliRunner().invoke(command, [str(site), "--out", str(out), *options])
    if result.exception and not isinstance(result.exception, SystemExit | InputError):
        raise result.exception
    return result


def test_the_golden_case_comes_out_of_the_command(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = _run(site, out, "--count-unscheduled", "--week", "2026-01-05", "--json")
    assert result.exit_code == 0
    agents = pd.read_csv(out / "agents.csv").set_index("agent_id")
    assert agents.loc["ana", "adherence"] == pytest.approx(50 / 70, abs=1e-6)
    assert agents.loc["ana", "conformance"] == 1.0
    assert agents.loc["ben", "adherence"] == 1.0
    summary = json.loads(result.stdout)
    assert summary["adherence"]["value"] == pytest.approx(170 / 190)
    assert summary["made_with"]["count_unscheduled_work"] is True
    assert "nothing is compared with a forecast" in summary["messages"][0]["text"]
    assert {path.name for path in out.iterdir()} >= {
        *("planned_vs_actual.xlsx", "planned_vs_actual.html", "exceptions.csv", "trail.csv"),
        *("shifts.csv", "intervals.csv", "bridge.csv", "kpis.csv", "act_first.csv"),
    }


def test_a_plan_folder_gives_forecast_and_requirement(site: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    plan.mkdir()
    forecast = [f"{start},30,calls,10,180" for start in STARTS]
    required = [f"{start},30,calls,1.0,2.0,2.0" for start in STARTS]
    (plan / "forecast.csv").write_text(
        "interval_start,interval_minutes,queue,contacts,aht_seconds\n" + "\n".join(forecast)
    )
    (plan / "requirement.csv").write_text(
        "interval_start,interval_minutes,queue,load_erlangs,net_requirement,gross_requirement\n"
        + "\n".join(required)
    )
    result = _run(site, tmp_path / "out", "--plan", str(plan))
    assert result.exit_code == 0
    intervals = pd.read_csv(tmp_path / "out" / "intervals.csv")
    assert list(intervals["scheduled"]) == [2, 2, 1, 1]
    assert list(intervals["actual"].round(3)) == [round(1 + 2 / 3, 3), 2, round(1 + 1 / 3, 3), 1]
    [bridge] = pd.read_csv(tmp_path / "out" / "bridge.csv").to_dict("records")
    parts = ("required", *ORDER)
    assert sum(bridge[name] for name in parts) == pytest.approx(bridge["predicted"], abs=1e-5)
    assert bridge["recorded"] == 0.75
    assert "service level 75.0% recorded" in result.stdout


def test_a_second_run_keeps_the_trail_and_says_what_changed(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(site, out)
    _run(site, out)
    assert len(pd.read_csv(out / "trail.csv")) == 2
    _run(site, out, "--tolerance", "600")
    trail = pd.read_csv(out / "trail.csv")
    assert list(trail["reason"]) == ["first measured"] * 2 + ["another tolerance"]
    assert list(trail["adherence"].round(4)) == [0.8333, 1.0, 1.0]


def test_authorised_exceptions_are_read_from_a_file(site: Path, tmp_path: Path) -> None:
    path = tmp_path / "authorised.csv"
    path.write_text(
        "agent_id,from,to,reason,authorised_by\n"
        "ana,2026-01-05T09:00,2026-01-05T09:10,late bus,lead\n"
    )
    _run(site, tmp_path / "out", "--authorised", str(path))
    agents = pd.read_csv(tmp_path / "out" / "agents.csv").set_index("agent_id")
    assert (agents.loc["ana", "adherence"], agents.loc["ana", "authorised_seconds"]) == (1.0, 600)
    path.write_text("agent_id,from,to\nzoe,soon,later\nana,2026-01-05T10:00,2026-01-05T09:00\n")
    refused = _run(site, tmp_path / "other", "--authorised", str(path))
    assert isinstance(refused.exception, InputError)
    found = [(problem.row, problem.field) for problem in refused.exception.problems]
    assert found == [(2, "agent_id"), (2, "from"), (3, "to")]
    assert not (tmp_path / "other").exists()


def test_a_week_without_shifts_is_told_with_the_dates_there_are(site: Path, tmp_path: Path) -> None:
    refused = _run(site, tmp_path / "out", "--week", "2026-03-02")
    assert isinstance(refused.exception, InputError)
    assert "2026-01-05 to 2026-01-05" in str(refused.exception)
    assert not (tmp_path / "out").exists()


def test_broken_states_leave_what_was_there_before(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(site, out)
    before = (out / "agents.csv").read_text()
    text = FILES["states.csv"].replace("3,acd,2,READY", "1,acd,2,READY")
    (site / "states.csv").write_text(text)
    refused = _run(site, out)
    assert isinstance(refused.exception, InputError)
    assert "comes twice with different contents" in str(refused.exception)
    assert (out / "agents.csv").read_text() == before


def test_states_are_read_in_a_platforms_own_shape(site: Path, tmp_path: Path) -> None:
    nine = int(pd.Timestamp(NINE).timestamp())
    feed = tmp_path / "feed.txt"
    feed.write_text(
        "LOGID|STATE|TIME|AUXREASON\n"
        f"1|20|{nine + 600}|0\n1|110|{nine + 4200}|0\n2|20|{nine}|0\n2|50|{nine + 3600}|3\n"
    )
    mapping = tmp_path / "mapping.csv"
    mapping.write_text("state_code,reason_code,category\nAVAIL,,on_queue\nAUX,3,training\n")
    options = ("--states", str(feed), "--source", "avaya_cms", "--mapping", str(mapping))
    out = tmp_path / "out"
    assert _run(site, out, *options).exit_code == 0
    agents = pd.read_csv(out / "agents.csv").set_index("agent_id")
    assert agents.loc["ana", "adherence"] == pytest.approx(50 / 60, abs=1e-6)
    assert agents.loc["ben", "adherence"] == 0.5
    impacts = tmp_path / "impacts.csv"
    impacts.write_text("scheduled,actual,impact\non_queue,training,neutral\n")
    assert _run(site, out, *options, "--impacts", str(impacts)).exit_code == 0
    agents = pd.read_csv(out / "agents.csv").set_index("agent_id")
    assert (agents.loc["ben", "adherence"], agents.loc["ben", "neutral_seconds"]) == (1.0, 3600)
    reasons = pd.read_csv(out / "trail.csv")["reason"]
    assert list(reasons) == ["first measured"] * 2 + ["the mapping was corrected"]


def test_a_platform_without_its_file_is_wrong_usage(site: Path, tmp_path: Path) -> None:
    assert _run(site, tmp_path / "out", "--source", "avaya_cms").exit_code == 2


@pytest.mark.parametrize(
    ("option", "text", "found"),
    [
        ("--mapping", "state_code\nREADY\n", "category"),
        ("--mapping", "state_code,category\nREADY,dancing\n", "dancing"),
        ("--impacts", "scheduled,actual,impact\non_queue,break,forgiven\n", "forgiven"),
        ("--states", "event_id\n1\n", "column is missing"),
    ],
)
def test_a_broken_file_is_told_and_nothing_is_written(
    site: Path, tmp_path: Path, option: str, text: str, found: str
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(text)
    refused = _run(site, tmp_path / "out", option, str(path))
    assert isinstance(refused.exception, InputError)
    assert found in str(refused.exception)
    assert not (tmp_path / "out").exists()


def test_a_site_without_history_is_still_measured(site: Path, tmp_path: Path) -> None:
    (site / "history.csv").unlink()
    assert _run(site, tmp_path / "out").exit_code == 0
    agents = pd.read_csv(tmp_path / "out" / "agents.csv").set_index("agent_id")
    assert agents.loc["ana", "adherence"] == pytest.approx(50 / 60, abs=1e-6)


def test_satisfaction_and_turnover_reach_the_key_figures(site: Path, tmp_path: Path) -> None:
    (site / "satisfaction.csv").write_text(
        f"answered_at,queue,score\n{NINE},calls,5\n{TEN},calls,2\n"
        "2026-02-05T09:00:00+01:00,calls,1\n"
    )
    left = "ben,Ben,red,full,calls,20,2,2026-01-06"
    agents = FILES["agents.csv"].replace("ben,Ben,red,full,calls,20,2", left)
    (site / "agents.csv").write_text(
        agents.replace("external_agent_id\n", "external_agent_id,end_date\n").replace(
            "calls,20,1\n", "calls,20,1,\n"
        )
    )
    out = tmp_path / "out"
    assert _run(site, out).exit_code == 0
    figures = pd.read_csv(out / "site.csv").set_index("figure")["value"]
    assert figures["satisfaction"] == 3.5
    assert figures["turnover"] == pytest.approx(0.5, abs=0.01)
    kpis = pd.read_csv(out / "kpis.csv")
    assert list(kpis["satisfaction"].dropna()) == [3.5, 3.5]  # of Monday, and of the week


def test_the_command_offers_every_method() -> None:
    assert set(OFFERED) == set(METHODS)
    assert set(SOURCES) == {"csv", *ADAPTERS}


def test_each_file_has_the_columns_of_its_schema_and_comes_back_by_it(
    site: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "out", tmp_path / "again.csv"
    assert _run(site, out).exit_code == 0
    assert {table.file for table in COMPARISON} | {TRAIL.file} == {
        path.name for path in out.glob("*.csv")
    }
    for table in COMPARISON:
        written = (out / table.file).read_text(encoding="utf-8")
        assert written.splitlines()[0].split(",") == list(table.names)
        table.write(table.read(out / table.file), again, "Europe/Berlin")
        assert again.read_text(encoding="utf-8") == written
        assert all(column.unit and column.note for column in table.columns)
