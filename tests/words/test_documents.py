"""Phrases are stored as plain JSON and come back; older messages are told by their text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wfm.words import ENGLISH, Phrase, document, english, phrase, phrase_of
from wfm.words.phrase import Value
from wfm.words.template import KINDS, placeholders

MOMENT = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
SAMPLES: dict[type, Value] = {
    date: date(2026, 10, 25), datetime: MOMENT, int: 495, str: "day_off", bool: True,
}  # fmt: skip
SHORTAGE = phrase(
    "rule.minimum_heads.missed",
    queue="Support calls", heads=2, at=MOMENT, least=3, hours=0.5, skill="support",
)  # fmt: skip
CONFLICT = phrase(
    "schedule.conflict.several",
    rules=(
        phrase("schedule.conflict.rule", rule="Rest", terms=None, dates=(date(2026, 10, 25),)),
        phrase("schedule.conflict.rule", rule="Breaks", terms=phrase("text", text="x"), dates=()),
    ),
)
"""Rules that are in each other's way: a list of phrases, which hold dates and phrases."""


def sample(code: str, *, many: bool) -> Phrase:
    """Say a code with parameters of the kinds that its template names."""
    given: dict[str, Value] = {}
    for name, kind, _ in placeholders(ENGLISH.templates[code]):
        one = SAMPLES.get(KINDS.get(kind, float), 1.5)
        given[name] = (one, one) if many and kind != "if" else one
    return phrase(code, **given)


def stored(said: Phrase) -> dict[str, Any]:
    """Store a phrase, its keys in whatever order a database likes."""
    found: dict[str, Any] = json.loads(json.dumps(document(said), sort_keys=True))
    return found


@pytest.mark.parametrize("many", [False, True])
def test_whatever_can_be_said_comes_back_as_it_was(many: bool) -> None:
    said = [sample(code, many=many) for code in ENGLISH.templates]
    assert not [each.code for each in said if phrase_of(stored(each)) != each]


@pytest.mark.parametrize("said", [SHORTAGE, CONFLICT])
def test_what_holds_times_and_other_phrases_comes_back_too(said: Phrase) -> None:
    assert phrase_of(stored(said)) == said
    assert english(phrase_of(stored(said))) == english(said)


def test_a_document_of_an_earlier_release_may_lack_what_can_be_left_out() -> None:
    """`resting` came to the template later; a skill that is missing leaves the text alone."""
    found = document(SHORTAGE)
    assert phrase_of(found) == SHORTAGE
    del found["params"]["skill"]
    assert phrase_of(found) == phrase("text", text=found["text"])


def test_a_document_has_plain_parameters_beside_the_text() -> None:
    assert document(SHORTAGE) == {
        "text": "Support calls has 2 heads at 02:30, at least 3 needed; 0.5 head-hours with skill "
        "support are missing that day",
        "code": "rule.minimum_heads.missed",
        "params": {
            "queue": "Support calls", "heads": 2, "at": "2026-10-25T02:30:00+01:00", "least": 3,
            "hours": 0.5, "skill": "support",
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [
        {"code": None},
        {"code": "rule.of.a.later.version"},
        {"code": ["rule.rest.terms"]},
        {"params": None},
        {"params": {}},
        {"params": "at"},
        {"params": {**document(SHORTAGE)["params"], "at": "noon"}},
        {"params": {**document(SHORTAGE)["params"], "at": 7}},
        {"params": {**document(SHORTAGE)["params"], "hours": "many"}},
    ],
)
def test_what_is_no_longer_known_is_told_by_the_text_that_was_stored(damage: Any) -> None:
    found = phrase_of({**stored(SHORTAGE), **damage})
    assert english(found) == english(SHORTAGE)
    assert found.code == "text"


def test_a_message_of_an_older_version_has_its_text_alone() -> None:
    assert english(phrase_of({"text": "3 [h] {are} missing"})) == "3 [h] {are} missing"


def test_another_language_says_the_same_in_its_own_words() -> None:
    days = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    german = replace(
        ENGLISH,
        templates={
            "schedule.conflict.several": "{rules:|and} sind zusammen nicht einzuhalten",
            "schedule.conflict.rule": "{rule}[ ({terms})][ am {dates:weekday}]",
            "text": "{text}",
        },
        kinds={**ENGLISH.kinds, "weekday": lambda day: days[day.weekday()]},
        joins={**ENGLISH.joins, "and": " und ".join},
    )
    assert english(CONFLICT) == "Rest on Sun and Breaks (x) cannot all be met"
    assert german.say(CONFLICT) == "Rest am So und Breaks (x) sind zusammen nicht einzuhalten"


def test_what_an_earlier_release_stored_is_said_without_the_parts_that_came_later() -> None:
    earlier = phrase("schedule.conflict.rule", rule="Days per week", dates=())
    assert english(earlier) == "Days per week"
