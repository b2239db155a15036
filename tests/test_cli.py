"""The command line answers at once, says what it does, and ends with the right status."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from wfm.cli import COMMANDS, cli

HEAVY = {"pandas", "numpy", "scipy", "statsmodels", "ortools", "plotly", "openpyxl", "numba"}


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wfm", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom wfm.cli import cli\n"
        f"assert CliRunner().invoke(cli, {[*arguments, '--help']}).exit_code == 0\n"
        f"print(sorted({HEAVY} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command: click.Command = importlib.import_module(f"wfm.cli.{name}").command
    assert command.get_short_help_str(limit=200).rstrip(".") == COMMANDS[name].rstrip(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    command: click.Command = importlib.import_module(f"wfm.cli.{name}").command
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_wrong_usage_is_status_2() -> None:
    assert CliRunner().invoke(cli, ["plan"]).exit_code == 2
    assert CliRunner().invoke(cli, ["no-such-command"]).exit_code == 2
    wrong = ["plan", "site", "--out", "x", "--week", "next monday"]
    assert "does not match the format" in CliRunner().invoke(cli, wrong).output


def test_a_bad_input_is_status_1_with_a_message_and_no_traceback(tmp_path: Path) -> None:
    done = run("plan", "nowhere", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "nowhere: not found" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_all_errors_of_a_site_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site.toml").write_text('name = "X"\ntime_zone = "Europe/Nowhere"\n')
    done = run("plan", "site", "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    for part in ("time_zone", "agents", "queues", "work_plans", "history"):
        assert part in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_demo_without_the_example_says_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import wfm

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wfm, "__file__", str(tmp_path / "site-packages" / "wfm" / "__init__.py"))
    with pytest.raises(Exception, match="install wfm anew"):
        CliRunner().invoke(cli, ["demo"], catch_exceptions=False)


def test_the_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert version("contact-centre-wfm") in CliRunner().invoke(cli, ["--version"]).output
