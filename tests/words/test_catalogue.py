"""Every message is a code with the parameters that its template names; its English is made last."""

from __future__ import annotations

import ast
import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from api.pages.audit.page import DID
from forecasts.holiday_kinds import HolidayKind
from wfm.model import Channel
from wfm.model.agent import PreferenceKind
from wfm.model.day_parts import UnpopularWork
from wfm.model.group_rule import GroupRuleKind
from wfm.model.leave import LeaveUnit
from wfm.store.audit import ACTIONS, THINGS
from wfm.store.leave import LeaveStatus
from wfm.store.open_shifts import OpenStatus
from wfm.store.plans import PlanKind
from wfm.store.trades import TradeStatus
from wfm.store.users import Role
from wfm.words import ENGLISH, schemas, terms
from wfm.words import pages as words_of_pages
from wfm.words.english import AREAS
from wfm.words.language import word_code
from wfm.words.template import JOINS, KINDS, is_noun, noun, placeholders

ROOT = Path(__file__).parents[2]
SOURCES = [path for room in ("wfm", "api") for path in sorted((ROOT / room).rglob("*.py"))]
OUTSIDE = [path for path in SOURCES if (ROOT / "wfm" / "words") not in path.parents]
PHRASE_AT = {
    "Message": 2, "Finding": 1, "InputProblem": 0, "CellError": 0, "Unreadable": 0,
    "UnreadableError": 0, "Fault": 1, "ConflictError": 0, "RefusedError": 1, "ParameterError": 2,
    "StaleError": 0, "MergeError": 0, "DatabaseBusyError": 0, "TooManyPasswordsError": 0,
}  # fmt: skip
"""Which argument of what is told says it."""


