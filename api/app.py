"""The application, put together: `uvicorn api.app:create_app --factory`."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

from api import problems
from api.access import authorised
from api.apart import Apart
from api.guards import Door
from api.pages.routers import PAGE_ROUTERS
from api.permissions import PERMISSIONS
from api.prefix import Prefix, check_prefix
from api.query import only_known
from api.routes import (
    adherence,
    agents,
    audit,
    bids,
    days,
    demand,
    edited_rosters,
    edits,
    forecast_accuracy,
    grading,
    help_pages,
    imports,
    leave,
    live,
    me,
    messages,
    my_bids,
    my_leave,
    my_messages,
    my_offers,
    my_trades,
    my_wishes,
    offers,
    operations,
    plans,
    runs,
    schedule_reports,
    schedules,
    shrinkage,
    signing_in,
    sites,
    states,
    teams,
    time_off,
    trades,
    users,
    wishes,
    wishes_and_meetings,
    work_plans,
)
from api.turned_away import TurnedAway
from wfm.settings import Settings, read_settings
from wfm.store.database import Database
from wfm.store.readiness import Lookout

VERSION = {"type": "string", "pattern": '^"[0-9]{1,9}"$'}
ROUTERS = (
    operations,
    help_pages,
    signing_in,
    me,
    users,
    sites,
    audit,
    demand,
    imports,
    runs,
    teams,
    work_plans,
    agents,
    time_off,
    leave,
    my_leave,
    my_trades,
    my_wishes,
    trades,
    messages,
    my_messages,
    offers,
    my_offers,
    bids,
    my_bids,
    wishes_and_meetings,
    wishes,
    plans,
    forecast_accuracy,
    schedules,
    days,
    schedule_reports,
    edited_rosters,
    edits,
    states,
    grading,
    adherence,
    shrinkage,
    live,
)


class Service(FastAPI):
    """Answers, and says in its OpenAPI document how."""

    def openapi(self) -> dict[str, Any]:
        """Build the document; If-Match is required, though its absence is a 428, not a 422.

        A stream is text in it: OpenAPI has a word for its items from 3.2 on, and this is 3.1.
        """
        document = super().openapi()
        for methods in document["paths"].values():
            for operation in methods.values():
                for parameter in operation.get("parameters", []):
                    if parameter["name"] == "if-match":
                        parameter |= {"required": True, "schema": VERSION}
                for answer in operation["responses"].values():
                    for content in answer.get("content", {}).values():
                        if content.pop("itemSchema", None):
                            content["schema"] = {"type": "string"}
        return document


def every_router() -> tuple[APIRouter, ...]:
    """Give the routers of all routes, in the order in which they are tried."""
    return (me.lean, *(module.router for module in ROUTERS), *PAGE_ROUTERS)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service on the database that the settings name.

    Raises
    ------
    ParameterError
        If a setting is missing or out of range.
    RuntimeError
        If a route is in no permission table, or the other way round.
    """
    settings = settings or read_settings()
    check_prefix(settings.root_path, (path for _, path in PERMISSIONS))
    app = Service(
        title="contact-centre-wfm",
        version=version("contact-centre-wfm"),
        dependencies=[Depends(authorised), Depends(only_known)],
        responses=problems.RESPONSES,
        lifespan=_lifespan,
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.database = Database(settings.db)
    app.state.turned_away = TurnedAway(app.state.database)
    app.state.lookout = Lookout(app.state.database)
    app.state.apart = Apart()
    _check_permissions(every_router())
    for router in every_router():
        app.include_router(router)
    problems.install(app)
    app.add_middleware(Door, settings=settings)
    app.add_middleware(Prefix, prefix=settings.root_path)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # to look through a week's shifts for garbage takes as long as reading them
    gc.set_threshold(10_000, 20, 20)
    yield
    app.state.apart.close()
    app.state.database.close()


def _check_permissions(routers: Iterable[APIRouter]) -> None:
    routes = [route for router in routers for route in router.routes]
    strange = [route for route in routes if not isinstance(route, APIRoute)]
    if strange:
        raise RuntimeError(f"nobody is asked who they are: {strange}")
    found = {(m, r.path) for r in routes if isinstance(r, APIRoute) for m in r.methods or ()}
    if found != PERMISSIONS.keys():
        raise RuntimeError(f"not in both: {sorted(found ^ PERMISSIONS.keys())}")
