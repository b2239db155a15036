"""A site's data in forms: what the API reads comes back from its form as it was, for every kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from api.access import PAGES
from api.pages.data.form import Form, FormField
from api.pages.data.kinds import KINDS, DataKind, notes_of
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.api.test_round_trip import whole
from wfm.adherence.methods import METHODS, REASONS
from wfm.store.audit import trail
from wfm.store.people import AGENT
from wfm.store.site_tables import SITE_TABLES
from wfm.words.locales import language, tags

__all__ = ["whole"]
HERE = f"{PAGES}/sites/north/data"
BERLIN = ZoneInfo("Europe/Berlin")
FORMULAS = {method.formula for method in METHODS.values()}


def as_sent(fields: tuple[FormField, ...]) -> dict[str, Any]:
    """Send a form as a browser does: nothing of boxes that are not ticked."""
    found: dict[str, Any] = {}
    for each in fields:
        if each.widget in {"group", "records"}:
            found |= as_sent(each.parts)
        elif each.widget == "days":
            found |= {each.name: sorted(each.chosen)} if each.text else {}
        elif each.widget != "flag" or each.text == "true":
            found[each.name] = each.text
    return found


def test_forms_that_are_sent_back_untouched_change_nothing(whole: Service) -> None:
    browser = Browser(whole, "sam")
    for path, kind in KINDS.items():
        form, place, keys = Form(kind.body, BERLIN), "/sites/north/" + path, [""]
        if isinstance(kind, DataKind):
            with whole.database.reading() as tx:
                keys = [stored.key for stored in kind.entity.listed(tx, "north")]
        assert keys, path
        for key in keys:
            read = whole.ask("ada", "GET", f"{place}/{quote(key)}" if key else place).json()
            before = everything(whole)
            sent = {**as_sent(form.filled(read)), "__version": str(read["version"])}
            kept = browser.post(f"{HERE}/{path}/form?key={quote(key)}", sent)
            assert kept.status_code == 303, unescape(kept.text)
            assert everything(whole) == before, (path, key)


def everything(service: Service) -> Any:
    with service.database.reading() as tx:
        tables = [table.entity.listed(tx, "north") for table in SITE_TABLES]
        return tables, trail(tx, "north", None, 500)


QUEUE = {
    "name": "claims", "channel": "voice", "skill": "sales", "active": "true",
    "hours.windows": "\n".join(["08:00-12:00, 13:00–18:00"] * 5 + ["-", "10:00-14:00"]),
    "goal.service_level": "80 %", "goal.threshold": "20", "goal.minimum_heads": "1",
}  # fmt: skip


def test_a_queue_is_added_and_changed_by_its_form(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    assert browser.post(f"{HERE}/queues/form", {**QUEUE, "__version": "0"}).status_code == 303
    made = small_service.ask("sam", "GET", "/sites/north/queues/claims").json()
    assert made["hours"]["windows"][4:] == [[[480, 720], [780, 1080]], [], [[600, 840]]]
    assert (made["goal"]["service_level"], made["goal"]["asa"]) == (0.8, None)
    assert "claims" in browser.get(f"{HERE}/queues").text
    form = f"{HERE}/queues/form?key=claims"
    changed = {**QUEUE, "goal.service_level": "0,8", "goal.asa": "20", "__version": "1"}
    assert browser.post(form, changed).status_code == 303
    typed = as_sent(Form(KINDS["queues"].body, BERLIN).filled(made))
    stale = browser.post(form, {**typed, "goal.asa": "5", "__version": "1"})
    assert (stale.status_code, 'value="5"' in stale.text) == (412, True)
    assert stale.text.count("by somebody else") == 1
    assert 'value="2"' in stale.text, "sent again, it would be the next version"
    assert small_service.ask("sam", "GET", "/sites/north/queues/claims").json()["version"] == 2


def test_fields_say_what_they_mean_in_a_planners_words(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    queue = browser.get(f"{HERE}/queues/form").text
    assert "Share answered within the threshold" in queue
    assert "Highest mean wait of answered contacts" in queue
    plan = browser.get(f"{HERE}/work-plans/form").text
    assert "paid hours per week" in plan
    assert "minutes (hours)" not in plan
    for text in (queue, plan, browser.get(f"{HERE}/group-rules/form").text):
        assert "null" not in text


def test_what_is_refused_stays_with_the_reason_beside_its_field(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    for field, text in (
        ("goal.service_level", "most"),
        ("goal.service_level", "8 of 10 %"),
        ("goal.service_level", "1.5"),
        ("hours.windows", "soon"),
        ("channel", "fax"),
        ("name", ""),
    ):
        wrong = {**QUEUE, field: text, "__version": "0"}
        answer = browser.post(f"{HERE}/queues/form", wrong)
        assert answer.status_code in {409, 422}, answer.text
        assert f'id="e-{field}"' in answer.text
        assert 'value="sales"' in answer.text
    assert small_service.ask("sam", "GET", "/sites/north/queues/claims").status_code == 404


def test_rows_of_a_work_plan_are_added_emptied_and_told_by_place(small_service: Service) -> None:
    browser, plan = Browser(small_service, "sam"), "/sites/north/work-plans/full"
    form = Form(KINDS["work-plans"].body, BERLIN)

    def send(**more: str) -> Any:
        read = small_service.ask("sam", "GET", plan).json()
        sent = {**as_sent(form.filled(read)), "__version": str(read["version"])}
        return browser.post(f"{HERE}/work-plans/form?key=full", {**sent, **more})

    break_ = {
        "activities.0.code": "tea", "activities.0.category": "break", "activities.0.minutes": "15",
        "activities.0.earliest": "60", "activities.0.latest": "300", "activities.0.paid": "true",
    }  # fmt: skip
    kept = send(**break_)
    assert kept.status_code == 303, unescape(kept.text)
    assert [a["code"] for a in small_service.ask("sam", "GET", plan).json()["activities"]] == [
        "tea"
    ]
    wrong = send(**{"activities.0.minutes": "long"})
    assert (wrong.status_code, 'id="e-activities.0.minutes"' in wrong.text) == (422, True)
    gone = send(**dict.fromkeys(break_, ""))
    assert gone.status_code == 303, unescape(gone.text)
    assert small_service.ask("sam", "GET", plan).json()["activities"] == []


def test_a_field_that_means_nothing_is_kept_and_told_beside_it(small_service: Service) -> None:
    browser, form = Browser(small_service, "sam"), Form(KINDS["work-plans"].body, BERLIN)
    plan = small_service.ask("sam", "GET", "/sites/north/work-plans/full").json()
    sent = as_sent(form.filled({**plan, "name": "half", "split_day_price": 5}))
    added = browser.post(f"{HERE}/work-plans/form", sent)
    assert added.status_code == 303, unescape(added.text)
    page = browser.get(added.headers["location"]).text
    said = "split day price means nothing without maximum split days"
    assert f'<p class="odd" id="o-split_day_price">{said}' in page
    assert 'aria-describedby="n-split_day_price o-split_day_price"' in page
    again = browser.post(
        f"{HERE}/work-plans/form", {**sent, "name": "third", "split_day_price": "0"}
    )
    assert again.headers["location"] == f"{HERE}/work-plans"


def words_of(fields: Iterable[FormField]) -> Iterator[str]:
    """Give what a form says by itself: names, notes and choices of its fields."""
    for each in fields:
        words = {"" if each.label.isdecimal() else each.label, each.note, *each.choices}
        yield from (word for word in words if word and not word.isdecimal())
        yield from words_of(each.parts)


def test_what_forms_and_missing_figures_say_is_said_in_every_language() -> None:
    said = {
        word
        for path, kind in KINDS.items()
        for word in words_of(Form(kind.body, BERLIN, notes_of(path)).filled({}))
    }
    assert {"Most working days in a row", "time_zone", "wall_clock"} <= said
    for tag in set(tags()) - {"en"}:
        assert set(language(tag).forms) == said | REASONS | FORMULAS


def test_a_form_is_read_in_german(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    plan = browser.get(f"{HERE}/work-plans/form", headers={"accept-language": "de"}).text
    assert "Höchstens so viele Arbeitstage in Folge" in unescape(plan)
    assert "Ruhe nach Nächten" in unescape(plan)
    assert "Least time" not in plan
    assert plan.count("(mindestens | höchstens)") == 8, "of what has two ends both are asked for"
    listed = browser.get(f"{HERE}/queues", headers={"accept-language": "de"}).text
    assert ("Kanal" in listed, "Telefon" in listed) == (True, True)


def test_a_list_is_searched_by_what_is_read_in_it(small_service: Service) -> None:
    browser = Browser(small_service, "sam")
    with small_service.database.reading() as tx:
        ids = [stored.key for stored in AGENT.listed(tx, "north")]
    found = browser.get(f"{HERE}/agents?q={quote(ids[0].upper())}").text
    assert (f"key={quote(ids[0])}" in found, f"key={quote(ids[1])}" in found) == (True, False)
    assert f"1 of {len(ids)}" in found
    german = browser.get(f"{HERE}/queues?q=TELEFON", headers={"accept-language": "de"}).text
    assert "form?key=" in german
    none = browser.get(f"{HERE}/agents?q=nobody+here").text
    assert ("Nothing has these words" in none, 'value="nobody here"' in none) == (True, True)


def test_what_was_ticked_in_a_free_group_stays_when_a_form_is_refused(
    small_service: Service,
) -> None:
    browser = Browser(small_service, "sam")
    blank = as_sent(Form(KINDS["work-plans"].body, BERLIN).filled({}))
    ticks = {"shift_types.0.type_weekdays": ["1", "3"], "activities.0.paid": "true"}
    typed = {**blank, **ticks, "name": "", "__version": "0"}
    refused = browser.post(f"{HERE}/work-plans/form", typed).text
    assert ticked(refused, "shift_types.0.type_weekdays") == ["1", "3"]
    assert ticked(refused, "activities.0.paid") == ["true"]
    assert "shift_types.1." not in refused
    named = {**typed, "shift_types.0.name": "Night", "shift_types.0.start": "22:00"}
    again = browser.post(f"{HERE}/work-plans/form", named).text
    assert ticked(again, "shift_types.0.type_weekdays") == ["1", "3"]
    assert ("shift_types.1.name" in again, ticked(again, "shift_types.1.type_weekdays")) == (
        True,
        [],
    )


def ticked(page: str, name: str) -> list[str]:
    boxes = re.findall(rf'<input type="checkbox"[^>]*name="{re.escape(name)}"[^>]*>', page)
    return [re.findall(r'value="([^"]*)"', box)[0] for box in boxes if " checked" in box]
