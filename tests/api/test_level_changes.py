"""A change of level is asked about, accepted by route, click or flag, and known from then on."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.service.stored_site import ask, do, take_in
from wfm.store.audit import trail
from wfm.store.plans import PlanKind, plan_table

EFFECT, SINCE = 1.4, NEXT_WEEK - timedelta(days=14)
HERE = f"/sites/tiny/weeks/{NEXT_WEEK}/forecasts"


def shifted_history(folder: Path) -> str:
    """Give the tiny site's history, two weeks of it at a new level."""
    text = (write_tiny_site(folder / "site") / "history.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    written = io.StringIO()
    table = csv.DictWriter(written, rows[0])
    table.writeheader()
    for row in rows:
        if date.fromisoformat(row["interval_start"][:10]) >= SINCE:
            for name in ("offered", "handled", "talk_seconds"):
                row[name] = str(round(EFFECT * int(row[name])))
        table.writerow(row)
    return written.getvalue()


@pytest.fixture
def shifted(small_service: Service, tmp_path: Path) -> Service:
    done = take_in(small_service.database, **{"history.csv": shifted_history(tmp_path)})
    assert done.status == "done"
    return small_service


def forecast(service: Service, number: int, **parameters: Any) -> tuple[Any, float]:
    """Forecast the week: the run, and the contacts that come out."""
    run = do(service.database, ask(service.database, "forecast", week=str(NEXT_WEEK), **parameters))
    with service.database.reading() as tx:
        text = plan_table(tx, "tiny", NEXT_WEEK, PlanKind.FORECAST, number)[1]
    return run, sum(float(row["contacts"]) for row in csv.DictReader(io.StringIO(text)))


def codes(run: Any) -> set[str]:
    return {message["code"] for message in run.messages}


def test_accepted_by_a_click_it_is_an_event_that_the_next_forecast_knows(shifted: Service) -> None:
    run, before = forecast(shifted, 1)
    assert "forecast.level_changed" in codes(run)
    (asked,) = shifted.ask("ada", "GET", f"{HERE}/1/level-changes").json()["items"]
    assert (asked["queue"], asked["accepted"]) == ("calls", None)
    assert abs(date.fromisoformat(asked["start"][:10]) - SINCE) <= timedelta(days=4)
    browser = Browser(shifted, "ada")
    page = f"/app/sites/tiny/weeks/{NEXT_WEEK}/forecast"
    assert "has its level changed" in browser.get(page).text
    assert browser.post(f"{page}/1/accept", {"queue": "calls"}).status_code == 303
    (kept,) = shifted.ask("ada", "GET", "/sites/tiny/events").json()["items"]
    assert kept["effect"] == asked["effect"]
    with shifted.database.reading() as tx:
        line = next(line for line in trail(tx, "tiny", None, 10) if line.entity == "event")
    assert (line.actor, line.action, line.key) == ("ada", "create", kept["id"])
    (told,) = shifted.ask("ada", "GET", f"{HERE}/1/level-changes").json()["items"]
    assert told["accepted"] == kept["id"]
    again = shifted.ask("ada", "POST", f"{HERE}/1/level-changes", json={"queue": "calls"})
    assert again.status_code == 409
    run, after = forecast(shifted, 2)
    assert codes(run).isdisjoint({"forecast.level_changed", "forecast.level_accepted"})
    assert after > before
    assert browser.get(page).text.count("has its level changed") == 0


def test_accepted_by_flag_a_run_stores_it_once(shifted: Service) -> None:
    run, by_flag = forecast(shifted, 1, accept_shifts=True)
    assert "forecast.level_accepted" in codes(run)
    (kept,) = shifted.ask("ada", "GET", "/sites/tiny/events").json()["items"]
    assert (kept["name"], kept["queues"]) == ("new level", ["calls"])
    _, later = forecast(shifted, 2, accept_shifts=True)
    assert later == pytest.approx(by_flag)
    assert len(shifted.ask("ada", "GET", "/sites/tiny/events").json()["items"]) == 1


def test_a_queue_that_is_not_asked_about_has_nothing_to_accept(shifted: Service) -> None:
    forecast(shifted, 1)
    wrong = shifted.ask("ada", "POST", f"{HERE}/1/level-changes", json={"queue": "mail"})
    assert wrong.status_code == 409
    assert shifted.ask("ada", "GET", f"{HERE}/7/level-changes").status_code == 404
