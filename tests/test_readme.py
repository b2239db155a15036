"""The README is true: its commands run, its code gives what it says, its help is the real one."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tools import needs
from tests.waiting import PATIENCE
from wfm.cli import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def lines(program: str) -> list[str]:
    """Return the README's command lines that start with a program."""
    commands = [line for text in blocks("sh") + blocks("console") for line in text.splitlines()]
    return list(dict.fromkeys(line for line in commands if line.split()[:1] == [program]))


@pytest.mark.parametrize("line", [line for line in lines("wfm") if "--help" not in line])
def test_every_wfm_command_runs(line: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    command = [sys.executable, "-m", "wfm", *shlex.split(line)[1:]]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("line", lines("make"))
def test_every_make_target_exists(line: str) -> None:
    subprocess.run([needs("make"), "-n", *line.split()[1:]], cwd=ROOT, check=True)


def test_the_code_gives_what_the_readme_says() -> None:
    examples = doctest.DocTestParser().get_doctest(
        "\n".join(blocks("python")), {}, "README.md", "README.md", 0
    )
    runner = doctest.DocTestRunner()
    assert runner.run(examples).attempted > 0
    assert runner.failures == 0


def test_the_help_shown_is_the_help_there_is() -> None:
    shown = next(text for text in blocks("console") if text.startswith("wfm --help"))
    real = CliRunner().invoke(cli, ["--help"], prog_name="wfm", terminal_width=80).output
    assert shown.partition("\n")[2].strip() == real.strip(), "write the new help into the README"


def test_every_file_of_the_plan_is_described() -> None:
    described = set(re.findall(r"^\| `([a-z_]+\.[a-z]+)` \|", README, flags=re.MULTILINE))
    assert described == {
        *("roster.xlsx", "roster_floor.xlsx"),
        *("report.html", "forecast.csv", "requirement.csv", "coverage.csv"),
        *("backlog.csv", "ledger.csv", "schedule.csv", "summary.json"),
    }
