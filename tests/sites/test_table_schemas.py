"""Tables kept as frames: what is written is what is read, and nothing in a file is lost."""

from __future__ import annotations

import gzip
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from forecasts.columns import AMOUNTS
from tests.small_plan import small_plan
from wfm.errors import InputError
from wfm.sites.backlog_csv import BACKLOG
from wfm.sites.coverage_csv import COVERAGE
from wfm.sites.forecast_csv import FORECAST, read_forecast
from wfm.sites.history import HISTORY
from wfm.sites.ledger_csv import LEDGER
from wfm.sites.requirement_csv import REQUIREMENT, read_requirement
from wfm.sites.satisfaction import SATISFACTION
from wfm.sites.simulation_csv import SERVICE, SIMULATION, SIMULATION_DAYS
from wfm.sites.states import STATES
from wfm.sites.table_schema import ColumnKind, TableColumn, TableSchema
from wfm.sites.trail_csv import TRAIL
from wfm.staffing import predict_backlog

SITE = small_plan().site
OF_A_PLAN = (FORECAST, REQUIREMENT, COVERAGE, BACKLOG)
TABLES = (
    *OF_A_PLAN,
    SERVICE,
    SIMULATION,
    SIMULATION_DAYS,
    LEDGER,
    TRAIL,
    HISTORY,
    STATES,
    SATISFACTION,
)
NAMES = st.text(st.characters(categories=("L", "N", "P", "S")), max_size=12).map(
    lambda name: unicodedata.normalize("NFC", name.lstrip("="))
)
"""As the reader keeps them: composed, and no formula."""
KNOWN = st.integers(0, 10**12).map(lambda n: n / 10**6)
FIGURES = KNOWN | st.just(float("nan"))
HALVES = st.integers(0, 10**9).map(lambda n: n / 2)
SIGNED = st.integers(-(10**12), 10**12).map(lambda n: n / 10**6)
SECONDS = st.integers(1_700_000_000, 1_900_000_000)


def cells(column: TableColumn, rows: int) -> st.SearchStrategy[list[Any]]:
    """Give a strategy for the values of a column."""
    each: dict[ColumnKind, st.SearchStrategy[Any]] = {
        ColumnKind.NAME: NAMES.filter(bool) if column.required else NAMES,
        ColumnKind.WORDS: NAMES,
        ColumnKind.NUMBER: KNOWN if column.required else FIGURES,
        ColumnKind.COUNT: HALVES,
        ColumnKind.SIGNED: SIGNED,
        ColumnKind.WHOLE: st.sampled_from([15, 30, 60]),
        ColumnKind.FLAG: st.booleans(),
    }
    return st.lists(each[column.kind], min_size=rows, max_size=rows)


