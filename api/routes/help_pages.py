"""The documentation, for everyone who reaches the service: it holds nothing of any site."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.staticfiles import StaticFiles

from api.problems import RefusedError
from wfm.words import phrase

router = APIRouter(tags=["operations"])
BUILT: Final = Path(__file__).parents[1] / "help"
"""Where `make docs` puts it; a wheel carries it along."""
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
}
"""Nothing comes from elsewhere; the generator writes scripts and styles into its pages."""
KINDS: Final = ("text/html", "text/css", "text/javascript", "application/json", "image/png")


@router.get(
    "/help/{page:path}",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in KINDS}, "description": "A page of the help"},
        304: {"description": "As it was"},
    },
)
async def help_page(page: str, request: Request) -> Response:
    """Give a page of the documentation."""
    if not BUILT.is_dir():
        raise RefusedError(404, phrase("refusal.no_help"))
    files = StaticFiles(directory=BUILT, html=True)
    answer = await files.get_response(os.path.normpath(page or "."), request.scope)
    if answer.status_code == 404:
        raise RefusedError(404, phrase("refusal.no_help_page"))
    answer.headers.update(HEADERS)
    return answer
