"""The order in which people look for names."""

from __future__ import annotations

from unicodedata import combining, normalize


def alphabetical(name: str) -> str:
    """Return the sorting key of a name: Älva comes with Alva, and not after Zoe."""
    letters = normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not combining(letter))
