"""Parameters that several commands take."""

from __future__ import annotations

from collections.abc import Iterable

import click

from wfm.errors import InputProblem, ParameterError
from wfm.words import phrase


class Share(click.ParamType[float]):
    """A share, written as 80% or as 0.8."""

    name = "share"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a share from 0 to 1, as in a site's tables."""
        from wfm.sites import cells

        text = str(value).strip()
        try:
            share = cells.number(text.rstrip("%")) / (100 if text.endswith("%") else 1)
        except cells.CellError:
            self.fail(f"{value!r} is not a share: write 80% or 0.8", param, ctx)
        if not 0 <= share <= 1:
            field = self.name if param is None or param.name is None else param.name
            raise ParameterError(field, text, phrase("range.share_written"))
        return share


SHARE = Share()


def tell_notes(warnings: Iterable[InputProblem]) -> None:
    """Say on stderr what the reading of a file had to say."""
    for warning in warnings:
        click.echo(f"note: {warning}", err=True)
