"""A queue without history from its site's row to heads, by the command and by the service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.service.stored_site import SITE, ask, do, take_in
from wfm.model.plan import Plan
from wfm.planning import forecast_site, plan_week
from wfm.planning.plan_options import PlanOptions
from wfm.scheduling import Limits
from wfm.service.stored_tables import stored_frame
from wfm.sites import read_site
from wfm.store.database import Database
from wfm.store.plans import PlanKind, plan_of_run

QUEUES = """\
queue,channel,skill,hours,service_level,threshold_seconds,patience_seconds,aht_seconds,like_queue,contacts_per_week
calls,voice,phone,mon-fri 09:00-17:00,0.8,20,300,,,
refunds,voice,phone,mon-fri 10:00-15:00,0.8,20,300,{aht},calls,200
"""
NEW = QUEUES.format(aht="")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = write_tiny_site(tmp_path_factory.mktemp("new") / "site")
    (site / "queues.csv").write_text(NEW, encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def plan(folder: Path) -> Plan:
    created = datetime(2026, 3, 15, tzinfo=UTC)
    return plan_week(folder, None, PlanOptions(Limits(time=None, effort=0, workers=1)), created)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.close()


def of_refunds(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["queue"] == "refunds"]


def test_the_plan_has_its_volume_on_its_own_hours_and_heads_for_it(plan: Plan) -> None:
    new = of_refunds(plan.forecast)
    assert new["contacts"].sum() == pytest.approx(200.0)
    assert len(new) == 5 * 10
    assert set(new["interval_start"].dt.hour) == set(range(10, 15))
    assert new["aht_seconds"].mean() == pytest.approx(180.0, rel=0.03)
    asked = of_refunds(plan.requirement)["net_requirement"]
    assert asked.mean() > 0.5
    assert (asked > 0).mean() > 0.9
    assert of_refunds(plan.coverage)["scheduled"].sum() > 0


def test_the_plan_says_where_its_contacts_come_from(plan: Plan) -> None:
    told = [message.text for message in plan.messages]
    assert "queue refunds: new: has the shape of calls at 200 contacts a week" in told


def test_a_closure_takes_its_contacts_away(folder: Path) -> None:
    """An event closes the new queue on Good Friday; the rest of the week stays as it is."""
    (folder / "events.csv").write_text(
        "event,queues,from,to,kind\nGood Friday,refunds,2026-04-03,2026-04-03,closure\n"
    )
    found = read_site(folder)
    usual, _ = forecast_site(found.site, found.history, NEXT_WEEK, 7)
    frame, _ = forecast_site(found.site, found.history, NEXT_WEEK + timedelta(weeks=2), 7)
    lost = of_refunds(usual)["contacts"].iloc[-10:].sum()
    (folder / "events.csv").unlink()
    local = of_refunds(frame)["interval_start"].dt.tz_convert("Europe/Berlin")
    assert local.dt.date.max() == date(2026, 4, 2)
    assert of_refunds(frame)["contacts"].sum() == pytest.approx(200.0 - lost, rel=0.05)


def test_a_declared_aht_is_its_own(tmp_path: Path) -> None:
    site = write_tiny_site(tmp_path / "site")
    (site / "queues.csv").write_text(QUEUES.format(aht="400"), encoding="utf-8")
    found = read_site(site)
    frame, _ = forecast_site(found.site, found.history, NEXT_WEEK, 7)
    assert set(of_refunds(frame)["aht_seconds"]) == {400.0}


def history_with(folder: Path, days: int) -> Path:
    """Give the new queue the same rows as calls in the last days before the planned week."""
    since = str(NEXT_WEEK - timedelta(days=days))
    path = folder / "history.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    own = [line.replace(",calls,", ",refunds,") for line in lines[1:] if line >= since]
    path.write_text("\n".join([*lines, *own]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("days", "says"), [
    (7, "own history not used: only 5 days of history → give two weeks or more"),
    (21, "forecast from its own history, no longer in the shape of calls → clear"),
])  # fmt: skip
def test_its_own_history_is_used_from_two_weeks_on(tmp_path: Path, days: int, says: str) -> None:
    site = history_with(write_tiny_site(tmp_path / "site"), days)
    (site / "queues.csv").write_text(NEW, encoding="utf-8")
    found = read_site(site)
    frame, messages = forecast_site(found.site, found.history, NEXT_WEEK, 7)
    assert (of_refunds(frame)["contacts"].sum() == pytest.approx(200.0)) == (days == 7)
    assert any(says in message.text for message in messages)


def test_the_service_imports_and_forecasts_it(database: Database) -> None:
    taken = take_in(database, **{"queues.csv": NEW})
    assert taken.status == "done", taken.messages
    run = do(database, ask(database, "forecast", week=str(NEXT_WEEK)))
    assert run.status == "done", run.messages
    with database.reading() as tx:
        _, table = plan_of_run(tx, SITE, NEXT_WEEK, PlanKind.FORECAST, run.id)
    assert of_refunds(stored_frame(PlanKind.FORECAST, table))["contacts"].sum() == pytest.approx(
        200.0, rel=0.001
    )
    assert any("has the shape of calls" in message["text"] for message in run.messages)


def test_the_service_names_a_likeness_that_cannot_be(database: Database) -> None:
    wrong = NEW.replace(",calls,200", ",cals,200")
    run = take_in(database, **{"queues.csv": wrong})
    assert run.status == "failed"
    (message,) = [m for m in run.messages if m["severity"] == "error"]
    assert (message["file"], message["row"], message["field"]) == ("queues.csv", 3, "like_queue")
