"""`wfm user` and `wfm db`: names that are not stored are named, and no database is made unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.centre import put_centre
from wfm.cli import cli
from wfm.errors import InputError
from wfm.store.database import Database
from wfm.store.errors import ConflictError
from wfm.store.schema import upgrade
from wfm.store.users import change_user, check_password, get_user

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def db(tmp_path: Path) -> str:
    place = str(tmp_path / "centre.db")
    database = Database(place)
    upgrade(database)
    with database.writing() as tx:
        put_centre(tx)
    database.close()
    return place


def user(*words: str, db: str) -> str:
    done = CliRunner().invoke(cli, ["user", *words, "--password-stdin", "--db", db], PASSWORD,
                              catch_exceptions=False)  # fmt: skip
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--role", "scheduler", "--site", "nort"), "the site 'nort' does not exist; .* north"),
        (("--role", "agent", "--site", "north", "--agent", "anne"),
         "the agent 'anne' does not exist; there is ann"),
        (("--role", "supervisor", "--site", "north", "--team", "no such"),
         "the team 'no such' does not exist; there is"),
    ],
)  # fmt: skip
def test_an_unknown_site_agent_or_team_is_named_with_those_there_are(
    words: tuple[str, ...], told: str, db: str
) -> None:
    with pytest.raises(ConflictError, match=told):
        user("add", "x", *words, db=db)


def test_a_new_password_lets_nobody_in_who_was_deactivated(db: str) -> None:
    user("add", "sam", "--role", "scheduler", "--site", "north", db=db)
    database = Database(db)
    with database.writing() as tx:
        sam = get_user(tx, "sam")
        change_user(tx, "ada", replace(sam, active=False), sam.version)
    assert "deactivated" in user("password", "sam", db=db)
    assert check_password(database, "sam", PASSWORD) is None
    assert "deactivated" not in user("password", "sam", "--activate", db=db)
    assert check_password(database, "sam", PASSWORD)
    database.close()


def test_a_misspelt_database_is_not_made(tmp_path: Path) -> None:
    place = str(tmp_path / "typo.db")
    for words in (
        ("user", "password", "ada", "--password-stdin"),
        ("user", "add", "sam", "--role", "scheduler", "--site", "north", "--password-stdin"),
        ("db", "backup", str(tmp_path / "copy.db")),
    ):
        with pytest.raises(InputError, match=r"no database in .*typo\.db"):
            CliRunner().invoke(cli, [*words, "--db", place], PASSWORD, catch_exceptions=False)
    assert not list(tmp_path.iterdir())


def test_a_database_whose_folder_is_missing_is_not_said_to_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "typo" / "wfm.db")
    with pytest.raises(InputError, match=r"no folder .*typo.* → make the folder first"):
        cli.main(["db", "upgrade", "--db", place], standalone_mode=False)
    assert "A new database" not in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_new_database_is_told(tmp_path: Path) -> None:
    place = str(tmp_path / "new.db")
    assert f"A new database: {place}" in user("add", "ada", "--role", "admin", db=place)
    assert "A new database" not in user("add", "bob", "--role", "admin", db=place)
