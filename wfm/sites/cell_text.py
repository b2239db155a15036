"""Words of a cell: as they are kept, and as they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time

from wfm.words import Phrase, english, phrase

LONGEST = 200
DASHES = re.compile("[-‐‑‒–—―−]")
JOINERS = "\u200c\u200d"
"""Persian, Sinhala and others spell with them; what else Unicode calls format is no letter."""
QUOTED = re.compile(r'="([^"]*)"')
"""How exports keep a spreadsheet from reading a text as a number."""


class CellError(ValueError):
    """A cell that does not mean what its column asks for."""

    def __init__(self, what: Phrase, remedy: Phrase) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy

    def __str__(self) -> str:
        return english(self.what)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that has nothing to read: a formula that was never computed, or an error."""

    what: Phrase
    remedy: Phrase


def short(cell: object) -> str:
    """Give a cell for a message, which quotes it: no more than 40 characters."""
    text = str(cell)
    return text if len(text) <= 40 else text[:37] + "…"


def text(cell: object) -> str:
    """Read words, or a number that is used as a name.

    They are kept in composed form (NFC), blanks of any width as one, without marks that nobody
    sees, so that what looks the same is the same.
    """
    if isinstance(cell, list | dict | date | time | bool):
        raise CellError(phrase("cell.no_text", cell=short(cell)), phrase("do.plain_text"))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = str(cell).strip()
    if words.startswith("="):
        literal = QUOTED.fullmatch(words)
        if not literal:
            raise CellError(phrase("cell.formula", cell=short(words)), phrase("do.paste_its_value"))
        words = literal[1]
    if not words.isascii():
        words = "".join(letter for letter in words if letter in JOINERS or not _unseen(letter))
    words = re.sub(r"[^\S\r\n\t\v\f\x1c-\x1f\x85\u2028\u2029]+", " ", words).strip(" " + JOINERS)
    if not words.translate(dict.fromkeys(map(ord, JOINERS))).isprintable():
        raise CellError(phrase("cell.control_characters", cell=short(words)), phrase("do.one_line"))
    if len(words) > LONGEST:
        raise CellError(
            phrase("cell.too_long", cell=short(words)),
            phrase("do.at_most_characters", most=LONGEST),
        )
    return unicodedata.normalize("NFC", words)


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"


def compared(name: str) -> str:
    """Give what two names are told apart by: neither case, nor blanks and composition."""
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def spoken(cell: object) -> str:
    """Give a cell's words in small letters, with plain dashes, single blanks and no full width."""
    words = unicodedata.normalize("NFKC", DASHES.sub("-", str(cell)))
    return " ".join(words.casefold().split())
