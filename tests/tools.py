"""Programs that some tests drive; a test that needs one says so and skips where it is missing."""

from __future__ import annotations

import shutil

import pytest


def needs(program: str) -> str:
    """Return the path of a program, or skip the test with the reason."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"needs {program}, which is not installed here")
    return path
