"""Everything that is wrong or odd about an input, gathered before anything is raised."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from wfm.errors import InputError, InputProblem
from wfm.words import Phrase, phrase

SHOWN_PER_FIELD = 10
"""Problems of one field that are spelled out; the rest are counted."""


@dataclass
class Findings:
    """Errors stop the reading at its end; warnings go with the result."""

    errors: list[InputProblem] = field(default_factory=list)
    warnings: list[InputProblem] = field(default_factory=list)
    _places: dict[Phrase, list[str]] = field(default_factory=dict)
    _first: dict[Phrase, tuple[int, Phrase]] = field(default_factory=dict)

    def error(
        self,
        what: Phrase,
        remedy: Phrase | None = None,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> None:
        """Note something that must be mended."""
        self.errors.append(InputProblem(what, remedy, file, row, field))

    def error_once(
        self,
        what: Phrase,
        remedy: Phrase,
        file: str,
        row: int,
        field: str,
        same: Phrase | None = None,
    ) -> None:
        """Note a cause that may stand in many rows and tables: where first, and how often.

        `same` is what it may have been told as elsewhere.
        """
        self._once(self.errors, InputProblem(what, remedy, file, row, field), same)

    def warn_once(self, what: Phrase, remedy: Phrase, file: str, row: int, field: str) -> None:
        """Note what the user should know and may stand in many rows: where first, how often."""
        self._once(self.warnings, InputProblem(what, remedy, file, row, field))

    def _once(
        self, told: list[InputProblem], problem: InputProblem, same: Phrase | None = None
    ) -> None:
        cause = same or problem.what
        places = self._places.setdefault(cause, [])
        places.append(problem.file or "")
        if len(places) == 1:
            self._first[cause] = len(told), problem.what
            told.append(problem)
            return
        others = sorted({place for place in places if place != places[0]})
        place, what = self._first[cause]
        what = phrase("table.repeated", what=what, rows=len(places), others=tuple(others))
        told[place] = replace(told[place], what=what)

    def warn(
        self,
        what: Phrase,
        remedy: Phrase | None = None,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> None:
        """Note something that the user should know."""
        self.warnings.append(InputProblem(what, remedy, file, row, field))

    def raise_errors(self) -> None:
        """Raise everything found so far, if anything was.

        Raises
        ------
        InputError
            With all errors, in the order of files and rows, and with the warnings.
        """
        if self.errors:
            raise InputError(shortened(self.errors), shortened(self.warnings))


def shortened(problems: Sequence[InputProblem]) -> list[InputProblem]:
    """At most `SHOWN_PER_FIELD` problems of one field in full, and how many more there are."""
    seen: Counter[tuple[str | None, str | None]] = Counter()
    shown: list[InputProblem] = []
    for problem in problems:
        if problem.row is None:
            shown.append(problem)
            continue
        seen[problem.file, problem.field] += 1
        if seen[problem.file, problem.field] <= SHOWN_PER_FIELD:
            shown.append(problem)
    more = [
        InputProblem(
            phrase("table.more_problems", count=count - SHOWN_PER_FIELD), None, file, None, name
        )
        for (file, name), count in seen.items()
        if count > SHOWN_PER_FIELD
    ]
    return shown + more


def one_of(known: Iterable[str]) -> Phrase:
    """Name the accepted values, the first dozen of them."""
    names = sorted(known)
    if not names:
        return phrase("do.none_yet")
    all_ = len(names) if len(names) > 12 else None
    return phrase("do.use_one_of_many", names=tuple(names[:12]), all=all_)


def likely(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that is likely meant."""
    by_letters = {_letters(candidate): candidate for candidate in known}
    close = get_close_matches(_letters(name[:80]), by_letters, n=1, cutoff=0.75)
    return by_letters[close[0]] if close else None


def _letters(name: str) -> str:
    """Give a name without case and accents: `Gul Gur` is nearer to `Gül Gür` than its letters."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def suggestion(name: str, known: Iterable[str]) -> Phrase:
    """Name the likeliest meant value, or the accepted ones."""
    names = list(known)
    close = likely(name, names)
    return phrase("do.did_you_mean", name=close) if close else one_of(names)
