"""What contact platforms send: checked, stored, and given back as the frame of events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from wfm.adherence import StateMap, read_events
from wfm.adherence.adapters import ADAPTERS
from wfm.adherence.state_events import COLUMNS
from wfm.errors import InputError, InputProblem
from wfm.store.columns import now
from wfm.store.database import Connection, Database
from wfm.store.people import AGENT
from wfm.store.sites import load_site_core
from wfm.store.states import Taken, take_states
from wfm.store.states_grading import grading
from wfm.words import phrase

LARGEST_BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class Intake:
    """A batch as it was stored, and what of it the site cannot place."""

    taken: Taken
    unmapped_codes: dict[str, int]
    unknown_agents: dict[str, int]
    inactive_agents: dict[str, int]


def checked_batch(events: Iterable[Mapping[str, Any]], expected: int | None = None) -> pd.DataFrame:
    """Check events as this product names their fields.

    Raises
    ------
    InputError
        With every event that is wrong.
    """
    return read_events(events, received_at=now(), expected=expected, first_row=1)


def checked_text(platform: str, content: bytes, source_id: str) -> pd.DataFrame:
    """Check what a platform of `ADAPTERS` sent.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        what = phrase("states.no_utf8", byte=error.start + 1)
        raise InputError([InputProblem(what, phrase("do.send_utf8"), field="body")]) from error
    if not text.strip(" \t\r\n\ufeff"):
        nothing = InputProblem(phrase("states.empty"), phrase("do.send_events"), field="body")
        raise InputError([nothing])
    return ADAPTERS[platform](text, source_id=source_id, received_at=now())


def take(database: Database, site: str, events: pd.DataFrame) -> Intake:
    """Store a checked batch, and count what of it the site cannot place.

    Raises
    ------
    NotFoundError
        If there is no such site.
    InputError
        If it is too large, or has what cannot be stored: nothing of it is stored then.
    """
    if len(events) > LARGEST_BATCH:
        what = phrase("states.batch_large", events=len(events))
        raise InputError(
            [InputProblem(what, phrase("do.at_most_at_once", most=LARGEST_BATCH), field="body")]
        )
    rows = _rows(events)
    _check_texts(rows)
    with database.writing() as tx:
        taken = take_states(tx, site, rows, now())
    with database.reading() as tx:
        return _placed(tx, site, rows, taken)


def _placed(tx: Connection, site: str, rows: Sequence[Mapping[str, Any]], taken: Taken) -> Intake:
    codes = {**load_site_core(tx, site).state_map, **grading(tx, site)[0].states}
    active = {
        key: stored.active
        for stored in AGENT.page(tx, site)
        for key in (stored.key, stored.value.external_agent_id)
        if key
    }
    agents = Counter(row["external_agent_id"] for row in rows)
    return Intake(
        taken,
        _unmapped(rows, StateMap(codes)),
        {name: n for name, n in agents.items() if name not in active},
        {name: n for name, n in agents.items() if not active.get(name, True)},
    )


def _rows(events: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {name: events[name].tolist() for name in COLUMNS}
    columns["started_at"] = list(events["started_at"].dt.to_pydatetime())
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _check_texts(rows: Sequence[Mapping[str, Any]]) -> None:
    problems = [
        InputProblem(
            phrase("states.text_unfit"),
            phrase("do.at_most", most=most),
            row=row,
            field=name,
        )
        for row, event in enumerate(rows, start=1)
        for name, most in LONGEST.items()
        if len(event[name]) > most or not _storable(event[name])
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


LONGEST: Final = {
    "event_id": 200,
    "source_id": 100,
    "external_agent_id": 200,
    "state_code": 200,
    "reason_code": 200,
    "batch_id": 200,
}


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _unmapped(rows: Sequence[Mapping[str, Any]], states: StateMap) -> dict[str, int]:
    said = Counter((row["state_code"], row["reason_code"], row["is_logged_on"]) for row in rows)
    found: Counter[str] = Counter()
    for (code, reason, logged_on), count in said.items():
        if not states.knows(code, reason, logged_on):
            found[f"{code}/{reason}" if reason else code] += count
    return found


def event_frame(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Build the frame of checked events from stored rows, whose columns begin with `COLUMNS`."""
    frame = pd.DataFrame([row[: len(COLUMNS)] for row in rows], columns=list(COLUMNS))
    texts = {name: frame[name].astype("object") for name in LONGEST}
    flags = {name: frame[name].astype(bool) for name in ("is_logged_on", "is_snapshot")}
    instants = pd.to_datetime(frame["started_at"], utc=True).astype("datetime64[us, UTC]")
    return frame.assign(**texts, **flags, started_at=instants)
