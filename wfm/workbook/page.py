"""Where the printed pages of a sheet end: heights of rows and pages, in points of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wfm.workbook.sheet_writer import Styled
    from wfm.workbook.styles import Look

SIDE, BOTTOM = 0.4, 0.75
"""Margins in inches; the foot of the page stands in the lower one."""
A4 = (8.27, 11.69)
USUAL = 15.0
"""Height of a row that says none."""
POINTS_PER_UNIT = 5.25
"""Width of one unit of a column: seven pixels of 1/96 inch, in the font that the sheets name."""
LINE, SPACE, NARROW, USUAL_LETTER, WIDE = 1.3, 0.23, 0.28, 0.52, 0.85
"""Height of a line and widths of letters, as shares of the font's size."""
NARROW_LETTERS, WIDE_LETTERS = frozenset(" .,:;·|!'ijltfI()[]"), frozenset("mwMW%@—…")
BOLD, PADDING = 1.06, 0.8
"""How much wider bold letters are, and the units of a column that its borders take."""
ORPHAN = 0.2
"""Share of a page below which what is left over is squeezed onto the pages before it."""


def row_height(cells: Sequence[Styled], widths: Sequence[float]) -> float | None:
    """Return the height that the wrapped cells of a row need; None where one line does."""
    heights = [
        lines * look.size * LINE + 2
        for (value, look), width in zip(cells, widths, strict=False)
        if look.wrap and isinstance(value, str) and (lines := _lines(value, look, width)) > 1
    ]
    return max(heights, default=None)


def _lines(text: str, look: Look, width: float) -> int:
    """Count the lines of a text that breaks between words, and inside those that are too long."""
    room = (width - PADDING) * POINTS_PER_UNIT / (look.size * (BOLD if look.bold else 1))
    lines = 0
    for paragraph in text.split("\n"):
        used = room
        for word in paragraph.split(" "):
            length = sum(map(_letter, word))
            if used + SPACE + length <= room:
                used += SPACE + length
            else:
                whole, used = divmod(length, room)
                lines += 1 + int(whole)
    return lines


def _letter(letter: str) -> float:
    return NARROW if letter in NARROW_LETTERS else WIDE if letter in WIDE_LETTERS else USUAL_LETTER


class _Flow:
    """Rows that run onto pages."""

    def __init__(self) -> None:
        self.used, self.full = 0.0, 0

    def add(self, points: float, capacity: float, repeated: float) -> None:
        if self.used + points > capacity:
            self.turn(repeated)
        self.used += points

    def turn(self, repeated: float) -> None:
        self.full, self.used = self.full + 1, repeated


class Page:
    """Follows the rows of a sheet onto its pages, which are as wide as its columns."""

    def __init__(self, widths: Sequence[float], portrait: bool, repeated: int) -> None:
        width, height = A4 if portrait else A4[::-1]
        width, height = (width - 2 * SIDE) * 72, (height - SIDE - BOTTOM) * 72
        self.capacity = height * max(1.0, POINTS_PER_UNIT * sum(widths) / width)
        self._to_repeat, self._repeated = repeated, 0.0
        self._turned, self._unturned, self.fixed = _Flow(), _Flow(), False

    def add(self, height: float | None) -> None:
        """Take one row in."""
        points = USUAL if height is None else height
        if self._to_repeat:
            self._to_repeat, self._repeated = self._to_repeat - 1, self._repeated + points
        for flow in (self._turned, self._unturned):
            flow.add(points, self.capacity, self._repeated)

    def holds(self, heights: Sequence[float | None]) -> bool:
        """Tell whether further rows fit on the page that is being filled, or on none."""
        points = sum(USUAL if height is None else height for height in heights)
        free = self.capacity - self._turned.used
        return points <= free or points > self.capacity - self._repeated

    def turn(self) -> None:
        """Begin a new page."""
        self._turned.turn(self._repeated)

    @property
    def fit_to_height(self) -> int:
        """Pages to squeeze the sheet onto, lest the last has few rows; 0 for as many as needed."""
        flow = self._unturned
        few = flow.full and flow.used - self._repeated < ORPHAN * self.capacity
        return 0 if self.fixed or not few else flow.full
