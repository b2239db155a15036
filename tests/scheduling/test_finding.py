"""A breach that was there before and is smaller now is known; what cannot be told is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wfm.scheduling.rules.finding import Finding
from wfm.words import Phrase, phrase

PAID = phrase("rule.paid_hours.terms", least=18.0, most=40.0, overtime=None)
MONDAY, TUESDAY = date(2026, 3, 23), date(2026, 3, 24)


def found(said: Phrase, **changes: Any) -> Finding:
    return Finding(**{"rule": "One", "phrase": said, "agent_id": "ann", "hard": True, **changes})


def paid(hours: float) -> Phrase:
    return phrase("rule.paid_hours.wrong", hours=hours, wanted=PAID)


def rest(hours: float, least: float = 11.0) -> Phrase:
    return phrase("rule.rest.too_short", hours=hours, least=least)


def wide(minutes: int) -> Phrase:
    return phrase("rule.weekly_start_window.too_wide", minutes=minutes, allowed=120)


@pytest.mark.parametrize(
    ("before", "after", "eases"),
    [
        (wide(180), wide(150), True),
        (wide(150), wide(180), False),
        (rest(8), rest(9.5), True),
        (rest(9.5), rest(8), False),
        (paid(48), paid(44), True),
        (paid(10), paid(12), True),
        (paid(10), paid(41), False),
        (rest(8), wide(121), False),
        (phrase("rule.one_shift_a_day.two"), phrase("rule.one_shift_a_day.two"), False),
    ],
)
def test_a_smaller_breach_on_the_same_side_eases(
    before: Phrase, after: Phrase, *, eases: bool
) -> None:
    assert found(after).eases(found(before)) is eases


def test_another_agent_day_or_rule_has_a_breach_of_its_own() -> None:
    smaller = wide(150)
    for other in ({"agent_id": "bob"}, {"date": TUESDAY}, {"rule": "Other"}):
        assert not found(smaller, **other).eases(found(wide(180), date=MONDAY))
        assert not found(smaller, date=MONDAY, rule="Other").eases(found(wide(180)))


def test_heads_that_are_missing_ease_by_their_price() -> None:
    said = phrase("rule.one_shift_a_day.two")
    before = found(said, agent_id=None, price=300)
    assert found(said, agent_id=None, price=200).eases(before)
    assert not found(said, agent_id=None, price=300).eases(before)
