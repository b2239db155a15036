"""A scheduler's journey: plan, edit on the board, publish, and the workbook out and back."""

from __future__ import annotations

import io
import re
import threading
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, Route, expect

from api.access import PAGES
from tests.browser.conftest import NARROW, Served, findings_of_axe, overflows, press
from tests.waiting import wait_for
from wfm.jobs.job import Job, perform
from wfm.service.demo_centre import SITE, ZONE
from wfm.service.tasks import TASKS
from wfm.store.columns import now
from wfm.store.runs import begin, unfinished
from wfm.store.schedules import schedules_of

PLANNER = "sam"
ODD_HOURS = ("11:45", "16:15")
"""Hours that no plan of the centre has: typing those of the day would change nothing."""


def this_week() -> date:
    today = now().astimezone(ZONE).date()
    return today - timedelta(days=today.weekday())


def board(number: int, week: date | None = None) -> str:
    return f"{PAGES}/sites/{SITE}/weeks/{week or this_week()}/schedules/{number}"


def draft_of_this_week(page: Page) -> str:
    """Copy what is published, and give the address of the draft's board."""
    page.goto(f"{PAGES}/sites/{SITE}/roster")
    page.get_by_role("button", name="Edit a copy").click()
    page.wait_for_url(re.compile(r"schedules/3"))
    return page.url.partition("?")[0]


def a_working_day(page: Page) -> str:
    """Give the address of the first day with a shift on a board."""
    return str(page.locator(".cell.works a").first.get_attribute("href"))


def test_a_week_is_planned_and_followed_until_its_draft(served: Served) -> None:
    page = served.open(PLANNER)
    week = this_week() + timedelta(days=7)
    page.goto(f"{PAGES}/sites/{SITE}/weeks/{week}")
    page.get_by_label("Time to search").select_option("10")
    page.get_by_role("button", name="Plan").click()
    expect(page.get_by_role("status")).to_contain_text("waiting")
    assert not findings_of_axe(page)
    worker = threading.Thread(target=work, args=(served,))
    worker.start()
    expect(page.get_by_text("Gap")).to_be_visible()
    expect(page.get_by_role("link", name="Open version 1")).to_be_visible()
    worker.join()
    assert not findings_of_axe(page)
    page.get_by_role("link", name="Open version 1").click()
    expect(page.locator("tbody tr")).to_have_count(60)
    page.goto(f"{PAGES}/sites/{SITE}/weeks")
    expect(page.get_by_role("row").filter(has_text="draft 1")).to_have_count(1)


def work(served: Served) -> None:
    with served.database.reading() as tx:
        (run,) = unfinished(tx)
    with served.database.writing() as tx:
        claimed = begin(tx, run.id, "me", 0)
    assert claimed is not None
    perform(Job(served.database, claimed), TASKS[run.kind])


def test_a_run_that_waits_is_cancelled(served: Served) -> None:
    page = served.open(PLANNER)
    page.goto(f"{PAGES}/sites/{SITE}/weeks/{this_week() + timedelta(days=7)}")
    page.get_by_role("button", name="Plan").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_contain_text("cancelled")


def test_an_edit_is_judged_before_it_is_kept_then_undone_and_redone(served: Served) -> None:
    page = served.open(PLANNER)
    draft = draft_of_this_week(page)
    page.goto(draft)
    day = a_working_day(page)
    marks = page.locator(".cell .mark[title^=edited]")
    edited = marks.count()
    held: list[Route] = []
    was = page.locator(".cell.works").first.inner_text()
    page.goto(day)
    page.get_by_label("From").first.fill("03:00")
    page.get_by_label("To").first.fill("05:00")
    expect(page.get_by_text("It would break")).to_be_visible()
    expect(page.get_by_text("Cost in EUR")).to_be_visible()
    assert not findings_of_axe(page)

    def hold(asked: Route) -> None:
        held.append(asked)

    page.route("**/try", hold)
    page.get_by_label("To").first.fill("06:00")
    expect(page.locator("#judged[aria-busy]")).to_be_visible()
    assert not findings_of_axe(page)  # while it is waited for, too
    wait_for(lambda: page.wait_for_timeout(50) or bool(held))
    held.pop().fulfill(status=502, body="")
    expect(page.get_by_text("no answer came")).to_be_visible()
    expect(page.get_by_text("It would break")).to_be_hidden()
    page.unroute("**/try")
    served.complaints = [said for said in served.complaints if "502" not in said]
    page.goto(draft)
    assert page.locator(".cell.works").first.inner_text() == was  # judging keeps nothing
    page.goto(day)
    page.get_by_label("From").first.fill("")
    page.get_by_label("To").first.fill("")
    press(page, "Keep")
    page.goto(draft)
    expect(marks).to_have_count(edited + 1)
    first = page.locator(f'.cell:has(a[href="{day}"])')
    expect(first).to_contain_text("free")
    page.get_by_role("button", name="Undo").click()
    expect(first).to_contain_text(was)
    page.get_by_role("button", name="Redo").click()
    expect(first).to_contain_text("free")
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()
    assert not findings_of_axe(page)


