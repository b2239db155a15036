"""A phrase: the code of what is to be said and its parameters, in no language yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias, Union

Value: TypeAlias = Union[str, float, date, "Phrase", tuple["Value", ...], None]
"""What a parameter can be. Moments are `datetime`s in the site's time."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A code of the catalogue with the parameters that its template names."""

    code: str
    given: tuple[tuple[str, Value], ...] = ()
    """Name and value of each parameter, by name."""

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Value of each parameter."""
        return dict(self.given)

    def __format__(self, spec: str) -> str:
        """Refuse to stand in a text, which would show how it is kept: say it in a language.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(f"{self.code} is to be said by `english` or a catalogue before {spec!r}")


def phrase(code: str, /, **parameters: Value) -> Phrase:
    """Say something by its code and the parameters that its template names."""
    return Phrase(code, tuple((name, _at_offset(parameters[name])) for name in sorted(parameters)))


def _at_offset(value: Value) -> Value:
    """Give a moment the offset that its zone has then.

    Python holds moments of the hour that clocks repeat for different from those of any other zone
    (PEP 495): they would not come back from where they are stored.
    """
    if isinstance(value, tuple):
        return tuple(_at_offset(each) for each in value)
    return datetime.fromisoformat(value.isoformat()) if isinstance(value, datetime) else value
