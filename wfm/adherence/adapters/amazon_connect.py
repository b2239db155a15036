"""Amazon Connect: the agent event stream (JSON; LOGIN, LOGOUT, STATE_CHANGE, HEART_BEAT).

Fields after the data model in the Amazon Connect administrator guide, "Agent event streams".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from wfm.adherence.adapters.json_text import documents
from wfm.adherence.state_events import read_events
from wfm.errors import InputError, InputProblem
from wfm.words import phrase

EVENT_TYPES = ("LOGIN", "LOGOUT", "STATE_CHANGE", "HEART_BEAT")
OFFLINE = "Offline"
TELLING = ("CONNECTED", "CONNECTED_ONHOLD", "CONNECTING", "ENDED", "ERROR", "MISSED")
"""States of a contact, the one that tells most about the agent first."""


def amazon_connect(
    text: str,
    *,
    source_id: str = "amazon_connect",
    file: str | None = None,
    received_at: datetime | None = None,
) -> pd.DataFrame:
    """Read a stretch of an agent event stream.

    The status name becomes the state code and the state of the agent's most telling contact its
    reason. A heart beat repeats the state: it changes nothing and shows that the feed lives.

    Raises
    ------
    InputError
        For broken JSON and for events that lack what is needed, all of them named.
    """
    found = documents(text, file)
    problems = [
        problem for row, event in enumerate(found, start=1) for problem in _problems(event, row)
    ]
    if problems:
        raise InputError([InputProblem(p.what, p.remedy, file, p.row, p.field) for p in problems])
    rows = [_row(event, source_id) for event in found]
    return read_events(rows, file=file, received_at=received_at, first_row=1)


def _problems(event: Mapping[str, Any], row: int) -> list[InputProblem]:
    problems = [
        InputProblem(
            phrase("states.value_missing"), phrase("do.send_events_as_given"), row=row, field=name
        )
        for name in ("EventId", "EventTimestamp", "EventType", "AgentARN")
        if not isinstance(event.get(name), str)
    ]
    kind = event.get("EventType")
    if isinstance(kind, str) and kind not in EVENT_TYPES:
        accepted = phrase("do.one_of", names=tuple(EVENT_TYPES))
        problems.append(
            InputProblem(
                phrase("states.no_event_type", kind=str(kind)), accepted, row=row, field="EventType"
            )
        )
    if kind != "LOGOUT" and not isinstance(_status(event).get("Name"), str):
        what, field = phrase("states.status_unnamed"), "CurrentAgentSnapshot.AgentStatus.Name"
        problems.append(InputProblem(what, phrase("do.send_snapshot"), row=row, field=field))
    return problems


def _part(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = holder.get(name)
    return part if isinstance(part, dict) else {}


def _status(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return _part(_part(event, "CurrentAgentSnapshot"), "AgentStatus")


def _row(event: Mapping[str, Any], source_id: str) -> dict[str, object]:
    snapshot = _part(event, "CurrentAgentSnapshot")
    state = _status(event).get("Name") or OFFLINE
    known_as = _part(snapshot, "Configuration").get("Username")
    known_as = known_as or _part(_part(event, "PreviousAgentSnapshot"), "Configuration").get(
        "Username"
    )
    return {
        "event_id": event["EventId"],
        "source_id": source_id,
        "external_agent_id": known_as or event["AgentARN"],
        "state_code": state,
        "reason_code": _contact_state(snapshot),
        "started_at": event["EventTimestamp"],
        "is_logged_on": event["EventType"] != "LOGOUT" and state != OFFLINE,
    }


def _contact_state(snapshot: Mapping[str, Any]) -> str:
    contacts = snapshot.get("Contacts") or []
    states = {contact.get("State") for contact in contacts if isinstance(contact, dict)}
    return next((state for state in TELLING if state in states), "")
