"""Where the shared reference data lie.

Without them, what needs them says so and is left out; where WFM_REFERENCE_DATA is set it must run.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared"
LEFT_OUT = "left out without the reference data"


def reference_data(*parts: str) -> Path:
    """Path of a shared file, from WFM_REFERENCE_DATA or `shared` beside the repository."""
    told = os.environ.get("WFM_REFERENCE_DATA")
    path = (Path(told) if told else BESIDE).joinpath(*parts)
    if not path.exists():
        name = "/".join(parts)
        if told:
            pytest.fail(f"{name} is not where WFM_REFERENCE_DATA points, {told}")
        pytest.skip(f"{LEFT_OUT} ({name}): set WFM_REFERENCE_DATA")
    return path
