"""Languages beside English: catalogues of the same codes, numbers and dates by locale."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.words.test_catalogue import SOURCES
from tests.words.test_catalogue import calls as calls_of
from wfm.scheduling.rules import RULES, MinimumHeads
from wfm.scheduling.rules.coverage import NAME as COVERAGE
from wfm.scheduling.rules.finding import Finding
from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE
from wfm.words import ENGLISH, pages, phrase
from wfm.words.language import word_code
from wfm.words.locales import CATALOGUES, language, locale_of, tags
from wfm.words.template import JOINS, KINDS, placeholders

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "api" / "pages"
OTHERS = [tag for tag in tags() if tag != "en"]


def said(tag: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=tag) if m.id}


def calls() -> Iterator[tuple[str, nodes.Expr, set[str]]]:
    """Give what templates say: where, by which expression for the code, with which parameters."""
    for path in sorted(PAGES.rglob("*.html")):
        for call in (
            Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call)
        ):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                given = {keyword.key for keyword in call.kwargs}
                yield f"{path.relative_to(ROOT)}:{call.lineno}", call.args[0], given


def test_there_is_german() -> None:
    assert "de" in OTHERS


@pytest.mark.parametrize("tag", OTHERS)
def test_what_a_catalogue_says_has_the_parameters_of_the_english(tag: str) -> None:
    for code, text in language(tag).templates.items():
        known = {name for name, _, _ in placeholders(ENGLISH.templates[code])}
        assert {name for name, _, _ in placeholders(text)} == known, code


@pytest.mark.parametrize("tag", OTHERS)
def test_everything_is_said_in_every_language(tag: str) -> None:
    found = said(tag)
    for code, text in ENGLISH.templates.items():
        names = {name for name, _, _ in placeholders(text)}
        assert found.get(code), code
        assert {name for name, _, _ in placeholders(found[code])} == names, code


def test_templates_say_codes_that_there_are_with_their_parameters() -> None:
    found = list(calls())
    assert len(found) > 50
    for place, code, given in found:
        if isinstance(code, nodes.Const):
            assert code.value in pages.TEMPLATES, (place, code.value)
            names = {name for name, _, _ in placeholders(pages.TEMPLATES[code.value])}
            assert given == names, (place, code.value)


def test_no_word_of_a_template_is_outside_the_catalogue() -> None:
    """Text between tags is a code's, a sign or a unit: else it stays English in every language."""
    for path in sorted(PAGES.rglob("*.html")):
        text = re.sub(r"(?s)\{% macro flag.*?endmacro %\}", " ", path.read_text("utf-8"))
        text = re.sub(r"(?s)\{[%#{].*?[%#}]\}", " ", text)
        text = re.sub(r"<[^>]*>", " ", text)
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"min"}
        assert not words, (path.name, words)


@pytest.mark.parametrize("tag", tags())
def test_a_language_writes_every_kind_and_every_list(tag: str) -> None:
    words = language(tag)
    assert set(words.kinds) == set(KINDS)
    assert set(words.joins) == set(JOINS)
    assert locale_of(tag).language == tag


def test_numbers_dates_and_lists_are_written_as_their_readers_do() -> None:
    at = datetime(2026, 3, 24, 8, 5, tzinfo=UTC)
    more = phrase("schedule.shortage", queue="Mail", date=date(2026, 3, 24), missing=1234.5,
                  worst=at, lacking=2.5, needed=4.0, below_at=None, below_heads=None, least=None,
                  skill="a", start=at, end=at, covered=1.0, on_queue=1, skilled=2, shared=False,
                  away=0, absent=0, off=0)  # fmt: skip
    assert "1234,5" in language("de").say(more)
    assert "24. März" in language("de").say(more)
    assert "Tue, 24 Mar 2026" in language("en").say(more)


def test_days_that_follow_each_other_are_said_as_a_run() -> None:
    dates = tuple(date(2026, 3, day) for day in (2, 3, 4, 8))
    said = {"bid.part": ((0, 1, 2, 3, 4, 6), (5, 6)), "schedule.conflict.rule": (dates,)}
    for tag, expected in {
        "en": ("Mon–Fri and Sun: E", "Sat and Sun: E", "Rest on Mon–Wed, Sun"),
        "de": ("Mo–Fr und So: E", "Sa und So: E", "Rest am Mo–Mi, So"),
    }.items():
        days = [
            language(tag).text("bid.part", days=each, shifts=("E",)) for each in said["bid.part"]
        ]
        clash = language(tag).text("schedule.conflict.rule", rule="Rest", terms=None, dates=dates)
        assert (*days, clash) == expected


def test_what_a_catalogue_lacks_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wfm.words.locales.CATALOGUES", Path("nowhere"))
    language.cache_clear()
    try:
        assert language("de").say(phrase("page.language.name")) == "English"
    finally:
        language.cache_clear()


def test_the_name_of_every_rule_is_a_word_in_every_language() -> None:
    names = {rule.name for rule in (*RULES, *RULES_BETWEEN_PEOPLE.values(), MinimumHeads())}
    names |= {COVERAGE, *findings_by_name()}
    assert len(names) > 40
    for name in names:
        assert ENGLISH.templates.get(word_code(name)) == name
        found = Finding(name, phrase("rule.agents.unknown"))
        assert str(found).startswith(f"{name}: ")
        for tag in OTHERS:
            own = language(tag).say(found.in_full)
            assert not own.startswith(name), (tag, name)


def findings_by_name() -> Iterator[str]:
    """Give the findings that no rule makes: their name is written out."""
    for _, call in calls_of(SOURCES, "Finding"):
        name = call.args[0] if call.args else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield name.value
