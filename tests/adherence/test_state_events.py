"""A batch of events is taken as a whole or refused with a reason for every row."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from tests.adherence.build import at, log, rows
from wfm.adherence.event_log import merge
from wfm.adherence.state_events import no_events, read_events
from wfm.errors import InputError
from wfm.words import english

GOOD = {
    "event_id": "1",
    "external_agent_id": "ana",
    "state_code": "ready",
    "started_at": "2026-01-05T09:00:00+01:00",
}


def test_instants_are_read_with_their_offset() -> None:
    frame = read_events([GOOD, {**GOOD, "event_id": "2", "started_at": "2026-01-05T08:00:00.5Z"}])
    assert list(frame["started_at"]) == [
        pd.Timestamp("2026-01-05T08:00:00Z"),
        pd.Timestamp("2026-01-05T08:00:00.5Z"),
    ]
    assert list(frame["is_logged_on"]) == [True, True]


@pytest.mark.parametrize(
    ("change", "field", "what"),
    [
        ({"started_at": "2026-01-05T09:00:00"}, "started_at", "no offset"),
        ({"started_at": "2026-01-05T09:00:00 Mars/Olympus"}, "started_at", "no offset"),
        ({"started_at": "2026-13-05T09:00:00Z"}, "started_at", "not an instant"),
        ({"started_at": "1066-10-14T09:00:00Z"}, "started_at", "before any recording"),
        ({"started_at": "2031-01-05T09:00:00Z"}, "started_at", "later than the batch"),
        ({"started_at": None}, "started_at", "no instant"),
        ({"external_agent_id": " "}, "external_agent_id", "missing"),
        ({"event_id": None}, "event_id", "missing"),
        ({"is_logged_on": "perhaps"}, "is_logged_on", "yes or no"),
    ],
)
def test_a_wrong_row_is_named_with_its_field(
    change: dict[str, object], field: str, what: str
) -> None:
    batch = [GOOD, {**GOOD, "event_id": "2", **change}]
    with pytest.raises(InputError) as refused:
        read_events(batch, file="states.csv", received_at=datetime(2026, 1, 6, tzinfo=UTC))
    [problem] = refused.value.problems
    assert (problem.file, problem.row, problem.field) == ("states.csv", 3, field)
    assert what in english(problem.what)


def test_all_wrong_rows_are_reported_in_one_go_in_their_order() -> None:
    batch = [
        {**GOOD, "started_at": "soon"},
        {**GOOD, "event_id": ""},
        {**GOOD, "event_id": "3", "state_code": ""},
    ]
    with pytest.raises(InputError) as refused:
        read_events(batch)
    assert [problem.row for problem in refused.value.problems] == [2, 3, 4]


def test_half_a_batch_is_refused() -> None:
    with pytest.raises(InputError, match="1 event of the 2 announced"):
        read_events([GOOD], expected=2)


def test_one_id_with_two_contents_is_refused_and_one_event_twice_is_not() -> None:
    assert len(read_events([GOOD, GOOD])) == 2
    with pytest.raises(InputError, match="different contents"):
        read_events([GOOD, {**GOOD, "state_code": "busy"}])


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="started_at"):
        read_events([{"event_id": "1", "external_agent_id": "ana", "state_code": "x"}])


def test_a_repeated_batch_adds_nothing_and_a_late_event_says_from_where_figures_change() -> None:
    morning = log(rows("ana", ("09:00", "on_queue"), ("12:00", "meal")))
    once = merge(no_events(), morning)
    assert (once.added, once.repeated, once.corrected_from) == (2, 0, None)
    again = merge(once.log, morning)
    assert (again.added, again.repeated) == (0, 2)
    late = merge(once.log, log(rows("ben", ("10:00", "on_queue"))))
    assert late.corrected_from == at("10:00")


def test_a_stored_event_with_another_content_is_refused_and_the_log_stays() -> None:
    stored = merge(no_events(), read_events([GOOD])).log
    with pytest.raises(InputError, match="stored with another content"):
        merge(stored, read_events([{**GOOD, "state_code": "busy"}]))
    assert list(stored["state_code"]) == ["ready"]
