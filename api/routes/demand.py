"""Queues with their goals and opening hours, hours of single dates, and planned events."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.entity_routes import Resource, add_routes
from api.known_words import refuse_misspelt_skill
from api.schemas.demand import (
    EventBody,
    EventView,
    OpeningDateBody,
    OpeningDateView,
    QueueBody,
    QueueView,
)
from wfm.store.demand import EVENT, OPENING_DATE, QUEUE

RESOURCES: tuple[Resource[Any], ...] = (
    Resource("queues", "sites", QUEUE, QueueBody, QueueView, judge=refuse_misspelt_skill),
    Resource("events", "sites", EVENT, EventBody, EventView),
    Resource("opening-dates", "sites", OPENING_DATE, OpeningDateBody, OpeningDateView),
)
router = APIRouter(prefix="/sites/{site}")
for resource in RESOURCES:
    add_routes(router, resource)
