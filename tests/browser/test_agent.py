"""An agent's journey on a phone."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

from playwright.sync_api import Response

from api.access import PAGES
from tests.browser.conftest import PHONE, Served, findings_of_axe, press
from wfm.service.demo_centre import SITE, ZONE
from wfm.store import people
from wfm.store.columns import now
from wfm.store.edited_days import edit_day
from wfm.store.publishing import copy
from wfm.store.schedules import schedules_of
from wfm.store.stored_shifts import shifts_of

AGENT = "ada"


def test_changes_are_marked_until_they_are_confirmed(served: Served) -> None:
    page = served.open(AGENT, PHONE)
    page.goto(f"{PAGES}/my-week")
    assert page.get_by_text("changed").count() == 1
    page.goto(f"{PAGES}/today")
    note = page.get_by_role("region", name="Your shifts changed")
    before, after = re.findall(r"\d\d:\d\d", note.inner_text())[0::2]
    assert int(after[:2]) - int(before[:2]) == 1
    press(page, "I have seen this")
    assert note.count() == 0
    page.goto(f"{PAGES}/my-week")
    assert page.get_by_text("changed").count() == 0


def test_a_draft_is_on_no_page_of_an_agent(served: Served) -> None:
    page = served.open(AGENT, PHONE)
    page.goto(f"{PAGES}/my-week")
    published = page.locator("main").inner_text()
    agent = next(user.agent_id for user in served.centre.users if user.name == AGENT)
    today = now().astimezone(ZONE).date()
    week = today - timedelta(days=today.weekday())
    with served.database.writing() as tx:
        info = schedules_of(tx, SITE, week)[-1]
        draft = copy(tx, "sam", info, "a secret reason")
        own = shifts_of(tx, info.id, [agent or ""])
        edit_day(tx, "sam", draft, own[0].agent_id, own[0].date, 0, [])
    page.reload()
    assert page.locator("main").inner_text() == published
    for path in ("today", "my-week", "my-month", "team", "my-adherence"):
        page.goto(f"{PAGES}/{path}")
        assert "secret" not in page.content()


def test_the_calendar_link_is_shown_once_with_its_code_and_gives_the_shifts(
    served: Served,
) -> None:
    page = served.open(AGENT, PHONE)
    page.goto(f"{PAGES}/calendar")
    press(page, "Make a link")
    address = page.get_by_label("Address").input_value()
    assert page.get_by_role("img", name="QR code").is_visible()
    assert not findings_of_axe(page)
    assert "BEGIN:VEVENT" in page.request.get(address).text()
    page.goto(f"{PAGES}/calendar")
    assert address not in page.content()
    press(page, "End the link")
    assert page.request.get(address).status == 404


def test_what_an_agent_reads_needs_no_script_and_little_data(served: Served) -> None:
    page = served.open(AGENT, PHONE, java_script_enabled=False)
    sizes: list[int] = []

    def weigh(answer: Response) -> None:
        sizes.append(len(answer.body()))

    page.on("response", weigh)
    agent = next(user.agent_id for user in served.centre.users if user.name == AGENT)
    with served.database.reading() as tx:
        team = people.AGENT.get(tx, SITE, agent or "").value.team
    for path, what in [("today", "as of"), ("my-week", "version"), ("team", team)]:
        sizes.clear()
        page.goto(f"{PAGES}/{path}")
        assert what in page.locator("main").inner_text()
        assert 0 < sum(sizes) <= 100_000
    assert len(gzip.compress(page.content().encode())) < 10_000


def test_the_last_copy_is_read_without_a_network_and_gone_after_signing_out(
    served: Served,
) -> None:
    page = served.open(AGENT, PHONE)
    page.goto(f"{PAGES}/today")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    seen = page.locator("h1").inner_text()
    page.context.set_offline(True)
    page.goto(f"{PAGES}/today")
    assert page.locator("h1").inner_text() == seen
    page.context.set_offline(False)
    page.goto(f"{PAGES}/account")
    page.get_by_role("button", name="Sign out here").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("caches.match('/app/today').then(copy => copy === undefined)")
    served.complaints = [said for said in served.complaints if "ERR_INTERNET" not in said]
