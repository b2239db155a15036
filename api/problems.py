"""Every refusal as `application/problem+json` (RFC 9457), with the field where there is one.

422 says that a body or parameter does not fit its schema; 409, that it does, and yet contradicts
itself (an end before its start), what it refers to, or the state of things. So whatever fits the
OpenAPI document is never answered 422.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.schemas.shift_views import MergeConflictView
from wfm.errors import InputError, InputProblem, ParameterError, RefusalError
from wfm.service.merge_conflicts import MergeError
from wfm.store.errors import ConflictError, NotFoundError, StaleError
from wfm.store.passwords import TooManyPasswordsError
from wfm.store.refusals import DatabaseBusyError
from wfm.words import Phrase, document, phrase
from wfm.words.schemas import said_as, schema_said

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("api")


class FieldProblem(BaseModel):
    """One thing wrong with what was sent; codes and `params` say what the texts do."""

    field: str | None = None
    what: str
    code: str
    params: Mapping[str, Any] = {}
    remedy: str | None = None
    remedy_code: str | None = None
    remedy_params: Mapping[str, Any] = {}
    file: str | None = None
    row: int | None = None


class ProblemDocument(BaseModel):
    """Why a request was refused; `code` and `params` say what `detail` does."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    code: str | None = None
    params: Mapping[str, Any] = {}
    errors: list[FieldProblem] = []
    notes: list[FieldProblem] = []
    """What else is odd about an input that was refused."""
    current_version: int | None = None
    """Refused for a version: the one to send in If-Match."""
    current: Any = None
    """Refused for a version: the thing as it is now."""
    in_force: int | None = None
    """Refused for a merge: the schedule that was merged with, to be sent back with decisions."""
    conflicts: list[MergeConflictView] = []
    """Refused for a merge: the days of agents that both changed."""


class RefusedError(RefusalError):
    """A request that cannot be served, and why."""

    def __init__(
        self,
        status: int,
        said: Phrase,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.field = status, field
        self.headers = dict(headers or {})
        super().__init__(said)


TITLES = {
    400: "Malformed request", 401: "Not signed in", 403: "Not allowed", 404: "Not found",
    405: "Method not allowed", 408: "Too slow", 409: "Conflict", 412: "Changed by someone else",
    413: "Too large", 415: "Unsupported media type", 422: "Invalid",
    428: "If-Match is missing", 429: "Too many attempts", 500: "Internal error", 503: "Busy",
}  # fmt: skip

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": title, "content": {MEDIA_TYPE: {}}, "model": ProblemDocument}
    for status, title in TITLES.items()
    if status not in {405, 500}
}
"""What any route may answer, for the OpenAPI document."""


def problem(
    status: int,
    said: Phrase,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """Build a problem document as a response."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Refused"), "status": status}
    told = document(said)
    body |= {"detail": told["text"], "code": told["code"], "params": told["params"]}
    body |= {"errors": list(errors), **more}
    content = {name: value for name, value in jsonable_encoder(body).items() if value is not None}
    return JSONResponse(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def field_problem(what: Phrase, field: str | None = None) -> dict[str, Any]:
    """Say one thing wrong with what was sent."""
    told = document(what)
    return {"field": field, "what": told["text"], "code": told["code"], "params": told["params"]}


def install(app: FastAPI) -> None:
    """Answer each kind of error; what strangers get takes no thread that others wait for."""
    _install_store_errors(app)

    @app.exception_handler(RefusedError)
    async def refused(_: Request, error: RefusedError) -> JSONResponse:
        errors = [field_problem(error.said, error.field)] if error.field else []
        return problem(error.status, error.said, errors, error.headers)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [field_problem(schema_said(e), _place(e)) for e in error.errors()]
        return problem(422, phrase("refusal.unfit"), errors)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, http_said(error), headers=error.headers)

    @app.exception_handler(ParameterError)
    def out_of_range(_: Request, error: ParameterError) -> JSONResponse:
        what = phrase("refusal.must_be", accepted=error.accepted)
        return problem(409, error.said, [field_problem(what, error.field)])

    @app.exception_handler(InputError)
    def bad_input(_: Request, error: InputError) -> JSONResponse:
        errors, notes = map(_input_problems, (error.problems, error.notes))
        return problem(409, phrase("refusal.input"), errors, notes=notes or None)

    @app.exception_handler(Exception)
    def unforeseen(_: Request, __: Exception) -> JSONResponse:
        return problem(500, phrase("refusal.internal"))


def _install_store_errors(app: FastAPI) -> None:
    @app.exception_handler(NotFoundError)
    async def not_found(_: Request, error: NotFoundError) -> JSONResponse:
        return problem(404, error.said)

    @app.exception_handler(MergeError)
    def merging(_: Request, error: MergeError) -> JSONResponse:
        errors = [field_problem(said, error.field) for said in error.details]
        conflicts = [MergeConflictView.of(conflict, error.zones) for conflict in error.conflicts]
        return problem(409, error.said, errors, in_force=error.against, conflicts=conflicts)

    @app.exception_handler(ConflictError)
    def conflict(_: Request, error: ConflictError) -> JSONResponse:
        told = error.details or ([error.said] if error.field else [])
        return problem(409, error.said, [field_problem(said, error.field) for said in told])

    @app.exception_handler(StaleError)
    def stale(_: Request, error: StaleError) -> JSONResponse:
        current = {"current_version": error.current_version, "current": error.current}
        headers = {"ETag": f'"{error.current_version}"'}
        return problem(412, error.said, headers=headers, **current)

    @app.exception_handler(TooManyPasswordsError)
    def crowded(_: Request, error: TooManyPasswordsError) -> JSONResponse:
        return problem(429, error.said, headers={"Retry-After": "2"})

    @app.exception_handler(DatabaseBusyError)
    def busy(_: Request, error: DatabaseBusyError) -> JSONResponse:
        return problem(503, error.said, headers={"Retry-After": "2"})


def http_said(error: HTTPException) -> Phrase:
    """Say what the framework refuses."""
    return said_as(f"http.{error.status_code}", str(error.detail))


def _input_problems(found: Sequence[InputProblem]) -> list[dict[str, Any]]:
    return [_input_problem(each) for each in found]


def _input_problem(found: InputProblem) -> dict[str, Any]:
    remedy = document(found.remedy) if found.remedy else {"text": "", "code": None, "params": {}}
    return {
        **field_problem(found.what, found.field), "remedy": remedy["text"],
        "remedy_code": remedy["code"], "remedy_params": remedy["params"],
        "file": found.file, "row": found.row,
    }  # fmt: skip


def _place(error: Mapping[str, Any]) -> str:
    """Name the field; a body that cannot be read has none."""
    location: Sequence[int | str] = error["loc"]
    if error["type"] == "json_invalid":
        return str(location[0])
    return ".".join(str(part) for part in location[1:]) or str(location[0])
