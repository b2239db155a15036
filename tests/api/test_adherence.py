"""Planned against actual over HTTP: figures with what made them, and who may see whose."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from tests.api.conftest import Service
from tests.centre import WEEK, at, day, shift
from tests.service.stored_site import do
from wfm.store.edited_days import edit_day
from wfm.store.publishing import copy, publish
from wfm.store.runs import get_run
from wfm.store.schedules import published

WEEKS = f"/sites/north/weeks/{WEEK}"
GRADING = {"states": {"TALK": "on_queue", "LUNCH": "meal"}}
PUBLISHED_TABLES = ("intervals", "kpis", "totals", "site", "bridge", "act-first")

Tell = Callable[..., Any]


@pytest.fixture
def measured(small_service: Service) -> Service:
    """Tuesday: ann comes an hour late, bob as planned; both leave on time."""
    small_service.ask("sam", "PUT", "/sites/north/grading", json=GRADING,
                      headers={"If-Match": '"0"'})  # fmt: skip
    send(small_service, "ann", (10, "TALK"), (13, "LUNCH"), (13.5, "TALK"), (17, ""))
    send(small_service, "bob", (9, "TALK"), (13, "LUNCH"), (13.5, "TALK"), (17, ""))
    return small_service


def send(service: Service, agent: str, *states: tuple[float, str], source: str = "acd") -> None:
    events = [
        {
            "event_id": f"{agent}-{hour}", "source_id": source, "external_agent_id": agent,
            "state_code": state or "LOGOUT", "is_logged_on": bool(state),
            "started_at": f"{at(day(1), hour):%Y-%m-%dT%H:%M:%SZ}",
        }
        for hour, state in states
    ]  # fmt: skip
    answer = service.ask("sam", "POST", "/sites/north/states", json={"events": events})
    assert answer.status_code == 200, answer.text


def ask(service: Service, who: str, path: str, **params: Any) -> Any:
    answer = service.ask(who, "GET", f"{WEEKS}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def tuesday(service: Service, agent: str) -> Any:
    items = ask(service, "mia", "adherence/shifts", agent=agent)["items"]
    return next(item for item in items if item["date"] == str(day(1)))


def test_every_figure_says_what_it_was_made_with(measured: Service) -> None:
    week = ask(measured, "mia", "adherence")
    made = week["made_with"]
    assert (made["method"], made["tolerance_seconds"], made["schedule_version"]) == (
        "default",
        0,
        1,
    )
    assert made["complete_until"].startswith(f"{at(day(1), 17):%Y-%m-%dT%H:%M}")
    assert {team["team"] for team in week["teams"]} == {"Blue", "Red"}
    ann = tuesday(measured, "ann")
    assert ann["seconds"]["out_seconds"] == 3600
    assert ann["adherence"] == pytest.approx(7 / 8)
    assert ann["conformance"] == pytest.approx(6.5 / 7.5)


def test_without_any_event_nothing_is_known_and_nobody_is_blamed(small_service: Service) -> None:
    overall = ask(small_service, "mia", "adherence")["overall"]
    assert (overall["adherence"], overall["adherence_reason"]) == (
        None, "what was done in the scheduled time is unknown",
    )  # fmt: skip
    assert ask(small_service, "mia", "adherence/trail")["items"] == []


def test_a_supervisor_sees_the_own_team_only(measured: Service) -> None:
    own = ask(measured, "sue", "adherence")
    assert [team["team"] for team in own["teams"]] == ["Blue"]
    assert own["days"][0]["seconds"]["out_seconds"] == 3600
    for path in ("adherence/agents", "adherence/shifts", "adherence/deviations"):
        assert {item["agent_id"] for item in ask(measured, "sue", path)["items"]} == {"ann"}
    assert {e["agent_id"] for e in ask(measured, "sue", "adherence/trail")["items"]} == {"ann"}
    site = {r["figure"]: r["value"] for r in ask(measured, "sue", "planned-vs-actual/site")["rows"]}
    assert site["cost"] is None
    workbook = measured.ask("sue", "GET", f"{WEEKS}/planned-vs-actual/workbook").content
    text = {str(cell.value) for sheet in openpyxl.load_workbook(io.BytesIO(workbook))
            for row in sheet.iter_rows() for cell in row}  # fmt: skip
    assert "ann" in text
    assert not {"bob", "Bob", "Red"} & text


def test_an_agent_sees_the_own_figures_and_nobody_elses(measured: Service) -> None:
    own = measured.ask("ann", "GET", f"/me/adherence/{WEEK}").json()
    assert {s["agent_id"] for s in own["shifts"]} == {"ann"}
    assert own["deviations"][0]["seconds"] == 3600
    assert measured.ask("bob", "GET", f"/me/adherence/{WEEK}").json()["deviations"] == []
    assert measured.ask("ann", "GET", f"{WEEKS}/adherence").status_code == 403
    assert measured.ask("mia", "GET", f"/me/adherence/{WEEK}").status_code == 403


def test_an_authorised_exception_counts_as_in_until_it_is_withdrawn(measured: Service) -> None:
    body = {
        "agent_id": "ann", "start": f"{at(day(1), 9):%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{at(day(1), 10):%Y-%m-%dT%H:%M:%SZ}", "reason": "the train stood still",
    }  # fmt: skip
    foreign = measured.ask(
        "sue", "POST", "/sites/north/exceptions", json=body | {"agent_id": "bob"}
    )
    assert foreign.status_code == 404
    made = measured.ask("sue", "POST", "/sites/north/exceptions", json=body)
    assert made.status_code == 201
    assert made.json()["authorised_by"] == "sue"
    excused = tuesday(measured, "ann")
    assert (excused["adherence"], excused["seconds"]["authorised_seconds"]) == (1.0, 3600)
    path = f"/sites/north/exceptions/{made.json()['id']}"
    back = measured.ask("sue", "PUT", path, json=body | {"active": False},
                        headers={"If-Match": '"1"'})  # fmt: skip
    assert back.status_code == 200
    assert tuesday(measured, "ann")["adherence"] == pytest.approx(7 / 8)


def test_a_corrected_mapping_and_a_new_schedule_leave_the_earlier_figure_in_the_trail(
    measured: Service,
) -> None:
    assert tuesday(measured, "bob")["adherence"] == 1.0
    corrected = GRADING | {"states": {"TALK": "off_queue_work", "LUNCH": "meal"}}
    answer = measured.ask("sam", "PUT", "/sites/north/grading", json=corrected,
                          headers={"If-Match": '"1"'})  # fmt: skip
    assert answer.headers["etag"] == '"2"'
    assert tuesday(measured, "bob")["adherence"] == pytest.approx(0.5 / 8)
    with measured.database.writing() as tx:
        info = published(tx, "north", WEEK)
        assert info is not None
        draft = copy(tx, "sam", info)
        later = shift("bob", day(1), 10, 17)
        edit_day(tx, "sam", draft, "bob", day(1), 0, [later])
        publish(tx, "sam", draft, draft.version + 1)
    ask(measured, "mia", "adherence")
    told = [e for e in ask(measured, "mia", "adherence/trail")["items"] if e["agent_id"] == "bob"]
    assert [(e["adherence"], e["reason"]) for e in told[:2]] == [
        (1.0, "first measured"), (0.0625, "the mapping was corrected"),
    ]  # fmt: skip
    assert "published again" in told[2]["reason"]
    assert told[2]["schedule_version"] == told[0]["schedule_version"] + 2


def test_late_events_correct_the_past_and_the_trail_says_so(measured: Service) -> None:
    assert tuesday(measured, "ann")["adherence"] == pytest.approx(7 / 8)
    send(measured, "ann", (9.5, "TALK"))
    assert tuesday(measured, "ann")["adherence"] == pytest.approx(7.5 / 8)
    told = [e for e in ask(measured, "mia", "adherence/trail")["items"] if e["agent_id"] == "ann"]
    assert [e["reason"] for e in told] == [
        "first measured", "events of the past came in late, or exceptions were authorised",
    ]  # fmt: skip


def test_satisfaction_scores_that_are_sent_stand_beside_the_key_figures(measured: Service) -> None:
    rows = f"answered_at,queue,score\n{at(day(1), 9):%Y-%m-%dT%H:%M:%SZ},sales,4\n"
    rows += f"{at(day(1), 10):%Y-%m-%dT%H:%M:%SZ},sales,1\n"
    rows += f"{at(day(8), 10):%Y-%m-%dT%H:%M:%SZ},sales,1\n"
    asked = measured.ask("sam", "POST", "/sites/north/satisfaction", content=rows)
    assert asked.status_code == 202
    assert measured.ask("mia", "POST", "/sites/north/satisfaction", content=rows).status_code == 403
    ask(measured, "mia", "adherence")
    with measured.database.reading() as tx:
        run = get_run(tx, "north", asked.json()["id"])
    assert do(measured.database, run).status == "done"
    table = ask(measured, "sue", "planned-vs-actual/kpis")
    [level] = [column for column in table["columns"] if column["column"] == "service_level"]
    assert (level["title"], level["unit"]) == ("Service level", "share")
    assert level["words"].startswith("Answered within T / offered.")
    kpis = table["rows"]
    assert {(row["date"], row["satisfaction"]) for row in kpis} == {(str(day(1)), 2.5), (None, 2.5)}
    site = {r["figure"]: r["value"] for r in ask(measured, "mia", "planned-vs-actual/site")["rows"]}
    assert site["satisfaction"] == 2.5


@pytest.mark.parametrize("subject", PUBLISHED_TABLES)
def test_every_table_is_served_in_pages(measured: Service, subject: str) -> None:
    whole = ask(measured, "mia", f"planned-vs-actual/{subject}")
    assert whole["made_with"]["schedule_version"] == 1
    assert whole["rows"] or subject in {"bridge", "act-first"}
    assert all(column["unit"] and column["words"] for column in whole["columns"])
    named = [column["column"] for column in whole["columns"]]
    told = [row["figure"] for row in whole["rows"]] if subject == "site" else named
    assert named == told
    assert subject == "site" or not whole["rows"] or set(whole["rows"][0]) == set(named)
    parts, after = [], "0"
    while after is not None:
        page = ask(measured, "mia", f"planned-vs-actual/{subject}", limit=2, after=after)
        parts += page["rows"]
        after = page["next"]
    assert parts == whole["rows"]


def test_scheduled_and_actual_heads_stand_beside_the_plan_of_the_published_run(
    measured: Service,
) -> None:
    [first, second] = ask(measured, "mia", "planned-vs-actual/intervals")["rows"]
    assert (first["forecast"], second["forecast"]) == (10.0, 12.0)
    assert first["required"] == 4.4
    eight = at(day(1), 9)
    assert first["interval_start"].startswith(f"{eight:%Y-%m-%dT%H:%M}")
    assert (first["scheduled"], first["actual"], first["actual_under"]) == (2.0, 1.0, 3.0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"states": {"TALK": "dancing"}}, None),
        ({"impacts": [["on_queue", "break", "forgiven"]]}, "impact"),
        ({"method": "ours"}, "method"),
        ({"tolerance_seconds": -1}, "tolerance_seconds"),
    ],
)
def test_a_grading_that_cannot_be_is_refused_and_changes_nothing(
    measured: Service, wrong: dict[str, Any], field: str | None
) -> None:
    answer = measured.ask("sam", "PUT", "/sites/north/grading", json=wrong,
                          headers={"If-Match": '"1"'})  # fmt: skip
    assert answer.status_code in {409, 422}
    assert answer.json()["errors"][0].get("field") == field
    assert measured.ask("sam", "GET", "/sites/north/grading").json()["version"] == 1


def test_two_corrections_at_once_do_not_overwrite_each_other(measured: Service) -> None:
    answer = measured.ask("mia", "PUT", "/sites/north/grading", json=GRADING,
                          headers={"If-Match": '"0"'})  # fmt: skip
    assert answer.status_code == 412
    assert answer.json()["current_version"] == 1


def test_a_week_without_a_published_schedule_is_not_found(measured: Service) -> None:
    other = WEEK + timedelta(days=7)
    assert measured.ask("mia", "GET", f"/sites/north/weeks/{other}/adherence").status_code == 404
