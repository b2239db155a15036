"""A site's settings, its queues, and the events that move their demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from wfm.model import Event, OpeningDate, Queue, Site
from wfm.store.entities import Entity, canonical, documents
from wfm.store.tables import EVENTS, OPENING_DATES, QUEUES, SITES

_SITE: TypeAdapter[Site] = TypeAdapter(Site)


def settings_of(site: Site) -> Site:
    """Give a site without what has a table of its own."""
    return replace(
        site, queues=(), work_plans={}, agents=(), contracts=(), time_off=(), availability=(),
        preferences=(),
        shift_requests=(), group_rules=(), meetings=(), events=(), opening_dates=(), leave_types=(),
        leave_accounts=(), leave_allowances=(), previous=(),
    )  # fmt: skip


def _settings_row(site: Site) -> Mapping[str, Any]:
    return {"name": site.name, "document": canonical(_SITE, site)}


SETTINGS = Entity(
    "site", SITES, "key", _SITE, _settings_row,
    lambda row: settings_of(_SITE.validate_python(row.document)), owner="key",
)  # fmt: skip
QUEUE = documents("queue", QUEUES, "name", TypeAdapter(Queue), bound=True)
EVENT = documents("event", EVENTS, "id", TypeAdapter(Event), bound=True)
OPENING_DATE = documents("opening date", OPENING_DATES, "id", TypeAdapter(OpeningDate), bound=True)
