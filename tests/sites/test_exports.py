"""Files as programs export them: where the header stands, how columns are named and parted."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from tests.sites.small_site import FILES, write
from wfm.errors import InputError
from wfm.sites import read_site
from wfm.sites.history_file import read_history_file
from wfm.words import english


def quoted(text: str, *, header_only: bool = False) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return "\n".join([lines[0], *text.splitlines()[1:]] if header_only else lines) + "\n"


@pytest.mark.parametrize(
    "export",
    [
        quoted,
        lambda text: quoted(text, header_only=True),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "sep=,\n" + text,
        lambda text: "\ufeffsep=;\n" + text.replace(";", "#").replace(",", ";").replace("#", ","),
        lambda text: '"sep=\t"\n' + text.replace(",", "\t"),
        lambda text: text.replace(",", "\t").encode("utf-16"),
        lambda text: "\n\n" + text,
        lambda text: "Exported by us,on Monday\n" + text,
        lambda text: "\n".join(line + "," for line in text.splitlines()),
        lambda text: text.replace("\n", "\n\n") + " , ,\n",
    ],
)  # fmt: skip
def test_every_table_is_read_however_it_is_laid_out(tmp_path: Path, export: object) -> None:
    assert callable(export)
    changes = {
        name.replace(".", "__"): export(text)
        for name, text in FILES.items()
        if name.endswith(".csv") and name != "queues.csv"
    }
    found = read_site(write(tmp_path, **changes))
    (tmp_path / "plain").mkdir()
    plain = read_site(write(tmp_path / "plain"))
    assert found.site == plain.site
    assert found.history.equals(plain.history)
    assert found.states is not None
    assert found.states.equals(plain.states)
    assert {english(w.what) for w in found.warnings} <= {"1 row above the header, not read"}


def test_cells_under_no_name_are_told_and_empty_columns_are_not(tmp_path: Path) -> None:
    def widened(text: str, note: str) -> str:
        head, *rows = text.splitlines()
        return "\n".join([f"{head},,", *(f"{row},,{note}" for row in rows)])

    both = {
        "agents__csv": widened(FILES["agents.csv"], "call back"),
        "history__csv": widened(FILES["history.csv"], "x"),
        "states__csv": widened(FILES["states.csv"], ""),
    }
    assert [(w.file, english(w.what)) for w in read_site(write(tmp_path, **both)).warnings] == [
        ("agents.csv", "cells under no column name, not read"),
        ("history.csv", "cells under no column name, not read"),
    ]


def test_columns_are_known_by_any_spelling_of_their_names(tmp_path: Path) -> None:
    agents = FILES["agents.csv"].replace("agent_id,name", "AgentID,Name")
    agents = agents.replace("work_plan", "Work Plan").replace("hourly_cost", "Hourly-Cost")
    history = (
        FILES["history.csv"].replace("interval_start", "TimeStamp").replace("queue", "QueueName")
    )
    history = history.replace("channel", "ChannelType")
    history = history.replace("offered", "Calls")
    found = read_site(write(tmp_path, agents__csv=agents, history__csv=history))
    assert found.warnings == ()
    assert found.site.agents[0].hourly_cost == 25
    assert found.history["offered"].sum() == 46


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aht_seconds", "add talk_seconds: the sum"),
        ("Average Handling Time", "add talk_seconds: the sum"),
        ("handle_time", "give sums of seconds over the handled"),
        ("Wrap-up time", "give sums of seconds over the handled"),
        ("acw_secnds", "did you mean acw_seconds"),
    ],
)
def test_a_handle_time_that_is_not_read_is_told_with_what_to_give(
    tmp_path: Path, name: str, said: str
) -> None:
    first, *rows = FILES["history.csv"].splitlines()
    text = "\n".join([f"{first},{name}", *(f"{row},300" for row in rows)])
    (note,) = read_site(write(tmp_path, history__csv=text)).warnings
    assert english(note.what) == "unknown column, not read"
    assert note.remedy is not None
    assert said in english(note.remedy)


@pytest.mark.parametrize("name", ["Calls offered", "contacts_offered", "Arrivals", "volume"])
def test_offered_contacts_are_known_by_what_planners_call_them(tmp_path: Path, name: str) -> None:
    history = FILES["history.csv"].replace("offered", name)
    assert read_site(write(tmp_path, history__csv=history)).history["offered"].sum() == 46


def test_a_message_names_a_column_as_its_file_does(tmp_path: Path) -> None:
    history = FILES["history.csv"].replace("offered", "Calls").replace("voice,14,14", "voice,x,14")
    with pytest.raises(InputError, match=r"row 3, field calls: 'x' is not a number"):
        read_site(write(tmp_path, history__csv=history))


def test_rows_of_totals_are_passed_over_and_told(tmp_path: Path) -> None:
    history = FILES["history.csv"] + "Total,,,,46,47,1,12400,100,1500\n"
    found = read_site(
        write(
            tmp_path, history__csv=history, agents__csv=FILES["agents.csv"] + "Total:,2,,,,,,50\n"
        )
    )
    assert found.history["offered"].sum() == 46
    assert [(w.file, w.row, english(w.what)) for w in found.warnings] == [
        ("agents.csv", 4, "a row of totals, not read"),
        ("history.csv", 5, "a row of totals, not read"),
    ]


def plain(tmp_path: Path, text: str, zone: str | None = "Europe/Berlin") -> pd.DataFrame:
    path = tmp_path / "calls.csv"
    path.write_text(text)
    return read_history_file(path, zone, 30, zeros=False)


@pytest.mark.parametrize(
    "rows",
    [
        "Date,Time,Queue,Calls\n2026-01-05,08:00,Line,4\n2026-01-05,08:30,Line,7\n",
        "Day,From,Queue,Calls\n2026-01-05,08:00,Line,4\n2026-01-05,08:30,Line,7\n",
        "Date,Start,Queue,Calls\n2026-01-05,08:00,Line,4\n2026-01-05,08:30,Line,7\n",
        "date,period,queue,volume\n2026-01-05,08:00-08:30,Line,4\n2026-01-05,08:30-09:00,Line,7\n",
        "Date;Interval;Queue;Calls\n05.01.2026;8:00 – 8:30;Line;4\n05.01.2026;8:30 – 9:00;Line;7\n",
        "Date,Interval Start,Queue,Calls\n2026-01-05,8:00 AM,Line,4\n2026-01-05,8:30 AM,Line,7\n",
        "queue,timestamp,calls\nLine,20260105 08:00,4\nLine,20260105 08:30,7\n",
        "timestamp,queue,calls\n20260105T0800,Line,4\n20260105T0830,Line,7\n",
        "timestamp,queue,calls\n202601050800,Line,4\n202601050830,Line,7\n",
        "Date,Time,Queue,Calls\n05.01.2026,0800,Line,4\n05.01.2026,0830,Line,7\n",
        "timestamp,queue,calls\n2026/01/05 8:00,Line,4\n2026/01/05 8:30,Line,7\n",
        "Timestamp,Queue,Calls\n01/05/2026 8:00 AM,Line,4\n01/05/2026 8:30 AM,Line,7\n"
        "01/13/2026 8:00 AM,Line,1\n",
        "Timestamp,Queue,Calls\n5 Jan 2026 08:00,Line,4\n5 Jan 2026 08:30,Line,7\n",
    ],
)  # fmt: skip
def test_times_of_a_history_are_read_in_one_or_two_columns(tmp_path: Path, rows: str) -> None:
    found = plain(tmp_path, rows).head(2)
    starts = [
        pd.Timestamp("2026-01-05 07:00", tz="UTC"),
        pd.Timestamp("2026-01-05 07:30", tz="UTC"),
    ]
    assert found["interval_start"].tolist() == starts
    assert found["offered"].tolist() == [4, 7]


def test_a_site_reads_date_and_hour_in_two_columns(tmp_path: Path) -> None:
    hours = FILES["history.csv"].replace("interval_start", "date,hour")
    hours = hours.replace("2026-02-23T08:00:00+01:00", "2026-02-23,8")
    hours = hours.replace("2026-02-23T08:15:00+01:00", "2026-02-23,9").replace(",15,", ",60,")
    found = read_site(write(tmp_path, history__csv=hours)).history
    assert [start.hour for start in found["interval_start"]] == [7, 7, 8]


def test_a_column_that_tells_rows_apart_and_is_not_read_is_named(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-05,{slot},Line,{slot}\n" for slot in range(1, 49))
    with pytest.raises(InputError) as refused:
        plain(tmp_path, "date,slot,queue,calls\n" + rows)
    (problem,) = refused.value.problems
    assert "48 of 48 rows share their time" in english(problem.what)
    assert "slot" in english(problem.remedy)


def test_times_with_and_without_offset_are_refused_with_the_rows(tmp_path: Path) -> None:
    rows = "timestamp,calls\n2026-01-05T08:00:00+01:00,5\n2026-01-05T08:30:00,6\n"
    with pytest.raises(InputError, match=r"row 3, field timestamp.*has no offset, and other rows"):
        plain(tmp_path, rows)
    more = rows + "2026-01-05T09:00:00,6\n"
    with pytest.raises(InputError, match=r"row 2, field timestamp.*has an offset, and other rows"):
        plain(tmp_path, more)
