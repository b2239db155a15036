"""What can go wrong: codes and parameters, whose English is made where it is shown.

WfmError
├── InputError        one or more `InputProblem`s in files or plans: exit status 1
└── RefusalError      one reason, said by a phrase
    └── ParameterError    one argument outside its range (also a ValueError)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wfm.words import Phrase, english, phrase
from wfm.words.places import in_place


class WfmError(Exception):
    """Base of every error that this product raises on purpose."""

    def in_full(self) -> str:
        """Say it to the operator, who may know more than those who only use the product."""
        return str(self)


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing wrong with an input: where it stands, what it is and what would be right.

    `row` counts as the user's editor does: 1 is the header of a table, 2 its first record.
    """

    what: Phrase
    remedy: Phrase | None = None
    file: str | None = None
    row: int | None = None
    field: str | None = None

    @property
    def said(self) -> Phrase:
        """All of it in one phrase."""
        return in_place(self.what, self.remedy, file=self.file, row=self.row, field=self.field)

    def __str__(self) -> str:
        return english(self.said)


class InputError(WfmError):
    """Everything found wrong with an input, gathered so that the user mends it in one go.

    `notes` are what is odd about the same input and would not have stopped it.
    """

    def __init__(
        self, problems: Sequence[InputProblem], notes: Sequence[InputProblem] = ()
    ) -> None:
        self.problems, self.notes = tuple(problems), tuple(notes)
        super().__init__(self.problems, self.notes)

    def __str__(self) -> str:
        notes = (f"note: {note}" for note in self.notes)
        return "\n".join((*map(str, self.problems), *notes))


class RefusalError(WfmError):
    """What was asked for is refused for one reason."""

    def __init__(self, said: Phrase) -> None:
        self.said = said
        super().__init__(said)

    def __str__(self) -> str:
        return english(self.said)


class ParameterError(RefusalError, ValueError):
    """One argument outside its range; names the field and the range that is accepted."""

    def __init__(self, field: str, value: object, accepted: Phrase) -> None:
        self.field, self.value, self.accepted = field, value, accepted
        super().__init__(
            phrase("refusal.parameter", field=field, value=repr(value), accepted=accepted)
        )
