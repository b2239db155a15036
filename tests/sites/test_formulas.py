"""No text in a CSV file is a formula to a spreadsheet, and every text is read back as it was."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.small_plan import small_plan
from wfm.model.changes import Change
from wfm.planning import write_plan
from wfm.sites.changes_csv import write_changes
from wfm.sites.formulas import as_text, frame_as_text, frame_of_text, of_text
from wfm.sites.table_schema import frame_text

ROOT = Path(__file__).parents[2]
FORMULAS = ["=1+1", "+SUM(A1)", "-cmd|'/c calc'!A1", "@A1", "\t=1", "＝1+1", '=HYPERLINK("x")']
PLAIN = ["-3.5", "+1", "-", "Anna", "'hello", "", "07:00", "12-13", "1e-5"]
WRITERS = {"wfm/sites/schedule_csv.py", "wfm/sites/table_schema.py"}
OURS = {"wfm/words/__main__.py"}
"""Writes words of the product alone."""


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_written_as_text(text: str) -> None:
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays(text: str) -> None:
    assert as_text(text) == text


@given(st.text(st.sampled_from("'=+-@\t\n1a.＝"), max_size=5))
def test_every_text_is_read_back(text: str) -> None:
    assert of_text(str(as_text(text))) == text


def test_a_table_is_written_as_text_and_read_back() -> None:
    frame = pd.DataFrame({"=name": [*FORMULAS, None, "'=1"], "more": [-1.5] * (len(FORMULAS) + 2)})
    written = frame_as_text(frame)
    assert list(written) == ["'=name", "more"]
    assert written["'=name"].tolist()[:2] == ["'=1+1", "'+SUM(A1)"]
    assert written["more"].tolist() == frame["more"].tolist()
    assert_frame_equal(frame_of_text(written[["'=name"]]), frame[["=name"]])


def test_no_file_of_a_plan_has_a_formula(tmp_path: Path) -> None:
    plan = small_plan()
    write_plan(plan, tmp_path)
    shift = next(shift for shift in plan.schedule.shifts if shift.agent_id == "A2")
    write_changes(tmp_path / "changes.csv", [Change("A2", shift.date, shift, None)], plan.site)
    (tmp_path / "frame.csv").write_text(frame_text(pd.DataFrame({"queue": FORMULAS})))
    named = 0
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for cell in (cell for row in csv.reader(stream) for cell in row):
                assert as_text(cell) == cell or of_text(cell) != cell, (path.name, cell)
                named += cell == "'=cmd|'/c calc'!A1"
    assert named > 1, "the agent of that name is in schedule.csv and changes.csv"


def test_nothing_else_writes_csv() -> None:
    found = set()
    for path in [*ROOT.glob("wfm/**/*.py"), *ROOT.glob("api/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and (
                node.attr == "to_csv"
                or (node.attr in {"writer", "DictWriter"} and ast.unparse(node.value) == "csv")
            ):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == WRITERS | OURS
