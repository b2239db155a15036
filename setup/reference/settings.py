"""Reference: every setting of the service."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from setup.reference.markdown import code, joined, table, words
from wfm.settings import Settings

OPENING = """\
# Settings of the service

An operator sets these as environment variables. `wfm serve` makes a secret of its own where none is
set and it listens on this machine alone; sign-ins then end with the process.
"""
UNSET: Final = {"secret": "needed", "db": "`wfm.db`"}


def page() -> str:
    """Write the page."""
    said = dict(attribute_docs(Settings))
    rows = (
        (
            code(f"WFM_{each.name.upper()}"),
            words(said[each.name]),
            _default(each.name, each.default),
        )
        for each in fields(Settings)
    )
    return joined(OPENING, table(("variable", "what it sets", "else"), rows))


def _default(name: str, value: Any) -> str:
    return UNSET.get(name) or (f"{value:,}" if isinstance(value, int) else code(value) or "off")


def attribute_docs(kind: type) -> Iterator[tuple[str, str]]:
    """Give the fields of a class with the words that stand below them."""
    [tree] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - for the types
    for field, below in zip(tree.body, tree.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(ast.Constant(str(text))):
                yield name, inspect.cleandoc(text)


def documented() -> Mapping[str, str]:
    """Give each setting with what is said of it."""
    return dict(attribute_docs(Settings))
