"""Marks between thousands are read where they are certain, and never taken for decimals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.sites.cells import CellError, number, whole
from wfm.sites.history_file import read_history_file
from wfm.sites.numerals import column
from wfm.words import english


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2160", 2160), ("1 018", 1018), ("1\u00a0018", 1018), ("1\u202f018,5", 1018.5),
        ("1'018", 1018), ("1’018.5", 1018.5), ("1.018,5", 1018.5), ("1,018.5", 1018.5),
        ("1.018.234", 1018234), ("1,018,234", 1018234), ("1,00,000", 100000), ("0.125", 0.125),
        ("1.5", 1.5), ("2.5e3", 2500), ("-4", -4), ("1.018", 1.018), (1.018, 1.018),
        ("1,018", None), ("1,5", None), ("1,01,8", None), ("1.01.2026", None), ("=1+1", None),
        ("12 34", None), ("1 018 5", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_alone_is_read_where_its_marks_are_clear(
    cell: object, value: float | None
) -> None:
    if value is None:
        with pytest.raises(CellError):
            number(cell)
    else:
        assert number(cell) == value


def test_the_remedy_never_makes_a_thousand_one() -> None:
    for cell in ("2,160", "1,018"):
        with pytest.raises(CellError) as refused:
            number(cell)
        assert english(refused.value.remedy).endswith(f"like {cell.replace(',', '')}")
    with pytest.raises(CellError, match=r"may be 1440 or 1\.44"):
        whole("1.440")


@pytest.mark.parametrize(
    ("words", "separator", "value"),
    [
        (["1,018", "995"], ",", 1018.0),
        (["1.018", "995"], ";", 1018.0),
        (["1.018", "995"], ",", None),
        (["1,018", "995"], ";", None),
        (["1.018", "995"], "\t", None),
        (["1,018", "995"], "", None),
        (["1.018", "2160"], ";", None),
        (["1.000", "2.000"], ";", None),
        (["1.018", "12.5"], ",", 1.018),
        (["1.018", "0.250"], ",", 1.018),
        (["1.018", "1234.567"], ",", 1.018),
        (["1,018", "12,5"], ";", 1.018),
        (["1.018", "1.234.567"], ",", 1018.0),
        (["1.018", "1.018,5"], ";", 1018.0),
        (["1.018", "1.234.567", "2.5"], ";", None),
    ],
)
def test_a_column_shows_what_its_marks_mean(
    words: list[str], separator: str, value: float | None
) -> None:
    values, causes, parted = column(words, separator, counted=True)
    assert values.get(words[0]) == value
    assert (words[0] in causes) == (value is None)
    assert parted == (words[0] if value == 1018 else None)


def test_a_table_that_a_program_wrote_has_decimals() -> None:
    values, causes, _ = column(["1.018", "995"], ",", counted=False)
    assert (values["1.018"], causes) == (1.018, {})


def test_thousands_of_a_history_are_read_and_told(tmp_path: Path) -> None:
    commas = FILES["history.csv"].replace(",2400,", ',"2,400",').replace(",3000,", ',"3,000",')
    commas = commas.replace(",7000,,1000", ',"7,010",,1000')
    found = read_site(write(tmp_path, history__csv=commas))
    assert found.history["talk_seconds"].sum() == 12410
    assert [english(w.what) for w in found.warnings] == [
        "2,400 is read as 2,400, with a mark between thousands"
    ]


def test_contacts_and_seconds_of_short_tables_are_never_thousandths(tmp_path: Path) -> None:
    queues = FILES["queues.csv"].replace(",,240\n", ",,1.240\n")
    with pytest.raises(InputError, match=r"field aht_seconds: '1\.240' may be 1240 or 1\.24"):
        read_site(write(tmp_path, queues__csv=queues))


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_thousandth_of_the_contacts_is_never_forecast(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "calls.csv"
    rows = ["timestamp,calls", "2026-03-02 08:00,1.018", "2026-03-02 09:00,995"]
    path.write_text("\n".join(rows).replace(",", separator))
    if separator == ",":
        with pytest.raises(InputError, match=r"row 2, field calls: '1.018' may be 1018 or 1.018"):
            read_history_file(path, "UTC", 60, zeros=False)
    else:
        rows_read = read_history_file(path, "UTC", 60, zeros=False)
        assert rows_read["offered"].tolist() == [1018, 995]
