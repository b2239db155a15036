"""A clone without the reference data passes; where they are promised they must be there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.pins import ROOT
from tests.waiting import PATIENCE

CONFTEST = "from tests.conftest import pytest_runtest_makereport"
ASKING = """
from pathlib import Path

import pytest

from tests import reference_data

reference_data.BESIDE = Path("nowhere")


def test_data():
    reference_data.reference_data("data", "missing.csv")


def test_program():
    pytest.skip("needs a program")
"""


def outcome(folder: Path, test: str, **environment: str) -> str:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_asking.py").write_text(ASKING)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"test_asking.py::{test}"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("required", [{}, {"WFM_REQUIRE_ALL": "1"}])
def test_without_the_data_what_needs_them_is_left_out(
    tmp_path: Path, required: dict[str, str]
) -> None:
    assert "1 skipped" in outcome(tmp_path, "test_data", **required)


def test_where_they_are_promised_they_must_be_there(tmp_path: Path) -> None:
    assert "1 failed" in outcome(tmp_path, "test_data", WFM_REFERENCE_DATA=str(tmp_path))


def test_a_missing_program_is_another_matter(tmp_path: Path) -> None:
    assert "1 skipped" in outcome(tmp_path, "test_program")
    assert "1 failed" in outcome(tmp_path, "test_program", WFM_REQUIRE_ALL="1")
