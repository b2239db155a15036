"""Addresses below the pages that are none."""

from __future__ import annotations

from fastapi import Response

from api.pages.route import page_router
from wfm.store.errors import NotFoundError

router = page_router()


@router.get("/{rest:path}")
def nowhere(rest: str) -> Response:
    """Tell that there is no such page."""
    raise NotFoundError("page", rest)
