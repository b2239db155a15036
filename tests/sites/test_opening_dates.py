"""Opening hours of single dates, from a site's tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.planning.eight_site import write_eight
from wfm.errors import InputError
from wfm.model import OpeningDate, opening_of
from wfm.sites import read_site
from wfm.sites.cells import CellError, date_hours

HEADER = "name,queues,date,hours\n"
EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("cell", "windows"),
    [
        ("closed", ()),
        ("Closed ", ()),
        ("08:00-14:00", ((480, 840),)),
        ("8:00 AM – 2:00 PM", ((480, 840),)),
        ("8:00-12:00, 13:00-17:00", ((480, 720), (780, 1020))),
        ("22:00-06:00", ((1320, 1800),)),
        ("24 h", ((0, 1440),)),
        ("24/7", ((0, 1440),)),
    ],
)
def test_hours_of_a_date_are_read_as_people_write_them(
    cell: str, windows: tuple[tuple[int, int], ...]
) -> None:
    assert date_hours(cell) == windows


@pytest.mark.parametrize("cell", ["mon-fri 8:00-14:00", "maybe", "14:00-14:00"])
def test_what_is_no_hours_of_a_date_is_told(cell: str) -> None:
    with pytest.raises(CellError):
        date_hours(cell)


def test_a_date_of_a_queue_goes_before_one_of_all_queues(tmp_path: Path) -> None:
    rows = f"late,Calls,{EVE},12:00-14:00\nChristmas Eve,,{EVE},08:00-14:00\n"
    site = read_site(write_eight(tmp_path / "site", opening_dates=HEADER + rows)).site
    assert site.opening_dates == (
        OpeningDate("late", frozenset({"calls"}), EVE, ((720, 840),)),
        OpeningDate("Christmas Eve", frozenset(), EVE, ((480, 840),)),
    )
    assert opening_of(site, site.queues[0]).on(EVE) == ((720, 840),)
    assert opening_of(site, site.queues[0]).on(EVE.replace(day=23)) == ((480, 1080),)


def test_all_mistakes_are_told_with_file_row_and_field(tmp_path: Path) -> None:
    rows = f"a,sales,{EVE},closed\nb,,{EVE},sometimes\nc,calls,{EVE},closed\nd,calls,{EVE},9-14\n"
    with pytest.raises(InputError) as refused:
        read_site(write_eight(tmp_path / "site", opening_dates=HEADER + rows))
    places = [(p.file, p.row, p.field) for p in refused.value.problems]
    assert (
        "row 4 says the hours of calls on 2026-12-24, too: closed there, 09:00–14:00 here"
        in str(refused.value)
    )
    assert ("opening_dates.csv", 2, "queues") in places
    assert ("opening_dates.csv", 3, "hours") in places
