"""An import beside people's work: what a dry run tells, what stays, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.planning.tiny_site import TABLES
from tests.service.stored_site import SITE, ask_upload, do, take_in, zipped_site
from wfm.model import Agent
from wfm.store.audit import Entry, trail
from wfm.store.database import Connection, Database
from wfm.store.people import AGENT, TIME_OFF_ENTRY
from wfm.store.runs import Run
from wfm.store.sites import load_site

AGENTS = TABLES["agents.csv"]
LEAVE = "agent_id,from,to,kind\nT1,2026-03-16,2026-03-17,vacation\n"
WITHOUT_T5 = AGENTS.replace("T5,Agent 5,Team 1,part,phone,20\n", "")


@pytest.fixture
def ready(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    take_in(database, **{"time_off.csv": LEAVE})
    yield database
    database.close()


def again(
    database: Database,
    agents: str = AGENTS,
    *,
    dry_run: bool = False,
    leave: str = LEAVE,
    **choices: object,
) -> Run:
    content = zipped_site(**{"agents.csv": agents, "time_off.csv": leave})
    run = do(database, ask_upload(database, "import", content, dry_run=dry_run, **choices))
    assert run.result is not None, run.messages
    return run


def fates(run: Run) -> dict[tuple[str, str], str]:
    assert run.result is not None
    return {(row["table"], row["row"]): row["fate"] for row in run.result["rows"]}


def rename(database: Database, agent: str, name: str) -> None:
    with database.writing() as tx:
        found = AGENT.get(tx, SITE, agent)
        value = replace(found.value, name=name)
        AGENT.change(tx, "sue", SITE, agent, found.version, value)


def agents(database: Database) -> dict[str, Agent]:
    with database.reading() as tx:
        return {agent.id: agent for agent in load_site(tx, SITE).agents}


def of_site(tx: Connection) -> list[Entry]:
    """Lines of the trail, without those of runs."""
    return [line for line in trail(tx, SITE, None, 100) if line.entity != "run"]


def test_leave_hires_and_edits_of_the_service_outlast_an_import(ready: Database) -> None:
    rename(ready, "T2", "Agent Two")
    with ready.writing() as tx:
        hired = replace(AGENT.get(tx, SITE, "T0").value, id="T9", name="New")
        AGENT.create(tx, "sue", SITE, "T9", hired)
        [known] = TIME_OFF_ENTRY.listed(tx, SITE)
        entered = replace(known.value, agent_id="T3")
        TIME_OFF_ENTRY.create(tx, "sue", SITE, "t" * 32, entered)
    run = again(ready, AGENTS.replace("T4,Agent 4", "T4,Agent Four"))
    assert fates(run) == {("agents", "T4"): "changed"}
    names = {key: agent.name for key, agent in agents(ready).items()}
    assert (names["T2"], names["T4"], names["T9"]) == ("Agent Two", "Agent Four", "New")
    with ready.reading() as tx:
        assert {absence.agent_id for absence in load_site(tx, SITE).time_off} == {"T1", "T3"}


def test_a_dry_run_lists_row_by_row_what_the_import_would_do_and_does_nothing(
    ready: Database,
) -> None:
    rename(ready, "T2", "Agent Two")
    files = WITHOUT_T5.replace("T2,Agent 2", "T2,Agent B").replace("T0,Agent 0", "T0,Agent A")
    files += "T9,Agent 9,Team 1,part,phone,20\n"
    before = agents(ready)
    with ready.reading() as tx:
        lines = of_site(tx)
    told = again(ready, files, dry_run=True, retire=True)
    expected = {
        ("agents", "T0"): "changed", ("agents", "T2"): "conflict", ("agents", "T5"): "retired",
        ("agents", "T9"): "added",
    }  # fmt: skip
    assert fates(told) == expected
    assert agents(ready) == before
    with ready.reading() as tx:
        assert of_site(tx) == lines
    [warning] = [m["text"] for m in told.messages if m["file"] == "agents"]
    assert "T2: the files say 'Agent B' and the service 'Agent Two'" in warning
    assert fates(again(ready, files, retire=True)) == expected
    assert agents(ready).keys() == {"T0", "T1", "T2", "T3", "T4", "T9"}
    with ready.reading() as tx:
        new = of_site(tx)[: -len(lines)]
    assert sorted((line.action, line.entity, line.key) for line in new) == [
        ("change", "agent", "T0"), ("create", "agent", "T9"), ("deactivate", "agent", "T5"),
        ("import", "site", SITE),
    ]  # fmt: skip


def test_who_is_missing_from_the_files_stays_and_the_message_says_what_to_do(
    ready: Database,
) -> None:
    run = again(ready, WITHOUT_T5, leave="agent_id,from,to,kind\n")
    assert fates(run)["agents", "T5"] == "missing"
    assert "T5" in agents(ready)
    told = [m["text"] for m in run.messages if m["file"] in {"agents", "time_off"}]
    assert len(told) == 2
    assert all("let the import retire rows (retire=true)" in text for text in told)
    with ready.reading() as tx:
        assert len(load_site(tx, SITE).time_off) == 1


def test_the_same_files_may_be_asked_to_win_after_a_look(ready: Database) -> None:
    rename(ready, "T2", "Agent Two")
    files = AGENTS.replace("T2,Agent 2", "T2,Agent B")
    assert fates(again(ready, files)) == {("agents", "T2"): "conflict"}
    assert fates(again(ready, files, conflicts="files")) == {("agents", "T2"): "changed"}
    assert agents(ready)["T2"].name == "Agent B"


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [("vacation", "v" * 101, "at most 100 characters"), ("2026-", "1999-", "years 2000 to 2099")],
)
def test_leave_that_the_service_could_not_give_back_is_refused(
    ready: Database, right: str, wrong: str, says: str
) -> None:
    content = zipped_site(**{"time_off.csv": LEAVE.replace(right, wrong)})
    run = do(ready, ask_upload(ready, "import", content))
    assert run.status == "failed"
    assert says in run.messages[0]["text"]
