"""Long tables as they are kept: compressed, by whoever stores them and before they do."""

from __future__ import annotations

import gzip
from typing import NewType

Packed = NewType("Packed", bytes)


def pack(text: str) -> Packed:
    """Compress a text; the same text gives the same bytes."""
    return Packed(gzip.compress(text.encode(), mtime=0))


def packed(table: str | Packed) -> Packed:
    """Compress what is not compressed yet."""
    return pack(table) if isinstance(table, str) else table
