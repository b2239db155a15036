"""What the pages show is true: their commands and programs run, their pictures are there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from setup.docs import PAGES, ROOT
from setup.pictures import NAMES
from tests.waiting import PATIENCE
from wfm.cli import COMMANDS, cli

PLAN = "wfm plan examples/site --week 2026-03-02 --out out/week --time-limit 5"
"""What several pages begin with: run once, and copied where it stands."""
PROGRAM = [
    sys.executable, "-c",
    "from wfm.cli import cli, main; cli.context_settings['auto_envvar_prefix'] = 'WFM'; main()",
]  # fmt: skip
"""`wfm`, which takes what a command leaves unsaid from `QUICK`."""
QUICK = {
    f"WFM_{command}_{option}": value
    for command in ("PLAN", "REPAIR", "REVISE")
    for option, value in (("EFFORT", "1"), ("ROUNDS", "0"), ("SIMULATION_RUNS", "2"))
}
"""A plan is made as the page says, with the least of searching: what it is worth others test."""
PRELUDE = f"""set -euo pipefail
wfm() {{
  if [ "wfm $*" = "{PLAN}" ]; then mkdir -p out && cp -r "$PLANNED" out/week && echo copied
  else {shlex.join(PROGRAM)} "$@"; fi
}}
"""
FENCES = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Give the blocks of a page that run: their language and text."""
    for language, text in FENCES.findall(page.read_text("utf-8")):
        if language in {"sh", "python"}:
            yield language, text


def that_run() -> list[str]:
    return sorted(p.relative_to(PAGES).as_posix() for p in PAGES.rglob("*.md") if list(blocks(p)))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    (folder / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    subprocess.run(
        [*PROGRAM, *shlex.split(PLAN)[1:]], cwd=folder, env={**os.environ, **QUICK}, check=True,
        capture_output=True, timeout=3 * PATIENCE,
    )  # fmt: skip
    return folder / "out" / "week"


@pytest.mark.parametrize("page", that_run())
def test_what_a_page_shows_runs_from_top_to_bottom(
    page: str, planned: Path, tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    environment = {**os.environ, **QUICK, "PLANNED": str(planned), "PYTHONPATH": str(ROOT)}
    for language, text in blocks(PAGES / page):
        program = (
            ["bash", "-c", PRELUDE + text] if language == "sh" else [sys.executable, "-c", text]
        )
        done = subprocess.run(
            program, cwd=tmp_path, env=environment, capture_output=True, text=True,
            timeout=3 * PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_what_makes_a_plan_quick_are_options() -> None:
    for variable in QUICK:
        _, name, option = variable.split("_", 2)
        command = cli.get_command(click.Context(cli), name.lower())
        assert command is not None
        assert option.lower() in {parameter.name for parameter in command.params}, variable


def test_the_pages_show_every_picture_that_is_made() -> None:
    shown = {
        (page.parent / place).resolve()
        for page in PAGES.rglob("*.md")
        for place in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    assert shown == {PAGES / "pictures" / name for name in NAMES}
    assert {path.name for path in (PAGES / "pictures").iterdir()} == NAMES


def test_commands_that_are_only_shown_are_commands() -> None:
    for page in PAGES.rglob("*.md"):
        text = "\n".join(block for _, block in FENCES.findall(page.read_text("utf-8")))
        for command in re.findall(r"^wfm ([a-z]+)", text, re.MULTILINE):
            assert command in COMMANDS, f"{page.name}: wfm {command}"
        for target in re.findall(r"^make ([a-z]+)", text, re.MULTILINE):
            assert f"\n{target}:" in (ROOT / "Makefile").read_text("utf-8"), f"make {target}"


def test_variables_that_the_pages_name_are_settings() -> None:
    from setup.reference.settings import documented

    known = {f"WFM_{name.upper()}" for name in documented()}
    for page in PAGES.rglob("*.md"):
        assert set(re.findall(r"\bWFM_[A-Z_]+\b", page.read_text("utf-8"))) <= known, page.name


def test_every_file_of_a_plan_is_described(planned: Path) -> None:
    page = (PAGES / "how-to" / "reading-results.md").read_text("utf-8")
    described = set(re.findall(r"^\| `((?!roster_)[a-z_]+\.[a-z]+)` \|", page, flags=re.MULTILINE))
    written = {path.name for path in planned.iterdir() if not path.name.startswith("roster_")}
    assert written | {"absences.csv"} == described


def test_every_table_that_says_something_of_a_person_is_told_to_the_auditor() -> None:
    import api.app  # noqa: F401 - with all that is stored
    from wfm.store.columns import METADATA

    personal = re.compile(r"(.*agent_id|user|actor|subject|password_hash|.*_by)$")
    columns = [column for table in METADATA.sorted_tables for column in table.columns]
    kept = {column.table.name for column in columns if personal.match(column.name)}
    page = (PAGES / "how-to" / "audit.md").read_text("utf-8").split("\n## ")[1]
    told = {name for row in page.splitlines() for name in re.findall(r"`(\w+)`", row)}
    assert kept | {"agents", "audit"} <= told


def test_the_methods_of_adherence_are_side_by_side_with_what_each_gives() -> None:
    from tests.adherence.build import judged, log, rows, shift, week
    from wfm.adherence.methods import METHODS

    schedule = week(shift("ana", ("09:00", "on_queue"), ("13:00", "training"), ("15:00", "")))
    done = [("09:00", "on_queue"), ("12:00", "break"), ("13:00", "meeting"), ("15:00", "logout")]
    page = (PAGES / "concepts" / "adherence.md").read_text("utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.+?) \| ([\d.]+) % \|", page, re.MULTILINE)
    assert [name for name, *_ in told] == list(METHODS)
    for name, formula, percent in told:
        found = judged(schedule, log(rows("ana", *done)), method=name).sum().adherence.value
        assert found is not None
        assert percent == f"{100 * found:.1f}", name
        assert formula == METHODS[name].formula
