"""The files of a plan: complete or absent, and readable by programs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.small_plan import small_plan
from wfm.errors import InputError
from wfm.planning import summary, write_plan
from wfm.planning.files import write_plan as outputs_module
from wfm.staffing import predict_backlog

FILES = {
    *(
        "coverage.csv",
        "forecast.csv",
        "ledger.csv",
        "requirement.csv",
        "schedule.csv",
        "summary.json",
    ),
    *("report.html", "roster.xlsx", "roster_example-co_2026-10-19_v1.xlsx"),
    "roster_floor.xlsx",
}


def test_all_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    paths = write_plan(small_plan(), tmp_path / "new" / "out")
    assert {path.name for path in paths} == FILES
    assert all(path.stat().st_size for path in paths)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"]


def test_the_backlog_has_a_file_where_work_may_wait(tmp_path: Path) -> None:
    plan = small_plan()
    waiting = predict_backlog(plan.forecast, plan.coverage, plan.site, {"E-mail": 40.0})
    paths = write_plan(replace(plan, backlog=waiting), tmp_path)
    assert {path.name for path in paths} == FILES | {"backlog.csv"}
    written = pd.read_csv(tmp_path / "backlog.csv")
    assert set(written["queue"]) == {"E-mail"}
    assert written["interval_start"].iloc[0].startswith("2026-10-19T")
    assert written["backlog_end"].to_numpy() == pytest.approx(waiting["backlog_end"], abs=1e-5)


def test_a_failure_leaves_earlier_results_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "forecast.csv").write_text("the week before")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs_module, "write_report", full_disk)
    with pytest.raises(InputError, match="No space left"):
        write_plan(small_plan(), out)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "forecast.csv"]
    assert (out / "forecast.csv").read_text() == "the week before"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder")
    with pytest.raises(InputError, match="out: the results cannot be written"):
        write_plan(small_plan(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "not a folder"


def test_times_in_files_are_local_with_offset_over_the_clock_change(tmp_path: Path) -> None:
    write_plan(small_plan(), tmp_path)
    written = pd.read_csv(tmp_path / "coverage.csv")
    calls = written.loc[written["queue"] == "Support calls", "interval_start"]
    twice = [time[11:] for time in calls if time.startswith("2026-10-25T02:00")]
    assert twice == ["02:00:00+02:00", "02:00:00+01:00"]
    again = pd.to_datetime(written["interval_start"], utc=True)
    assert (again.to_numpy() == small_plan().coverage["interval_start"].to_numpy()).all()


def test_the_summary_is_strict_json_with_everything_to_trace_the_plan() -> None:
    found = json.loads(json.dumps(summary(small_plan()), allow_nan=False))
    assert found["solver"] | {"seconds": 0} == {
        "status": "feasible",
        "seed": 1,
        "seconds": 0,
        "objective": 123.5,
        "bound": 120.0,
        "gap": 0.028,
        "rule_costs": {"coverage": 123.5},
        "agent_costs": {},
    }
    assert found["inputs_sha256"]["history.csv"] == "ab" * 32
    (message,) = found["messages"]
    assert message["severity"] == "warning"
    assert (message["code"], message["params"]) == ("text", {"text": message["text"]})
    assert found["totals"]["intervals"] == len(small_plan().coverage)
    monday = found["kpis"][0]
    assert (monday["queue"], monday["date"]) == ("Support calls", "2026-10-19")
    mail = next(row for row in found["kpis"] if row["queue"] == "E-mail")
    assert mail["asa_seconds"] is None, "undefined is null, never NaN"
