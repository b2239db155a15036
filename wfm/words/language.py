"""A language: what each code says in it, and how it writes dates, times, words and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wfm.words.phrase import Phrase, Value
from wfm.words.template import filled, is_noun, noun


@dataclass(frozen=True, slots=True)
class Language:
    """Puts phrases into words."""

    templates: Mapping[str, str]
    """Code → template."""
    kinds: Mapping[str, Callable[[Any], str]]
    """Kind of `wfm.words.template.KINDS` → how a parameter of it is written."""
    joins: Mapping[str, Callable[[Sequence[str]], str]]
    """Join of `wfm.words.template.JOINS` → how a list is written."""
    number: Callable[[Any, str], str] = format
    """How what has no kind is written, by Python's format of it."""
    forms: Mapping[str, str] = field(default_factory=dict)
    """English of names, choices and notes of form fields, as they are declared → what they are."""

    def say(self, phrase: Phrase) -> str:
        """Put a phrase, and those in its parameters, into words."""
        return filled(self.templates[phrase.code], phrase.parameters, self._write)

    def text(self, code: str, /, **parameters: Value) -> str:
        """Put a code with its parameters into words, for templates, which know no phrases."""
        return self.say(Phrase(code, tuple(sorted(parameters.items()))))

    def in_form(self, text: str) -> str:
        """Say the name of a field, a choice or a note, which stand in English where declared."""
        return self.forms.get(text, text)

    def _write(self, value: Value, kind: str, join: str) -> str:
        if isinstance(value, tuple) and kind == "weekday":
            return self.joins[join]([self._days(run) for run in runs_of_days(value)])  # type: ignore[arg-type]
        if isinstance(value, tuple):
            return self.joins[join]([self._write(each, kind, "") for each in value])
        if isinstance(value, Phrase):
            return self.say(value)
        if is_noun(kind):
            return noun(float(value), kind)  # type: ignore[arg-type]
        if kind == "word" and (own := word_code(value)) in self.templates:
            return self.templates[own]
        return self.kinds[kind](value) if kind in self.kinds else self.number(value, kind)

    def _days(self, run: Sequence[date | int]) -> str:
        ends = [self.kinds["weekday"](day) for day in (run[0], run[-1])]
        return ends[0] if len(run) == 1 else "–".join(ends)


def runs_of_days(days: Sequence[date | int]) -> Iterator[Sequence[date | int]]:
    """Part weekdays or dates: three and more that follow each other are one run."""
    runs: list[list[date | int]] = []
    for day in days:
        if runs and _ordinal(runs[-1][-1]) == _ordinal(day) - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        if len(run) > 2:
            yield run
        else:
            yield from ([day] for day in run)


def _ordinal(day: date | int) -> int:
    return day if isinstance(day, int) else day.toordinal()


def word_code(word: object) -> str:
    """Give the code by which a word of the product's own is said."""
    return f"word.{str(word).replace(' ', '_')}"
