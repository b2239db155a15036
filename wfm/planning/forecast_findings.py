"""What a forecast finds and refuses, as problems and messages of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from forecasts import ArgumentError, ForecastError, HistoryError, HistoryFinding
from wfm.errors import InputProblem
from wfm.words import Phrase, phrase
from wfm.words.told import phrase_told


def problems_of(
    error: ForecastError, history: str | None, arguments: str | None = None
) -> Iterator[InputProblem]:
    """Say why something cannot be forecast, with the file of the history or of the arguments."""
    if isinstance(error, HistoryError):
        yield from (problem_of(finding, history) for finding in error.findings)
    else:
        yield InputProblem(refusal_of(error), file=arguments)


def problem_of(finding: HistoryFinding, file: str | None) -> InputProblem:
    """Say a finding as a problem of the history's file."""
    what, remedy = said_of(finding)
    if finding.queue:
        what = phrase("finding.of_queue", queue=finding.queue, what=what)
    return InputProblem(what, remedy, file, finding.row, finding.field)


def said_of(finding: HistoryFinding) -> tuple[Phrase, Phrase | None]:
    """Say what a finding is, and what to do."""
    remedy = finding.remedy
    return phrase_told(finding.what), None if remedy is None else phrase_told(remedy)


def refusal_of(error: ForecastError) -> Phrase:
    """Say which argument is outside its range."""
    if isinstance(error, ArgumentError):
        accepted = phrase_told(error.accepted)
        value = repr(error.value)
        return phrase("refusal.parameter", field=error.field, value=value, accepted=accepted)
    return phrase("finding.error", error=str(error))
