"""Two shifts of one date: from the form of a contract to the agent's own week."""

from __future__ import annotations

from html import unescape

from api.access import PAGES
from api.pages.data.form import Form
from api.pages.data.kinds import KINDS
from tests.api.conftest import Service
from tests.api.test_data_pages import BERLIN, HERE, as_sent
from tests.api.test_edited_rosters import apply, edited
from tests.api.test_pages import Browser
from tests.api.test_schedules import KNOWINGLY, PATH, hours
from tests.centre import WEEK, day

TYPED = {
    "maximum_split_days": "2", "split_part_minutes": "3 | 4", "split_gap_minutes": "2 | 5",
    "maximum_spread": "11", "split_day_price": "5",
}  # fmt: skip


def test_both_shifts_of_a_day_go_from_the_form_to_the_agent(small_service: Service) -> None:
    service, sam = small_service, Browser(small_service, "sam")
    plan = "/sites/north/work-plans/full"
    read = service.ask("sam", "GET", plan).json()
    typed = as_sent(Form(KINDS["work-plans"].body, BERLIN).filled(read)) | TYPED
    answer = sam.post(f"{HERE}/work-plans/form?key=full", typed | {"__version": "1"})
    assert answer.status_code == 303, unescape(answer.text)
    kept = service.ask("sam", "GET", plan).json()
    assert (kept["split_part_minutes"], kept["split_gap_minutes"]) == ([180, 240], [120, 300])
    assert (kept["maximum_spread"], kept["maximum_split_days"]) == (660, 2)

    path = f"{PATH}/2/agents/ann/days/{day(1)}"
    two = [hours(8, 12), hours(15, 19)]
    put = service.ask("sam", "PUT", path, json={"shifts": two}, headers={"If-Match": '"0"'})
    assert put.status_code == 200, put.text
    told = [f for f in put.json()["findings"] if f["rule"] == "Split shifts"]
    assert [f["price"] for f in told] == [5], told
    items = service.ask("sam", "GET", f"{PATH}/2/shifts").json()["items"]
    assert [s["start"][11:16] for s in items if s["agent_id"] == "ann"] == ["07:00", "14:00"]

    back = apply(service, edited(service, ann_1="08:00-12:00 + 16:00-20:00"), 2)
    assert back.status_code in {200, 201}, back.text
    number, told = back.json()["number"], back.json()["findings"]
    assert [f["text"] for f in told if f["rule"] == "Split shifts"] == [
        "12 h from the first start to the last end; at most 11 h", "works two shifts with a gap",
    ]  # fmt: skip
    board = sam.get(f"{PAGES}/sites/north/weeks/{WEEK}/schedules/{number}").text
    assert "08:00–12:00" in board
    assert "16:00–20:00" in board

    draft = service.ask("sam", "GET", f"{PATH}/{number}").headers["ETag"]
    done = service.ask("sam", "POST", f"{PATH}/{number}/publish", json=KNOWINGLY,
                       headers={"If-Match": draft})  # fmt: skip
    assert done.status_code == 200, done.text
    own = service.ask("ann", "GET", f"/me/schedule/{WEEK}").json()["shifts"]
    assert [s["start"][11:16] for s in own] == ["07:00", "15:00"]
