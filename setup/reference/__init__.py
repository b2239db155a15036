"""The reference, made from the code: a page for each kind of thing that has a name.

`PAGES` gives each page's Markdown by its file. What the code declares is listed here because it is
declared, not because somebody thought of it; a test holds each page against the code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from setup.reference import commands, figures, files, messages, routes, rules, settings, tables

PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "tables.md": tables.page,
    "files.md": files.page,
    "rules.md": rules.page,
    "figures.md": figures.page,
    "commands.md": commands.page,
    "routes.md": routes.page,
    "messages.md": messages.page,
    "settings.md": settings.page,
}
