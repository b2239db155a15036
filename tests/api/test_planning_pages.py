"""Planning by page: the next week carries on, and a week is repaired around an absence."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from api.access import PAGES
from api.pages.forecast.chart import charts_of
from api.pages.weeks.page import next_to_plan
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import WEEK, at, day
from wfm.service.load_plan import CORRECTED
from wfm.store.people import time_off_of_teams
from wfm.store.runs import begin, finish, get_run
from wfm.store.schedules import create_draft
from wfm.store.weeks import WeekState

SEVEN = timedelta(days=7)
BOARD = f"{PAGES}/sites/north/weeks/{WEEK}/schedules"
CY = {"agent": "cy", "first": str(day(2)), "last": str(day(3)), "kind": "sick", "paid": "yes"}


@pytest.fixture
def sam(small_service: Service) -> Browser:
    return Browser(small_service, "sam")


def run_of(service: Service, answer: Any) -> Any:
    assert answer.status_code == 303, answer.text
    with service.database.reading() as tx:
        return get_run(tx, "north", answer.headers["location"].rpartition("/")[2])


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], WEEK + SEVEN),
        ([WeekState(WEEK, published=3)], WEEK + SEVEN),
        ([WeekState(WEEK - SEVEN, published=1)], WEEK),
        ([WeekState(WEEK - 5 * SEVEN, published=1)], WEEK),
        ([WeekState(WEEK, published=3), WeekState(WEEK + SEVEN, draft=2)], WEEK + SEVEN),
        ([WeekState(WEEK + SEVEN, published=1)], WEEK + 2 * SEVEN),
    ],
)
def test_the_next_week_is_the_first_after_all_published_ones(
    states: list[WeekState], expected: date
) -> None:
    found = next_to_plan({state.week: state for state in states}, WEEK)
    assert found.week == expected
    known = {state.week: state for state in states}
    assert found.published == known.get(expected - SEVEN, WeekState(expected)).published
    assert found.draft == known.get(expected, WeekState(expected)).draft


def test_one_button_on_the_list_of_weeks_plans_the_week_that_carries_on(
    small_service: Service, sam: Browser
) -> None:
    page = sam.get(f"{PAGES}/sites/north/weeks").text
    (where,) = re.findall(r'action="([^"]+/plan)"', page)
    asked = run_of(small_service, sam.post(where)).parameters
    assert where == f"{PAGES}/sites/north/weeks/{asked['week']}/plan"
    assert asked["base"] is None
    manager = Browser(small_service, "mia").get(f"{PAGES}/sites/north/weeks").text
    assert "/plan" not in manager


def test_an_absence_is_entered_and_its_draft_is_asked_to_be_repaired(
    small_service: Service, sam: Browser
) -> None:
    assert f"{BOARD}/2/absence" in sam.get(f"{BOARD}/2").text
    form = sam.get(f"{BOARD}/2/absence?agent=cy").text
    assert '<option value="cy" selected>Cy (cy)</option>' in form
    asked = run_of(small_service, sam.post(f"{BOARD}/2/absence", CY)).parameters
    assert (asked["base"], asked["repair"], asked["keep"]) == (2, True, True)
    with small_service.database.reading() as tx:
        (entered,) = (
            one.value
            for one in time_off_of_teams(tx, "north", None, "", 10)
            if one.value.agent_id == "cy"
        )
    assert (entered.start, entered.end) == (at(day(2), 0), at(day(4), 0))
    assert (entered.kind, entered.paid) == ("sick", True)


def test_several_absences_with_hours_are_entered_before_one_repair(
    small_service: Service, sam: Browser
) -> None:
    hours = {"last": CY["first"], "since": "10:15", "until": "12:00", "another": "yes"}
    answer = sam.post(f"{BOARD}/2/absence", {**CY, **hours})
    assert answer.headers["location"].endswith("/2/absence?entered=cy")
    assert "The absence of Cy is entered" in sam.get(answer.headers["location"]).text
    with small_service.database.reading() as tx:
        entered = [one.value for one in time_off_of_teams(tx, "north", None, "", 10)]
    mine = next(one for one in entered if one.agent_id == "cy")
    assert (mine.start, mine.end) == (at(day(2), 10.25), at(day(2), 12))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"last": CY["first"], "since": "12:00", "until": "10:00"}, "end is not after start"),
        ({"first": str(WEEK - SEVEN)}, "not a date of the schedule"),
        ({"last": str(day(1))}, "end is not after start"),
        ({"last": "2099-01-01"}, "a year at most"),
        ({"agent": "nobody"}, "There is nothing here"),
    ],
)
def test_a_mistake_in_the_form_is_told_and_nothing_is_entered(
    small_service: Service, sam: Browser, wrong: dict[str, str], said: str
) -> None:
    answer = sam.post(f"{BOARD}/2/absence", {**CY, **wrong})
    assert answer.status_code in {404, 409, 422}
    assert said in answer.text
    assert ('aria-invalid="true"' in answer.text) == (answer.status_code == 422)
    with small_service.database.reading() as tx:
        entered = time_off_of_teams(tx, "north", None, "", 10)
    assert "cy" not in {one.value.agent_id for one in entered}


def test_a_run_lists_the_changed_days_by_name_and_whom_to_tell(
    small_service: Service, sam: Browser
) -> None:
    span = {"start": at(day(1), 9).isoformat(), "end": at(day(1), 17).isoformat()}
    changes = [
        {"agent_id": "cy", "date": str(day(1)), "before": span, "after": None},
        {"agent_id": "bob", "date": str(day(1)), "before": None, "after": span},
    ]
    with small_service.database.writing() as tx:
        begun = begin(tx, small_service.run, "me", 0)
        assert begun is not None
        finish(tx, begun, "done", {"schedule": 2, "changes": changes}, [])
    page = sam.get(f"{PAGES}/sites/north/runs/{small_service.run}").text
    assert "2 days of agents changed" in page
    assert "To be told: Bob, Cy" in page
    assert re.search(r"Cy</th><td>[^<]+</td><td>09:00–17:00</td><td>free", page)
    assert re.search(r"Bob</th><td>[^<]+</td><td>free</td><td>09:00–17:00", page)


def test_simulated_service_stands_on_the_run_and_before_publishing_and_comes_over_the_api(
    small_service: Service, sam: Browser
) -> None:
    figures = ("service_level", "asa_seconds", "abandonment", "occupancy", "goal_chance")
    undefined = {f"{name}{kind}": None for name in figures for kind in ("", "_margin")}
    told = {
        **undefined, "queue": "calls", "offered": 100.0, "service_level": 0.823,
        "service_level_margin": 0.011, "predicted_service_level": 0.85, "goal_chance": 0.61,
        "goal_chance_margin": 0.09,
    }  # fmt: skip
    summary = {
        "simulated": [told], "simulated_days": [{**told, "date": str(day(1))}],
        "parameters": {"simulation_runs": 100},
    }  # fmt: skip
    with small_service.database.writing() as tx:
        made = create_draft(tx, "sam", "north", WEEK, [], run=small_service.run, summary=summary)
        begun = begin(tx, small_service.run, "me", 0)
        assert begun is not None
        finish(tx, begun, "done", {"schedule": made.number}, [])
    board = f"/sites/north/weeks/{WEEK}/schedules/{made.number}"
    for address in (f"/sites/north/runs/{small_service.run}", f"{board}/publish"):
        page = sam.get(f"{PAGES}{address}").text
        assert "100 weeks played contact by contact" in page
        assert page.count("82.3 % ± 1.1 %") + page.count("82.3% ± 1.1%") == 2
    answer = small_service.ask("sam", "GET", f"{board}/simulation").json()
    assert [row["date"] for row in answer["items"]] == [None, str(day(1))]
    assert answer["items"][0]["goal_chance"]["simulated"] == 0.61


def test_a_week_without_a_schedule_in_force_is_told_with_those_that_have_one(
    small_service: Service, sam: Browser
) -> None:
    answer = sam.get(f"{PAGES}/sites/north/roster")
    assert answer.status_code == 200
    assert "Nothing is published for this week" in answer.text
    (published,) = re.findall(rf'href="({BOARD}/\d+)"', answer.text)
    assert sam.get(published).status_code == 200
    manager = Browser(small_service, "mia").get(f"{PAGES}/sites/north/roster").text
    assert published in manager
    assert "Plan this week" in answer.text
    assert "Plan this week" not in manager


def test_two_versions_stand_side_by_side_with_heads_cost_and_who_has_short_notice(
    small_service: Service, sam: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = f"{PAGES}/sites/north/weeks/{WEEK}"
    assert f'action="{here}/versions"' in sam.get(here).text
    page = sam.get(f"{here}/versions?before=1&after=2").text
    rows = re.findall(r"<tr><th scope=\"row\">Ann</th>(.*?)</tr>", page, re.DOTALL)
    assert len(rows) == 1, "ann is off on the third day in the second version, bob is as he was"
    assert f"{here}/schedules/2/agents/ann/days/{day(2)}" in rows[0]
    assert ("09:00–17:00" in rows[0], "free" in rows[0], "short" in rows[0]) == (True, True, True)
    assert "Less than 24 hours of notice, for 1 agent" in page
    assert f"{here}/schedules/1?day={day(1)}" in page
    assert f"{here}/schedules/2?day={day(1)}" in page
    place = f"/sites/north/weeks/{WEEK}/schedules/2/comparison"
    told = small_service.ask("mia", "GET", place, params={"against": 1}).json()
    assert (told["before"], told["after"], told["measured_by"]) == (1, 2, 2)
    (differs,) = told["days"]
    assert (differs["agent_id"], differs["after"], differs["short_notice"]) == ("ann", [], True)
    assert told["totals"]["paid_hours"]["before"] > told["totals"]["paid_hours"]["after"]
    whole = next(row for row in told["queues"] if row["date"] is None)
    assert round(whole["required_hours"]["before"], 1) == 2.2
    assert small_service.ask("mia", "GET", place, params={"against": 9}).status_code == 404
    back = sam.get(f"{here}/versions?before=2&after=1").text
    paid = [re.findall(r'<dd class="value">([^<]+)', text)[0] for text in (page, back)]
    assert [text[0] for text in paid] == ["-", "+"]
    assert heads(page) == ["2.2", "1.0 → 1.0", "1.2 → 1.2"]
    kept = sam.post(f"{BOARD}/2/agents/bob/days/{day(1)}/keep", {"version": "0"})
    assert kept.status_code == 303
    fewer = sam.get(f"{here}/versions?before=1&after=2").text
    assert heads(fewer) == ["2.2", "1.0 → <strong>0.5</strong>", "1.2 → <strong>1.7</strong>"]
    assert "Days of agents that differ: 2" in fewer
    before = at(day(0), 0) - timedelta(hours=48)
    with monkeypatch.context() as earlier:
        earlier.setattr("wfm.service.compare_versions.now", lambda: before)
        in_time = sam.get(f"{here}/versions?before=1&after=2").text
    assert "Nobody has less than 24 hours of notice" in in_time
    assert "105.0" in in_time
    same = sam.get(f"{here}/versions?before=1&after=1").text
    assert "All days are the same" in same
    assert sam.get(f"{here}/versions").text.count("→") == page.count("→")
    assert sam.get(f"{here}/versions?before=1&after=9").status_code == 404
    assert sam.get(f"{here}/versions?before=x").status_code == 422


def heads(page: str) -> list[str]:
    """Give the head-hours of the week: required, scheduled and missing."""
    (row,) = re.findall(r"<tr><th [^>]+>Whole week</th>(.*?)</tr>", page, re.DOTALL)
    return re.findall(r'<td class="number">(.*?)</td>', row)[:3]


def test_the_best_repairs_of_a_gap_are_listed_and_one_is_applied_and_undone(
    small_service: Service, sam: Browser
) -> None:
    assert f"{BOARD}/2/repairs?day={day(1)}" in sam.get(f"{BOARD}/2?day={day(1)}").text
    page = sam.get(f"{BOARD}/2/repairs?day={day(1)}").text
    forms = re.findall(r'<form method="post" action="([^"]+/keep)">(.*?)</form>', page)
    assert 1 <= len(forms) <= 3
    assert all("/agents/cy/" in where for where, _ in forms), "ann and bob are there already"
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', forms[0][1]))
    place = f"/sites/north/weeks/{WEEK}/schedules/2"
    listed = small_service.ask("sam", "GET", f"{place}/repairs", params={"day": str(day(1))})
    told = listed.json()["items"]
    assert (len(told), told[0]["edits"][0]["agent_id"]) == (len(forms), "cy")
    assert told[0]["missing_hours"]["after"] < told[0]["missing_hours"]["before"]
    body = {"edits": told[0]["edits"]}
    tried = small_service.ask("sam", "POST", f"{place}/edits/dry-run", json=body).json()
    assert tried == told[0]["effect"]
    elsewhen = small_service.ask("sam", "GET", f"{place}/repairs", params={"day": "2030-01-01"})
    assert elsewhen.status_code == 404
    start, end = (int(sent[name][:2]) * 60 + int(sent[name][3:]) for name in ("start1", "end1"))
    assert start <= 9 * 60 < end, "the gap is from nine to half past"
    assert sam.post(forms[0][0], sent).status_code == 303
    after = small_service.ask(
        "sam", "GET", f"/sites/north/weeks/{WEEK}/schedules/2/agents/cy/days/{day(1)}"
    ).json()
    assert (after["version"], len(after["shifts"])) == (1, 1)
    late = {**sent, "start1": "", "end1": ""}
    assert sam.post(forms[0][0], late).status_code == 412, "the day was changed since"
    assert sam.post(f"{BOARD}/2/undo").status_code == 303


def test_the_best_repairs_of_an_agents_day_name_what_they_mend_and_published_weeks_stay(
    sam: Browser,
) -> None:
    here = f"{BOARD}/2/agents/ann/days/{day(1)}"
    short = {"start1": "09:00", "end1": "10:00", "version": "0"}
    assert sam.post(f"{here}/keep", short).status_code == 303
    link = f"{BOARD}/2/repairs?day={day(1)}&amp;agent=ann"
    assert link in sam.get(here).text
    page = sam.get(link.replace("&amp;", "&")).text
    assert "It would mend" in page
    assert "Shift lengths and start times" in page
    assert "/agents/ann/" in page
    assert sam.get(f"{BOARD}/1/repairs?day={day(1)}").status_code == 409
    assert sam.get(f"{BOARD}/2/repairs?day=2030-01-01").status_code == 404
    assert sam.get(f"{BOARD}/2/repairs?day={day(1)}&agent=nobody").status_code == 404
    assert sam.get(f"{BOARD}/2/repairs").status_code == 422


def test_overrides_are_drawn_on_the_chart_of_the_forecast_where_they_lie(
    small_service: Service, sam: Browser
) -> None:
    here = f"{PAGES}/sites/north/weeks/{WEEK}/forecast"
    assert 'class="override' not in sam.get(here).text
    override = {
        "queue": "sales", "start": f"{day(1)}T08:00:00Z", "end": f"{day(1)}T08:15:00Z",
        "operation": "multiply", "value": 1.2, "reason": "a mailing",
    }  # fmt: skip
    place = f"/sites/north/weeks/{WEEK}/overrides"
    assert small_service.ask("sam", "POST", place, json=override).status_code == 201
    page = sam.get(here).text
    (drawn,) = re.findall(r'<rect class="override later" x="([0-9.]+)"[^>]*width="([0-9.]+)"', page)
    hours = (float(drawn[0]) / 896 * 167, float(drawn[1]) / 896 * 167)  # clocks change
    assert hours == pytest.approx((24 + 9, 0.25), abs=0.02), "Tuesday at nine by the site's clock"
    assert ("× 1.2: a mailing" in page, "not in this forecast" in page) == (True, True)


def test_the_line_of_a_chart_ends_where_the_queue_is_closed_and_overrides_have_their_own() -> None:
    starts = pd.to_datetime([at(day(0), 9), at(day(0), 10), at(day(0), 12)], utc=True)
    frame = pd.DataFrame({
        "queue": "sales", "interval_start": starts, "interval_minutes": 60,
        "contacts": [5.0, 10.0, 10.0], CORRECTED: [5.0, 20.0, 10.0],
    })  # fmt: skip
    (chart,) = charts_of(frame, [], at(WEEK, 0), WEEK, ZoneInfo("Europe/Berlin"))
    assert chart.most == 20.0
    assert (chart.forecast.count("M"), chart.corrected.count("M")) == (2, 2)
    assert chart.forecast.startswith("M48.3 90H53.7L53.7 60H")
    assert chart.corrected.startswith("M48.3 90H53.7L53.7 0H")
