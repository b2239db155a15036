"""Recorded agent states as they arrive: one event a row, checked once at this boundary.

The frame of events that every function here takes and gives has these columns:

=================  =========================================================================
event_id           unique within its source; the same event may arrive any number of times
source_id          the feed that sent it
external_agent_id  the agent as the platform knows it
state_code         what the platform says the agent does
reason_code        its reason, if it has one ("" otherwise)
started_at         instant from which the state holds, in UTC
is_logged_on       False: the agent has left the platform
is_snapshot        one row of a list of everybody who is logged on
batch_id           what was delivered together
=================  =========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pandas as pd

from wfm.errors import InputError, InputProblem
from wfm.words import phrase

COLUMNS: Final = (
    "event_id",
    "source_id",
    "external_agent_id",
    "state_code",
    "reason_code",
    "started_at",
    "is_logged_on",
    "is_snapshot",
    "batch_id",
)
REQUIRED: Final = ("event_id", "external_agent_id", "state_code", "started_at")
DEFAULTS: Final = {
    "source_id": "",
    "reason_code": "",
    "is_logged_on": True,
    "is_snapshot": False,
    "batch_id": "",
}
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW: Final = timedelta(minutes=5)
_ZONED = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"
_TRUE, _FALSE = {"true", "1", "yes", "y", "t"}, {"false", "0", "no", "n", "f"}


def no_events() -> pd.DataFrame:
    """Give a frame without a row."""
    return read_events([])


def read_events(
    rows: Iterable[Mapping[str, object]] | pd.DataFrame,
    *,
    file: str | None = None,
    received_at: datetime | None = None,
    expected: int | None = None,
    first_row: int = 2,
) -> pd.DataFrame:
    """Check a batch of events as a whole.

    Parameters
    ----------
    rows
        One mapping an event, or a frame, with the columns of this module; `started_at` is ISO
        8601 text with an offset or `Z`, or an aware instant.
    file
        Named in the messages.
    received_at
        When the batch arrived: no state can have begun more than five minutes later.
    expected
        How many events the sender says the batch has.
    first_row
        Number of the first event in the messages: 2 below the header of a file, 1 elsewhere.

    Returns
    -------
    The frame described above, in the order of arrival.

    Raises
    ------
    InputError
        With every row that is wrong; nothing of the batch is taken then.
    """
    frame = rows.copy() if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if frame.empty and not len(frame.columns):
        frame = pd.DataFrame(columns=list(COLUMNS))
    problems = _shape_problems(frame, expected)
    if problems:
        raise InputError([_placed(problem, file) for problem in problems])
    checked = pd.DataFrame(index=pd.RangeIndex(len(frame)))
    for column in COLUMNS:
        values = frame[column].reset_index(drop=True) if column in frame else None
        checked[column], wrong = _column(column, values, len(frame), received_at)
        problems += wrong
    problems += _conflicts(checked)
    if problems:
        problems.sort(key=lambda problem: problem.row or 0)
        raise InputError([_placed(problem, file, first_row) for problem in problems])
    return checked


def _placed(problem: InputProblem, file: str | None, first_row: int = 0) -> InputProblem:
    row = None if problem.row is None else problem.row + first_row
    return InputProblem(problem.what, problem.remedy, file, row, problem.field)


def _shape_problems(frame: pd.DataFrame, expected: int | None) -> list[InputProblem]:
    missing = [column for column in REQUIRED if column not in frame]
    problems = [
        InputProblem(phrase("table.column_missing"), phrase("do.add_to_events"), field=name)
        for name in missing
    ]
    if expected is not None and len(frame) != expected:
        what = phrase("states.batch_short", events=len(frame), expected=expected)
        problems.append(InputProblem(what, phrase("do.send_again")))
    return problems


def _column(
    name: str, values: pd.Series | None, length: int, received_at: datetime | None
) -> tuple[pd.Series, list[InputProblem]]:
    if values is None:
        return pd.Series([DEFAULTS[name]] * length, dtype="object"), []
    if name == "started_at":
        return _instants(values, received_at)
    if name.startswith("is_"):
        return _booleans(name, values)
    return _texts(name, values)


def _texts(name: str, values: pd.Series) -> tuple[pd.Series, list[InputProblem]]:
    texts = values.astype("object").where(values.notna(), "").map(str).str.strip()
    wrong: Sequence[int] = []
    if name in REQUIRED:
        wrong = list(texts.index[texts == ""])
    return texts.astype("object"), [
        InputProblem(phrase("states.value_missing"), phrase("do.give_one"), row=row, field=name)
        for row in wrong
    ]


def _booleans(name: str, values: pd.Series) -> tuple[pd.Series, list[InputProblem]]:
    texts = values.astype("object").where(values.notna(), DEFAULTS[name]).map(str).str.lower()
    wrong = texts.index[~texts.isin(_TRUE | _FALSE)]
    return texts.isin(_TRUE), [
        InputProblem(
            phrase("states.no_yes_or_no", value=str(values[row])),
            phrase("do.true_or_false"),
            row=row,
            field=name,
        )
        for row in wrong
    ]


def _instants(
    values: pd.Series, received_at: datetime | None
) -> tuple[pd.Series, list[InputProblem]]:
    problems: list[InputProblem] = []
    remedy = phrase("do.iso_with_offset")
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        instants = values.dt.tz_convert("UTC")
        naive = instants.isna()
    else:
        texts = values.astype("object").where(values.notna(), "").map(_iso)
        naive = ~texts.str.contains(_ZONED)
        instants = pd.to_datetime(texts.where(~naive), utc=True, format="ISO8601", errors="coerce")
    for row in instants.index[instants.isna()]:
        what = phrase("states.no_instant")
        if naive[row] and str(values[row]).strip() and not pd.isna(values[row]):
            what = phrase("states.no_offset", value=str(values[row]))
        elif not naive[row]:
            what = phrase("states.not_an_instant", value=str(values[row]))
        problems.append(InputProblem(what, remedy, row=row, field="started_at"))
    latest = pd.Timestamp(received_at + CLOCK_SKEW) if received_at else None
    impossible = instants < pd.Timestamp(EARLIEST)
    if latest is not None:
        impossible |= instants > latest
    for row in instants.index[impossible.fillna(False)]:
        early = bool(instants[row] < pd.Timestamp(EARLIEST))
        what = phrase("states.impossible", value=str(values[row]), early=early, late=not early)
        problems.append(InputProblem(what, phrase("do.check_clock"), row=row, field="started_at"))
    return instants.astype("datetime64[us, UTC]"), problems


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value).strip()


def _conflicts(frame: pd.DataFrame) -> list[InputProblem]:
    """Rows that carry the id of an earlier row and another content."""
    keys = ["source_id", "event_id"]
    repeated = frame[frame.duplicated(keys, keep=False) & ~frame.duplicated(list(CONTENT))]
    return [
        InputProblem(
            phrase("states.event_twice", event=str(frame["event_id"][row])),
            phrase("do.own_id"),
            row=int(row),
            field="event_id",
        )
        for row in repeated.index[repeated.duplicated(keys)]
    ]


CONTENT: Final = tuple(column for column in COLUMNS if column != "batch_id")
"""What makes two deliveries of one event the same event."""
