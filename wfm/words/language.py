"""A language: what each code says in it, and how it writes dates, times, words and lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
        if isinstance(value, tuple):
            return self.joins[join]([self._write(each, kind, "") for each in value])
        if isinstance(value, Phrase):
            return self.say(value)
        if is_noun(kind):
            return noun(float(value), kind)  # type: ignore[arg-type]
        if kind == "word" and (own := word_code(value)) in self.templates:
            return self.templates[own]
        return self.kinds[kind](value) if kind in self.kinds else self.number(value, kind)


def word_code(word: object) -> str:
    """Give the code by which a word of the product's own is said."""
    return f"word.{str(word).replace(' ', '_')}"
