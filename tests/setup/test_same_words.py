"""README, CONTRIBUTING, package, scripts and Makefile say the same about set-up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setup import environment, lock
from tests.setup.pins import ROOT
from tests.setup.test_locks import PROJECT, PROMISED

FIRST, LAST = PROMISED[0], PROMISED[-1]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_pages_promise_the_same_pythons(page: str) -> None:
    assert set(re.findall(r"3\.\d+ to 3\.\d+", text(page))) == {f"{FIRST} to {LAST}"}


def test_the_package_and_the_scripts_promise_the_same_pythons() -> None:
    assert PROJECT["project"]["requires-python"] == f">={FIRST}"
    assert lock.OLDEST == FIRST
    told = [".".join(map(str, version)) for version in (environment.OLDEST, environment.NEWEST)]
    assert told == [FIRST, LAST]
    minors = [int(version.partition(".")[2]) for version in PROMISED]
    assert minors == list(range(minors[0], minors[-1] + 1))


def test_set_up_without_make_is_what_make_does() -> None:
    (line,) = re.findall(r"^python (setup/\S+)$", text("README.md"), re.MULTILINE)
    assert f"$(PYTHON) {line}" in text("Makefile")
    assert Path(ROOT, line).is_file()


def test_an_unknown_python_is_told_which_ones_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(environment.sys, "argv", ["environment.py"])
    with pytest.raises(SystemExit, match=f"Python {FIRST} to {LAST} is needed, this is 3.10"):
        environment.main()
