"""Imports: all or nothing, once, and back again; people's versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.centre import HISTORY, centre, put_centre
from wfm.store.database import Database
from wfm.store.entities import Stored
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.imports import import_site, imports_of, roll_back
from wfm.store.people import AGENT
from wfm.store.site_merge import Choices
from wfm.store.sites import load_site, site_history


def test_a_site_comes_back_as_it_was_imported(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
        assert load_site(tx, "north") == centre()
        assert site_history(tx, "north") == HISTORY


def test_the_same_workbook_twice_is_one_import(database: Database) -> None:
    with database.writing() as tx:
        first, _ = import_site(tx, "ada", "north", centre(), b"same")
        second, _ = import_site(tx, "ada", "north", centre(), b"same")
        assert first == second
        assert len(imports_of(tx, "north", 10)) == 1


def test_a_rolled_back_import_leaves_the_site_as_before(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
        latest, _ = import_site(
            tx, "ada", "north", centre(["bob", "dee"]), b"new", choices=Choices(retire=True)
        )
        assert {agent.id for agent in load_site(tx, "north").agents} == {"bob", "dee"}
        _, left = roll_back(tx, "ada", "north", latest.id)
        assert left == []
        assert load_site(tx, "north") == centre()
        assert site_history(tx, "north") == HISTORY


def test_the_first_import_cannot_be_rolled_back(database: Database) -> None:
    with database.writing() as tx:
        first, _ = import_site(tx, "ada", "north", centre(), b"first")
        with pytest.raises(ConflictError, match="nothing came before"):
            roll_back(tx, "ada", "north", first.id)


def test_a_change_to_an_old_version_is_refused_with_the_current_one(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
        ann = AGENT.get(tx, "north", "ann")
        AGENT.change(tx, "sam", "north", "ann", 1, replace(ann.value, name="Anne"))
    with database.writing() as tx, pytest.raises(StaleError) as raised:
        AGENT.change(tx, "kim", "north", "ann", 1, replace(ann.value, name="Annie"))
    assert raised.value.current_version == 2
    assert raised.value.current["name"] == "Anne"


def test_an_agent_needs_a_team_that_exists(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
    ann = centre().agents[0]
    with database.writing() as tx, pytest.raises(ConflictError, match="does not exist"):
        AGENT.create(tx, "sam", "north", "dee", replace(ann, id="dee", team="Nowhere"))


def test_sites_do_not_see_each_other(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
        put_centre(tx, "south", centre(["eve"], "South"))
        with pytest.raises(NotFoundError):
            AGENT.get(tx, "south", "ann")
        assert [s.key for s in AGENT.page(tx, "south")] == ["eve"]


def test_pages_follow_each_other_without_gap(database: Database) -> None:
    with database.writing() as tx:
        put_centre(tx)
        seen: list[Stored[object]] = []
        while page := AGENT.page(tx, "north", after=seen[-1].key if seen else None, limit=2):
            seen += page
    assert [s.key for s in seen] == ["ann", "bob", "cy"]
