"""Long work: its progress, its messages, its best schedule so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.schemas.fields import NUMBER


class RunMessage(BaseModel):
    """What a run has to say; `code` and `params`, where it has any, say what `text` does."""

    severity: Literal["info", "warning", "error"]
    kind: str
    text: str
    code: str | None = None
    params: Mapping[str, Any] = {}
    field: str | None = None
    file: str | None = None
    row: int | None = None


class BestSoFar(BaseModel):
    """The best schedule so far that is kept; `gap` is a share, null while unproven.

    Its shifts are at `…/runs/{run}/best` until the run ends with a draft.
    """

    objective: float | None
    bound: float | None
    gap: float | None


class RunView(BaseModel):
    """One long piece of work."""

    id: str
    kind: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    stage: str
    progress: Annotated[float, Field(ge=0, le=1), NUMBER]
    messages: list[RunMessage]
    result: Mapping[str, Any] | None
    best: BestSoFar | None
    cancel_requested: bool
    created_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int
