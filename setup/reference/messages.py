"""Reference: every message code."""

from __future__ import annotations

from setup.reference.markdown import code, joined, table, words
from wfm.words.__main__ import codes

OPENING = """\
# Message codes

What the product tells is a code with parameters; its words are made where they are read. Programs
go by the code. In a template `{name}` is a parameter, `{name:kind}` says how it is written, and
what stands in `[…]` is left out where a parameter in it is not known. `python -m wfm.words` prints
this list as CSV.
"""


def page() -> str:
    """Write the page."""
    areas: dict[str, list[tuple[str, str, str]]] = {}
    for name, parameters, template in codes():
        row = (code(name), ", ".join(map(code, parameters.split())), words(template))
        areas.setdefault(name.partition(".")[0], []).append(row)
    head = ("code", "parameters", "in English")
    parts = (joined(f"## {area}\n", table(head, rows)) for area, rows in areas.items())
    return joined(OPENING, *parts)
