"""A closed day is closed in the service, too: in runs, judgement, roster and routes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.planning.eight_site import CLOSURE, EASTER_MONDAY, write_eight
from tests.service.stored_site import ask, ask_upload, do
from wfm.model import OpeningDate
from wfm.service.compare_versions import compared
from wfm.service.load_plan import stored_plan
from wfm.service.publish import judged
from wfm.store.database import Database
from wfm.store.demand import OPENING_DATE
from wfm.store.runs import Run
from wfm.store.schedules import ScheduleInfo, get_schedule
from wfm.store.sites import load_site
from wfm.store.stored_shifts import shifts_of

GENERATE = {
    "week": str(EASTER_MONDAY), "base": None, "keep": True, "time_limit": None, "effort": 0,
    "workers": 1, "seed": 1, "note": "",
}  # fmt: skip


def packed(**site: Any) -> bytes:
    content = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(content, "w") as archive:
        for path in sorted(write_eight(Path(folder) / "eight", **site).iterdir()):
            archive.writestr(f"eight/{path.name}", path.read_text(encoding="utf-8"))
    return content.getvalue()


def generated(database: Database, **site: Any) -> tuple[Run, ScheduleInfo]:
    done = do(database, ask_upload(database, "import", packed(**site), site="eight"))
    assert done.status == "done", done.messages
    run = do(database, ask(database, "schedule", "eight", **{**GENERATE, "time_limit": 60}))
    assert run.status == "done", run.messages
    with database.reading() as tx:
        return run, get_schedule(tx, "eight", EASTER_MONDAY, run.result["schedule"])


@pytest.mark.parametrize("events", [CLOSURE, None], ids=["declared", "closed before"])
def test_a_run_leaves_easter_monday_closed_and_says_so(
    database: Database, events: str | None
) -> None:
    run, info = generated(database, **({} if events is None else {"events": events}))
    codes = {message["code"] for message in run.messages}
    assert "opening.paid_holiday" in codes
    assert ("opening.closed" if events else "holiday.closed") in codes
    with database.reading() as tx:
        days = {shift.date for shift in shifts_of(tx, info.id)}
        assert min(days) == EASTER_MONDAY + timedelta(days=1)
        assert not [finding for finding in judged(tx, info) if finding.hard]
        plan = stored_plan(tx, info)
        total, _ = compared(tx, info, info).totals
    assert (plan.paid_hours, plan.holiday_hours) == (320, 64)
    assert (total.paid_hours, total.cost) == (plan.paid_hours, plan.cost)


def test_dates_of_files_are_merged_and_a_route_may_change_them(database: Database) -> None:
    rows = f"name,queues,date,hours\nStocktaking,,{EASTER_MONDAY},closed\n"
    do(database, ask_upload(database, "import", packed(opening_dates=rows), site="eight"))
    closed = OpeningDate("Stocktaking", frozenset(), EASTER_MONDAY)
    with database.writing() as tx:
        assert load_site(tx, "eight").opening_dates == (closed,)
        [stored] = OPENING_DATE.listed(tx, "eight")
        late = OpeningDate("Stocktaking", frozenset(), EASTER_MONDAY, ((720, 1080),))
        OPENING_DATE.change(tx, "sam", "eight", stored.key, stored.version, late)
        other = OpeningDate("Fair", frozenset({"calls"}), date(2026, 5, 9), ((540, 780),))
        OPENING_DATE.create(tx, "sam", "eight", "f" * 32, other)
    do(database, ask_upload(database, "import", packed(opening_dates=rows), site="eight"))
    with database.reading() as tx:
        assert set(load_site(tx, "eight").opening_dates) == {late, other}
