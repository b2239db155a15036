"""What is given for running the service: its commands are commands, its settings are settings."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
import yaml

from tests.tools import needs
from wfm.cli import cli
from wfm.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SETTINGS = {f"WFM_{each.name.upper()}" for each in fields(Settings)}
GIVEN = {"WFM_DB_PASSWORD"}
"""What the composition asks for itself."""


def instructions() -> list[tuple[str, str]]:
    """Give the container file's instructions with what follows each."""
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", CONTAINER, flags=re.MULTILINE))
    return [
        (word, rest)
        for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line)
    ]


def last(word: str) -> list[str]:
    found: list[str] = json.loads([rest for name, rest in instructions() if name == word][-1])
    return found


def unit_commands() -> Iterator[tuple[str, list[str]]]:
    for unit in UNITS:
        for line in re.findall(r"^Exec\w+=(/opt/wfm/bin/wfm .*)$", unit.read_text(), re.MULTILINE):
            yield unit.name, shlex.split(line)[1:]


def container_commands() -> Iterator[tuple[str, list[str]]]:
    yield "Containerfile", last("CMD")
    for name, service in COMPOSE["services"].items():
        if "command" in service:
            yield f"compose.yaml: {name}", service["command"]


def parsed(words: list[str]) -> click.Context:
    """Read a command's words as `wfm` does, and do nothing."""
    context, rest = click.Context(cli, info_name="wfm"), list(words)
    while isinstance(context.command, click.Group):
        command = context.command.get_command(context, rest[0])
        assert command is not None, words
        group = isinstance(command, click.Group)
        args = [] if group else rest[1:]
        context = command.make_context(rest[0], args, parent=context, resilient_parsing=group)
        rest = rest[1:]
    return context


@pytest.mark.parametrize(("where", "words"), [*unit_commands(), *container_commands()], ids=str)
def test_commands_are_commands_with_their_options(
    where: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WFM_DB", "centre.db")
    assert parsed(words).params["db"] == "centre.db", f"{where} leaves the database to WFM_DB"


def test_nothing_but_the_container_listens_to_the_world() -> None:
    units = {name: parsed(words).params for name, words in unit_commands()}
    assert units["wfm.service"]["host"] == "127.0.0.1"
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["services"]["serve"]["ports"])
    assert ("USER", "10001") in instructions()


def test_service_and_worker_share_what_is_stored_and_the_runs_have_one_home() -> None:
    services = COMPOSE["services"]
    assert services["serve"]["environment"] == services["work"]["environment"]
    assert "--no-jobs" in services["serve"]["command"]
    assert services["work"]["command"] == ["work"]
    environments = {
        tuple(re.findall(r"^Environment(?:File)?=.*$", unit.read_text(), re.MULTILINE))
        for unit in UNITS
        if unit.suffix == ".service"
    }
    assert len(environments) == 1


def test_what_is_set_is_a_setting() -> None:
    for path in DEPLOY.iterdir():
        named = set(re.findall(r"\bWFM_[A-Z_]+\b", path.read_text("utf-8")))
        assert named <= SETTINGS | GIVEN, path.name


def test_no_secret_is_given() -> None:
    for path in DEPLOY.iterdir():
        for name, value in re.findall(r"(SECRET|PASSWORD)\s*[:=]\s*(\S+)", path.read_text("utf-8")):
            assert value.startswith(("${", "…", "?")), f"{path.name}: {name}"


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_knows_every_line_of_a_unit(unit: Path, tmp_path: Path) -> None:
    program = needs("systemd-analyze")
    for each in UNITS:
        text = each.read_text("utf-8").replace("/opt/wfm/bin/wfm", sys.executable)
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", tmp_path / unit.name],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or unit.name in line]
    assert not said
    assert done.returncode == 0, done.stderr


def test_a_unit_that_systemd_does_not_know_would_be_told(tmp_path: Path) -> None:
    program = needs("systemd-analyze")
    (tmp_path / "odd.service").write_text("[Service]\nExecStart=/bin/true\nRestrat=always\n")
    done = subprocess.run(
        [program, "verify", "--man=no", tmp_path / "odd.service"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Restrat" in done.stderr


def test_the_timer_starts_the_backup() -> None:
    timers = {unit.stem for unit in UNITS if unit.suffix == ".timer"}
    services = {unit.stem for unit in UNITS if unit.suffix == ".service"}
    assert timers == {"wfm-backup"}
    assert timers < services


def test_the_backup_s_steps_leave_a_whole_file_a_day_and_take_the_place_of_last_week_s(
    tmp_path: Path, sqlite_url: str
) -> None:
    """The unit's commands, outside of systemd: in another folder, and run twice."""
    text = (DEPLOY / "wfm-backup.service").read_text("utf-8")
    (tmp_path / "backups").mkdir()
    program = f"{shlex.quote(sys.executable)} -m wfm"
    steps = [
        line.replace("/var/lib/wfm", str(tmp_path)).replace("/opt/wfm/bin/wfm", program)
        for line in re.findall(r"^ExecStart(?:Pre)?=(.*)$", text, re.MULTILINE)
    ]
    for _ in range(2):
        for step in steps:
            subprocess.run(
                ["/bin/sh", "-c", step.replace("%%", "%")], check=True, capture_output=True,
                env={"WFM_DB": sqlite_url, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            )  # fmt: skip
    [kept] = (tmp_path / "backups").iterdir()
    assert kept.stem.endswith("day")
    assert kept.stat().st_size > 0


def test_the_container_builds_from_what_is_there() -> None:
    """What it copies and runs is in the clone, and the Python is one that is promised."""
    python = re.findall(r"^ARG PYTHON=(.+)$", CONTAINER, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Programming Language :: Python :: {python[0]}" in project["classifiers"]
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) == 2
    assert all("${PYTHON}" in stage for stage in stages)
    for lock in re.findall(r"-r (?:/source/)?(\S+\.lock)", CONTAINER):
        assert (ROOT / lock).is_file()
        assert "--require-hashes" in CONTAINER
    for module in re.findall(r"python -m (\S+)", CONTAINER):
        assert find_spec(module), module
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".git", ".venv", "*.db"} <= set(ignored), "no secret and no data come along"
    assert not {"api", "docs", "setup", "examples", "README.md", "LICENSE"} & set(ignored)


def test_the_container_s_health_is_the_service_s_readiness() -> None:
    from api.permissions import PERMISSIONS

    check = next(rest for word, rest in instructions() if word == "HEALTHCHECK")
    program = json.loads(check[check.index("CMD") + 4 :])[-1]
    compile(program, "healthcheck", "exec")
    path = re.findall(r"127\.0\.0\.1:8000(/\w+)", program)[0]
    assert PERMISSIONS["GET", path].open


def test_the_proxy_s_example_keeps_what_the_service_has_to_know() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert text.count("{") == text.count("}")
    for header in ("Host", "X-Forwarded-Proto", "X-Forwarded-For"):
        assert f"proxy_set_header {header} " in text
    assert f"client_max_body_size {Settings(secret='s' * 40).maximum_upload // 1_000_000}m" in text
    prefix = re.findall(r"WFM_ROOT_PATH=(\S+) and", text)[0]
    assert f"location {prefix}/ " in text
    Settings(secret="s" * 40, root_path=prefix)
