"""Avaya CMS: a real-time feed of numeric agent states, one delimited line an event.

State numbers as WFM vendors document the feed (NICE, "Avaya CMS" event sets); names of the items
(LOGID, AUXREASON) after Avaya's "Database Items and Calculations". The layout of the line is
agreed per installation, so the header names its columns.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import pandas as pd

from wfm.adherence.state_events import read_events
from wfm.errors import InputError, InputProblem
from wfm.words import phrase

STATES: Final = MappingProxyType(
    {
        "10": "UNSTAFF",
        "20": "AVAIL",
        "30": "ACD",
        "31": "ACD_OUT",
        "32": "ACD_IN",
        "40": "ACW",
        "41": "ACW_OUT",
        "42": "ACW_IN",
        "50": "AUX",
        "51": "AUX_OUT",
        "52": "AUX_IN",
        "60": "DACD",
        "61": "DACD_OUT",
        "62": "DACD_IN",
        "70": "DACW",
        "71": "DACW_OUT",
        "72": "DACW_IN",
        "80": "RING",
        "100": "LOGIN",
        "110": "LOGOUT",
        "220": "OTHER",
        "600": "AUX_OUT_HOLD",
    }
)
GONE: Final = ("UNSTAFF", "LOGOUT")
COLUMNS: Final = ("LOGID", "STATE", "TIME")


def avaya_cms(
    text: str,
    *,
    source_id: str = "avaya_cms",
    states: Mapping[str, str] = STATES,
    delimiter: str = "|",
    file: str | None = None,
    received_at: datetime | None = None,
) -> pd.DataFrame:
    """Read lines with the columns LOGID, STATE, TIME and, where used, AUXREASON.

    TIME is in seconds since 1970 or ISO 8601 with an offset. A number that is not in `states`
    stays as it is: unmapped, kept and shown.

    Raises
    ------
    InputError
        With every line that is wrong.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    lines: list[dict[str, str | None]] = []
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        lines += reader
    except csv.Error as error:
        what = phrase("states.line_unreadable", reason=str(error))
        problem = InputProblem(what, phrase("do.state_a_line"), file, max(reader.line_num, 1))
        raise InputError([problem]) from error
    if missing:
        remedy = phrase("do.header_line", columns=delimiter.join((*COLUMNS, "AUXREASON")))
        raise InputError(
            [InputProblem(phrase("table.column_missing"), remedy, file, 1, n) for n in missing]
        )
    problems = [p for row, line in enumerate(lines, start=2) for p in _problems(line, row)]
    if problems:
        raise InputError([InputProblem(p.what, p.remedy, file, p.row, p.field) for p in problems])
    rows = [_row(line, source_id, states) for line in lines]
    return read_events(rows, file=file, received_at=received_at)


def _problems(line: Mapping[str, str | None], row: int) -> list[InputProblem]:
    short = [name for name in COLUMNS if not line.get(name)]
    remedy = phrase("do.send_whole_lines")
    problems = [
        InputProblem(phrase("states.value_missing"), remedy, row=row, field=name) for name in short
    ]
    state = line.get("STATE") or ""
    if state and not state.strip().isdigit():
        problems.append(
            InputProblem(phrase("states.no_number", value=str(state)), None, row=row, field="STATE")
        )
    return problems


def _row(
    line: Mapping[str, str | None], source_id: str, states: Mapping[str, str]
) -> dict[str, object]:
    agent, number, time = ((line[name] or "").strip() for name in COLUMNS)
    state = states.get(number, number)
    reason = (line.get("AUXREASON") or "").strip()
    identity = "|".join((agent, number, reason, time))
    return {
        "event_id": hashlib.sha256(identity.encode()).hexdigest()[:24],
        "source_id": source_id,
        "external_agent_id": agent,
        "state_code": state,
        "reason_code": reason if state.startswith("AUX") and reason != "0" else "",
        "started_at": _instant(time),
        "is_logged_on": state not in GONE,
    }


def _instant(time: str) -> str:
    """Epoch seconds as ISO 8601; anything else is left for the check of all events."""
    if not time.isdigit() or len(time) > 11:
        return time
    return datetime.fromtimestamp(int(time), UTC).isoformat()
