"""So many of a thing, in English."""

from __future__ import annotations


def counted(count: int, one: str, several: str | None = None) -> str:
    """Give a number with its noun: `1 shift`, `1,204 shifts`, `0 days of agents`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
