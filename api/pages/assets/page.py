"""What pages load: each page's styles and script, the manifest, the worker for offline."""

from __future__ import annotations

from typing import Final

from fastapi import Response
from fastapi.responses import FileResponse, JSONResponse

from api.access import PAGES
from api.pages.rendering import FOLDER, asset
from api.pages.route import page_router
from wfm.store.errors import NotFoundError

router = page_router()
MEDIA: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The address changes with the content."""


@router.get("/assets/{folder}/{name}")
def page_asset(folder: str, name: str) -> Response:
    """Give a page's styles or script."""
    found = {
        (path.parent.name, path.name): path for path in FOLDER.glob("*/*") if path.suffix in MEDIA
    }
    if (folder, name) not in found:
        raise NotFoundError("file", f"{folder}/{name}")
    path = found[folder, name]
    return FileResponse(path, media_type=MEDIA[path.suffix], headers=FOREVER)


@router.get("/service-worker.js")
def service_worker() -> Response:
    """Give the worker that keeps an agent's pages for offline."""
    path = FOLDER / "frame" / "service-worker.js"
    return FileResponse(path, media_type=MEDIA[".js"], headers={"Cache-Control": "no-cache"})


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """Tell phones how the pages look as an application of their own: from where this stands."""
    icon = asset("frame/icon.svg").removeprefix(f"{PAGES}/")
    body = {
        "name": "WFM", "short_name": "WFM", "start_url": "./", "scope": "./",
        "display": "standalone", "background_color": "#f5f7f9", "theme_color": "#17456f",
        "icons": [
            {"src": icon, "type": "image/svg+xml", "sizes": "any"},
        ],
    }  # fmt: skip
    return JSONResponse(body, media_type="application/manifest+json")
