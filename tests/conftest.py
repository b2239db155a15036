"""What all tests share.

With WFM_REQUIRE_ALL set, as in CI, a test that would skip for want of a tool fails. The reference
data are the one thing that a clone need not have.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.databases import (
    database,
    database_url,
    migrated,
    migrated_file,
    postgresql_server,
    postgresql_url,
    sqlite_url,
)
from tests.reference_data import LEFT_OUT

__all__ = [
    "database",
    "database_url",
    "migrated",
    "migrated_file",
    "postgresql_server",
    "postgresql_url",
    "sqlite_url",
]


settings.register_profile("patient", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("patient")  # a run finds what it found before; `make search` draws anew


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    left_out = hasattr(report, "wasxfail") or LEFT_OUT in str(report.longrepr)
    if report.skipped and not left_out and os.environ.get("WFM_REQUIRE_ALL"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though everything is required: {report.longrepr}"
    return report
