"""Availability, preferences and meetings of agents."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.entity_routes import Resource, add_routes
from api.schemas.wishes_and_meetings import (
    AvailabilityBody,
    AvailabilityView,
    MeetingBody,
    MeetingView,
    PreferenceBody,
    PreferenceView,
)
from wfm.store.people import AVAILABILITY_WINDOW, MEETING, PREFERENCE

RESOURCES: tuple[Resource[Any], ...] = (
    Resource(
        "availability", "people", AVAILABILITY_WINDOW, AvailabilityBody, AvailabilityView,
        lambda window: [window.agent_id],
    ),
    Resource(
        "preferences", "people", PREFERENCE, PreferenceBody, PreferenceView,
        lambda wish: [wish.agent_id],
    ),
    Resource(
        "meetings", "people", MEETING, MeetingBody, MeetingView, lambda meeting: meeting.agent_ids
    ),
)  # fmt: skip
router = APIRouter(prefix="/sites/{site}")
for resource in RESOURCES:
    add_routes(router, resource)
