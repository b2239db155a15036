"""Forecasts against what came are seen in the service, with the figures of `wfm backtest`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from forecasts import bias_trend
from tests.api.conftest import Service
from tests.api.test_pages import Browser
from tests.planning.tiny_site import NEXT_WEEK, write_tiny_site
from tests.service.stored_site import ask, ask_upload, do, take_in
from wfm.cli import cli
from wfm.service.load_plan import as_corrected
from wfm.service.stored_tables import stored_frame
from wfm.sites.forecast_csv import FORECAST
from wfm.store.plans import PlanKind, plan_table
from wfm.store.publishing import publish
from wfm.store.schedules import create_draft


def came(rows: pd.DataFrame) -> bytes:
    """Give the forecast's intervals as history: a fifth more than the forecast came."""
    table = pd.DataFrame(
        {
            "interval_start": rows["interval_start"].map(lambda at: at.isoformat()),
            "interval_minutes": 30, "queue": rows["queue"],
            "offered": (1.2 * rows["contacts"]).round(),
            "handled": (1.2 * rows["contacts"]).round(),
            "talk_seconds": (216 * rows["contacts"]).round(),
        }
    )  # fmt: skip
    return table.to_csv(index=False).encode()


def test_the_service_judges_as_wfm_backtest_does(small_service: Service, tmp_path: Path) -> None:
    database = small_service.database
    assert take_in(database).status == "done"
    runs = [do(database, ask(database, "forecast", week=str(NEXT_WEEK))) for _ in range(2)]
    with database.writing() as tx:
        draft = create_draft(tx, "sam", "tiny", NEXT_WEEK, [], run=runs[0].id, summary={})
        publish(tx, "sam", draft, draft.version)
        text = plan_table(tx, "tiny", NEXT_WEEK, PlanKind.FORECAST, 2)[1]
    frame = as_corrected(stored_frame(PlanKind.FORECAST, text))
    assert do(database, ask_upload(database, "history", came(frame), dry_run=False)).status == (
        "done"
    )
    found = small_service.ask("ada", "GET", "/sites/tiny/forecast-accuracy").json()
    locked, live = found["weeks"]
    assert (locked["forecast"], locked["number"]) == ("locked", 1)
    assert (live["week"], live["forecast"], live["number"]) == (str(NEXT_WEEK), "live", 2)
    assert live["bias"] == pytest.approx(1 / 1.2 - 1, abs=0.01)
    assert {trend["forecast"] for trend in found["trends"]} == {"locked", "live"}
    assert {trend["bias_trend"] for trend in found["trends"]} == {None}

    site = write_tiny_site(tmp_path / "site")
    FORECAST.write(frame, tmp_path / "then.csv")
    history = pd.read_csv(site / "history.csv")
    (tmp_path / "new.csv").write_bytes(came(frame))
    both = pd.concat([history, pd.read_csv(tmp_path / "new.csv")])
    both.to_csv(site / "history.csv", index=False)
    told = CliRunner().invoke(
        cli, ["backtest", str(site), "--against", str(tmp_path / "then.csv"), "--json"]
    )
    (row,) = json.loads(told.stdout)
    for figure in ("intervals", "contacts", "came", "wape", "bias", "coverage_90"):
        assert live[figure] == pytest.approx(row[figure]), figure
    later = NEXT_WEEK + timedelta(days=7)
    page = Browser(small_service, "ada").get(f"/app/sites/tiny/weeks/{later}/forecast").text
    assert "Accuracy of the last weeks" in page


def test_a_trend_is_the_change_of_the_bias_a_week() -> None:
    assert bias_trend([(10, 0.01), (11, 0.03), (13, 0.07)]) == pytest.approx(0.02)
    assert bias_trend([(10, 0.01), (11, 0.03)]) is None
