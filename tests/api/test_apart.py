"""Work in a process of its own: begun anew when it dies, and ended with whoever began it."""

from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from api.apart import Apart


def die_once(marker: str) -> int:
    """Take the process down, but for the second time."""
    if not Path(marker).exists():
        Path(marker).touch()
        os._exit(9)
    return os.getpid()


def die() -> None:
    """Take the process down."""
    os._exit(9)


def test_a_process_that_dies_is_begun_anew_and_what_kills_it_is_told(tmp_path: Path) -> None:
    apart = Apart()
    pid = apart(die_once, str(tmp_path / "died"))
    assert pid != os.getpid()
    assert apart(os.getpid) == pid
    with pytest.raises(BrokenProcessPool):
        apart(die)
    apart.close()
