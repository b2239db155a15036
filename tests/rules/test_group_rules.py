"""Every rule between people can be set from a site's files and from the API, and arrives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.rules.test_reachable import AGENT, read_folder
from wfm.errors import InputError
from wfm.model import GroupRule, GroupRuleKind
from wfm.scheduling.rules.groups import COMPARED, RULES_BETWEEN_PEOPLE
from wfm.scheduling.rules.work_plan import work_plan
from wfm.store.sites import load_site

PLAN = work_plan(
    "Full time", paid_minutes_per_week=(0, 2400), days_per_week=(0, 5), shift_minutes=(480,),
    earliest_start=0, latest_end=1440,
)  # fmt: skip


def agents(skills: str) -> list[dict[str, str]]:
    """Three of the red team, of whom Ann has these skills."""
    rows = [("Ann", skills), ("Bo", "calls"), ("Cy", "calls")]
    return [
        {**AGENT, "agent_id": f"A{n}", "name": name, "skills": has}
        for n, (name, has) in enumerate(rows, 1)
    ]


ROW = {"rule": "rule", "kind": "seats"}
WHOLE = {"heads": "2", "who": "Red|cy", "skills": "Calls", "weekdays": "sat|sun", "from": "22:00",
         "to": "26:00", "price": "7"}  # fmt: skip


def read(folder: Path, **cells: str) -> GroupRule:
    """Read a rule; there is someone who speaks French where a rule may be about that."""
    people = agents("calls|french" if "fren" in cells.get("skills", "") else "calls")
    rows = [{**ROW, **cells}]
    [rule] = read_folder(folder, PLAN, agents=people, group_rules=rows).group_rules
    return rule


def test_every_kind_has_a_rule() -> None:
    assert set(RULES_BETWEEN_PEOPLE) == set(GroupRuleKind)


@pytest.mark.parametrize("kind", GroupRuleKind)
def test_from_a_file(tmp_path: Path, kind: GroupRuleKind) -> None:
    cells = {**WHOLE, **({"beside": "Ann"} if kind is GroupRuleKind.MENTORED else {})}
    span = (1320, 1560)
    if kind in COMPARED:
        span = (0, 1440)
        cells |= {"minutes": "15", "from": "", "to": ""}
    assert read(tmp_path, kind=str(kind), **cells) == GroupRule(
        "rule", kind, 2, ("A3",), ("red",), frozenset({"calls"}),
        ("A1",) if "beside" in cells else (), frozenset({5, 6}), *span, 7, 15 * (kind in COMPARED),
    )  # fmt: skip


def test_a_skill_that_only_a_rule_needs_is_no_mistake(tmp_path: Path) -> None:
    """`read_folder` lets no warning pass."""
    rule = read(tmp_path, kind="on_queue", skills="french")
    assert rule == GroupRule("rule", GroupRuleKind.ON_QUEUE, 1, skills=frozenset({"french"}))


@pytest.mark.parametrize(
    ("cells", "field", "told"),
    [
        ({"kind": "seat"}, "kind", "seats"),
        ({"who": "Redd"}, "who", "did you mean red?"),
        ({"skills": "frensh"}, "skills", "did you mean french?"),
        ({"beside": "Dee", "kind": "mentored"}, "beside", "Dee"),
        ({"heads": "-1"}, "heads", "out of range"),
        ({"kind": "on_queue", "skills": "french", "heads": "2"}, "heads", "asks for 2 of 1 agent"),
        ({"from": "09:00", "to": "08:00"}, "to", "ends before it starts"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_cell(tmp_path: Path, cells, field, told) -> None:
    french = {**cells, "skills": cells.get("skills", "calls|french")}
    with pytest.raises(InputError) as refused:
        read(tmp_path, **french)
    problem = refused.value.problems[0]
    assert (problem.file, problem.row, problem.field) == ("group_rules.csv", 2, field)
    assert told in str(problem)


def test_what_an_agent_has_is_not_taken_for_a_rules_misspelt_skill(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, kind="on_queue", skills="frensh")
    assert "did you mean french?" in str(refused.value.problems[0])
    assert not [note for note in refused.value.notes if "frensh" in str(note)]


BODY: dict[str, Any] = {
    "name": "rule", "heads": 2, "agent_ids": ["ann"], "teams": ["Red"], "skills": ["sales"],
    "weekdays": [5, 6], "start": 1320, "end": 1560, "price": 7,
}  # fmt: skip


@pytest.mark.parametrize("kind", GroupRuleKind)
def test_over_the_api(small_service: Service, kind: GroupRuleKind) -> None:
    beside = {"beside": ["bob"]} if kind is GroupRuleKind.MENTORED else {}
    body = {**BODY, "name": str(kind), "kind": str(kind), **beside}
    if kind in COMPARED:
        body |= {"start": 0, "end": 1440, "minutes": 15}
    made = small_service.ask("sam", "POST", "/sites/north/group-rules", json=body)
    assert made.status_code == 201, made.text
    with small_service.database.reading() as tx:
        found = {rule.name: rule for rule in load_site(tx, "north").group_rules}
    mentors = tuple(beside.get("beside", ()))
    assert found[str(kind)] == GroupRule(
        str(kind), kind, 2, ("ann",), ("Red",), frozenset({"sales"}), mentors,
        frozenset({5, 6}), body["start"], body["end"], 7, body.get("minutes", 0),
    )  # fmt: skip


def test_the_service_refuses_what_has_no_meaning(small_service: Service) -> None:
    ask, place = small_service.ask, "/sites/north/group-rules"
    refused = ask("sam", "POST", place, json={**BODY, "kind": "seats", "beside": ["bob"]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "beside")
    assert (
        ask("sam", "POST", place, json={**BODY, "kind": "seats", "agent_ids": ["zoe"]}).status_code
        == 404
    )
    assert ask("sue", "POST", place, json={**BODY, "kind": "seats"}).status_code == 403


def test_a_rule_goes_on_without_agents_who_have_left(small_service: Service) -> None:
    with small_service.database.writing() as tx:
        before = {agent.id for agent in load_site(tx, "north").agents}
    body = {**BODY, "name": "pair", "kind": "seats", "agent_ids": ["ann", "cy"], "teams": []}
    for name, who in (("pair", ["ann", "cy"]), ("alone", ["cy"])):
        sent = {**body, "name": name, "agent_ids": who}
        assert small_service.ask("sam", "POST", "/sites/north/group-rules", json=sent).is_success
    agent = small_service.ask("sam", "GET", "/sites/north/agents/cy")
    sent = {k: v for k, v in agent.json().items() if k not in {"version", "team_name"}}
    left = small_service.ask(
        "sam", "PUT", "/sites/north/agents/cy", json={**sent, "active": False},
        headers={"If-Match": agent.headers["ETag"]},
    )  # fmt: skip
    assert left.is_success, left.text
    with small_service.database.reading() as tx:
        site = load_site(tx, "north")
    assert {agent.id for agent in site.agents} == before - {"cy"}
    found = {rule.name: rule.agent_ids for rule in site.group_rules}
    assert found["pair"] == ("ann",)
    assert "alone" not in found
