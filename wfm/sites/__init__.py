"""A site folder or workbook → model; all errors at once, each with file, row, field and remedy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wfm.sites.reader import SiteInput, read_site
    from wfm.sites.schedule_csv import read_schedule, write_schedule_csv

__all__ = ["SiteInput", "read_schedule", "read_site", "write_schedule_csv"]
_HOMES = {
    "SiteInput": "reader",
    "read_schedule": "schedule_csv",
    "read_site": "reader",
    "write_schedule_csv": "schedule_csv",
}


def __getattr__(name: str) -> object:
    """Load the readers on first use: they bring pandas, which a single cell does not need."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
