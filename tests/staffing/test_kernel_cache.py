"""Kernels are compiled once: later processes find the code, also where the package is read-only.

A file stands where a folder would have to be made, which stops an administrator, too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

PACKAGE = Path(__file__).parents[2] / "wfm"
ASK = """
import numpy as np
from numba.core import event
from wfm.staffing.compiled_kernels import blocking_of

class Count(event.Listener):
    compiled = []
    def on_start(self, event): self.compiled.append(event.data["dispatcher"].__name__)
    def on_end(self, event): pass

event.register("numba:compile", Count())
assert abs(blocking_of(np.array([2.0]), np.array([1.0]))[0] - 0.2) < 1e-12
print(len(Count.compiled))
"""

PROBE = """
from typing import NamedTuple
from wfm.staffing.jit import compiled

class Before(NamedTuple):
    value: float

@compiled
def doubled(given): return 2 * given.value
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the package, without its kernels."""
    shutil.copytree(PACKAGE, tmp_path / "lib" / "wfm", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "lib" / "wfm"


def compiled(package: Path, ask: str = ASK, **environment: str) -> int:
    """How many functions a new process compiles to answer a question, of Erlang B."""
    known = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    known |= {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=known | environment,
        cwd=package.parent,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def close(folder: Path) -> str:
    """Let nothing be made below a path."""
    folder.write_text("in the way")
    return str(folder)


def test_a_later_process_finds_the_code_beside_the_package(installed: Path) -> None:
    assert compiled(installed) > 0
    assert compiled(installed) == 0
    assert list(installed.glob("__pycache__/kernels/staffing/*.nbc"))


def test_beside_a_read_only_package_the_users_cache_is_used(installed: Path) -> None:
    close(installed / "__pycache__")
    home = {"HOME": str(installed.parent / "home"), "LOCALAPPDATA": str(installed.parent / "home")}
    assert compiled(installed, **home) > 0
    assert compiled(installed, **home) == 0
    assert list((installed.parent / "home").rglob("*.nbc"))


@pytest.mark.skipif(os.name == "nt", reason="needs a system with owners of temporary folders")
def test_without_a_home_a_private_folder_is_used(installed: Path, tmp_path: Path) -> None:
    close(installed / "__pycache__")
    closed = {"HOME": close(tmp_path / "home"), "TMPDIR": str(tmp_path)}
    assert compiled(installed, **closed) > 0
    assert compiled(installed, **closed) == 0
    (private,) = tmp_path.glob("contact-centre-wfm-*")
    assert private.stat().st_mode & 0o077 == 0

    private.chmod(0o777)
    assert compiled(installed, **closed) > 0, "code that others may have written was run"


def test_a_full_disk_or_a_closed_one_stops_nothing(installed: Path, tmp_path: Path) -> None:
    close(installed / "__pycache__")
    nowhere = {"HOME": close(tmp_path / "home"), "TMPDIR": str(tmp_path), "LOCALAPPDATA": ""}
    for name in (f"contact-centre-wfm-{os.getuid()}",) if hasattr(os, "getuid") else ():
        close(tmp_path / name)
    assert compiled(installed, **nowhere) > 0


def test_who_cannot_write_reads_what_was_compiled_at_installation(
    installed: Path, tmp_path: Path
) -> None:
    assert compiled(installed) > 0
    kernels = installed / "__pycache__" / "kernels"
    assert compiled(installed, NUMBA_CACHE_DIR=str(tmp_path / "mine")) == 0
    assert kernels.is_dir()
    assert not list((tmp_path / "mine").rglob("*.nbc"))


def test_a_change_of_what_a_kernel_calls_in_another_module_is_seen(installed: Path) -> None:
    assert compiled(installed) > 0
    called = installed / "staffing" / "tolerances.py"
    assert "tolerances" in (installed / "staffing" / "compiled_kernels.py").read_text()
    called.write_text(called.read_text() + "\n# changed\n")
    assert compiled(installed) > 0


def test_a_type_that_is_gone_after_an_upgrade_is_compiled_for_anew(installed: Path) -> None:
    """Signatures name the types of arguments; who reads those of before finds none of them."""
    counting = ASK.split("assert")[0].replace(
        "compiled_kernels import blocking_of", "probe import *"
    )
    module = installed / "staffing" / "probe.py"
    for name in ("Before", "After"):
        module.write_text(PROBE.replace("Before", name))
        ask = f"{counting}\nassert doubled({name}(2.0)) == 4.0\nprint(len(Count.compiled))"
        assert compiled(installed, ask) == 1
        assert compiled(installed, ask) == 0
