"""The reference names all that the code declares: what is new and undocumented fails here."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from api.permissions import PERMISSIONS
from setup.docs import ROOT
from setup.reference import PAGES, files, rules, tables
from setup.reference.rule_examples import PLAN, as_toml, example_of
from setup.reference.settings import attribute_docs
from tests.rules.test_reachable import AGENT, QUEUE, SITE
from wfm.cli import COMMANDS
from wfm.figures import COUNTS, FIGURES, SERVICE_LEVELS
from wfm.scheduling.rules import RULES, Rule
from wfm.scheduling.rules.settings import settings_of
from wfm.scheduling.rules.work_plan import fields as plan_fields
from wfm.scheduling.rules.work_plan import tables as plan_tables
from wfm.settings import Settings
from wfm.sites import read_site
from wfm.sites.rows import TABLES
from wfm.sites.schema import columns_of, known_columns
from wfm.words import ENGLISH

TOLD = [rule for rule in RULES if rule.settings is not None]
USUAL = {
    "min_paid_hours_per_week": 0, "max_paid_hours_per_week": 48, "min_days_per_week": 0,
    "max_days_per_week": 5, "shift_hours": [8.5], "earliest_start": "00:00", "latest_end": "48:00",
}  # fmt: skip
"""What every work plan has to say."""


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: page() for name, page in PAGES.items()}


def sections(page: str) -> dict[str, str]:
    """Give the text below each heading of the second order."""
    parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def first_cells(text: str) -> list[str]:
    """Give what stands in the first column of tables."""
    rows = re.findall(r"^\| (.+?) \|", text, flags=re.MULTILINE)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


def test_every_table_and_column_is_there(pages: dict[str, str]) -> None:
    found = sections(pages["tables.md"])
    assert {*TABLES, "history", "states", "satisfaction"} <= found.keys()
    for name, row in TABLES.items():
        assert first_cells(found[name]) == columns_of(row), name
    for name in ("history", "states", "satisfaction"):
        assert set(first_cells(found[name])) == set(known_columns(name)), name


def test_every_file_that_is_written_by_a_schema_is_there(pages: dict[str, str]) -> None:
    found = sections(pages["files.md"])
    assert {"forecast.csv", "requirement.csv", "coverage.csv", "backlog.csv", "ledger.csv"} <= set(
        found
    )
    for file, schema in files.schemas().items():
        assert first_cells(found[file]) == list(schema.names), file


def test_every_rule_is_there_with_its_fields(pages: dict[str, str]) -> None:
    found = sections(pages["rules.md"])
    assert [rule.name for rule in RULES] == list(found)[: len(RULES)]
    said = first_cells(pages["rules.md"])
    for each in (*plan_fields().values(), *(one for row in plan_tables().values() for one in row)):
        assert set(each.columns) <= set(said), each.name
    for rule in RULES:
        told = rule.settings is not None or rule.name in {*rules.FACTS, *rules.RUNS}
        assert told, f"say in setup/reference/rules.py by what {rule.name} judges"


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


def test_every_figure_and_count_is_there(pages: dict[str, str]) -> None:
    assert {*FIGURES, *SERVICE_LEVELS, *COUNTS} <= set(first_cells(pages["figures.md"]))


def test_every_command_is_there_with_its_options(pages: dict[str, str]) -> None:
    from setup.reference.commands import commands

    found = sections(pages["commands.md"])
    assert {path.split()[1] for path in found} == COMMANDS.keys()
    for context in commands():
        shown = [one for one in context.command.params if not getattr(one, "hidden", False)]
        options = {name for one in shown for name in one.opts if name.startswith("--")}
        assert options <= set(first_cells(found[context.command_path])), context.command_path


def test_every_route_is_there_with_its_permission(pages: dict[str, str]) -> None:
    rows = re.findall(r"^\| `([A-Z]+) (\S+)` \|(.+)\|$", pages["routes.md"], flags=re.MULTILINE)
    assert {(method, path) for method, path, _ in rows} == PERMISSIONS.keys()
    for method, path, cells in rows:
        what, *reaches, _ = (cell.strip() for cell in cells.split("|"))
        assert what, f"{method} {path} has no words"
        permission = PERMISSIONS[method, path]
        said = [reach.value.replace("*", "open").strip("-") for reach in permission.reach.values()]
        assert reaches == said, (method, path)


def test_every_message_code_is_there(pages: dict[str, str]) -> None:
    assert ENGLISH.templates.keys() <= set(first_cells(pages["messages.md"]))


def test_every_setting_is_there(pages: dict[str, str]) -> None:
    variables = {f"WFM_{each.name.upper()}" for each in fields(Settings)}
    assert set(first_cells(pages["settings.md"])) == variables
    assert dict(attribute_docs(Settings)).keys() == {each.name for each in fields(Settings)}
    source = [
        path.read_text("utf-8") for room in ("wfm", "api") for path in (ROOT / room).rglob("*.py")
    ]
    read = {name for text in source for name in re.findall(r"\bWFM_[A-Z_]+\b", text)}
    assert read <= variables, "a variable that the code reads and no setting declares"


def test_tables_that_the_reference_adds_are_tables() -> None:
    assert tables.SHORT.keys() - TABLES.keys() == {"overrides"}
