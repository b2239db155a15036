"""Numbers in words: decimals with a point or a comma, and marks between thousands.

`1.018` is a thousand for some and little more than one for others. A cell alone does not tell, its
column mostly does. What stays doubtful is refused: a thousandth of the contacts can be forecast.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from wfm.sites.cell_text import CellError, short
from wfm.words import phrase

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d+ ?%?)", re.ASCII)
SIGN, BLANKS = "[+-]?", "[ '’\u00a0\u202f\u2009]"
GROUPED = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{SIGN}\d{{1,3}}(?:{BLANKS}\d{{3}})+(?:[.,]\d+)?",
        rf"{SIGN}\d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?|{SIGN}\d{{1,3}}\.\d{{3}},\d+",
        rf"{SIGN}\d{{1,3}}(?:,\d{{3}}){{2,}}(?:\.\d+)?|{SIGN}\d{{1,3}},\d{{3}}\.\d+",
        rf"{SIGN}\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?",
    )
]
"""Thousands beyond doubt: by blanks, by several marks, by a decimal mark beside; also lakhs."""
ONE_GROUP = {mark: re.compile(rf"{SIGN}[1-9]\d{{0,2}}\{mark}\d{{3}}", re.ASCII) for mark in ".,"}
MARKED = {mark: re.compile(rf"{SIGN}\d*\{mark}\d+(?: ?%)?", re.ASCII) for mark in ".,"}
UNMARKED_THOUSAND = re.compile(rf"{SIGN}[1-9]\d{{3,}}", re.ASCII)
THOUSANDS_BETWEEN = {(",", ","), (".", ";")}
"""Mark and separator of columns, as the same program writes them: a comma separates columns where
decimals have a point, a semicolon where they have a comma."""


class Doubtful(str):
    """A cell whose mark may part thousands, by the file that it stands in."""

    __slots__ = ()


def number(cell: object) -> float:
    """Read a finite number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell)
    words = str(cell).strip()
    if isinstance(cell, Doubtful) or ONE_GROUP[","].fullmatch(words):
        raise doubtful(words)
    if words.startswith("="):
        raise CellError(phrase("cell.formula", cell=short(words)), phrase("do.paste_value"))
    if DECIMAL_COMMA.fullmatch(words):
        raise CellError(
            phrase("cell.decimal_comma", cell=short(words)),
            phrase("do.with_point", number=words.replace(",", ".")),
        )
    if words.endswith("%"):
        raise CellError(phrase("cell.percentage", cell=short(words)), phrase("do.plain_number"))
    if any(pattern.fullmatch(words) for pattern in GROUPED):
        return _finite(_ungrouped(words))
    if not NUMBER.fullmatch(words):
        raise CellError(phrase("cell.no_number", cell=short(words)), phrase("do.digits"))
    return _finite(float(words))


def _ungrouped(words: str) -> float:
    """Read a number with marks between thousands: only the last mark can be the decimal one."""
    words = re.sub(BLANKS, "", words)
    marks = re.sub(r"[^.,]", "", words)
    decimal = marks[-1:] if marks.count(marks[-1:]) == 1 else ""
    digits = "".join(letter for letter in words if letter not in ".," or letter == decimal)
    return float(digits.replace(",", "."))


def _finite(value: float) -> float:
    if not math.isfinite(value) or abs(value) > 1e12:
        raise CellError(phrase("cell.unusable_number", cell=short(value)), phrase("do.common_size"))
    return float(value)


def amount(cell: object) -> float:
    """Read a number of contacts or of time, where a thousandth would look like a value."""
    if isinstance(cell, str) and ONE_GROUP["."].fullmatch(cell.strip()):
        raise doubtful(cell.strip())
    return number(cell)


def whole(cell: object) -> int:
    """Read a whole number."""
    value = amount(cell)
    if not value.is_integer():
        raise CellError(phrase("cell.no_whole_number", cell=short(cell)), phrase("do.round"))
    return int(value)