@st.composite
def frames(draw: st.DrawFn, table: TableSchema) -> pd.DataFrame:
    """Draw a table: one queue or agent after the other, by time, with a column of its own."""
    whose, when = table.key or ("", "")
    each = next((sorted(c.choices) for c in table.columns if c.name == when), [])
    times = st.sampled_from(each) if each else SECONDS
    parts = {queue.name: sorted(draw(st.sets(times, max_size=4))) for queue in SITE.queues}
    keys = [(name, time) for name, part in parts.items() for time in part]
    data: dict[str, Any] = {}
    for column in table.columns:
        if column.kind is ColumnKind.INSTANT:
            starts = pd.to_datetime([time for _, time in keys], unit="s", utc=True)
            data[column.name] = pd.Series(starts).astype(column.kind.dtype)
        elif column.name in {whose, when, "queue"}:
            values = [key[column.name == when] for key in keys]
            data[column.name] = pd.Series(values, dtype="str")
        else:
            values = draw(cells(column, len(keys)))
            data[column.name] = pd.Series(values, dtype=column.kind.dtype)
    more = draw(st.lists(NAMES.filter(bool), min_size=len(keys), max_size=len(keys)))
    data["note_of_the_planner"] = pd.Series(more, dtype="str")
    return pd.DataFrame(data)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_reading_what_was_written_gives_the_same_frame(
    table: TableSchema, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("round") / table.file
    frame = data.draw(frames(table))
    table.write(frame, path, SITE.time_zone)
    assert_frame_equal(table.read(path, SITE), frame)
    assert_frame_equal(table.parse(table.text(frame, "UTC")), frame)


def test_what_the_service_wrote_is_read_without_doubt() -> None:
    """A history of people with one `1.018` may mean a thousand; its own never does."""
    frame = HISTORY.empty()
    frame.loc[0, ["interval_minutes", "offered", "talk_seconds"]] = [15, 1.018, 2.16]
    frame["interval_start"] = pd.Timestamp("2026-03-02 08:00", tz="UTC")
    again = HISTORY.parse(HISTORY.text(frame.assign(queue="calls", channel="voice")))
    assert again.loc[0, ["offered", "talk_seconds"]].tolist() == [1.018, 2.16]


def test_every_column_of_a_plans_frames_has_a_unit_and_words() -> None:
    plan = small_plan()
    waiting = predict_backlog(plan.forecast, plan.coverage, plan.site, {"E-mail": 40.0})
    made = zip(OF_A_PLAN, (plan.forecast, plan.requirement, plan.coverage, waiting), strict=True)
    for table, frame in made:
        assert set(frame) <= set(table.names), table.file
        assert all(column.unit and column.note for column in table.columns), table.file


def test_the_columns_of_contacts_stand_in_the_order_that_forecasts_give_them() -> None:
    assert FORECAST.names[4:15] == AMOUNTS


def test_a_reader_sorts_rows_by_time_and_keeps_the_order_of_queues(tmp_path: Path) -> None:
    path = tmp_path / "requirement.csv"
    plan = small_plan()
    REQUIREMENT.write(plan.requirement.iloc[::-1], path, plan.site.time_zone)
    read = read_requirement(path, plan.site)
    assert list(read["queue"].unique()) == ["E-mail", "Support calls"]
    assert all(rows["interval_start"].is_monotonic_increasing for _, rows in read.groupby("queue"))


def test_all_mistakes_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    path.write_text(
        "interval_start,interval_minutes,queue,contacts,aht_seconds\n"
        "2026-10-19T08:00:00+02:00,30,Support calls,-1,180\n"
        "2026-10-19T08:00:00+02:00,7.5,Support calls,1,180\n"
        "2026-10-19T09:00:00,30,Suport calls,,many\n"
    )
    with pytest.raises(InputError) as found:
        read_forecast(path, SITE)
    told = {(problem.row, problem.field) for problem in found.value.problems}
    assert told == {
        *((2, "contacts"), (3, "interval_minutes"), (3, "interval_start"), (4, "interval_start")),
        *((4, "queue"), (4, "contacts"), (4, "aht_seconds")),
    }
    assert "did you mean Support calls?" in str(found.value)


def test_the_sites_interval_stands_where_the_file_has_none(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    path.write_text("interval_start,queue,contacts\n2026-10-19T08:00:00+02:00,E-mail,3\n")
    assert list(read_forecast(path, SITE)["interval_minutes"]) == [SITE.interval_minutes]
    with pytest.raises(InputError, match="field interval_minutes: this cell is empty"):
        FORECAST.read(path)


def test_what_a_reader_needs_beyond_the_schema_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    path.write_text("interval_start,queue,contacts\n2026-10-19T08:00:00+02:00,E-mail,3\n")
    with pytest.raises(InputError, match="field aht_seconds: this column is missing"):
        FORECAST.read(path, SITE, needs=("aht_seconds",))


def test_a_packed_table_is_read_and_a_missing_one_is_named(tmp_path: Path) -> None:
    plan = small_plan()
    packed = tmp_path / "forecast.csv.gz"
    packed.write_bytes(gzip.compress(FORECAST.text(plan.forecast, "UTC").encode()))
    assert len(read_forecast(packed, plan.site)) == len(plan.forecast)
    with pytest.raises(InputError, match=r"no such file → give a forecast\.csv, as wfm"):
        read_forecast(tmp_path / "none.csv", plan.site)


def test_an_infinite_figure_is_undefined_in_a_file_and_in_one_that_was_stored() -> None:
    frame = small_plan().coverage.iloc[:2].assign(asa_seconds=[float("inf"), 3.0])
    text = COVERAGE.text(frame, "UTC")
    assert "inf" not in text
    assert COVERAGE.parse(text)["asa_seconds"].isna().tolist() == [True, False]
    stored = frame.assign(interval_start=frame["interval_start"].map(pd.Timestamp.isoformat))
    assert COVERAGE.parse(stored.to_csv(index=False))["asa_seconds"].isna().tolist() == [
        True,
        False,
    ]


def test_a_queue_that_the_site_has_no_more_is_refused(tmp_path: Path) -> None:
    plan = small_plan()
    REQUIREMENT.write(plan.requirement, tmp_path / "requirement.csv")
    calls_only = replace(plan.site, queues=plan.site.queues[:1])
    with pytest.raises(InputError, match="the site has no queue E-mail"):
        read_requirement(tmp_path / "requirement.csv", calls_only)