def calls(paths: list[Path], *names: str) -> Iterator[tuple[str, ast.Call]]:
    """Give the calls of functions by name, with where they stand."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


TEXTS = {"phrase": 1, "said": 2}
"""How many texts a call has: whoever knows no catalogue gives the English, too."""
FORECASTS = sorted((ROOT / "forecasts").rglob("*.py"))


def sayings() -> Iterator[tuple[str, ast.Call]]:
    """Give each place where something is said."""
    yield from calls(SOURCES, "phrase")
    yield from calls([*FORECASTS, ROOT / "wfm" / "service" / "spread_forecast.py"], "said")


def parameters(code: str) -> set[str]:
    return {name for name, _, _ in placeholders(ENGLISH.templates[code])}


def code_of(call: ast.Call) -> str | None:
    """Give the code of a call; forecasts give the English beside it, which is theirs."""
    first = call.args[0] if len(call.args) == TEXTS[call.func.id] else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def is_said(told: ast.expr | None) -> bool:
    """Tell whether an argument can be a phrase: no text, nor what was made text again."""
    if isinstance(told, ast.IfExp):
        return is_said(told.body) and is_said(told.orelse)
    if isinstance(told, ast.Call) and isinstance(told.func, ast.Name):
        return told.func.id not in {"str", "english"}
    return isinstance(told, ast.Name | ast.Attribute | ast.Call)


def test_whoever_says_something_names_a_code_and_gives_what_its_template_names() -> None:
    wrong = []
    for place, call in sayings():
        code, given = code_of(call), {keyword.arg for keyword in call.keywords}
        if code not in ENGLISH.templates or given != parameters(code):
            wrong.append((place, code, given))
    assert not wrong, wrong


def words_in(given: ast.expr) -> list[str]:
    """Give what an argument says in English, where it is written out."""
    if isinstance(given, ast.IfExp):
        return words_in(given.body) + words_in(given.orelse)
    if isinstance(given, ast.BoolOp | ast.JoinedStr):
        return [text for value in given.values for text in words_in(value)]
    text = given.value if isinstance(given, ast.Constant) else None
    return [text] if isinstance(text, str) and re.search(r"[A-Za-z]{2,}", text) else []


AS_TYPED = {"do.begin_plan", "do.begin_each", "do.header_line"}
"""What is to be typed just so."""


def test_no_parameter_is_english_that_no_language_can_replace() -> None:
    wrong = []
    for place, call in calls(OUTSIDE, "phrase"):
        code = code_of(call) or "text"
        kinds = {name: kind for name, kind, _ in placeholders(ENGLISH.templates[code])}
        wrong += [
            (place, code, keyword.arg)
            for keyword in call.keywords
            if not kinds[keyword.arg or ""] and words_in(keyword.value)
        ]
    assert [each for each in wrong if each[1] not in AS_TYPED] == []


SAID_AS_WORDS = (
    LeaveStatus, TradeStatus, OpenStatus, LeaveUnit, GroupRuleKind, PreferenceKind, UnpopularWork,
    PlanKind, Channel, Role, HolidayKind,
)  # fmt: skip
"""What `{name:word}` may be, where it is one of several."""
WORD_AT = {
    "NotFoundError": 0,
    "check_known": 2,
    "Entity": 0,
    "documents": 0,
    "beside": 3,
    "record": 3,
}
"""Which argument of a function is a word."""


def written(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from (*written(given.body), *written(given.orelse))


def words_said() -> Iterator[tuple[str, str]]:
    """Give the words of the product that are said, with where."""
    for of in SAID_AS_WORDS:
        yield from ((of.__name__, str(each)) for each in of)
    for place, call in calls(OUTSIDE, *WORD_AT):
        assert isinstance(call.func, ast.Name)
        for given in call.args[WORD_AT[call.func.id] :][:1]:
            yield from ((place, word) for word in written(given))
    yield from (("audit trail", thing) for thing in THINGS)
    for place, call in calls(OUTSIDE, "phrase"):
        kinds = {n: kind for n, kind, _ in placeholders(ENGLISH.templates[code_of(call) or "text"])}
        for keyword in call.keywords:
            if kinds[keyword.arg or ""] == "word":
                yield from ((place, word) for word in written(keyword.value))


def test_a_word_of_the_product_has_a_code_in_every_language() -> None:
    said = list(words_said())
    assert len(said) > 100
    assert [each for each in said if word_code(each[1]) not in ENGLISH.templates] == []


def test_what_the_audit_trail_says_was_done_is_a_phrase_on_its_pages() -> None:
    said = {code for code in ENGLISH.templates if code.startswith(DID)}
    assert said == {DID + action.replace(" ", "_") for action in ACTIONS}


def test_every_code_is_said_somewhere_and_stands_in_one_area() -> None:
    said = {code_of(call) for _, call in sayings()}
    elsewhere = (words_of_pages, terms, schemas)
    said |= {code for area in elsewhere for code in area.TEMPLATES}
    assert said == set(ENGLISH.templates)
    assert sum(len(area.TEMPLATES) for area in AREAS) == len(ENGLISH.templates)


def test_no_message_is_made_of_text() -> None:
    told = list(calls(OUTSIDE, *PHRASE_AT))
    assert len(told) > 50
    wrong = []
    for place, call in told:
        assert isinstance(call.func, ast.Name)
        at = PHRASE_AT[call.func.id]
        text = call.args[at] if len(call.args) > at else None
        if not is_said(text):
            wrong.append(place)
    assert not wrong, wrong
    assert not list(calls(OUTSIDE, "Phrase"))
    assert not [place for place, _ in calls(FORECASTS, "Said") if "said.py" not in place]
    assert "text" not in {code_of(call) for _, call in calls(OUTSIDE, "phrase")}


def test_a_template_knows_only_kinds_and_joins_that_a_language_has() -> None:
    for code, template in ENGLISH.templates.items():
        for _, kind, join in placeholders(template):
            assert join in JOINS, code
            if is_noun(kind):
                assert noun(1, kind) != noun(2, kind), code
            elif kind not in KINDS:
                assert format(1.0, kind), code


def test_a_language_writes_every_kind_and_every_list() -> None:
    assert set(ENGLISH.kinds) == set(KINDS)
    assert set(ENGLISH.joins) == set(JOINS)


def test_the_codes_can_be_listed_for_the_documentation() -> None:
    command = [sys.executable, "-m", "wfm.words"]
    listed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(listed))}
    assert set(rows) == set(ENGLISH.templates)
    assert rows["rule.rest.too_short"]["parameters"] == "hours least"


NOUNS = (
    "agents", "changes", "columns", "contacts", "days", "edits", "events", "files", "findings",
    "heads", "hours", "intervals", "lines", "messages", "minutes", "months", "nights", "others",
    "people", "persons", "places",
    "queues", "requests", "rounds", "rows", "rules", "runs", "seconds", "shifts",
    "shortages", "trades", "weekends", "weeks",
)  # fmt: skip
MANY = re.compile(
    rf"\{{([^{{}}]*)\}} (?:of \{{[^{{}}]*\}} )?(?:more |smaller )?({'|'.join(NOUNS)})\b"
)
"""A number, then what cannot be said of one."""
FRACTIONS = re.compile(r":[^}]*\.[1-9]f")
ALWAYS_SEVERAL = {"rule.breaks.stretch", "rule.breaks.activity", "rule.start_changes.terms",
                  "rule.weekly_start_window.terms", "rule.weekly_start_window.too_wide",
                  "rule.weekends_in_turn.too_many", "rule.law.pauses", "rule.law.meal",
                  "rule.law.no_meal", "forecast.mixed_lengths", "forecast.odd_interval",
                  "forecast.rows_contradict", "forecast.rows_contradict_else",
                  "forecast.shape_of", "forecast.few_days", "import.many_files",
                  "table.many_series_rows", "table.many_rows", "history.odd_aht",
                  "site.meeting_misfit", "schedule.meeting_rounded",
                  "history.shared_times", "table.repeated",
                  "table.rows_like_it", "table.titles", "states.batch_large",
                  "demand.intervals_apart", "demand.other_intervals",
                  "refusal.worker_silent"}  # fmt: skip
"""Minutes of rules whose steps are of five minutes, and a share of several weekends."""
BOUNDS = re.compile(
    r"\b(MAX\w*|limit|length / 60:g|possible\(plan\)|\w+ // 60|len\(places\)|len\(events\)|"
    r"aht:,.0f|doubtful|shared|record.minutes|minutes|demand.minutes|figure.title|heads.title|"
    r"measure.of|runs)"
)
"""What is never one: constants, steps of minutes, and rows that are alike."""

UNNAMED = {
    "adherence.agent_unknown",  # nobody knows it
    "refusal.day_changed_since", "refusal.overlap_around", "stale.agent_day",
    # as files and forms have them, where the id is what is to be corrected
    "do.decide_day", "check.agent_repeated", "check.locked_shift", "check.two_locked",
    "check.two_meetings",
    "check.unknown_agent", "check.unknown_work_plan", "roster.not_here", "roster.overlap",
    "roster.row_twice", "roster.unknown_agent", "site.absent_already", "site.leave.account_twice",
    "site.no_agent", "site.not_employed", "table.shifts_overlap",
}  # fmt: skip
"""Refusals of the store, which knows ids: pages show the name beside."""


def test_one_thing_is_not_said_to_be_several() -> None:
    wrong = [
        (code, found[0])
        for code, template in ENGLISH.templates.items()
        for found in MANY.finditer(template)
        if code not in ALWAYS_SEVERAL and not FRACTIONS.search(found[0])
    ]
    assert not wrong
    assert ENGLISH.text("schedule.way_out.legal", shifts=1) == "1 shift"
    assert ENGLISH.text("schedule.way_out.legal", shifts=0) == "0 shifts"


def test_no_sentence_of_the_code_counts_one_thing_as_several() -> None:
    wrong = []
    for path in OUTSIDE:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            told = MANY.finditer(line) if 'f"' in line else ()
            wrong += [
                f"{path.relative_to(ROOT)}:{number}: {found[0]}"
                for found in told
                if not (BOUNDS.search(found[1]) or FRACTIONS.search(found[0]))
            ]
    assert not wrong


def test_whoever_is_named_by_an_id_is_named_by_name_too() -> None:
    nameless = {
        code
        for code, template in ENGLISH.templates.items()
        if "{agent_id" in template and "{name}" not in template
    }
    assert nameless == UNNAMED
