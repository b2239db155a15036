"""Text in CSV files that a spreadsheet would take for a formula: written as text, and read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠].", re.DOTALL)
MARKED = re.compile(rf"'{FORMULA.pattern}", re.DOTALL)
NUMBER = re.compile(r"[+-]?[\d.,]+(e[+-]?\d+)?", re.IGNORECASE)


def as_text(cell: T) -> T | str:
    """Give a cell as it is written: with an apostrophe before what else would be a formula.

    `of_text` gives every text back, also one that begins with apostrophes of its own.
    """
    if isinstance(cell, str) and FORMULA.match(cell) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def of_text(cell: str) -> str:
    """Give a cell as it was before it was written."""
    return cell[1:] if MARKED.match(cell) else cell


def frame_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table as it is written, its header too."""
    columns: dict[str, Any] = {}
    for name in map(str, frame.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz"])):
        marked = {cell: new for cell in frame[name].unique() if (new := as_text(cell)) is not cell}
        if marked:
            columns[name] = frame[name].replace(marked)
    return frame.assign(**columns).rename(columns=as_text)


def frame_of_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table of texts as it was before it was written."""
    columns: dict[str, Any] = {}
    for name in map(str, frame):
        if frame[name].str.startswith("'").any():
            columns[name] = frame[name].map(of_text, na_action="ignore")
    return frame.assign(**columns).rename(columns=of_text)
