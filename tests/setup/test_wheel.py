"""The wheel brings the example site along, so that `wfm demo` needs no clone."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import wfm
from tests.setup.pins import ROOT
from tests.waiting import PATIENCE
from wfm.cli.demo import example_site

SITE = ROOT / "examples" / "site"


def test_the_demo_of_a_wheel_finds_the_whole_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site-packages")

    monkeypatch.chdir(tmp_path)
    package = tmp_path / "site-packages" / "wfm"
    monkeypatch.setattr(wfm, "__file__", str(package / "__init__.py"))
    found = example_site()
    assert found.is_relative_to(package)
    assert {path.name: path.read_bytes() for path in found.iterdir()} == {
        path.name: path.read_bytes() for path in SITE.iterdir()
    }
