"""Read-only mappings that can be sent to another process, as all that holds them can then."""

from __future__ import annotations

import copyreg
from types import MappingProxyType
from typing import Any


def read_only(entries: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """Give a mapping that nobody can change."""
    return MappingProxyType(entries)


copyreg.pickle(MappingProxyType, lambda mapping: (read_only, (dict(mapping),)))
