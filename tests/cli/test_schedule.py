"""`wfm schedule` and `wfm check`: from a requirement to a schedule that keeps the rules."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli import cli
from wfm.errors import InputError
from wfm.scheduling.rules import RULES
from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE

QUICK = ("--effort", "0", "--workers", "1")
TABLES = {
    "site.toml": 'name = "small"\ntime_zone = "Europe/Berlin"\ninterval_minutes = 30\n',
    "queues.csv": "queue,channel,skill,hours,service_level,threshold_seconds\n"
    "calls,voice,calls,mon-fri 08:00-18:00,0.8,20\n",
    "work_plans.toml": "[full]\nmin_paid_hours_per_week = 40\nmax_paid_hours_per_week = 40\n"
    "min_days_per_week = 5\nmax_days_per_week = 5\nshift_hours = [8]\n"
    'earliest_start = "08:00"\nlatest_end = "18:00"\n',
    "agents.csv": "agent_id,name,team,work_plan,skills\n"
    "A1,Ann,red,full,calls\nA2,Bob,red,full,calls\nA3,Cy,red,full,calls\n",
    "history.csv": "interval_start,interval_minutes,queue,channel,offered,handled\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    starts = pd.date_range("2026-03-02 08:00", periods=20, freq="30min", tz="Europe/Berlin")
    rows = [start + pd.Timedelta(days=day) for day in range(5) for start in starts]
    pd.DataFrame(
        {
            "interval_start": [start.isoformat() for start in rows],
            "interval_minutes": 30,
            "queue": "calls",
            "gross_requirement": 2.0,
        }
    ).to_csv(tmp_path / "requirement.csv", index=False)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def scheduled(site: Path, *more: object) -> Result:
    requirement = site.parent / "requirement.csv"
    out = ("--requirement", requirement, "--out", site.parent / "schedule.csv")
    return run("schedule", site, *out, *QUICK, *more)


def test_a_schedule_is_written_and_the_check_finds_no_rule_broken(site: Path) -> None:
    result = scheduled(site, "--week", "2026-03-02", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["shifts"] == 15
    checked = run(
        "check", site, site.parent / "schedule.csv",
        "--requirement", site.parent / "requirement.csv", "--json",
    )  # fmt: skip
    assert checked.exit_code == 0
    found = json.loads(checked.stdout)
    assert found["price"] == told["objective"]
    assert found["findings"]
    assert all({"text", "code", "params"} <= each.keys() for each in found["findings"])


def test_the_price_of_each_rule_is_told_in_all_and_per_agent(site: Path) -> None:
    (site / "preferences.csv").write_text(
        "agent_id,kind,weekdays,from,to,weight\nA1,day_off,mon,,,7\nA2,day_off,mon,,,3\n"
    )
    prices = json.loads(scheduled(site, "--json").stdout)
    assert prices["rule_costs"]["Wishes"] == 10
    assert prices["agent_costs"] == {"A1": {"Wishes": 7}, "A2": {"Wishes": 3}}
    told = scheduled(site).stdout
    assert "        10  Wishes    A1 Ann 7, A2 Bob 3" in told
    checked = run("check", site, site.parent / "schedule.csv")
    assert "        10  Wishes  A1 Ann 7, A2 Bob 3" in checked.stdout


def test_the_check_says_why_somebody_misses_a_meeting_as_the_plan_does(site: Path) -> None:
    (site / "meetings.csv").write_text(
        "meeting,who,from,to,minutes\nTalk,A1|A2,2026-03-06 06:00,2026-03-06 07:00,60\n"
    )
    assert "Talk" in scheduled(site).output
    checked = run("check", site, site.parent / "schedule.csv")
    [note] = [line for line in checked.output.splitlines() if line.startswith("note: ")]
    assert "Talk" in note
    assert "none of their queues is open all that time" in note
    told = json.loads(run("check", site, site.parent / "schedule.csv", "--json").stdout)
    assert [each["code"] for each in told["meetings"]] == ["schedule.meeting_missed"]


def steady_forecast(site: Path) -> Path:
    rows = pd.read_csv(site.parent / "requirement.csv").assign(contacts=8.0, aht_seconds=240.0)
    forecast = site.parent / "forecast.csv"
    rows[["interval_start", "interval_minutes", "queue", "contacts", "aht_seconds"]].to_csv(
        forecast, index=False
    )
    return forecast


def test_a_forecast_lets_contacts_answered_in_time_be_the_price(site: Path) -> None:
    forecast = steady_forecast(site)
    by_heads = json.loads(scheduled(site, "--json").stdout)
    by_service = json.loads(scheduled(site, "--forecast", forecast, "--json").stdout)
    assert by_service["status"] == "feasible"
    assert by_service["objective"] != by_heads["objective"]
    missing = scheduled(site, "--price", "answered")
    assert missing.exit_code == 2
    assert "--price answered needs --forecast" in missing.stderr


def test_the_check_lists_what_is_broken_and_ends_with_status_1(site: Path) -> None:
    scheduled(site)
    path = site.parent / "schedule.csv"
    rows = pd.read_csv(path)
    rows[~((rows["agent_id"] == "A1") & (rows["shift_date"] == "2026-03-03"))].to_csv(
        path, index=False
    )
    result = run("check", site, path)
    assert result.exit_code == 1
    assert "A1 Ann, Days per week: works 4 days; the work plan wants 5" in result.stdout
    assert "2 rules are broken" in result.stdout


def test_a_repair_changes_the_absent_agents_day_and_lists_it(site: Path) -> None:
    scheduled(site)
    old, new = site.parent / "schedule.csv", site.parent / "new.csv"
    result = run(
        "schedule", site, "--requirement", site.parent / "requirement.csv", "--out", new,
        "--repair", old, "--absent", "bob:04.03.2026", *QUICK, "--json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    changes = json.loads(result.stdout)["changes"]
    assert {"agent_id": "A2", "date": "2026-03-04"}.items() <= changes[0].items()
    assert changes[0]["after"] is None
    assert len(changes) == 1
    assert run("check", site, new).exit_code == 1
    known = run("check", site, new, "--absent", "A2:2026-03-04")
    assert known.exit_code == 0, known.stdout
    ill_anyway = run("check", site, old, "--absent", "A2:2026-03-04")
    assert "A2 Bob, Wed 2026-03-04, Time off" in ill_anyway.stdout


def test_a_repair_is_priced_by_contacts_too_and_leaves_locked_shifts(site: Path) -> None:
    scheduled(site)
    old, new = site.parent / "schedule.csv", site.parent / "new.csv"
    rows = pd.read_csv(old)
    rows["locked"] = rows["locked"].mask(rows["agent_id"] == "A1", "yes")
    rows.to_csv(old, index=False)
    ask = ("schedule", site, "--requirement", site.parent / "requirement.csv", "--out", new,
           "--repair", old, "--absent", "bob:04.03.2026", *QUICK, "--json")  # fmt: skip
    by_heads = json.loads(run(*ask).stdout)
    by_service = json.loads(run(*ask, "--forecast", steady_forecast(site)).stdout)
    assert by_service["objective"] != by_heads["objective"]
    kept = pd.read_csv(new)
    assert kept[kept["agent_id"] == "A1"].equals(rows[rows["agent_id"] == "A1"])


def test_a_hopeless_site_gives_a_partial_schedule_the_reasons_and_status_1(site: Path) -> None:
    (site / "time_off.csv").write_text("agent_id,from,to,kind\n")
    (site / "availability.csv").write_text(
        "agent_id,weekdays,from,to,kind\nA1,tue,00:00,24:00,unavailable\n"
    )
    result = scheduled(site)
    assert result.exit_code == 1
    assert (site.parent / "schedule.csv").exists()
    assert "A1 Ann has no legal week: " in result.stdout
    assert "Availability (not Tue 00:00–24:00) on Tue" in result.stdout


def test_wrong_input_is_refused_in_words_and_leaves_no_file(site: Path) -> None:
    requirement = site.parent / "requirement.csv"
    requirement.write_text(requirement.read_text().replace("calls", "cals", 1))
    result = scheduled(site)
    assert isinstance(result.exception, InputError)
    assert "requirement.csv, row 2, field queue: the site has no queue cals" in str(
        result.exception
    )
    assert not (site.parent / "schedule.csv").exists()


def test_an_unknown_absent_agent_is_refused(site: Path) -> None:
    scheduled(site)
    absent = ("--absent", "Z9", "--absent", "A2:2026-03-05..2026-03-04", "--absent", "A2:soon")
    absent += ("--absent", "A2:2026-06-01")
    result = scheduled(site, "--repair", site.parent / "schedule.csv", *absent)
    assert isinstance(result.exception, InputError)
    unknown, backwards, no_date, elsewhere = str(result.exception).splitlines()
    assert "unknown agent 'Z9'" in unknown
    assert "ends before it starts" in backwards
    assert "A2:2026-03-04..2026-03-06" in no_date
    assert "no day of the plan" in elsewhere


def test_every_rule_is_listed_with_what_it_asks() -> None:
    lines = run("schedule", "--rules").stdout.splitlines()
    assert {line.partition(":")[0] for line in lines} == {
        *("Coverage", "Minimum heads"), *(r.name for r in RULES),
        *(r.name for r in RULES_BETWEEN_PEOPLE.values()),
    }  # fmt: skip


def test_the_ledger_goes_on_from_week_to_week(site: Path) -> None:
    ledger, after = site.parent / "ledger.csv", site.parent / "next.csv"
    ledger.write_text("agent_id,kind,share\nA1,weekend,1.5\nGone,weekend,2\n")
    result = scheduled(site, "--ledger", ledger, "--next-ledger", after)
    assert result.exit_code == 0, result.output
    assert "A1,weekend,1.5" in after.read_text().splitlines()
    assert "Gone" not in after.read_text()
    assert scheduled(site, "--ledger", after).exit_code == 0


def test_a_ledger_with_unknown_kinds_or_no_numbers_is_refused(site: Path) -> None:
    ledger = site.parent / "ledger.csv"
    ledger.write_text("agent_id,kind,share\nA1,weekends,1\nA1,night,many\n")
    told = str(scheduled(site, "--ledger", ledger).exception)
    assert "ledger.csv, row 2, field kind: 'weekends' is no kind" in told
    assert "ledger.csv, row 3, field share: 'many' is not a number" in told


@pytest.mark.parametrize("command", ["schedule", "check"])
def test_a_rule_that_is_misspelt_is_told_with_the_nearest_known_one(
    site: Path, command: str
) -> None:
    assert scheduled(site).exit_code == 0
    plans = site / "work_plans.toml"
    plans.write_text(plans.read_text() + "maximum_weekend_day = 0\n")
    again = scheduled(site) if command == "schedule" else run(
        "check", site, site.parent / "schedule.csv"
    )  # fmt: skip
    assert again.exit_code == 0
    assert "note: work_plans.toml, row 9, field maximum_weekend_day: unknown" in again.stderr
    assert "did you mean maximum_weekend_days?" in again.stderr
