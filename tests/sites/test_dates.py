"""Dates and moments in every order that leaves no doubt; the others are asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.sites.cells import CellError, day, moment

APRIL = date(2026, 4, 6)


@pytest.mark.parametrize(
    "words",
    [
        "2026-04-06", "2026/04/06", "2026/4/6", "2026.04.06", "20260406", "06.04.2026", "6.4.2026",
        "6. 4. 2026", "06.04.26", "6 April 2026", "6-Apr-2026", "6-Apr-26", "6th April 2026",
        "April 6, 2026", "Apr 6 2026", "Mon 2026-04-06", "Monday, 6 April 2026", "2026–04–06",
        "2026-04-06 00:00:00", "2026-04-06T00:00",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_clear_order(words: str) -> None:
    assert day(words) == APRIL


@pytest.mark.parametrize(
    ("words", "month"),
    [("6. März 2026", 3), ("6. Mrz 2026", 3), ("6. Maerz 26", 3), ("6. Mai 2026", 5),
     ("Di, 6. Oktober 2026", 10), ("6. Okt. 2026", 10), ("6. Dez 2026", 12), ("6 May 2026", 5)],
)  # fmt: skip
def test_months_have_german_names_too(words: str, month: int) -> None:
    assert day(words) == date(2026, month, 6)


@pytest.mark.parametrize(
    "words",
    ["20260406T0805", "20260406T080500", "20260406 0805", "202604060805", "20260406080500",
     "2026-04-06 0805", "2026-04-06T080500", "06.04.2026 0805"],
)  # fmt: skip
def test_the_hours_of_a_moment_need_no_colons(words: str) -> None:
    assert moment(words) == datetime(2026, 4, 6, 8, 5)
    assert moment(f"{words}+0200") == datetime(2026, 4, 6, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["2026040608", "20260406 08050", "1767596400", "1767596400000", "20260406 2505"]
)
def test_other_long_numbers_are_no_moments(words: str) -> None:
    with pytest.raises(CellError):
        moment(words)


def test_a_day_that_may_be_a_month_is_asked() -> None:
    for words in ("06/04/2026", "6-4-2026", "06/04/2026 08:00"):
        with pytest.raises(CellError, match="may be 6 April or 4 June"):
            moment(words)
    assert day("06/04/2026", day_first=True) == APRIL
    assert day("04/06/2026", day_first=False) == APRIL
    assert day("13/04/2026") == day("04/13/2026") == date(2026, 4, 13)
    assert day("04/04/2026") == date(2026, 4, 4)


@pytest.mark.parametrize(
    "words",
    ["2026-02-30", "31.04.2026", "2026-13-01", "Tue 2026-04-06", "6 Foo 2026", "tomorrow", "46118",
     "0.33", "2026-04", "06.04", "00/04/2026", "2026-04-06 25:00", "2026-04-06 8", ""],
)  # fmt: skip
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(CellError):
        moment(words)


@pytest.mark.parametrize(
    "words",
    ["2026-04-06 14:30", "2026-04-06T14:30", "2026-04-06 14:30:00", "20260406 14:30",
     "06.04.2026 14:30", "2026/04/06 2:30 PM", "6 Apr 2026, 14.30", "20260406 2:30pm"],
)  # fmt: skip
def test_a_moment_is_a_date_with_a_time(words: str) -> None:
    assert moment(words) == datetime(2026, 4, 6, 14, 30)


def test_offsets_and_the_end_of_a_day_are_kept() -> None:
    berlin = timezone(timedelta(hours=2))
    assert moment("2026-04-06T14:30:00+02:00") == datetime(2026, 4, 6, 14, 30, tzinfo=berlin)
    assert moment("2026-04-06 14:30Z") == datetime(2026, 4, 6, 14, 30, tzinfo=UTC)
    assert moment("2026-04-06 24:00") == datetime(2026, 4, 7)
    assert moment("2026-04-06 00:00") == datetime(2026, 4, 6)
    assert not isinstance(moment("2026-04-06"), datetime)


def test_a_table_shows_the_order_of_its_dates(tmp_path: Path) -> None:
    rows = "agent_id,from,to,kind\nA1,04/03/2026,04/03/2026,vacation\n"
    late = "A2,13/03/2026,13/03/2026,vacation\n"
    with pytest.raises(InputError, match="may be 4 March or 3 April"):
        read_site(write(tmp_path, time_off__csv=rows))
    first = read_site(write(tmp_path, time_off__csv=rows + late)).site.time_off[0]
    assert first.start == datetime(2026, 3, 3, 23, tzinfo=UTC)


@pytest.mark.parametrize(("declared", "month"), [("day_first", 3), ("month first", 4)])
def test_the_order_of_dates_can_be_declared(tmp_path: Path, declared: str, month: int) -> None:
    rows = "agent_id,from,to,kind\nA1,04/03/2026,04/03/2026,vacation\n"
    site = f'date_order = "{declared}"\n{FILES["site.toml"]}'
    (off,) = read_site(write(tmp_path, time_off__csv=rows, site__toml=site)).site.time_off
    assert (off.start + timedelta(hours=12)).month == month
