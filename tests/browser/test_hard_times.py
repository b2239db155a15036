"""A service that dies during an edit, weeks in which clocks change, and a board on paper."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.access import PAGES
from tests.browser.conftest import DESK, MOMENT, Served, findings_of_axe, free_port
from tests.browser.test_scheduler import (
    PLANNER,
    a_working_day,
    board,
    draft_of_this_week,
)
from tests.waiting import wait_for
from wfm.model import Activity, ActivityCategory, Shift
from wfm.service.demo_centre import SITE, ZONE, DemoCentre
from wfm.store.database import Database
from wfm.store.schedules import create_draft
from wfm.store.sessions import end_sessions
from wfm.store.users import get_user

SERVE = f"""
import sys, time_machine
with time_machine.travel({MOMENT.timestamp()}):
    from wfm.cli import cli
    cli(["serve", "--no-jobs", "--db", sys.argv[1], "--port", sys.argv[2]])
"""
CUT = """
() => [...document.querySelectorAll('main :not(.unseen)')]
  .filter(e => e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY != 'visible')
  .map(e => e.outerHTML.slice(0, 80))
"""
"""What does not show all that it holds."""


@contextmanager
def process_on(db: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve in a process of its own, which can be killed."""
    command = [sys.executable, "-c", SERVE, str(db), str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: process.poll() is None and _listens(port))
        try:
            yield process
        finally:
            process.kill()


def _listens(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


def test_what_was_typed_outlives_a_service_that_is_killed(
    chromium: Browser, demo_centre: tuple[Path, DemoCentre], tmp_path: Path
) -> None:
    source, centre = demo_centre
    db, port = tmp_path / "wfm.db", free_port()
    shutil.copy(source, db)
    database = Database(str(db))
    served = Served(chromium, database, f"http://127.0.0.1:{port}", centre)
    with process_on(db, port) as process:
        page = served.open(PLANNER)
        draft = draft_of_this_week(page)
        page.goto(draft)
        day = a_working_day(page)
        page.goto(day)
        for field in ("From", "To"):
            page.get_by_label(field).first.fill("")
        expect(page.get_by_text("What would change")).to_be_visible()
        process.kill()
        process.wait()
        page.get_by_role("button", name="Keep").click()
        expect(page.locator("#unreachable")).to_contain_text("nothing was sent")
        expect(page.get_by_label("From").first).to_have_value("")
        assert page.url.endswith(day)
    with process_on(db, port):
        page.get_by_role("button", name="Keep").click()
        page.wait_for_url(f"**{draft}?day=*")
        page.goto(draft)
        expect(page.locator(f'.cell:has(a[href="{day}"])')).to_contain_text("free")
    page.context.close()
    database.close()


@pytest.mark.parametrize(
    ("sunday", "hours"), [(date(2026, 3, 29), 5), (date(2026, 10, 25), 7)], ids=["23", "25"]
)
def test_a_night_over_the_clock_change_is_seen_by_the_clock_and_paid_by_its_length(
    served: Served, sunday: date, hours: int
) -> None:
    week = sunday - timedelta(days=6)
    first = datetime(sunday.year, sunday.month, sunday.day, 0, tzinfo=ZONE)
    work = Activity("work", ActivityCategory.ON_QUEUE, first, first.replace(hour=6))
    with served.database.writing() as tx:
        draft = create_draft(tx, PLANNER, SITE, week, [Shift("", "A003", sunday, (work,))])
    page = served.open(PLANNER)
    page.goto(board(draft.number, week))
    day = a_working_day(page)
    expect(page.locator(".cell.works")).to_contain_text("00:00–06:00")
    expect(page.locator("tr:has(.cell.works)")).to_contain_text(f"{hours}.0")
    page.goto(day)
    expect(page.get_by_label("From").first).to_have_value("00:00")
    expect(page.get_by_label("To").first).to_have_value("06:00")
    page.goto(f"{board(draft.number, week)}?day={sunday}")
    expect(page.locator("tbody").first).to_be_visible()
    assert not findings_of_axe(page)


def test_a_printed_board_has_everybody_and_nothing_of_the_screen(served: Served) -> None:
    page = served.open(PLANNER, DESK)
    page.goto(board(2))
    agents = page.locator("tbody th").count()
    page.emulate_media(media="print")
    assert page.locator(".places").is_hidden()
    box = page.locator("table").first.bounding_box()
    last = page.locator("tbody tr").nth(agents - 1).bounding_box()
    assert box
    assert last
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1
    assert not page.evaluate(CUT)
    assert page.pdf().startswith(b"%PDF")


def test_what_was_typed_outlives_a_session_that_has_ended(served: Served) -> None:
    page = served.open(PLANNER)
    draft = draft_of_this_week(page)
    page.goto(draft)
    day = a_working_day(page)
    for form, field, button in (
        (day, "From", "Keep"),
        (f"{PAGES}/sites/{SITE}/data/settings/form", "Name", "Save"),
    ):
        page.goto(form)
        typed = page.get_by_label(field).first
        typed.fill("09:30")
        there = page.url
        with served.database.writing() as tx:
            end_sessions(tx, get_user(tx, PLANNER))
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("Your session has ended")).to_be_visible()
        assert page.url == there
        expect(typed).to_have_value("09:30")
        assert not findings_of_axe(page)
        served.sign_in(page.context, PLANNER)
    page.goto(day)
    page.get_by_label("From").first.fill("")
    page.get_by_label("To").first.fill("")
    with served.database.writing() as tx:
        end_sessions(tx, get_user(tx, PLANNER))
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    served.sign_in(page.context, PLANNER)
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url(f"**{draft}?day=*")
    served.complaints = [said for said in served.complaints if "401" not in said]
