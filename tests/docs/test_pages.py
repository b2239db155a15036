"""What the pages show is true: their commands and programs run, their pictures are there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup.docs import PAGES, ROOT
from setup.pictures import NAMES
from tests.waiting import PATIENCE
from wfm.cli import COMMANDS

PLAN = "wfm plan examples/site --week 2026-03-02 --out out/week --time-limit 5"
"""What several pages begin with: run once, and copied where it stands."""
PRELUDE = f"""set -euo pipefail
wfm() {{
  if [ "wfm $*" = "{PLAN}" ]; then mkdir -p out && cp -r "$PLANNED" out/week && echo copied
  else {shlex.quote(sys.executable)} -m wfm "$@"; fi
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
    command = [sys.executable, "-m", *shlex.split(PLAN)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=3 * PATIENCE)
    return folder / "out" / "week"


@pytest.mark.parametrize("page", that_run())
def test_what_a_page_shows_runs_from_top_to_bottom(
    page: str, planned: Path, tmp_path: Path
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    environment = {**os.environ, "PLANNED": str(planned), "PYTHONPATH": str(ROOT)}
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
