"""Figures on a page: headings that say what they mean, and cells by unit."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from wfm.figures import Explained, Unit, explained


def headings(columns: Iterable[str]) -> str:
    """Give the cells of a table's head; pointing at one tells what the figure means."""
    return "".join(_heading(explained(column)) for column in columns)


def _heading(figure: Explained) -> str:
    unit = ", minutes" if figure.unit is Unit.MINUTES else ""
    return f'<th title="{escape(figure.words)}">{escape(figure.title)}{unit}'


def cell(column: str, value: float | None) -> str:
    """Write a figure of a column."""
    return explained(column).unit.in_words(value)


def tile(column: str, value: float | None, currency: str = "") -> str:
    """Give a figure of the whole site as a tile."""
    figure = explained(column, "site")
    after = {Unit.MONEY: f", {currency}", Unit.SHARE_A_YEAR: ", a year"}.get(figure.unit, "")
    number = figure.unit.in_words(value)
    words = f"<b>{number}</b><span>{escape(figure.title)}{after}</span>"
    return f'<div class=tile title="{escape(figure.words)}">{words}</div>'
