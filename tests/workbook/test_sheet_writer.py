"""Whatever people write in names, it stays text."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from wfm.workbook.sheet_writer import Sheet

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1)


def written(values: list[str | float]) -> list[openpyxl.cell.Cell]:
    book, file = Workbook(write_only=True), BytesIO()
    Sheet(book, "Test", ()).row(values)
    book.save(file)
    return list(next(openpyxl.load_workbook(file)["Test"].iter_rows()))


@given(st.sampled_from(["", "=", "+", "-", "@", "=1+", '=HYPERLINK("']), PRINTABLE)
def test_any_text_comes_back_as_the_same_text(start: str, rest: str) -> None:
    [cell] = written([start + rest])
    assert cell.data_type == "s"
    assert cell.value == start + rest


def test_text_that_no_file_can_hold_is_marked_and_cut() -> None:
    [cell, long] = written(["a\x00b", "x" * 40_000])
    assert cell.value == "a�b"
    assert len(str(long.value)) == 32_767


def test_a_figure_that_is_undefined_leaves_its_cell_empty() -> None:
    assert [cell.value for cell in written([float("nan"), float("inf"), 1.5])] == [None, None, 1.5]
