"""What there is to say, in English and by its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from wfm.words import Phrase, document


class SaidView(BaseModel):
    """Something said: its code and parameters, and English."""

    code: str
    params: Mapping[str, Any]
    text: str

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> list[SaidView]:
        """Show phrases."""
        return [cls(**document(each)) for each in phrases]
