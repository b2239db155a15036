"""What handlers answer with: a body, its version for ETag, where it stands, the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.problems import RefusedError
from wfm.store.entities import Stored
from wfm.words import phrase

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Reply:
    """A body, its version for ETag, and where it stands."""

    body: BaseModel
    version: int | None = None
    location: str | None = None
    kept: BaseModel | None = None
    """What a repeated request is answered, where the body has a secret that is told once."""

    def response(self, status: int = 200) -> Response:
        """Build the HTTP response."""
        headers = {}
        if self.version is not None:
            headers["ETag"] = f'"{self.version}"'
        if self.location is not None:
            headers["Location"] = quote(self.location, safe="/@+")
        return JSONResponse(self.body.model_dump(mode="json"), status, headers)


def tagged(response: Response, version: int, view: View) -> View:
    """Send the version along as ETag."""
    response.headers["ETag"] = f'"{version}"'
    return view


def next_key(page: Sequence[Stored[Any]], limit: int) -> str | None:
    """Give what to send as `after` for the following page; None at the end."""
    return page[-1].key if len(page) == limit else None


def check_key(field: str, path: str, body: str) -> None:
    """Refuse a body that names another thing than its path."""
    if path != body:
        raise RefusedError(409, phrase("refusal.differs_from_path"), field=field)
