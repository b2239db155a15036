"""Agents' wishes over the API and on the pages: entered, refused, seen by planners."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from api.access import PAGES
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.centre import shift
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft

NORTH, MINE = "/sites/north", f"{PAGES}/my-wishes"


@pytest.fixture
def week(small_service: Service) -> date:
    """The first week that is open."""
    rules = small_service.ask("ann", "GET", "/me/wishes").json()
    assert (rules["points"], rules["days_away"], len(rules["weeks"])) == (10, 0, 8)
    return date.fromisoformat(rules["weeks"][0]["week"])


def put(service: Service, who: str, week: date, *wishes: dict[str, Any], version: int = 0) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return service.ask(who, "PUT", f"/me/wishes/{week}", json={"wishes": wishes}, headers=headers)


def day_off(day: date, points: int = 4) -> dict[str, Any]:
    return {"date": str(day), "kind": "day_off", "points": points}


def test_wishes_are_entered_read_back_and_seen_by_planners_of_the_team(
    small_service: Service, week: date
) -> None:
    kept = put(small_service, "ann", week, day_off(week))
    assert (kept.status_code, kept.headers["ETag"]) == (200, '"1"')
    read = small_service.ask("ann", "GET", f"/me/wishes/{week}").json()
    assert read == kept.json()
    again = small_service.ask(
        "ann", "PUT", f"/me/wishes/{week}", json=read, headers={"If-Match": kept.headers["ETag"]}
    )
    assert (again.status_code, {**again.json(), "version": 1}) == (200, read)
    assert [(w["date"], w["points"], w["fate"]) for w in read["wishes"]] == [(str(week), 4, "open")]
    put(small_service, "bob", week, day_off(week, 1))
    listed = {
        who: [one["agent_id"] for one in small_service.ask(who, "GET", f"{NORTH}/wishes/{week}")
              .json()["items"]]
        for who in ("sam", "sue")
    }  # fmt: skip
    assert listed == {"sam": ["ann", "bob"], "sue": ["ann"]}
    assert small_service.ask("sam", "GET", f"{NORTH}/preferences").json()["items"] == []
    trail = small_service.ask("ada", "GET", f"{NORTH}/audit").json()["items"]
    [entry] = [one for one in trail if one["entity"] == "wishes" and one["actor"] == "ann"]
    assert "day_off" not in str(entry)


def test_refusals_name_the_field_and_what_would_be_right(
    small_service: Service, week: date
) -> None:
    for wishes, status, told in (
        ([day_off(week, 6), day_off(week + timedelta(days=1), 5)], 409, "10 may be"),
        ([day_off(week + timedelta(days=7))], 409, "is not in the week"),
        ([day_off(week, 0)], 422, "1"),
        ([{**day_off(week), "kind": "holiday"}], 422, "day_off"),
    ):
        refused = put(small_service, "ann", week, *wishes)
        assert (refused.status_code, told in refused.text) == (status, True), refused.text
    assert put(small_service, "ann", week, day_off(week), version=1).status_code == 412
    assert put(small_service, "ann", week - timedelta(days=7)).status_code == 409
    assert small_service.ask("ann", "GET", f"/me/wishes/{week}").json()["version"] == 0


def test_after_publication_one_sees_what_was_granted_and_ones_share(
    small_service: Service, week: date
) -> None:
    put(small_service, "ann", week, day_off(week), day_off(week + timedelta(days=1), 1))
    with small_service.database.writing() as tx:
        shifts = [shift("ann", week, 13, 21), shift("cy", week + timedelta(days=2))]
        draft = create_draft(tx, "sam", "north", week, shifts)
        publish(tx, "sam", draft, draft.version)
    seen = small_service.ask("ann", "GET", f"/me/wishes/{week}").json()
    assert [wish["fate"] for wish in seen["wishes"]] == ["refused", "granted"]
    share = small_service.ask("ann", "GET", "/me/fair-share").json()
    assert share["weeks"][-1] == str(week)
    wish = next(one for one in share["shares"] if one["kind"] == "wish")
    assert (wish["own"], wish["team_median"]) == (1, 0.5)
    page = Browser(small_service, "sam").get(f"{PAGES}{NORTH}/wishes?week={week}").text
    assert "1 of 2 granted" in page


def test_wishes_are_entered_on_the_page_and_what_was_typed_stays(
    small_service: Service, week: date
) -> None:
    ann = Browser(small_service, "ann")
    assert ann.get(MINE).text.count("<fieldset") == 7
    days = [str(week + timedelta(days=n)) for n in range(7)]
    form: dict[str, Any] = {
        "week": str(week), "version": "0", "day": days,
        "kind": ["day_off", "start_between", *["none"] * 5],
        "start": ["", "08:00", *[""] * 5], "end": ["", "soon", *[""] * 5],
        "points": ["4", "2", *["1"] * 5],
    }  # fmt: skip
    wrong = ann.post(MINE, form)
    assert (wrong.status_code, wrong.text.count('class="wrong"')) == (409, 1)
    assert 'value="soon"' in wrong.text
    form["end"][1] = "10:00"
    dear = ann.post(MINE, {**form, "points": ["9", "2", *["1"] * 5]})
    assert (dear.status_code, "11 points are spent" in dear.text) == (409, True)
    assert 'value="9"' in dear.text
    assert ann.post(MINE, form).status_code == 303
    assert "6 of 10 points spent" in ann.get(f"{MINE}?week={week}").text
    stale = ann.post(MINE, form)
    assert (stale.status_code, 'value="08:00"' in stale.text) == (412, True)
    planner = Browser(small_service, "sam").get(f"{PAGES}{NORTH}/wishes?week={week}").text
    assert "start between 08:00–10:00" in planner
