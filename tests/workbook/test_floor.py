"""The roster for the floor: legible, complete, and without what is nobody's business."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.small_plan import WEEK, ZONE, small_plan
from tests.tools import needs
from tests.waiting import PATIENCE
from wfm.errors import InputError
from wfm.model import Activity, ActivityCategory, Agent, Shift, TimeOff
from wfm.model.plan import Plan
from wfm.planning.roster_edits import opened_roster
from wfm.timegrid import TimeGrid
from wfm.workbook import write_floor_workbook, write_roster_workbook

GRID = TimeGrid(ZONE, WEEK, 7, 15)
TUESDAY = WEEK + timedelta(days=1)
MOST_PAGES, LEAST_POINTS = 12, 6


def floor(plan: Plan, folder: Path) -> Workbook:
    path = folder / "roster_floor.xlsx"
    write_floor_workbook(plan, path, "roster.xlsx")
    return openpyxl.load_workbook(path)


def planners(plan: Plan, folder: Path) -> Workbook:
    path = folder / "roster.xlsx"
    write_roster_workbook(plan, path)
    return openpyxl.load_workbook(path)


def texts(book: Workbook) -> list[str]:
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return [str(cell.value) for cell in cells if cell.value is not None]


def row_of(book: Workbook, sheet: str, name: str, column: int = 0) -> list[object]:
    rows = (list(row) for row in book[sheet].iter_rows(values_only=True))
    return next(row for row in rows if row[column] == name)


def test_it_has_the_week_each_day_and_a_legend_and_nothing_of_money_or_reasons(
    tmp_path: Path,
) -> None:
    book = floor(small_plan(), tmp_path)
    days = ["Mon 19", "Tue 20", "Wed 21", "Thu 22", "Fri 23", "Sat 24", "Sun 25"]
    assert book.sheetnames == ["Roster", *days, "Legend"]
    said = " ".join(texts(book)).casefold()
    private = r"sick|cost|paid|pay|wish|refused|confidential|\beur\b|40:00"
    assert not re.search(private, said)


def test_a_row_of_a_day_tells_every_break_to_the_minute(tmp_path: Path) -> None:
    row = row_of(floor(small_plan(), tmp_path), "Mon 19", "Anna Albers")
    assert row[:3] == ["Anna Albers", "07:00–15:30", "09:00 B 15 · 11:00 M 30"]


def test_a_night_stands_on_its_day_with_breaks_after_midnight_and_on_the_next(
    tmp_path: Path,
) -> None:
    book = floor(small_plan(), tmp_path)
    assert row_of(book, "Sat 24", "Dana Diaz")[1:3] == ["22:00–05:30", "00:00 B 15 · 02:00 M 30"]
    assert row_of(book, "Sun 25", "Dana Diaz")[1:3] == ["until 05:30", "00:00 B 15 · 02:00 M 30"]


def test_both_shifts_of_a_day_are_told(tmp_path: Path) -> None:
    plan = small_plan()
    evening = _shift("A1", WEEK, 1080, 120, ())
    plan = replace(plan, schedule=replace(plan.schedule, shifts=(*plan.schedule.shifts, evening)))
    assert row_of(floor(plan, tmp_path), "Mon 19", "Anna Albers")[1] == "07:00–15:30\n18:00–20:00"
    book = planners(plan, tmp_path)
    assert row_of(book, "Mon 19", "Anna Albers", 1)[2] == "07:00–15:30 + 18:00–20:00"
    assert row_of(book, "Roster", "All teams")[3] == 3, "Anna, Björn and the other Blue, once each"


@pytest.mark.parametrize("interval", [5, 15, 30, 60])
def test_a_break_of_a_quarter_is_seen_at_any_length_of_interval(
    interval: int, tmp_path: Path
) -> None:
    plan = small_plan()
    starts = plan.coverage["interval_start"]
    whole = plan.coverage[(starts.dt.minute % interval) == 0]
    plan = replace(plan, site=replace(plan.site, interval_minutes=interval), coverage=whole)
    letters = row_of(planners(plan, tmp_path), "Mon 19", "Anna Albers", 1)[3:]
    assert {"b", "B"} & set(letters)
    assert {"m", "M"} & set(letters)
    floors = row_of(floor(plan, tmp_path), "Mon 19", "Anna Albers")[3:]
    assert floors.count("b") == 1, "a part of one column"
    assert floors.count("M") == 1, "all of one"


def test_an_absence_of_part_of_a_day_is_shown_as_such_and_read_back(tmp_path: Path) -> None:
    plan = small_plan()
    away = [_away("A1", TUESDAY, 930, 1080), _away("B2", TUESDAY + timedelta(days=3), 480, 720)]
    plan = replace(plan, site=replace(plan.site, time_off=(*plan.site.time_off, *away)))
    for book, name in ((floor(plan, tmp_path), 1), (planners(plan, tmp_path), 1)):
        rows = (
            row_of(book, "Roster", "Anna Albers", name),
            row_of(book, "Roster", "Dana Diaz", name),
        )
        said = [value for row in rows for value in row if "absent" in str(value)]
        assert said == ["07:00–15:30 E + absent 15:30–18:00", "absent 08:00–12:00"]
    assert "15:30 A 150" in str(row_of(floor(plan, tmp_path), "Tue 20", "Anna Albers")[2])
    content = (tmp_path / "roster.xlsx").read_bytes()
    cells = opened_roster(content, plan.site, plan.week, "roster.xlsx").days
    assert cells["A1", TUESDAY].spans == ((420, 930),)
    assert cells["B2", TUESDAY + timedelta(days=3)].spans == ()


def test_brought_back_it_is_refused_with_the_name_of_the_other(tmp_path: Path) -> None:
    plan = small_plan()
    floor(plan, tmp_path)
    content = (tmp_path / "roster_floor.xlsx").read_bytes()
    with pytest.raises(
        InputError, match=r"roster_floor.xlsx, which is only to be read.* in roster.xlsx"
    ):
        opened_roster(content, plan.site, plan.week, "whatever.xlsx")


@pytest.mark.parametrize("nights", [False, True])
def test_sixty_agents_fit_on_twelve_pages_in_letters_that_can_be_read(
    nights: bool, tmp_path: Path
) -> None:
    floor(_sixty(nights), tmp_path)
    pdf = _printed(tmp_path / "roster_floor.xlsx", tmp_path)
    pages, sizes = _pages_and_sizes(pdf)
    assert pages <= MOST_PAGES
    assert min(sizes) >= LEAST_POINTS


def _sixty(nights: bool) -> Plan:
    plan, agents, shifts = small_plan(), [], []
    starts = (360, 840, 1320) if nights else (420, 540, 690)
    for number in range(60):
        agent = f"X{number}"
        team = ("Binnensee", "Nordsee", "Ostsee")[number % 3]
        agents.append(
            Agent(agent, f"Konstantin Heidekraut {number}", team, "full-time", frozenset())
        )
        shifts += [
            _shift(agent, WEEK + timedelta(days=day), starts[number % 3], 510, (120, 240, 400))
            for day in range(7)
            if (number + day) % 7 > 1
        ]
    site = replace(plan.site, agents=tuple(agents), time_off=(), previous=())
    return replace(plan, site=site, schedule=replace(plan.schedule, shifts=tuple(shifts)))


def _shift(agent: str, day: date, start: int, minutes: int, breaks: Sequence[int]) -> Shift:
    first = GRID.instant(day, start)
    marks = [0, *(mark for at in breaks for mark in (at, at + 15)), minutes]
    kinds = (ActivityCategory.ON_QUEUE, ActivityCategory.BREAK)
    parts = tuple(
        Activity("x", kinds[n % 2], first + timedelta(minutes=a), first + timedelta(minutes=b))
        for n, (a, b) in enumerate(pairwise(marks))
    )
    return Shift(f"{agent}-{day}-{start}", agent, day, parts)


def _away(agent: str, day: date, start: int, end: int) -> TimeOff:
    return TimeOff(agent, GRID.instant(day, start), GRID.instant(day, end), "sick: confidential")


def _printed(path: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [needs("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*convert, folder, path], check=True, capture_output=True, timeout=PATIENCE)
    return path.with_suffix(".pdf")


def _pages_and_sizes(pdf: Path) -> tuple[int, list[float]]:
    """Count pages; read the sizes of all text in points: the tool gives them at 3 for 2."""
    asked = [needs("pdftohtml"), "-xml", "-i", "-stdout", pdf]
    found = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=PATIENCE)
    sizes = re.findall(r'<fontspec[^>]* size="(\d+)"', found.stdout)
    return found.stdout.count("<page "), [int(size) / 1.5 for size in sizes]