def share(cell: object) -> float:
    """Read a share, written as 0.8 or as 80%."""
    words = str(cell).strip()
    if words.endswith("%"):
        return number(words[:-1].rstrip()) / 100
    value = number(cell)
    if 1 < value <= 100:
        what = phrase("cell.above_one", cell=short(cell))
        raise CellError(what, phrase("do.share_or_percent", share=value / 100, percent=value))
    return value


def numbers(cell: object) -> tuple[float, ...]:
    """Read numbers separated by `|`."""
    if isinstance(cell, Doubtful):
        raise doubtful(cell)
    parts = cell if isinstance(cell, list) else str(cell).split("|")
    return tuple(number(part) for part in parts if str(part).strip())


def doubtful(words: str) -> CellError:
    """Say that a number may be a thousand times another one."""
    plain = re.sub("[.,]", "", words)
    return CellError(
        phrase(
            "cell.doubtful_number",
            cell=short(words),
            one=plain,
            other=float(words.replace(",", ".")),
        )
        if ONE_GROUP["."].fullmatch(words) or ONE_GROUP[","].fullmatch(words)
        else phrase("cell.doubtful_marks", cell=short(words)),
        phrase("do.no_thousands", example=re.sub("[^0-9]", "", words.split("|")[0])),
    )


def of_semicolons(cell: str) -> str:
    """Read a short table's cell where semicolons separate: decimals have a comma there."""
    parts = cell.split("|")
    if any(ONE_GROUP["."].fullmatch(part.strip()) for part in parts):
        return Doubtful(cell)
    return "|".join(
        DECIMAL_COMMA.sub(r"\1.\2", part)
        if DECIMAL_COMMA.fullmatch(part) and not ONE_GROUP[","].fullmatch(part)
        else part
        for part in parts
    )


def column(
    words: Collection[str], separator: str, *, counted: bool
) -> tuple[Mapping[str, float], Mapping[str, CellError], str | None]:
    """Read the distinct cells of a column, what their marks mean judged by all of them.

    Only a `counted` column, of contacts or of seconds, can be taken to have thousands. Returns
    values, causes where there is none, and a cell whose mark was taken to part thousands.
    """
    values: dict[str, float] = {}
    causes: dict[str, CellError] = {}
    meanings = {mark: _meaning(words, mark, separator, counted) for mark in ".,"}
    parted: str | None = None
    for cell in words:
        plain = cell.strip()
        mark = next((mark for mark in ".," if ONE_GROUP[mark].fullmatch(plain)), None)
        meaning = meanings[mark] if mark else ""
        try:
            if meaning == "thousands":
                values[cell] = float(re.sub("[.,]", "", plain))
                parted = parted or plain
            elif meaning == "doubtful":
                raise doubtful(plain)
            elif separator == ";" and DECIMAL_COMMA.fullmatch(plain):
                values[cell] = number(plain.replace(",", "."))
            else:
                values[cell] = number(plain)
        except CellError as error:
            causes[cell] = error
    return values, causes, parted


def _meaning(words: Collection[str], mark: str, separator: str, counted: bool) -> str:
    """Say what a mark means before three digits: `decimals`, `thousands`, or `doubtful`."""
    plain = [cell.strip() for cell in words if mark in cell]
    single = [cell for cell in plain if ONE_GROUP[mark].fullmatch(cell)]
    if not single:
        return "decimals"
    other = any(MARKED[mark].fullmatch(cell) for cell in set(plain) - set(single))
    pattern = GROUPED[1 if mark == "." else 2]
    if any(pattern.fullmatch(cell) for cell in plain):
        return "doubtful" if other else "thousands"
    usual = (mark, separator) in THOUSANDS_BETWEEN
    if other or not (counted or usual):
        return "decimals"
    unlike = any(UNMARKED_THOUSAND.fullmatch(cell.strip()) for cell in words)
    if unlike or all(cell.endswith("000") for cell in single):
        return "doubtful"
    return "thousands" if usual and counted else "doubtful"
