"""What supervisors, managers and administrators do in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from api.access import PAGES
from tests.browser.conftest import EXAMPLE, Served, findings_of_axe, overflows, press
from tests.service.stored_site import do
from wfm.adherence.live import AgentNow
from wfm.service.demo_centre import SITE, record
from wfm.service.live_day import Follower
from wfm.store.columns import now
from wfm.store.people import AGENT
from wfm.store.runs import unfinished
from wfm.store.states_grading import EXCEPTION

HERE = f"{PAGES}/sites/{SITE}"


def somebody_out(served: Served) -> AgentNow:
    """Give an agent of the supervisor's teams who is off the plan now, made so if nobody is."""
    with served.database.reading() as tx:
        people = {stored.key: stored.value for stored in AGENT.page(tx, SITE)}
    teams = next(user.teams for user in served.centre.users if user.name == "sven")
    at_work = Follower(served.database, SITE).now().agents
    own = [agent for agent in at_work if people[agent.agent_id].team in teams]
    out = [agent for agent in own if agent.status == "out"]
    if out:
        return out[0]
    moment = now()
    known = [agent for agent in own if agent.status == "in"] or own
    chosen = people[known[0].agent_id]
    record(served.database, [{
        "event_id": "made", "source_id": "acd-1", "external_agent_id": chosen.external_agent_id,
        "state_code": "NOT_READY", "reason_code": "ADMIN", "started_at": moment,
        "is_logged_on": True, "is_snapshot": False, "batch_id": "",
    }])  # fmt: skip
    return known[0]


def test_a_supervisor_sees_the_own_teams_and_authorises_from_the_board(served: Served) -> None:
    somebody_out(served)
    page = served.open("sven")
    page.goto(f"{HERE}/live")
    rows = page.locator("#board tbody tr")
    teams = {text for text in page.locator("#board tbody th small").all_inner_texts() if text}
    assert teams <= {"Ostsee", "Nordsee"}
    assert page.get_by_text("last heard").count() == 1
    assert not findings_of_axe(page)
    row = rows.filter(has_text="Authorise").first
    row.get_by_text("Authorise").first.click()
    row.get_by_label("Reason").fill("a fire drill")
    with page.expect_navigation():
        row.get_by_role("button", name="Authorise").click()
    with served.database.reading() as tx:
        (made,) = EXCEPTION.page(tx, SITE)
    assert (made.value.reason, made.value.authorised_by) == ("a fire drill", "sven")


def test_a_supervisor_reads_the_teams_week_and_edits_nothing(served: Served) -> None:
    page = served.open("sven")
    page.goto(f"{HERE}/roster")
    teams = set(page.locator("tbody th small").all_inner_texts())
    assert teams == {"Ostsee", "Nordsee"}
    assert not page.get_by_role("button", name="Edit a copy").count()
    assert not page.get_by_role("link", name="Publish").count()


def test_a_manager_goes_from_a_missed_goal_to_the_interval_and_the_reason(served: Served) -> None:
    page = served.open("mia")
    page.goto(f"{HERE}/kpis")
    expect(page.get_by_text("missed").first).to_be_visible()
    page.locator("thead a").first.click()
    expect(page.get_by_role("heading", name="What to do first")).to_be_visible()
    expect(page.get_by_role("heading", name="Why the service differs")).to_be_visible()
    page.get_by_role("link", name=re.compile("Wed.* support_calls")).first.click()
    chart = page.get_by_role("img", name="Heads of support_calls")
    expect(chart).to_be_visible()
    assert page.locator("#intervals tbody tr").count() > 40
    assert not findings_of_axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not overflows(page)


def test_an_administrator_adds_a_user_who_signs_in_and_is_retired(served: Served) -> None:
    page = served.open("alex")
    page.goto(f"{PAGES}/users")
    page.get_by_label("Name").fill("nina")
    page.get_by_label("Role").select_option("manager")
    page.get_by_label("Password").fill("short")
    press(page, "Save")
    told = page.get_by_label("Password")
    assert told.get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Name").input_value() == "nina"
    page.get_by_label("Site").select_option(SITE)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="nina")).to_be_visible()
    other = served.open(None)
    other.goto(f"{PAGES}/sign-in")
    other.get_by_label("Name").fill("nina")
    other.get_by_label("Password").fill("correct horse battery")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/kpis")
    page.get_by_role("link", name="nina").click()
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("retired")).to_be_visible()
    other.goto(f"{PAGES}/account")
    assert "/sign-in" in other.url
    served.complaints = [said for said in served.complaints if "422" not in said]


def test_the_audit_trail_is_searched(served: Served) -> None:
    page = served.open("mia")
    page.goto(f"{HERE}/audit")
    page.get_by_label("Words").fill("published schedule")
    page.get_by_role("button", name="Show").click()
    entries = page.locator("tbody tr", has=page.locator("summary"))
    expect(entries).to_have_count(3)
    assert all("Published: schedule" in text for text in entries.all_inner_texts())
    entries.first.locator("summary").click()
    expect(entries.first.get_by_role("columnheader", name="Before")).to_be_visible()
    assert not findings_of_axe(page)


def test_an_import_is_tried_row_by_row_first_and_then_taken_in(
    served: Served, tmp_path: Path
) -> None:
    path = tmp_path / "site.zip"
    with ZipFile(path, "w") as archive:
        for file in EXAMPLE.iterdir():
            content = file.read_bytes()
            if file.name == "agents.csv":
                content = content.replace(b"Ada Abend", b"Ada Morgen")
            archive.writestr(f"site/{file.name}", content)
    page = served.open("alex")
    page.goto(f"{HERE}/imports")
    page.get_by_label("Workbook or archive").set_input_files(path)
    page.get_by_role("button", name="Try").click()
    expect(page.get_by_role("heading", name="Import")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("waiting")
    with served.database.reading() as tx:
        (run,) = unfinished(tx)
    assert run.parameters["dry_run"] is True
    tried = do(served.database, run)
    renamed = page.locator("tr", has_text="Ada Abend")
    expect(renamed).to_contain_text("Ada Morgen")
    expect(renamed).to_contain_text("changed")
    expect(page.get_by_text("nothing was stored")).to_be_visible()
    assert not findings_of_axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not overflows(page)
    press(page, "Take in")
    with served.database.reading() as tx:
        (taken,) = unfinished(tx)
    assert taken.parameters == {**tried.parameters, "dry_run": False}
    do(served.database, taken)
    page.goto(f"{HERE}/imports")
    press(page, "Take back")
    expect(page.get_by_text("taken back")).to_be_visible()
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)
    assert not findings_of_axe(page)
    assert not overflows(page)
