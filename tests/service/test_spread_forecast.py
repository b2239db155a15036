"""A site's forecast in parts done elsewhere: the same, and one queue that fails is alone."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import forecasts.forecaster
import wfm.service.spread_forecast
from tests.planning.tiny_site import NEXT_WEEK, TABLES, write_tiny_site
from tests.service.stored_site import SITE, ask, claim, take_in
from wfm.jobs.job import Job, perform
from wfm.service.tasks import TASKS
from wfm.store.database import Database
from wfm.store.plans import PlanKind, plan_of_run
from wfm.store.runs import Run, get_run, request_cancel

QUEUES = ("calls", "orders", "returns")


@pytest.fixture
def ready(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A site of three queues, each a part of its own."""
    monkeypatch.setattr(wfm.service.spread_forecast, "QUEUES", 1)
    database = Database(sqlite_url)
    head, row = TABLES["queues.csv"].splitlines()
    history = (write_tiny_site(tmp_path / "tiny") / "history.csv").read_text().splitlines()
    rows = [line.replace(",calls,", f",{queue},") for queue in QUEUES for line in history[1:]]
    queues = [row.replace("calls", queue) for queue in QUEUES]
    tables = {"queues.csv": [head, *queues], "history.csv": [history[0], *rows]}
    assert take_in(database, **{n: "\n".join(t) for n, t in tables.items()}).status == "done"
    yield database
    database.close()


def elsewhere(_: Job, work: Callable[..., Any], items: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Do parts as another process would, the last one first; the last one's worker dies."""
    for number, item in reversed(list(enumerate(items))):
        found = pickle.loads(pickle.dumps(work))(pickle.loads(pickle.dumps(item)))  # noqa: S301
        yield item, None if number == len(QUEUES) - 1 else found


def forecast(database: Database, **spread: Any) -> tuple[Run, str]:
    run = ask(database, "forecast", week=str(NEXT_WEEK))
    claimed = claim(database, run).run
    perform(Job(database, claimed, **spread), TASKS["forecast"])
    with database.reading() as tx:
        ended = get_run(tx, SITE, run.id)
        assert ended.status == "done", ended.messages
        return ended, plan_of_run(tx, SITE, NEXT_WEEK, PlanKind.FORECAST, run.id)[1]


def test_parts_give_what_the_whole_does_but_for_the_queue_whose_part_is_lost(
    ready: Database,
) -> None:
    whole, rows = forecast(ready)
    parts, fewer = forecast(ready, spread=elsewhere)
    assert fewer.splitlines() == [line for line in rows.splitlines() if ",returns," not in line]
    told = [one["text"] for one in parts.messages if one["severity"] == "error"]
    assert ["returns" in text and "internal error" in text for text in told] == [True]
    assert not [one for one in whole.messages if one["severity"] == "error"]


def test_a_bug_costs_the_queue_that_met_it(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(task: Any) -> Any:
        if task[0] == "orders":
            raise ZeroDivisionError
        return usual(task)

    usual = forecasts.forecaster.outcome_of
    monkeypatch.setattr(forecasts.forecaster, "outcome_of", breaking)
    run, rows = forecast(ready)
    assert {line.split(",")[2] for line in rows.splitlines()[1:]} == {"calls", "returns"}
    assert [one["text"] for one in run.messages if "orders" in one["text"]]


def test_a_forecast_that_is_to_stop_ends_before_its_next_part(ready: Database) -> None:
    run = ask(ready, "forecast", week=str(NEXT_WEEK))
    job = claim(ready, run)
    with ready.writing() as tx:
        request_cancel(tx, "sam", SITE, run.id)
    perform(job, TASKS["forecast"])
    with ready.reading() as tx:
        ended = get_run(tx, SITE, run.id)
    assert (ended.status, ended.stage, ended.result) == ("cancelled", "Forecast", None)
