"""What a body names must be there: each unknown name is refused, and told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.test_permissions import (
    ABSENCE,
    ACCOUNT,
    AGENT,
    ALLOWANCE,
    CLOSED,
    CONTRACT,
    EVENT,
    MEETING,
    PLAN,
    QUEUE,
    REQUEST,
    SEATS,
    WINDOW,
    WISH,
)

ROTATION = {
    "name": "turns", "rotation": [{"week": 1, "days": [0], "shifts": ["early"]}],
    "rotation_lines": [{"line": 1, "agents": ["nobody", "noone"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "body", "unknown"),
    [
        ("work-plans", {**PLAN, **ROTATION}, ["nobody", "noone"]),
        ("agents", {**AGENT, "team": "Mauve", "work_plan": "none"}, ["Mauve", "none"]),
        ("contracts", {**CONTRACT, "work_plan": "none"}, ["none"]),
        ("contracts", {**CONTRACT, "agent_id": "nobody"}, ["nobody"]),
        ("group-rules", {**SEATS, "teams": ["Mauve", "Blue", "Pink"]}, ["Mauve", "Pink"]),
        ("group-rules", {**SEATS, "agent_ids": ["nobody"]}, ["nobody"]),
        ("leave-accounts", {**ACCOUNT, "leave_type": "none"}, ["none"]),
        ("leave-allowances", {**ALLOWANCE, "team": "Mauve"}, ["Mauve"]),
        ("events", {**EVENT, "queues": ["unqueue"]}, ["unqueue"]),
        ("opening-dates", {**CLOSED, "queues": ["unqueue"]}, ["unqueue"]),
        ("meetings", {**MEETING, "agent_ids": ["nobody"]}, ["nobody"]),
        ("availability", {**WINDOW, "agent_id": "nobody"}, ["nobody"]),
        ("preferences", {**WISH, "agent_id": "nobody"}, ["nobody"]),
        ("shift-requests", {**REQUEST, "agent_id": "nobody"}, ["nobody"]),
        ("time-off", {**ABSENCE, "agent_id": "nobody"}, ["nobody"]),
    ],
)
def test_unknown_names_are_refused_by_name(
    small_service: Service, place: str, body: dict[str, Any], unknown: list[str]
) -> None:
    answer = small_service.ask("sam", "POST", f"/sites/north/{place}", json=body)
    assert answer.status_code in {404, 409}
    assert all(f"'{name}'" in answer.json()["detail"] for name in unknown), answer.json()["detail"]


def test_a_contract_that_contradicts_another_is_refused(small_service: Service) -> None:
    ask = small_service.ask
    first = ask("sam", "POST", "/sites/north/contracts", json=CONTRACT)
    assert first.status_code == 201
    assert first.json()["weekdays"] == list(range(7))
    again = ask("sam", "POST", "/sites/north/contracts", json={**CONTRACT, "weekdays": [4]})
    assert again.status_code == 409
    assert "from the same date on" in str(again.json())
    later = {**CONTRACT, "weekdays": [4], "first": "2026-03-26"}
    assert ask("sam", "POST", "/sites/north/contracts", json=later).status_code == 201


TURNS = [{"week": 1, "days": [0], "shifts": ["erly"]}]
TYPED = {
    "name": "typed", "paid_minutes_per_week": [1200, 2400], "days_per_week": [4, 5],
    "shift_types": [{"name": "Early", "start": 360, "minutes": 480, "not_before": ["Nihgt"]},
                    {"name": "Night", "start": 1320, "minutes": 480}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("place", "body", "meant"),
    [
        ("agents", {**AGENT, "skills": ["sales", "salse"]}, "sales"),
        ("queues", {**QUEUE, "skill": "slaes"}, "sales"),
        ("group-rules", {**SEATS, "kind": "present", "skills": ["sale"]}, "sales"),
        ("work-plans", TYPED, "Night"),
        ("work-plans", {**PLAN, "rotation": TURNS}, "early"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_refused_with_the_nearest_known_one(
    small_service: Service, place: str, body: dict[str, Any], meant: str
) -> None:
    answer = small_service.ask("sam", "POST", f"/sites/north/{place}", json=body)
    assert answer.status_code in {409, 422}
    assert "did you mean" in answer.text
    assert f"'{meant}'" in answer.text or f"{meant}?" in answer.text


def test_a_request_is_for_a_type_of_the_agents_own_work_plans(small_service: Service) -> None:
    ask = small_service.ask
    nights = [{"name": "Night", "start": 1320, "minutes": 480}]
    assert ask("sam", "POST", "/sites/north/work-plans",
               json={**TYPED, "shift_types": nights}).status_code == 201  # fmt: skip
    assert ask("sam", "POST", "/sites/north/shift-requests", json=REQUEST).status_code == 409
    contract = {**CONTRACT, "agent_id": REQUEST["agent_id"], "work_plan": "typed"}
    assert ask("sam", "POST", "/sites/north/contracts", json=contract).status_code == 201
    assert ask("sam", "POST", "/sites/north/shift-requests", json=REQUEST).status_code == 201
    wrong = ask("sam", "POST", "/sites/north/shift-requests",
                json={**REQUEST, "shift_type": "Nigth"})  # fmt: skip
    assert wrong.status_code == 409
    assert "did you mean Night" in wrong.json()["detail"]


def test_a_new_skill_begins_with_its_queue(small_service: Service) -> None:
    ask = small_service.ask
    agent = {**AGENT, "skills": ["klingon"]}
    assert ask("sam", "POST", "/sites/north/agents", json=agent).status_code == 409
    queue = {**QUEUE, "name": "stars", "skill": "klingon"}
    assert ask("sam", "POST", "/sites/north/queues", json=queue).status_code == 201
    assert ask("sam", "POST", "/sites/north/agents", json=agent).status_code == 201
