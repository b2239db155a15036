"""Genesys Cloud: users' details (JSON), presence and routing status as two series of stretches.

Fields after the analytics users details query and job: `userDetails[]` with `userId`,
`primaryPresence[]` (startTime, endTime, systemPresence, organizationPresenceId) and
`routingStatus[]` (startTime, endTime, routingStatus).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from wfm.adherence.adapters.json_text import documents
from wfm.adherence.state_events import read_events
from wfm.errors import InputError, InputProblem
from wfm.words import phrase

OFFLINE, ON_QUEUE = "OFFLINE", "ON_QUEUE"
SERIES = (("primaryPresence", "systemPresence"), ("routingStatus", "routingStatus"))


def genesys_cloud(
    text: str,
    *,
    source_id: str = "genesys_cloud",
    file: str | None = None,
    received_at: datetime | None = None,
) -> pd.DataFrame:
    """Read one or more pages of users' details.

    The system presence becomes the state code; its reason is the routing status while the agent
    is on queue (so that `ON_QUEUE/NOT_RESPONDING` can be mapped apart) and the organisation's own
    presence otherwise. A presence that ends without another leaves the agent logged off.

    Raises
    ------
    InputError
        For broken JSON, stretches without a start or that end before they start.
    """
    problems: list[InputProblem] = []
    rows: list[dict[str, object]] = []
    users = [user for page in documents(text, file) for user in _users(page)]
    for number, user in enumerate(users, start=1):
        wrong = list(_problems(user, number))
        problems += wrong
        rows += [] if wrong else _rows(user, source_id)
    if problems:
        raise InputError([InputProblem(p.what, p.remedy, file, p.row, p.field) for p in problems])
    return read_events(rows, file=file, received_at=received_at, first_row=1)


def _users(page: Mapping[str, Any]) -> list[Any]:
    users = page.get("userDetails")
    return users if isinstance(users, list) else [page]


def _problems(user: object, row: int) -> Iterator[InputProblem]:
    if not isinstance(user, dict) or not isinstance(user.get("userId"), str):
        yield InputProblem(
            phrase("states.user_without_id"), phrase("do.send_user_details"), row=row
        )
        return
    for series, value in SERIES:
        for index, part in enumerate(user.get(series) or []):
            field = f"{series}[{index}]"
            if not isinstance(part, dict) or not part.get("startTime") or not part.get(value):
                what = phrase("states.stretch_incomplete", name=value)
                yield InputProblem(what, phrase("do.send_user_details"), row=row, field=field)
                continue
            start, end = (_instant(part.get(name)) for name in ("startTime", "endTime"))
            if start is None:
                yield InputProblem(
                    phrase("states.no_instant_there", value=str(part["startTime"])),
                    None,
                    row=row,
                    field=field,
                )
            elif end is not None and end < start:
                what = phrase("states.ends_before_start", end=str(part["endTime"]))
                yield InputProblem(what, phrase("do.correct_stretch"), row=row, field=field)


def _instant(text: object) -> pd.Timestamp | None:
    found = pd.to_datetime(str(text), utc=True, errors="coerce")
    return found if isinstance(found, pd.Timestamp) else None


def _rows(user: Mapping[str, Any], source_id: str) -> list[dict[str, object]]:
    moments: dict[str, dict[str, tuple[str, str]]] = {}
    for series, value in SERIES:
        parts = sorted(user.get(series) or [], key=lambda part: str(part["startTime"]))
        for part in parts:
            if part.get("endTime") and series == "primaryPresence":
                moments.setdefault(part["endTime"], {}).setdefault(series, (OFFLINE, ""))
        for part in parts:
            detail = str(part.get("organizationPresenceId") or "")
            moments.setdefault(part["startTime"], {})[series] = (part[value], detail)
    presence, own, routing, rows = OFFLINE, "", "", []
    for moment in sorted(moments, key=pd.Timestamp):
        presence, own = moments[moment].get("primaryPresence", (presence, own))
        routing = moments[moment].get("routingStatus", (routing, ""))[0]
        rows.append(
            {
                "event_id": f"{user['userId']}@{moment}",
                "source_id": source_id,
                "external_agent_id": user["userId"],
                "state_code": presence,
                "reason_code": routing if presence == ON_QUEUE else own,
                "started_at": moment,
                "is_logged_on": presence != OFFLINE,
            }
        )
    return rows
