"""What is kept with one week of a longer plan: its weeks, and what the search for them proved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wfm.model.plan import Plan, SearchOfWeeks


def together_document(plan: Plan) -> dict[str, object] | None:
    """Name the weeks of a longer plan, those that were searched together, and price and bound.

    None for a week alone; without figures where it has been changed since.
    """
    if not plan.weeks_together:
        return None
    found = plan.searched
    return {
        "weeks": [week.isoformat() for week in plan.weeks_together],
        "searched": [week.isoformat() for week in found.weeks] if found else [],
        "objective": found.objective if found else None,
        "bound": found.bound if found else None,
        "gap": found.gap if found else None,
    }


def weeks_of(document: Mapping[str, Any] | None) -> frozenset[date]:
    """Read the weeks of a longer plan; none of a week alone."""
    return frozenset(map(date.fromisoformat, document["weeks"] if document else ()))


def search_of(document: Mapping[str, Any] | None) -> SearchOfWeeks | None:
    """Read what was searched together, and what was found; None where nothing is kept of it."""
    if not document or not document["searched"]:
        return None
    weeks = tuple(map(date.fromisoformat, document["searched"]))
    return SearchOfWeeks(weeks, document["objective"], document["bound"], document["gap"])
