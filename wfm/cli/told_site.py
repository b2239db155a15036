"""A site for a command that needs no history, with a word on whatever of it is odd or not read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wfm.errors import InputProblem
    from wfm.model import Site


def told_site(path: Path) -> Site:
    """Read a site without its time series and tell what is odd, on standard error.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    from wfm.sites import read_site

    inputs = read_site(path, history=False, states=False)
    tell(inputs.warnings)
    return inputs.site


def tell(warnings: Iterable[InputProblem]) -> None:
    """Tell what is odd about an input; nothing is refused for it."""
    for warning in warnings:
        click.echo(f"note: {warning}", err=True)
