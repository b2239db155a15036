"""The reference names all that the code declares: what is new and undocumented fails here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from api.permissions import PERMISSIONS
from setup.docs import ROOT
from setup.reference import PAGES, files, rules, tables
from setup.reference.commands import commands
from setup.reference.markdown import said as said_of
from setup.reference.rule_examples import PLAN, as_toml, example_of
from setup.reference.settings import attribute_docs
from tests.rules.test_reachable import AGENT, QUEUE, SITE
from wfm.cli import COMMANDS
from wfm.figures import COUNTS, FIGURES, SERVICE_LEVELS
from wfm.figures.accuracy import ACCURACY
from wfm.scheduling.rules import RULES, Coverage, MinimumHeads, Rule
from wfm.scheduling.rules.groups import RULES_BETWEEN_PEOPLE
from wfm.scheduling.rules.laws import LAWS, LawSettings
from wfm.scheduling.rules.settings import settings_of
from wfm.scheduling.rules.work_plan import fields as plan_fields
from wfm.scheduling.rules.work_plan import tables as plan_tables
from wfm.settings import Settings
from wfm.sites import read_site
from wfm.sites.rows import TABLES, OverrideRow
from wfm.sites.schema import columns_of, known_columns
from wfm.words import ENGLISH

TOLD = [rule for rule in RULES if rule.settings is not None]
Declared = Iterable[tuple[str, list[str]]]
"""Sections with the names that must stand in them."""
USUAL = {
    "min_paid_hours_per_week": 0, "max_paid_hours_per_week": 48, "min_days_per_week": 0,
    "max_days_per_week": 5, "shift_hours": [8.5], "earliest_start": "00:00", "latest_end": "48:00",
    "activities": [{"code": "Meal", "category": "meal", "minutes": 30, "paid": False,
                    "earliest_minutes": 180, "latest_minutes": 270}],
}  # fmt: skip
"""What every work plan has to say."""


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: page() for name, page in PAGES.items()}


def sections(page: str) -> dict[str, str]:
    """Give the text below each heading of the second order; the whole of a page without any."""
    head, *parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    return found or {"": head}


def first_cells(text: str) -> list[str]:
    """Give what stands in the first column of tables."""
    rows = re.findall(r"^\| (.+?) \|", text, flags=re.MULTILINE)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


def declared_tables() -> Declared:
    yield from ((name, columns_of(row)) for name, row in TABLES.items())
    yield "overrides", columns_of(OverrideRow)
    for name in ("history", "states", "satisfaction"):
        yield name, list(known_columns(name))


def declared_files() -> Declared:
    yield from ((file, list(schema.names)) for file, schema in files.schemas().items())


def declared_rules() -> Declared:
    for rule in RULES:
        own = settings_of(rule.settings) if rule.settings is not None else ()
        records = [one for each in own if each.record for one in settings_of(each.record)]
        columns = [column for each in (*own, *records) for column in each.columns]
        yield rule.name, [*columns, *(LAWS if rule.settings is LawSettings else ())]
    yield "Between people", [str(kind) for kind in RULES_BETWEEN_PEOPLE]
    yield "All agents together", []


def declared_figures() -> Declared:
    yield "Key figures", list(FIGURES)
    yield "Service level by convention", list(SERVICE_LEVELS)
    yield "Counts", list(COUNTS)
    yield "Accuracy of forecasts", list(ACCURACY)


def declared_commands() -> Declared:
    for context in commands():
        shown = [one for one in context.command.params if not getattr(one, "hidden", False)]
        options = [name for one in shown for name in (*one.opts, *one.secondary_opts)]
        yield context.command_path, [name for name in options if name.startswith("-")]


def declared_messages() -> Declared:
    for code in ENGLISH.templates:
        yield code.partition(".")[0], [code]


def declared_settings() -> Declared:
    yield "", [f"WFM_{each.name.upper()}" for each in fields(Settings)]


DECLARED: dict[str, Callable[[], Declared]] = {
    "tables.md": declared_tables, "files.md": declared_files, "rules.md": declared_rules,
    "figures.md": declared_figures, "commands.md": declared_commands,
    "messages.md": declared_messages, "settings.md": declared_settings,
}  # fmt: skip
"""What the code declares, by page and section; routes are compared with their permissions."""


def differences(name: str, page: str) -> list[str]:
    """Tell the sections of a page that name other things than the code declares there."""
    declared: dict[str, list[str]] = {}
    for section, names in DECLARED[name]():
        declared.setdefault(section, []).extend(names)
    found = {section: first_cells(text) for section, text in sections(page).items()}
    if name == "commands.md":  # an option's cell says what it takes, too
        found = {path: [one for one in cells if one[0] == "-"] for path, cells in found.items()}
    return [
        section
        for section in declared.keys() | found.keys()
        if section not in declared
        or section not in found
        or sorted(declared[section]) != sorted(found[section])
    ]


def without_one(page: str) -> Iterator[str]:
    """Take out of a page each heading, and the first row of each table, one at a time."""
    for row in re.finditer(r"^(## .+|\| ---.*\n\|.*`.*)\n", page, flags=re.MULTILINE):
        yield page[: row.start()] + page[row.end() :]


@pytest.mark.parametrize("name", DECLARED)
def test_each_section_names_what_the_code_declares_there(name: str, pages: dict[str, str]) -> None:
    assert not differences(name, pages[name])


@pytest.mark.parametrize("name", DECLARED)
def test_whatever_is_left_out_of_a_page_is_missed(name: str, pages: dict[str, str]) -> None:
    lacking = list(without_one(pages[name]))
    assert len(lacking) >= len(list(DECLARED[name]())) or name == "messages.md"
    for page in lacking:
        assert differences(name, page)


def test_every_page_and_every_command_is_compared() -> None:
    assert {*DECLARED, "routes.md"} == PAGES.keys()
    assert {path.split()[1] for path, _ in declared_commands()} == COMMANDS.keys()


def test_every_field_of_a_work_plan_belongs_to_a_rule(pages: dict[str, str]) -> None:
    said = set(first_cells(pages["rules.md"]))
    for each in (*plan_fields().values(), *(one for row in plan_tables().values() for one in row)):
        assert set(each.columns) <= said, each.name


def test_every_law_stands_there_with_its_source_and_date(pages: dict[str, str]) -> None:
    for law, limits in LAWS.items():
        [row] = [line for line in pages["rules.md"].splitlines() if line.startswith(f"| `{law}` |")]
        assert f"{limits.source}, {limits.as_of}" in row
        numbers = {limits.rest, limits.weekly_rest, limits.day or 0, limits.week or 0} - {0}
        assert all(f" {minutes // 60} h " in row for minutes in numbers), law


def test_every_rule_says_by_what_it_judges(pages: dict[str, str]) -> None:
    found = sections(pages["rules.md"])
    assert [rule.name for rule in RULES] == list(found)[: len(RULES)]
    for rule in RULES:
        if rule.settings is not None:
            assert "```toml" in found[rule.name], rule.name
        elif rule.name in rules.FACTS:
            assert f"(tables.md#{rules.FACTS[rule.name]})" in found[rule.name]
        else:
            assert rules.RUNS[rule.name] in found[rule.name]
    for kind in (Coverage, MinimumHeads):
        assert said_of(kind) in found["All agents together"]


@pytest.mark.parametrize("rule", TOLD, ids=lambda rule: rule.name)
def test_every_rule_s_example_leaves_no_field_out_and_can_be_read(
    rule: Rule, tmp_path: Path
) -> None:
    assert rule.settings is not None
    example = example_of(rule.settings)
    for each in settings_of(rule.settings):
        if each.table is not None:
            assert all(name in example[each.table][0] for name in each.columns)
        elif each.record is not None:
            [record] = example[each.name]
            assert record.keys() == {c for one in settings_of(each.record) for c in one.columns}
        else:
            assert set(each.columns) <= example.keys()
    (tmp_path / "work_plans.toml").write_text(as_toml({**USUAL, **example}), encoding="utf-8")
    (tmp_path / "site.toml").write_text("\n".join(f'{n} = "{v}"' for n, v in SITE.items()))
    for name, row in {"queues": QUEUE, "agents": {**AGENT, "work_plan": PLAN}}.items():
        (tmp_path / f"{name}.csv").write_text(
            f"{','.join(row)}\n{','.join(map(str, row.values()))}\n"
        )
    found = read_site(tmp_path, history=False, states=False)
    assert found.warnings == ()
    assert PLAN in found.site.work_plans


def test_every_route_is_there_with_its_permission(pages: dict[str, str]) -> None:
    rows = re.findall(r"^\| `([A-Z]+) (\S+)` \|(.+)\|$", pages["routes.md"], flags=re.MULTILINE)
    assert {(method, path) for method, path, _ in rows} == PERMISSIONS.keys()
    for method, path, cells in rows:
        what, *reaches, _ = (cell.strip() for cell in cells.split("|"))
        assert what, f"{method} {path} has no words"
        permission = PERMISSIONS[method, path]
        said = [reach.value.replace("*", "open").strip("-") for reach in permission.reach.values()]
        assert reaches == said, (method, path)


def test_every_variable_that_is_read_is_a_setting() -> None:
    variables = {f"WFM_{each.name.upper()}" for each in fields(Settings)}
    assert dict(attribute_docs(Settings)).keys() == {each.name for each in fields(Settings)}
    source = [
        path.read_text("utf-8") for room in ("wfm", "api") for path in (ROOT / room).rglob("*.py")
    ]
    read = {name for text in source for name in re.findall(r"\bWFM_[A-Z_]+\b", text)}
    assert read <= variables, "a variable that the code reads and no setting declares"


def test_tables_that_the_reference_adds_are_tables() -> None:
    assert tables.SHORT.keys() - TABLES.keys() == {"overrides"}
