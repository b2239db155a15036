"""Names in any script and composition: what looks the same is the same."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.sites import read_site
from wfm.sites.cells import CellError, text
from wfm.sites.reader import TABLES
from wfm.sites.spellings import REFERENCES


@pytest.mark.parametrize("name", ["مریم علی\u200cزاده", "ශ්\u200dරී පෙරේරා", "Zoë Ørsted-Łuć"])
def test_names_are_kept_as_they_are_spelled(name: str) -> None:
    assert text(name) == name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (unicodedata.normalize("NFD", "Köln"), "Köln"),
        ("\u200eIda\u00a0 Robbe\ufeff ", "Ida Robbe"),
        ("Ida\u3000Robbe", "Ida Robbe"),
        ("Mara\u200b", "Mara"),
        ("Buch\u00adhaltung", "Buchhaltung"),
        ("\u202eabc\u202c", "abc"),
        ('="00123"', "00123"),
        (12.0, "12"),
    ],
)
def test_what_nobody_sees_tells_no_names_apart(cell: object, name: str) -> None:
    assert text(cell) == name


@pytest.mark.parametrize("cell", ["a\nb", "a\tb", "a\x07b", "a\u2028b", '="a"&"b"', "=A1", True])
def test_control_characters_and_formulas_are_refused(cell: object) -> None:
    with pytest.raises(CellError):
        text(cell)


def test_composed_and_decomposed_names_are_one_in_all_tables(tmp_path: Path) -> None:
    def apart(file: str, old: str) -> str:
        return unicodedata.normalize("NFD", FILES[file].replace(old, "Köln"))

    found = read_site(
        write(
            tmp_path,
            agents__csv=FILES["agents.csv"].replace("Nord", "Köln"),
            meetings__csv=apart("meetings.csv", "Nord"),
            queues__csv=FILES["queues.csv"].replace("sales", "Köln"),
            history__csv=apart("history.csv", "sales"),
            events__csv=apart("events.csv", "sales"),
        )
    )
    assert found.warnings == ()
    assert set(found.site.meetings[0].agent_ids) == {"A1", "A2"}
    assert set(found.history["queue"]) == {"Köln", "email"}


def test_each_column_that_names_an_agent_or_a_contract_takes_any_spelling() -> None:
    naming = {"agent_id": {"agents"}, "work_plan": {"work_plans"}, "agents": set[str]()}
    missing = [
        (table, column)
        for table, model in TABLES.items()
        for column in (field.alias or name for name, field in model.model_fields.items())
        if column in naming and table not in naming[column] and (table, column) not in REFERENCES
    ]
    assert missing == []
