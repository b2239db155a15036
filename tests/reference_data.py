"""Where the shared reference data lie; tests that need them skip with the reason without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def reference_data(*parts: str) -> Path:
    """Path of a shared file, from WFM_REFERENCE_DATA or `shared` beside the repository."""
    beside = Path(__file__).parents[2] / "shared"
    path = Path(os.environ.get("WFM_REFERENCE_DATA", beside)).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"reference data {'/'.join(parts)} not found: set WFM_REFERENCE_DATA")
    return path
