"""Tables, code and words as Markdown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def code(text: object) -> str:
    """Write text as it stands, in line."""
    return f"`{text}`" if str(text) else ""


def block(text: str, language: str = "") -> str:
    """Write lines as they stand."""
    return f"```{language}\n{text.strip()}\n```\n"


def words(text: str) -> str:
    """Keep what is said from being read as Markdown or HTML, except for `code`."""
    parts = text.split("`")
    plain = [re.sub(r"([\\*_<>\[\]{}])", r"\\\1", part) for part in parts[::2]]
    parts[::2] = [part.replace("\\<", "&lt;").replace("\\>", "&gt;") for part in plain]
    return "`".join(parts)


def said(thing: object) -> str:
    """Give the docstring of a thing, as words."""
    return words(inspect.getdoc(thing) or "")


def joined(*parts: str) -> str:
    """Put the parts of a page one below the other."""
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
