"""A phrase is said by a catalogue: put into a text by itself it would show its insides."""

from __future__ import annotations

import pytest

from wfm.words import phrase


def test_a_phrase_is_never_put_into_a_text_unsaid() -> None:
    said = phrase("do.next_day")
    with pytest.raises(TypeError, match=r"do\.next_day"):
        f"{said}"
    with pytest.raises(TypeError):
        f"{said}"
    assert "do.next_day" in repr(said)
