"""Sites and history taken in: zip and workbook, all or nothing, merged, rolled back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from tests.planning.tiny_site import TABLES
from tests.service.stored_site import SITE, ask_upload, do, take_in, zipped_site
from wfm.model import Site
from wfm.service.merge_history import HISTORY, SATISFACTION
from wfm.service.unpack_upload import MAX_FILES
from wfm.store.database import Database
from wfm.store.imports import imports_of, roll_back
from wfm.store.runs import Run
from wfm.store.sites import load_site, site_keys

HEADER = "interval_start,interval_minutes,queue,offered,handled,talk_seconds"
NEW = "2026-03-16T09:00:00+01:00,30,calls,12,12,2160"
KNOWN = "2026-01-05T09:00:00+01:00,30,calls,99,99,17820"


@pytest.fixture
def empty(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def ready(empty: Database) -> Database:
    take_in(empty)
    return empty


def feed(database: Database, *rows: str, dry_run: bool = False) -> Run:
    content = "\n".join((HEADER, *rows)).encode()
    return do(database, ask_upload(database, "history", content, dry_run=dry_run))


def offered(database: Database) -> dict[str, float]:
    with database.reading() as tx:
        history = HISTORY.stored(tx, SITE)
    starts = history["interval_start"].map(lambda at: f"{at:%Y-%m-%dT%H:%M}")
    return dict(zip(starts, history["offered"], strict=True))


def zipped(*files: tuple[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return packed.getvalue()


def site(database: Database) -> Site:
    with database.reading() as tx:
        return load_site(tx, SITE)


def test_the_zipped_folder_becomes_the_site(empty: Database) -> None:
    run = take_in(empty)
    assert run.status == "done", run.messages
    assert run.result is not None
    assert (run.result["counts"]["agents"], run.result["counts"]["history"]) == (6, 800)
    assert len(site(empty).agents) == 6
    assert len(offered(empty)) == 50 * 16


def test_a_dry_run_says_what_there_is_and_stores_nothing(empty: Database) -> None:
    run = do(empty, ask_upload(empty, "import", zipped_site(), dry_run=True))
    assert run.result is not None
    assert run.result["counts"]["agents"] == 6
    assert run.result["counts"]["history"] == 800
    with empty.reading() as tx:
        assert site_keys(tx) == []


def test_everything_wrong_is_said_at_once_and_nothing_is_stored(ready: Database) -> None:
    before = site(ready)
    wrong = zipped_site(**{
        "agents.csv": TABLES["agents.csv"].replace("T1,", "T0,").replace("T3,", "=cmd,"),
        "queues.csv": TABLES["queues.csv"].replace("0.8", "80"),
    })  # fmt: skip
    run = do(ready, ask_upload(ready, "import", wrong))
    assert run.status == "failed"
    places = {(m["file"], m["field"]) for m in run.messages if m["severity"] == "error"}
    assert {("agents.csv", "agent_id"), ("queues.csv", "service_level")} <= places
    assert site(ready) == before


@pytest.mark.parametrize(
    "name",
    ["../agents.csv", "/etc/agents.csv", "a/b/agents.csv", "evil.py", "tiny/../../agents.csv",
     "C:\\agents.csv", "__MACOSX/._agents.csv", "x" * 3000],
)  # fmt: skip
def test_a_hostile_name_is_left_out_and_named(empty: Database, name: str) -> None:
    content = zipped(*TABLES.items(), ("history.csv", f"{HEADER}\n{NEW}"), (name, "agent_id\nX\n"))
    run = do(empty, ask_upload(empty, "import", content, dry_run=True))
    assert run.result is not None, run.messages
    assert run.result["counts"]["agents"] == 6
    assert any(m["file"] and m["file"][:50] == name[:50] for m in run.messages)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "neither a workbook nor a zip"),
        (b"PK\x03\x04 and no more", "neither a workbook nor a zip"),
        (zipped_site()[:-30], "neither a workbook nor a zip"),
        (zipped(*[(f"{n}.csv", "") for n in range(MAX_FILES + 1)]), "more than 100 files"),
        (zipped(("agents.csv", "0" * (600 << 20))), "unpacks to more than"),
        (zipped(("agents.csv", "a"), ("x/agents.csv", "b")), "agents.csv twice"),
        (zipped(("readme.txt", "hello")), "this table is missing"),
    ],
    ids=["nothing", "damaged", "cut off", "too many", "a bomb", "twice", "no table"],
)
def test_an_upload_that_cannot_be_a_site_is_refused(
    empty: Database, content: bytes, says: str
) -> None:
    run = do(empty, ask_upload(empty, "import", content))
    assert run.status == "failed"
    assert any(says in message["text"] for message in run.messages)


def test_rows_are_added_and_correct_earlier_ones(ready: Database) -> None:
    before = offered(ready)
    run = feed(ready, NEW, KNOWN)
    assert run.result is not None, run.messages
    assert run.result["counts"] == {
        "history_rows": 2, "history_added": 1, "history_changed": 1,
    }  # fmt: skip
    changed = {"2026-03-16T08:00": 12.0, "2026-01-05T08:00": 99.0}
    assert offered(ready) == {**before, **changed}


def test_an_export_of_a_platform_is_read_in_the_site_s_time(ready: Database) -> None:
    content = (
        b"ROW_DATE|STARTTIME|INTRVL|SPLIT|CALLSOFFERED|ACDCALLS|ACDTIME|ACWTIME\n"
        b"20260302|900|30|calls|12|10|2400|450\n"
    )
    run = do(ready, ask_upload(ready, "history", content, platform="avaya_cms", day_first=None))
    assert run.status == "done", run.messages
    assert offered(ready)["2026-03-02T08:00"] == 12
    assert any("a total in seconds" in message["text"] for message in run.messages)
    again = do(ready, ask_upload(ready, "history", content, platform="zendesk", day_first=None))
    assert again.status == "failed"
    assert "there is no column of times" in again.messages[0]["text"]


def test_the_same_rows_again_change_nothing(ready: Database) -> None:
    feed(ready, NEW)
    again = feed(ready, NEW)
    assert again.result is not None
    assert again.result["import"] is None
    with ready.reading() as tx:
        assert len(imports_of(tx, SITE, 10)) == 2


def test_rolling_a_feed_back_brings_the_earlier_history_back(ready: Database) -> None:
    before = offered(ready)
    run = feed(ready, NEW, KNOWN)
    assert run.result is not None
    with ready.writing() as tx:
        roll_back(tx, "sam", SITE, run.result["import"])
    assert offered(ready) == before


def test_a_dry_feed_counts_and_stores_nothing(ready: Database) -> None:
    before = offered(ready)
    run = feed(ready, NEW, dry_run=True)
    assert run.result is not None
    assert run.result["counts"]["history_added"] == 1
    assert offered(ready) == before


def test_every_wrong_row_is_said_and_none_is_stored(ready: Database) -> None:
    before = offered(ready)
    run = feed(
        ready, NEW, "yesterday,30,calls,1,1,180", "2026-03-16T09:30:00+01:00,30,calls,-5,1,180",
        "2026-03-16T10:10:00+01:00,30,calls,5,5,900",
    )  # fmt: skip
    assert run.status == "failed"
    rows = {m["row"] for m in run.messages if m["severity"] == "error"}
    assert rows == {3, 4, 5}
    assert offered(ready) == before


@pytest.mark.parametrize("rows", [(), ("2026-03-16T09:00:00+01:00,30,nobody,1,1,180",)])
def test_a_feed_without_a_row_of_the_site_is_refused(
    ready: Database, rows: tuple[str, ...]
) -> None:
    run = feed(ready, *rows)
    assert run.status == "failed"
    assert ["nobody" in message["text"] for message in run.messages] == [False, True][
        : 1 + len(rows)
    ]


def test_a_feed_names_queues_in_any_spelling(ready: Database) -> None:
    assert feed(ready, NEW.replace("calls", " CALLS ")).status == "done"
    assert offered(ready)["2026-03-16T08:00"] == 12
    assert score(ready, "2026-03-02T09:00:00+01:00,Calls,4").status == "done"
    assert scores(ready) == [4]


def test_a_new_import_of_the_site_keeps_rows_that_were_fed(ready: Database) -> None:
    feed(ready, NEW)
    again = zipped_site(**{"agents.csv": TABLES["agents.csv"].replace("Agent 5", "Agent V")})
    do(ready, ask_upload(ready, "import", again))
    assert offered(ready)["2026-03-16T08:00"] == 12.0
    assert {agent.name for agent in site(ready).agents} >= {"Agent V"}


def test_two_sites_that_get_the_same_rows_keep_their_own_histories(ready: Database) -> None:
    content = "\n".join((HEADER, NEW)).encode()
    do(ready, ask_upload(ready, "import", zipped_site(), site="other"))
    feed(ready, KNOWN)
    for site in (SITE, "other"):
        assert do(ready, ask_upload(ready, "history", content, site=site)).status == "done"
    with ready.reading() as tx:
        other = HISTORY.stored(tx, "other")
    assert offered(ready)["2026-01-05T08:00"] == 99.0
    assert other["offered"].max() < 99.0
    assert len(other) == len(offered(ready)) == 801


SCORES = "answered_at,queue,score"


def scores(database: Database) -> list[float]:
    with database.reading() as tx:
        return list(SATISFACTION.stored(tx, SITE)["score"])


def score(database: Database, *rows: str) -> Run:
    content = "\n".join((SCORES, *rows)).encode()
    return do(database, ask_upload(database, "satisfaction", content))


def test_satisfaction_of_the_upload_is_kept_and_later_scores_are_added(empty: Database) -> None:
    first = f"{SCORES}\n2026-03-02T09:00:00+01:00,calls,4\n2026-03-02T09:00:00+01:00,calls,2\n"
    take_in(empty)
    assert scores(empty) == []
    do(empty, ask_upload(empty, "import", zipped_site(**{"satisfaction.csv": first})))
    assert scores(empty) == [4.0, 2.0]  # two customers of one second
    again = score(empty, *first.splitlines()[1:])
    assert again.result is not None
    assert again.result["import"] is None
    later = score(empty, "2026-03-02T09:00:00+01:00,calls,5", "2026-03-03T09:00:00+01:00,calls,1")
    assert later.result is not None
    assert later.result["counts"] == {
        "satisfaction_rows": 2, "satisfaction_added": 1, "satisfaction_changed": 1,
    }  # fmt: skip
    assert scores(empty) == [5.0, 2.0, 1.0]
    feed(empty, NEW)  # rows of history leave the scores
    do(empty, ask_upload(empty, "import", zipped_site()))  # and so does an upload without any
    assert scores(empty) == [5.0, 2.0, 1.0]
    assert len(offered(empty)) == 801


def test_scores_of_whole_and_of_broken_seconds_are_read_back(ready: Database) -> None:
    score(ready, "2026-03-02T09:00:00.25+01:00,calls,4", "2026-03-02T09:00:01+01:00,calls,2")
    assert scores(ready) == [4.0, 2.0]
    assert score(ready, "2026-03-02T09:00:00.25+01:00,calls,3").status == "done"
    assert scores(ready) == [3.0, 2.0]


def test_rolling_scores_back_brings_the_earlier_ones_back_and_leaves_history(
    ready: Database,
) -> None:
    before = offered(ready)
    run = score(ready, "2026-03-02T09:00:00+01:00,calls,4")
    assert run.result is not None
    assert scores(ready) == [4.0]
    with ready.writing() as tx:
        roll_back(tx, "sam", SITE, run.result["import"])
    assert scores(ready) == []
    assert offered(ready) == before


def test_scores_of_an_unknown_queue_or_instant_are_refused_whole(ready: Database) -> None:
    good = "2026-03-02T09:00:00+01:00,calls,4"
    run = score(ready, good, "yesterday,calls,5", "2026-03-02T09:00:00+01:00,nobody,5")
    assert run.status == "failed"
    fields = {(m["row"], m["field"]) for m in run.messages if m["severity"] == "error"}
    assert {(3, "answered_at"), (None, "queue")} <= fields
    assert scores(ready) == []
