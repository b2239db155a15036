"""Interval exports as platforms give them: totals in seconds come out, whatever was written.

The samples are made up after the platforms' documentation; all say the same two half hours: 12
and 4 offered, 10 and 4 handled in 300 and 270 seconds each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wfm.cli import cli
from wfm.errors import InputError
from wfm.model.platform import ExportPlatform
from wfm.sites.history import COUNTS
from wfm.sites.platforms import EXPORTS
from wfm.sites.platforms.export import ExportUnit
from wfm.sites.platforms.reader import history_of_export
from wfm.words import document, english

SAMPLES = Path(__file__).parent / "exports"
FILES = [
    ("genesys_cloud", "genesys_cloud.csv", 30),
    ("amazon_connect", "amazon_connect.csv", 30),
    ("nice_cxone", "nice_cxone.txt", 30),
    ("avaya_cms", "avaya_items.txt", 30),
    ("avaya_cms", "avaya_report.csv", 30),
    ("zendesk", "zendesk.csv", 60),
]
GENESYS = """Interval Start,Queue Name,Media Type,Offer,Answer,Avg Handle
2026-03-02 08:00,Sales,voice,12,10,300000
2026-03-02 08:30,Sales,voice,4,4,270000
"""


def test_each_platform_that_can_be_named_has_its_columns() -> None:
    assert EXPORTS.keys() == set(ExportPlatform)


@pytest.mark.parametrize(("platform", "file", "minutes"), FILES)
def test_a_sample_of_each_platform_says_what_came(platform: str, file: str, minutes: int) -> None:
    zone, month_first = "Europe/Berlin", False
    frame, notes = history_of_export(platform, SAMPLES / file, zone, day_first=month_first)
    busy = frame[frame["offered"] > 0]
    assert list(busy["queue"]) == ["Sales", "Sales"]
    assert [at.isoformat() for at in busy["interval_start"]] == [
        "2026-03-02T07:00:00+00:00",
        f"2026-03-02T{'08:00' if minutes == 60 else '07:30'}:00+00:00",
    ]
    assert set(frame["interval_minutes"]) == {minutes}
    assert list(busy["offered"]) == [12, 4]
    assert list(busy["handled"]) == [10, 4]
    handle = busy[["talk_seconds", "hold_seconds", "acw_seconds"]].sum(axis=1)
    assert list(handle) == [3000, 1080]
    assert any("understood as" in english(note.what) for note in notes)
    known = {*COUNTS, zone, "interval_start", *(f"{name} contacts" for name in COUNTS)}
    told = plain((SAMPLES / file).read_text(encoding="utf-8"))
    for word in words(document(note.what) for note in notes):
        assert word in known or word in {*ExportUnit} or plain(word) in told, word


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


def words(documents: Iterable[Any]) -> Iterator[str]:
    """Give the texts among the parameters of what is said, and of what that says."""
    for found in documents:
        if isinstance(found, dict):
            yield from words(found["params"].values())
        elif isinstance(found, list):
            yield from words(found)
        elif isinstance(found, str):
            yield found


def read(tmp_path: Path, text: str, platform: str = "genesys_cloud"):  # type: ignore[no-untyped-def]
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return history_of_export(platform, path, "Europe/Berlin")


def refused(tmp_path: Path, text: str, platform: str = "genesys_cloud") -> str:
    with pytest.raises(InputError) as raised:
        read(tmp_path, text, platform)
    return "\n".join(map(str, raised.value.problems))


@pytest.mark.parametrize(
    ("milliseconds", "written", "unit"),
    [("300000", "300", "seconds"), ("300000", "00:05:00", "seconds"),
     ("300000", "300000", "milliseconds")],
)  # fmt: skip
def test_the_unit_of_a_column_is_found_and_told(
    tmp_path: Path, milliseconds: str, written: str, unit: str
) -> None:
    other = {"300": "270", "00:05:00": "0:04:30", "300000": "270000"}[written]
    text = GENESYS.replace(milliseconds, written).replace("270000", other)
    frame, notes = read(tmp_path, text)
    assert list(frame["talk_seconds"]) == [3000, 1080]
    assert any(f"a mean in {unit}, times handled" in english(note.what) for note in notes)


def test_a_mean_in_minutes_is_told_as_one(tmp_path: Path) -> None:
    text = (
        "Ticket group;Ticket created - Date;Ticket created - Hour;COUNT(Tickets);"
        "COUNT(Solved tickets);AVG(Agent handle time (min))\n"
        "Sales;02.03.2026;8;12;10;5\nSales;02.03.2026;9;4;4;4,5\n"
    )
    frame, notes = read(tmp_path, text, "zendesk")
    assert list(frame["talk_seconds"]) == [3000, 1080]
    assert any("a mean in minutes, times handled" in english(note.what) for note in notes)


@pytest.mark.parametrize(
    ("cells", "handled", "said"),
    [("12,,300", 12, "handled: offered, for"), ("12,2,360", 10, "offered without abandoned")],
)
def test_means_are_of_what_was_not_abandoned_where_no_column_counts_the_handled(
    tmp_path: Path, cells: str, handled: int, said: str
) -> None:
    text = (
        "Queue,StartInterval,EndInterval,Contacts queued,Contacts abandoned,Average handle time\n"
        f"Sales,2026-03-02T08:00:00Z,2026-03-02T08:30:00Z,{cells}\n"
    )
    text = text if handled == 10 else text.replace("Contacts abandoned", "Contacts transferred")
    frame, notes = read(tmp_path, text, "amazon_connect")
    assert (frame["handled"][2], frame["talk_seconds"][2]) == (handled, 3600)
    assert any(said in english(note.what) for note in notes)


def test_handle_times_of_days_are_told_as_odd(tmp_path: Path) -> None:
    text = "Skill Name,Interval Start,Queued,Answered,AHT\n"
    text += "Sales,2026-03-02 08:00,12,10,300000\nSales,2026-03-02 08:30,4,4,270000\n"
    _, notes = read(tmp_path, text, "nice_cxone")
    assert any("Sales has an AHT of 291,429 seconds" in english(note.what) for note in notes)


ENDED = """Interval Start,Interval End,Queue Name,Offer,Answer,Avg Handle
3/29/26 12:00 AM,3/30/26 12:00 AM,Sales,16,14,291429
3/29/26 1:30 AM,3/29/26 3:00 AM,Sales,12,10,300000
3/29/26 11:30 PM,3/30/26 12:00 AM,Sales,4,4,270000
"""


def test_ends_tell_the_length_of_intervals_and_which_row_sums_them_up(tmp_path: Path) -> None:
    """Clocks go forward within the first interval, which is written as an hour and a half."""
    frame, notes = read(tmp_path, ENDED)
    assert list(frame["offered"]) == [12, 4]
    assert set(frame["interval_minutes"]) == {30}
    assert [at.isoformat() for at in frame["interval_start"]] == [
        "2026-03-29T00:30:00+00:00", "2026-03-29T21:30:00+00:00",
    ]  # fmt: skip
    assert [note.row for note in notes if "totals" in english(note.what)] == [2]


def test_one_interval_without_its_end_is_refused_with_a_remedy(tmp_path: Path) -> None:
    text = refused(tmp_path, "".join(GENESYS.splitlines(keepends=True)[:2]))
    assert "how long its intervals are" in text
    assert "the end of each" in text


def test_shares_become_contacts(tmp_path: Path) -> None:
    text = (
        GENESYS.replace("Answer,", "Answer %,")
        .replace(",10,", ",83.3%,")
        .replace("4,4,", "4,100%,")
    )
    frame, _ = read(tmp_path, text)
    assert list(frame["handled"]) == [10, 4]


def test_times_are_in_the_zone_that_the_file_names(tmp_path: Path) -> None:
    frame, _ = read(tmp_path, "Time Zone: America/New_York\n" + GENESYS)
    assert frame["interval_start"].iloc[0].isoformat() == "2026-03-02T13:00:00+00:00"


def test_a_queue_with_several_channels_becomes_several(tmp_path: Path) -> None:
    more = "2026-03-02 08:00,Sales,chat,5,5,600000\n"
    frame, notes = read(tmp_path, GENESYS + more)
    assert set(frame["queue"]) == {"Sales voice", "Sales chat"}
    assert any("several channels" in english(note.what) for note in notes)


def test_what_says_two_things_about_an_interval_is_told_with_both(tmp_path: Path) -> None:
    text = refused(tmp_path, GENESYS + "2026-03-02 08:00,Sales,voice,15,10,300000\n")
    assert "row 4" in text
    assert "row 2, too: offered 15 here, 12 there" in text


def test_handled_contacts_alone_are_refused(tmp_path: Path) -> None:
    text = GENESYS.replace("Offer,", "Offering,")
    assert "handled contacts are not all that came" in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",12,", ",twelve,", ["row 2", "offer", "twelve"]),
        ("08:30", "08:99", ["row 3", "interval_start", "08:99"]),
        ("Queue Name", "Team", ["there is no column of queues", "team"]),
        (",300000", ",-300000", ["row 2", "avg_handle", "negative"]),
    ],
)
def test_what_is_wrong_is_told_with_row_and_field(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    text = refused(tmp_path, GENESYS.replace(old, new))
    assert all(word in text.casefold() for word in told), text


def test_the_command_writes_a_history(tmp_path: Path) -> None:
    out = tmp_path / "history.csv"
    sample = str(SAMPLES / "nice_cxone.txt")
    done = CliRunner().invoke(cli, ["history", sample, "--source", "nice_cxone", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "3 intervals of 1 queue" in done.output
    assert out.read_text().splitlines()[1].startswith("2026-03-02T07:00:00+00:00,30,Sales")
