"""Small things that a hostile or careless sender may try, each answered for what it is."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api.conftest import Service
from wfm.store.backup import backup
from wfm.store.database import Database
from wfm.store.schema import upgrade

STATES = "/sites/north/states"


@pytest.mark.parametrize("platform", ["avaya_cms", "genesys_cloud", "amazon_connect"])
def test_an_empty_body_and_a_long_line_are_refused_and_counted(
    small_service: Service, platform: str
) -> None:
    long_line = b"x" * 200_000
    bodies = [b"", b" \n\r\n", b"\xef\xbb\xbf", long_line, b"LOGID|STATE|TIME\n" + long_line]
    for refused, body in enumerate(bodies, 1):
        answer = small_service.ask("ada", "POST", f"{STATES}/{platform}", content=body)
        assert answer.status_code == 409, answer.text
        [feed] = small_service.ask("ada", "GET", STATES).json()["items"]
        assert (feed["source_id"], feed["refused_batches"]) == (platform, refused)


def test_first_states_of_a_site_may_come_from_many_at_once(service: Service) -> None:
    def send(number: int) -> int:
        event = {"event_id": str(number), "source_id": f"acd{number}", "external_agent_id": "ann",
                 "state_code": "x", "started_at": "2026-03-24T08:00:00Z",
                 "is_logged_on": True}  # fmt: skip
        answer = service.ask("ada", "POST", STATES, json={"events": [event]})
        return int(answer.status_code)

    service.ask("ada", "GET", STATES)
    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(send, range(12))) == {200}
    assert len(service.ask("ada", "GET", STATES).json()["items"]) == 12


def test_nobody_between_keeps_what_is_somebody_s(small_service: Service) -> None:
    for path in ("/me", "/users", "/sites/north/agents"):
        answer = small_service.ask("ada", "GET", path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_and_its_backup_are_their_owner_s_alone(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "wfm.db"))
    upgrade(database)
    backup(database, tmp_path / "copy.db")
    with database.writing():
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()
    assert {"wfm.db", "copy.db", "wfm.db-wal"} <= modes.keys()
    assert set(modes.values()) == {0o600}
