"""Each mistake gets its file, row, field and a remedy; a healthy site gets no word at all."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import numpy as np
import pytest

from tests.sites.small_site import FILES, broken, write
from wfm.errors import InputError, InputProblem
from wfm.model import Channel, Queue, ServiceGoal
from wfm.sites import read_site
from wfm.sites.history import open_minutes
from wfm.sites.opening import opening_hours
from wfm.words import english


def problems(folder: Path) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as caught:
        read_site(folder)
    return caught.value.problems


def test_the_small_site_is_clean(tmp_path: Path) -> None:
    found = read_site(write(tmp_path))
    assert found.warnings == ()
    assert set(found.hashes) == set(FILES)


MISTAKES = [
    # file, what stands there, what is put there, row, field, words of the message, of the remedy
    ("agents.csv", "A2,Ole", "A1,Ole", 3, "agent_id", "twice, first in row 2", "keep one"),
    ("agents.csv", "Nord,full_time,selling|", "Nord,fulltime,selling|", 2, "work_plan",
     "no work plan fulltime", "did you mean full_time?"),
    ("agents.csv", "full_time,selling,2021", ",selling,2021", 3, "work_plan", "empty", "fill"),
    ("agents.csv", "2020-01-01,,25", "2020-01-01,,twenty", 2, "hourly_cost", "not a number", "dig"),
    ("agents.csv", "2020-01-01,,25", "2020-01-01,,-25", 2, "hourly_cost", "out of range", "0 or"),
    ("agents.csv", "2020-01-01,,25", "2020-01-01,,=5*5", 2, "hourly_cost", "formula", "value"),
    ("agents.csv", "2020-01-01,,25", "2020-01-01,,nan", 2, "hourly_cost", "not a number", "digit"),
    ("agents.csv", "2020-01-01,,25", '2020-01-01,,"25,50"', 2, "hourly_cost", "decimal comma",
     "write 25.50"),
    ("agents.csv", "2020-01-01", "01/02/2020", 2, "start_date", "may be 1 February or 2 January",
     "2026-03-02"),
    ("agents.csv", "2020-01-01,,", "2020-01-01,2019-01-01,", 2, "end_date", "before", "dates"),
    ("agents.csv", "Ole Otter", "Ole\x07Otter", 3, "name", "control characters", "plain text"),
    ("queues.csv", ",selling,", ",sellling,", None, "skill", "no agent has the skill", "selling?"),
    ("queues.csv", "0.8,20", "80,20", 2, "service_level", "more than the whole", "0.8 or 80%"),
    ("queues.csv", "0.8,20", "80%,20%", 2, "threshold_seconds", "percentage", "plain number"),
    ("queues.csv", "0.8,20", "180%,20", 2, "service_level", "out of range", "less than 1"),
    ("queues.csv", "0.8,20", "0.8,", 2, "threshold_seconds", "needs its threshold", "20"),
    ("queues.csv", "0.8,20", ",", 2, "service_level", "no goal", "service_level"),
    ("queues.csv", ",,240,400", ",,,400", 3, "response_minutes", "due", "240"),
    ("queues.csv", "sales,voice", "sales,fax", 2, "channel", "unknown", "voice, chat"),
    ("queues.csv", "mon-fri 08:00-20:00; sat", "mn-fri 08:00-20:00; sat", 2, "hours", "weekday",
     "mon"),
    ("queues.csv", "08:00-20:00", "08:00-25:70", 2, "hours", "not a time of day", "08:30"),
    ("queues.csv", "email,email,writing", "sales,email,writing", 3, "queue", "twice", "keep"),
    ("history.csv", "queue,channel,offered", "queue,channel,Anrufe", 1, "offered", "missing",
     "add it, or rename what is not read: 'anrufe'"),
    ("site.toml", 'time_zone = "Europe/Berlin"\n', "", 1, "time_zone", "missing", "add"),
    ("site.toml", "Europe/Berlin", "Berlin", 2, "time_zone", "no known time zone", "Europe/Berlin"),
    ("site.toml", "Europe/Berlin", "../../etc/passwd", 2, "time_zone", "no known", "Europe"),
    ("site.toml", '"DE"', '"Atlantis"', 3, "country", "no country", "DE"),
    ("site.toml", "= 15", "= 17", 5, "interval_minutes", "no planning interval", "15, 30 or 60"),
    ("site.toml", "= 0.1", "= 1.0", 6, "shrinkage", "out of range", "less than 1"),
    ("site.toml", '"Corner"', '"Corner', 1, None, "not valid TOML", "mend"),
    ("work_plans.toml", "shift_hours = [8.5]", "shift_hours = [6]", 1, "min_paid_hours_per_week",
     "fewer than the minimum", "lower the minimum to 27.5 h"),
    ("work_plans.toml", '"20:00"', '"15:00"', 1, "latest_end", "does not fit", "end at"),
    ("work_plans.toml", "[8.5]", "[]", 1, "shift_hours", "no shift types", "or shift types"),
    ("work_plans.toml", "minutes = 30", "minutes = 600", 10, "minutes", "ends after", "earlier"),
    ("work_plans.toml", '"meal"', '"lunch"', 12, "category", "unknown", "meal"),
    ("time_off.csv", "A2,2026-03-05 12:00", "A1,2026-03-04 12:00", 3, "from", "already absent",
     "join"),
    ("time_off.csv", "A2,", "A9,", 3, "agent_id", "no agent A9", "use one of A1, A2"),
    ("time_off.csv", "16:00", "11:00", 3, "to", "ends before it starts", "exchange"),
    ("time_off.csv", "2026-03-04,2026", "0026-03-04,2026", 2, "from", "far away", "1990"),
    ("availability.csv", "18:00", "06:00", 2, "to", "before it starts", "26:00"),
    ("preferences.csv", "day_off", "holiday", 2, "kind", "unknown", "day_off"),
    ("meetings.csv", "Nord", "Sud", 2, "who", "no agent or team", "Nord"),
    ("meetings.csv", ",30,", ",180,", 2, "minutes", "do not fit", "widen"),
    ("events.csv", ",sales,", ",sale,", 2, "queues", "no queue sale", "did you mean sales?"),
    ("state_map.csv", "on_queue", "working", 2, "category", "unknown", "on_queue"),
    ("states.csv", "2026-02-23T07:00:00Z", "2026-02-23T07:00:00", 2, "started_at", "no offset",
     "the same way"),
    ("previous.csv", "12:00:00+01:00,2026-02-23T12:30", "12:15:00+01:00,2026-02-23T12:30", 3,
     "start", "gap", "follow each other"),
    ("previous.csv", "2026-02-23,Meal", "2026-02-24,Meal", 2, "shift_date", "2026-02-23", "date"),
    ("history.csv", "2026-02-23T08:15:00+01:00", "2026-02-23T08:15:00", 3, "interval_start",
     "has no offset, and other rows have one", "the same way"),
    ("history.csv", "2026-02-23T08:15:00+01:00", "soon", 3, "interval_start", "date and time", "Z"),
    ("history.csv", "08:15:00", "08:00:00", 3, "interval_start",
     "row 2, too: offered 14 here, 12 there", "one row"),
    ("history.csv", "08:15:00", "08:07:00", 3, "interval_start", "not the start", "interval"),
    ("history.csv", "voice,14,14", "voice,-14,0", 3, "offered", "negative", "0 or more"),
    ("history.csv", "voice,14,14", "voice,many,14", 3, "offered", "not a number", "digits"),
    ("history.csv", "voice,14,14", "voice,=7*2,14", 3, "offered", "formula", "value"),
    ("history.csv", "voice,14,14", "voice,inf,14", 3, "offered", "not", "digits"),
    ("history.csv", "voice,14,14", "voice,,14", 3, "offered", "empty", "fill"),
    ("history.csv", "voice,14,14", "voice,14,15", 3, "handled", "15 handled of fewer offered",
     "at most"),
    ("history.csv", "voice,14,14", "chat,14,14", 3, "channel", "channel chat", "same"),
    ("history.csv", ",15,sales,voice,14", ",30,sales,voice,14", 3, "interval_minutes", "another",
     "one interval"),
    ("history.csv", ",15,sales,voice,14", ",7,sales,voice,14", 3, "interval_minutes", "no interval",
     "15"),
    ("history.csv", "2400,100", "240000000,100", None, "talk_seconds", "AHT of", "milliseconds"),
    ("history.csv", "3000,0,300", "3000,0,300,1,2", 3, None, "does not fit the header", "separat"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "row", "field", "what", "remedy"), MISTAKES)
def test_a_mistake_is_named_where_it_stands(
    tmp_path: Path,
    file: str,
    old: str,
    new: str,
    row: int | None,
    field: str | None,
    what: str,
    remedy: str,
) -> None:
    found = problems(broken(tmp_path, file, old, new))
    matching = [p for p in found if what in english(p.what) and remedy in english(p.remedy)]
    assert matching, "\n".join(map(str, found))
    assert (matching[0].file, matching[0].row, matching[0].field) == (file, row, field)


def test_all_mistakes_of_all_tables_come_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        agents__csv=FILES["agents.csv"].replace(",25\n", ",x\n"),
        queues__csv=FILES["queues.csv"].replace("voice", "fax"),
        history__csv=FILES["history.csv"].replace("2026-02-23", "yesterday"),
        time_off__csv=FILES["time_off.csv"].replace("A2", "A9"),
    )
    assert {p.file for p in problems(folder)} == {
        "agents.csv", "queues.csv", "history.csv", "time_off.csv",
    }  # fmt: skip


def test_a_queue_without_any_handle_time_is_named(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        queues__csv=FILES["queues.csv"].replace(",,240\n", ",,\n"),
        history__csv=re.sub(
            r"voice,(\d+),(\d+),(\d+),.*", r"voice,\1,\2,\3,,,", FILES["history.csv"]
        ),
    )
    (found,) = problems(folder)
    assert english(found.what) == "queue sales has no handle times"


def test_thousands_of_like_mistakes_are_counted_not_listed(tmp_path: Path) -> None:
    head, row = FILES["history.csv"].splitlines()[:2]
    folder = write(tmp_path, history__csv="\n".join([head, *[row] * 5000]))
    found = [p for p in problems(folder) if p.field == "interval_start"]
    assert len(found) == 11
    assert "4,989 more" in english(found[-1].what)


@pytest.mark.parametrize("file", ["site.toml", "queues.csv", "agents.csv", "history.csv"])
def test_a_missing_table_is_named(tmp_path: Path, file: str) -> None:
    found = problems(write(tmp_path, **{file.replace(".", "__"): None}))
    assert file in {p.file for p in found if "missing" in english(p.what)}


@pytest.mark.parametrize("file", sorted(FILES))
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"\xff\xfea\x00b", "UTF-16"),
        ("name,M\xfcller,\x81\n".encode("latin-1"), "not UTF-8"),
        ("name,M\xfcller,".encode() + b"M\xfcller\n", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
    ],
)
def test_a_file_that_is_no_text_is_said_to_be_none(
    tmp_path: Path, file: str, content: bytes, what: str
) -> None:
    found = problems(write(tmp_path, **{file.replace(".", "__"): content}))
    assert any(p.file == file and what in english(p.what) and english(p.remedy) for p in found)


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    write(tmp_path, agents__csv=None)
    (tmp_path / "agents.csv").mkdir()
    assert any("not a file" in english(p.what) for p in problems(tmp_path))


def test_titles_above_the_header_are_passed_over_and_told(tmp_path: Path) -> None:
    title = "Our people,,,,,,,\n\n"
    found = read_site(write(tmp_path, agents__csv=title + FILES["agents.csv"]))
    assert [agent.id for agent in found.site.agents] == ["A1", "A2"]
    assert [(w.file, english(w.what)) for w in found.warnings] == [
        ("agents.csv", "1 row above the header, not read"),
    ]  # fmt: skip
    broken = write(tmp_path, agents__csv=title + FILES["agents.csv"].replace("A2,Ole", "A1,Ole"))
    assert (5, "agent_id") in [(p.row, p.field) for p in problems(broken)]


def test_a_table_without_a_header_is_told_what_it_must_be(tmp_path: Path) -> None:
    rows = FILES["agents.csv"].partition("\n")[2]
    found = [p for p in problems(write(tmp_path, agents__csv=rows)) if p.file == "agents.csv"]
    assert "none of the column names" in english(found[0].what)
    assert "agent_id, name, team" in english(found[0].remedy)


def test_unknown_columns_files_and_skills_are_told_not_refused(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        agents__csv=FILES["agents.csv"].replace("hourly_cost", "hourly_costs").replace(
            "selling|writing", "selling|writing|juggling"
        ),
        agent__csv="old",
    )  # fmt: skip
    found = read_site(folder).warnings
    assert [(w.file, w.field) for w in found] == [
        ("agent.csv", None), ("agents.csv", "hourly_costs"), ("agents.csv", "skills"),
    ]  # fmt: skip
    assert "agents.csv?" in english(found[0].remedy)
    assert "hourly_cost?" in english(found[1].remedy)


def test_a_queue_of_the_history_that_the_site_lacks_is_left_out_and_told(tmp_path: Path) -> None:
    row = "2026-02-23T08:00:00+01:00,15,fax,voice,12,11,1,2400,100,200\n"
    found = read_site(write(tmp_path, history__csv=FILES["history.csv"] + row))
    assert "fax" in english(found.warnings[0].what)
    assert set(found.history["queue"]) == {"sales", "email"}


def test_a_channel_may_be_written_with_a_capital(tmp_path: Path) -> None:
    history = FILES["history.csv"].replace(",voice,", ",Voice,")
    assert set(read_site(write(tmp_path, history__csv=history)).history["channel"]) == {
        "voice", "email",
    }  # fmt: skip


def test_a_blank_flag_of_a_state_is_its_default_and_a_wrong_one_a_mistake(tmp_path: Path) -> None:
    states = FILES["states.csv"].replace("Z,yes,no", "Z,,")
    found = read_site(write(tmp_path, states__csv=states)).states
    assert found is not None
    assert found["is_logged_on"].all()
    assert not found["is_snapshot"].any()
    bad = write(tmp_path, states__csv=states.replace("Z,,", "Z,perhaps,", 1))
    assert [(p.row, p.field) for p in problems(bad)] == [(2, "is_logged_on")]


def test_contacts_in_closed_hours_and_a_goal_without_patience_are_told(
    tmp_path: Path,
) -> None:
    night = "2026-02-23T03:00:00+01:00,15,sales,voice,5,5,0,500,0,0\n"
    queues = FILES["queues.csv"].replace("response_minutes", "max_abandonment,response_minutes")
    queues = queues.replace("0.8,20,", "0.8,20,0.03,").replace(",,,240", ",,,,240")
    folder = write(tmp_path, history__csv=FILES["history.csv"] + night, queues__csv=queues)
    found = [english(warning.what) for warning in read_site(folder).warnings]
    assert any("5 contacts outside its opening hours" in what for what in found)
    assert any("without patience nobody gives up" in what for what in found)


def test_hours_past_midnight_reach_into_the_next_week() -> None:
    hours = opening_hours("sun 22:00-02:00")
    queue = Queue("late", Channel.VOICE, "any", hours, ServiceGoal())
    assert np.flatnonzero(open_minutes(queue)).tolist() == [
        *range(120), *range(7 * 1440 - 120, 7 * 1440),
    ]  # fmt: skip


def test_deferred_work_may_be_handled_later_than_offered(tmp_path: Path) -> None:
    data = read_site(write(tmp_path)).history
    assert data.loc[data["queue"] == "email", ["offered", "handled"]].to_numpy().tolist() == [
        [20, 22]
    ]


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    text = FILES["history.csv"].replace(",", ";").replace("\n", "\r\n")
    agents = FILES["agents.csv"].replace(",", "\t").replace("agent_id", "Agent ID")
    folder = write(
        tmp_path, history__csv=b"\xef\xbb\xbf" + text.encode(), agents__csv=agents, states__csv=None
    )
    (folder / "states.csv.gz").write_bytes(gzip.compress(FILES["states.csv"].encode()))
    found = read_site(folder)
    assert found.warnings == ()
    assert found.history["offered"].sum() == 46
    assert found.states is not None
    assert len(found.states) == 2


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "history.csv.gz").write_bytes(gzip.compress(FILES["history.csv"].encode()))
    assert any("there is history.csv too" in english(p.what) for p in problems(folder))


@pytest.mark.parametrize("cut", [5, 30, 100])
def test_a_damaged_gzip_file_is_a_problem(tmp_path: Path, cut: int) -> None:
    folder = write(tmp_path, history__csv=None)
    packed = gzip.compress(FILES["history.csv"].encode())
    (folder / "history.csv.gz").write_bytes(packed[:cut])
    assert any("cannot be read" in english(p.what) for p in problems(folder))


def test_a_million_rows_are_refused_before_they_are_read(tmp_path: Path) -> None:
    head, row = FILES["history.csv"].splitlines()[:2]
    folder = write(tmp_path, history__csv=None)
    body = (head + "\n" + (row + "\n") * 1_000_000).encode()
    (folder / "history.csv.gz").write_bytes(gzip.compress(body, 1))
    assert any("1,000,000 rows or more" in english(p.what) for p in problems(folder))


def test_too_many_agents_are_refused(tmp_path: Path) -> None:
    head, row = FILES["agents.csv"].splitlines()[:2]
    folder = write(tmp_path, agents__csv="\n".join([head, *[row] * 100_001]))
    assert any("more than 100,000 rows" in english(p.what) for p in problems(folder))


def test_a_file_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wfm.sites.folder.MAX_BYTES", 1 << 20)
    folder = write(tmp_path, history__csv=None)
    (folder / "history.csv.gz").write_bytes(gzip.compress(b"\n" * (1 << 21)))
    assert any("more than" in english(p.what) for p in problems(folder))


def test_an_unknown_agent_of_a_rotation_s_line_is_told_with_the_nearest(tmp_path: Path) -> None:
    folder = write(tmp_path)
    plans = (folder / "work_plans.toml").read_text()
    parts = "[[full_time.rotation]]\nweek = 2\ndays = 'mon-fri'\nshifts = 'late'\n"
    lines = "[[full_time.rotation_lines]]\nline = 2\nagents = 'A11|A2'\n"
    (folder / "work_plans.toml").write_text(f"{plans}\n{parts}{lines}")
    [problem] = problems(folder)
    assert (problem.file, problem.field) == ("work_plans.toml", "agents")
    assert "no agent A11" in str(problem)
