"""Contracts, availability, wishes and meetings of agents, and rules between them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.entity_routes import Resource, add_routes
from api.known_words import refuse_misspelt_skill, refuse_unknown_shift_type
from api.schemas.group_rules import GroupRuleBody, GroupRuleView
from api.schemas.people import ContractBody, ContractView
from api.schemas.wishes_and_meetings import (
    AvailabilityBody,
    AvailabilityView,
    MeetingBody,
    MeetingView,
    PreferenceBody,
    PreferenceView,
    ShiftRequestBody,
    ShiftRequestView,
)
from wfm.store.people import (
    AVAILABILITY_WINDOW,
    CONTRACT,
    GROUP_RULE,
    MEETING,
    PREFERENCE,
    SHIFT_REQUEST,
    TEAM,
    WORK_PLAN,
)

RESOURCES: tuple[Resource[Any], ...] = (
    Resource(
        "contracts", "people", CONTRACT, ContractBody, ContractView,
        lambda contract: [contract.agent_id],
        lambda contract: [(WORK_PLAN, contract.work_plan)],
    ),
    Resource(
        "availability", "people", AVAILABILITY_WINDOW, AvailabilityBody, AvailabilityView,
        lambda window: [window.agent_id],
    ),
    Resource(
        "preferences", "people", PREFERENCE, PreferenceBody, PreferenceView,
        lambda wish: [wish.agent_id],
    ),
    Resource(
        "shift-requests", "people", SHIFT_REQUEST, ShiftRequestBody, ShiftRequestView,
        lambda request: [request.agent_id],
        judge=refuse_unknown_shift_type,
    ),
    Resource(
        "meetings", "people", MEETING, MeetingBody, MeetingView, lambda meeting: meeting.agent_ids
    ),
    Resource(
        "group-rules", "people", GROUP_RULE, GroupRuleBody, GroupRuleView,
        lambda rule: (*rule.agent_ids, *rule.beside),
        lambda rule: ((TEAM, team) for team in rule.teams),
        judge=refuse_misspelt_skill,
    ),
)  # fmt: skip
router = APIRouter(prefix="/sites/{site}")
for resource in RESOURCES:
    add_routes(router, resource)