def test_the_form_tells_each_mistake_at_its_field_and_keeps_what_was_typed(served: Served) -> None:
    page = served.open(PLANNER, java_script_enabled=False)
    page.goto(draft_of_this_week(page))
    page.goto(a_working_day(page))
    page.get_by_label("To").first.fill("")
    page.get_by_label("From").nth(1).fill("18:00")
    page.get_by_role("button", name="Keep").click()
    for name, number in [("To", 0), ("To", 1)]:
        box = page.get_by_label(name).nth(number)
        assert box.get_attribute("aria-invalid") == "true"
        told = page.locator(f"#{box.get_attribute('aria-describedby')}")
        assert "a time is missing" in told.inner_text()
    assert page.get_by_label("From").nth(1).input_value() == "18:00"
    served.complaints = [said for said in served.complaints if "409" not in said]


def test_two_editors_of_one_day_are_told_of_each_other(served: Served) -> None:
    page = served.open(PLANNER)
    page.goto(draft_of_this_week(page))
    day = a_working_day(page)
    other = served.open("alex")
    for each in (page, other):
        each.goto(day)
    other.get_by_label("From").first.fill("")
    other.get_by_label("To").first.fill("")
    other.get_by_role("button", name="Keep").click()
    other.wait_for_url("**/schedules/3?day=*")
    page.get_by_label("From").first.fill("09:00")
    page.get_by_label("To").first.fill("13:00")
    page.get_by_role("button", name="Keep").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("alex changed this day")
    expect(alert).to_contain_text("free")
    assert page.get_by_label("From").first.input_value() == "09:00"
    page.get_by_role("button", name="Keep").click()  # knowingly
    page.wait_for_url("**/schedules/3?day=*")
    served.complaints = [said for said in served.complaints if "412" not in said]


def test_two_agents_swap_by_dragging(served: Served) -> None:
    page = served.open(PLANNER)
    page.goto(draft_of_this_week(page))
    cells = page.locator(".cell.works")
    source, target = cells.nth(0), cells.nth(12)
    before = source.inner_text(), target.inner_text()
    agents = [str(cell.get_attribute("data-agent")) for cell in (source, target)]
    days = [str(cell.get_attribute("data-day")) for cell in (source, target)]
    source.drag_to(target)
    page.wait_for_url(re.compile("swap="))
    expect(page.get_by_text("What would change")).to_be_visible()
    press(page, "Keep")
    page.goto(board(3))
    for agent, day, hours in zip(agents, days, before[::-1], strict=True):
        cell = page.locator(f'.cell[data-agent="{agent}"][data-day="{day}"]')
        expect(cell).to_contain_text(hours.splitlines()[0])


def hours_of(cells: Locator) -> list[str]:
    """Read what each cell shows: a free one names its agent and day beside that, unseen."""
    return [text.partition("✎")[0].rpartition(":\n")[2] for text in cells.all_inner_texts()]


def test_a_block_of_days_is_filled_and_pasted_by_keyboard_alone_as_one_edit(
    served: Served,
) -> None:
    page = served.open(PLANNER)
    page.goto(draft_of_this_week(page))
    cells = page.locator("tbody tr .cell")
    were = hours_of(cells)
    source = [were[n] for n in (0, 1, 7, 8)]
    cells.first.locator("a").focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowDown", "Control+c", "Escape"):
        page.keyboard.press(key)
    for key in ("ArrowDown", "ArrowDown", "Home", "Control+v"):
        page.keyboard.press(key)
    page.wait_for_url("**/edits/try")
    assert not findings_of_axe(page)
    page.get_by_role("button", name=re.compile("^Keep")).press("Enter")
    page.wait_for_url("**/schedules/3")
    expect(cells.nth(21).locator("a")).to_be_focused()
    now = hours_of(cells)
    assert [now[n] for n in (21, 22, 28, 29)] == source
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[aria-selected]")).to_have_count(2)
    assert not findings_of_axe(page)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    assert hours_of(cells) == were
    page.locator(".cell.works").nth(1).click(modifiers=["Shift"])
    page.get_by_role("button", name="Make free").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()


