"""What a history can have wrong, in the planner's words.

ForecastError (also a ValueError)
├── HistoryError      a history that cannot be forecast: one or more `HistoryFinding`s
└── ArgumentError     one argument outside its range
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasts.said import Said


@dataclass(frozen=True, slots=True)
class HistoryFinding:
    """Something the planner should know of a history: where it is, what it is, what to do.

    `row` counts as an editor does: 1 is the header, 2 the first record. `fatal` says that the
    queue could not be forecast because of it.
    """

    what: Said
    remedy: Said | None = None
    queue: str | None = None
    row: int | None = None
    field: str | None = None
    fatal: bool = False

    def __str__(self) -> str:
        place = [f"queue {self.queue}"] if self.queue is not None else []
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"field {self.field}"] if self.field else []
        text = f"{', '.join(place)}: {self.what}" if place else self.what
        return f"{text} → {self.remedy}" if self.remedy else text


class ForecastError(ValueError):
    """Base of every error that this package raises on purpose."""


class HistoryError(ForecastError):
    """A history that cannot be forecast; says why, by row where there is one."""

    def __init__(self, findings: Sequence[HistoryFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class ArgumentError(ForecastError):
    """One argument outside its range; names it and the range that is accepted."""

    def __init__(self, field: str, value: object, accepted: Said) -> None:
        self.field, self.value, self.accepted = field, value, accepted
        super().__init__(f"{field} is {value!r}: it must be {accepted}")
