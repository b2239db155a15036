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