def test_a_draft_is_published_knowingly_and_its_agent_sees_it(served: Served) -> None:
    page = served.open(PLANNER)
    page.goto(draft_of_this_week(page))
    page.get_by_role("link", name="Publish").click()
    assert not findings_of_axe(page)
    assert not page.get_by_text("No published day changes.").is_hidden()
    page.goto(f"{board(3)}/publish")
    accept = page.get_by_role("checkbox")
    if accept.count():
        accept.check()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/schedules/3")
    expect(page.get_by_text("Version 3, published")).to_be_visible()


def test_both_changed_a_day_and_one_decides(served: Served) -> None:
    page = served.open(PLANNER)
    page.goto(draft_of_this_week(page))
    day = a_working_day(page)
    page.goto(f"{PAGES}/sites/{SITE}/roster")
    page.get_by_role("button", name="Edit a copy").click()
    page.wait_for_url(re.compile("schedules/4"))
    for number, (start, end) in {3: ("", ""), 4: ODD_HOURS}.items():
        page.goto(day.replace("schedules/3", f"schedules/{number}"))
        page.get_by_label("From").first.fill(start)
        page.get_by_label("To").first.fill(end)
        page.get_by_role("button", name="Keep").click()
        page.wait_for_url(re.compile(rf"schedules/{number}\?day="))
    publish(page, 3)
    page.goto(f"{board(4)}/publish")
    expect(page.get_by_role("heading", name="Days that both changed")).to_be_visible()
    assert not findings_of_axe(page)
    page.get_by_role("radio", name="–".join(ODD_HOURS)).check()
    press(page, "Go on")
    accept = page.get_by_role("checkbox")
    if accept.count():
        accept.check()
        page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 4, published")).to_be_visible()
    served.complaints = [said for said in served.complaints if "409" not in said]


def publish(page: Page, number: int) -> None:
    page.goto(f"{board(number)}/publish")
    accept = page.get_by_role("checkbox")
    if accept.count():
        accept.check()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/schedules/{number}")


def test_the_workbook_goes_out_and_comes_back_with_a_dry_run(
    served: Served, tmp_path: Path
) -> None:
    page = served.open(PLANNER)
    page.goto(f"{board(2)}/roster")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    path = tmp_path / "roster.xlsx"
    waiting.value.save_as(path)
    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["Roster"]
    cell = next(
        cell for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str) and re.match(r"\d\d:\d\d\W+\d\d:\d\d", cell.value)
    )  # fmt: skip
    cell.value = "off"
    book.save(path)
    page.get_by_label("Workbook (.xlsx)").set_input_files(path)
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_role("heading", name="Changed days: 1")).to_be_visible()
    assert not findings_of_axe(page)
    with served.database.reading() as tx:
        assert len(schedules_of(tx, SITE, this_week())) == 2
    page.get_by_role("button", name="Make a draft of it").click()
    expect(page.get_by_text("Version 3, draft")).to_be_visible()


def test_something_else_than_a_workbook_is_refused_in_words(served: Served, tmp_path: Path) -> None:
    page = served.open(PLANNER)
    page.goto(f"{board(2)}/roster")
    path = tmp_path / "no.xlsx"
    path.write_text("no workbook")
    page.get_by_label("Workbook (.xlsx)").set_input_files(path)
    page.get_by_role("button", name="Show what it changes").click()
    assert page.get_by_role("alert").inner_text()
    served.complaints = [said for said in served.complaints if "409" not in said]


def test_boards_fit_small_screens_and_need_no_colour_to_be_read(served: Served) -> None:
    page = served.open(PLANNER, NARROW)
    for address in (board(2), f"{board(2)}?day={this_week()}", f"{board(2)}?only=findings"):
        page.goto(address)
        assert not overflows(page)
        assert not findings_of_axe(page)
    page.goto(f"{board(2)}?team=Ostsee&order=hours")
    assert (
        page.locator("tbody tr").count() == page.locator("tbody small", has_text="Ostsee").count()
    )
