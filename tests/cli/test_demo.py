"""`wfm demo` ends by an effort, so that two runs of it agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.planning.tiny_site import write_tiny_site
from wfm.cli import cli, demo
from wfm.service.demo_centre import PLAN


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_site(tmp_path_factory.mktemp("demo") / "site")


def run(out: Path, *more: str) -> str:
    done = CliRunner().invoke(cli, ["demo", "--out", str(out), *more], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return (out / "schedule.csv").read_text()


def test_two_runs_with_the_same_seed_give_the_same_schedule_and_no_clock_ends_them(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "example_site", lambda: site)
    first = run(tmp_path / "one")
    assert run(tmp_path / "two", "--seed", "1") == first
    told = json.loads((tmp_path / "one" / "summary.json").read_text())["parameters"]
    assert (told["time"], told["effort"]) == (None, demo.EFFORT)


def test_a_time_limit_that_is_asked_for_ends_it_by_the_clock(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "example_site", lambda: site)
    run(tmp_path / "one", "--time-limit", "0.5")
    told = json.loads((tmp_path / "one" / "summary.json").read_text())["parameters"]
    assert (told["time"], told["effort"]) == (0.5, None)


def test_the_demo_centre_is_planned_by_an_effort_too() -> None:
    assert PLAN["effort"] == demo.EFFORT
    assert PLAN["time_limit"] == 3600
