"""Adapters, on invented samples in the shapes that the platforms document."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from wfm.adherence.adapters import ADAPTERS, amazon_connect, avaya_cms, genesys_cloud
from wfm.adherence.categories import ACTUAL_NAMES
from wfm.adherence.mapping import StateMap
from wfm.adherence.state_changes import categories
from wfm.errors import InputError
from wfm.model.platform import Platform
from wfm.words import english


def _connect(kind: str, when: str, status: str | None, contact: str | None = None) -> dict:
    contacts = [{"ContactId": "c-1", "Channel": "VOICE", "State": contact}] if contact else []
    snapshot = {
        "AgentStatus": {
            "ARN": f"arn:aws:connect:eu-central-1:012345678901:instance/i/agent-state/{status}",
            "Name": status,
            "StartTimestamp": when,
        },
        "Configuration": {"FirstName": "Ada", "LastName": "Abend", "Username": "ada.abend"},
        "Contacts": contacts,
    }
    return {
        "AWSAccountId": "012345678901",
        "AgentARN": "arn:aws:connect:eu-central-1:012345678901:instance/i/agent/a-1",
        "CurrentAgentSnapshot": snapshot if status else None,
        "EventId": f"{kind}-{when}",
        "EventTimestamp": when,
        "EventType": kind,
        "InstanceARN": "arn:aws:connect:eu-central-1:012345678901:instance/i",
        "PreviousAgentSnapshot": None if status else snapshot,
        "Version": "2019-05-25",
    }


STREAM = [
    _connect("LOGIN", "2026-01-05T08:00:00.123Z", "Offline"),
    _connect("STATE_CHANGE", "2026-01-05T08:01:00.000Z", "Available"),
    _connect("STATE_CHANGE", "2026-01-05T08:02:00.000Z", "Available", "CONNECTED"),
    _connect("HEART_BEAT", "2026-01-05T08:04:00.000Z", "Available", "CONNECTED"),
    _connect("STATE_CHANGE", "2026-01-05T08:09:00.000Z", "Lunch"),
    _connect("LOGOUT", "2026-01-05T16:00:00.000Z", None),
]


@pytest.mark.parametrize("joint", ["", "\n", ","])
def test_the_agent_event_stream_is_read_however_its_objects_are_joined(joint: str) -> None:
    text = joint.join(json.dumps(event) for event in STREAM)
    frame = amazon_connect(text)
    assert list(frame["state_code"]) == ["Offline", *["Available"] * 3, "Lunch", "Offline"]
    assert list(frame["reason_code"]) == ["", "", "CONNECTED", "CONNECTED", "", ""]
    assert list(frame["is_logged_on"]) == [False, True, True, True, True, False]
    assert set(frame["external_agent_id"]) == {"ada.abend"}
    assert frame["started_at"][0] == pd.Timestamp("2026-01-05T08:00:00.123Z")


def test_a_contact_does_not_take_an_available_agent_off_the_queue() -> None:
    frame = amazon_connect(json.dumps(STREAM))
    states = StateMap({"Available": "on_queue", "Lunch": "meal"})
    named = ["logged_off", *["on_queue"] * 3, "meal", "logged_off"]
    assert [ACTUAL_NAMES[i] for i in categories(frame, states)] == named


def test_a_stream_that_breaks_off_is_refused_as_a_whole() -> None:
    text = json.dumps(STREAM[0]) + "\n" + json.dumps(STREAM[1])[:-40]
    with pytest.raises(InputError, match="object 2 is broken or breaks off") as refused:
        amazon_connect(text, file="stream.json")
    assert refused.value.problems[0].row == 2


def test_events_without_what_is_needed_are_all_named() -> None:
    broken = [{**STREAM[1], "EventType": "PAUSE"}, {**STREAM[1], "CurrentAgentSnapshot": None}]
    with pytest.raises(InputError) as refused:
        amazon_connect(json.dumps([*broken, {"EventId": 1}]))
    fields = [problem.field for problem in refused.value.problems]
    assert fields[:2] == ["EventType", "CurrentAgentSnapshot.AgentStatus.Name"]
    assert {"EventId", "AgentARN"} <= set(fields[2:])


DETAILS = {
    "userDetails": [
        {
            "userId": "u-1",
            "primaryPresence": [
                {"startTime": "2026-01-05T08:00:00.000Z", "endTime": "2026-01-05T08:30:00.000Z",
                 "systemPresence": "ON_QUEUE", "organizationPresenceId": "p-1"},
                {"startTime": "2026-01-05T08:30:00.000Z", "endTime": "2026-01-05T09:00:00.000Z",
                 "systemPresence": "BREAK", "organizationPresenceId": "p-coffee"},
            ],
            "routingStatus": [
                {"startTime": "2026-01-05T08:00:00.000Z", "endTime": "2026-01-05T08:10:00.000Z",
                 "routingStatus": "IDLE"},
                {"startTime": "2026-01-05T08:10:00.000Z", "endTime": "2026-01-05T08:30:00.000Z",
                 "routingStatus": "INTERACTING"},
                {"startTime": "2026-01-05T08:30:00.000Z", "routingStatus": "OFF_QUEUE"},
            ],
        }
    ]
}  # fmt: skip


def test_presence_and_routing_status_are_laid_over_each_other() -> None:
    frame = genesys_cloud(json.dumps(DETAILS))
    assert list(zip(frame["state_code"], frame["reason_code"], strict=True)) == [
        ("ON_QUEUE", "IDLE"),
        ("ON_QUEUE", "INTERACTING"),
        ("BREAK", "p-coffee"),
        ("OFFLINE", ""),
    ]
    assert list(frame["is_logged_on"]) == [True, True, True, False]
    again = genesys_cloud(json.dumps(DETAILS))
    assert list(again["event_id"]) == list(frame["event_id"])


def test_a_stretch_that_ends_before_it_starts_is_named() -> None:
    user = {
        "userId": "u-1",
        "primaryPresence": [
            {"startTime": "2026-01-05T09:00:00Z", "endTime": "2026-01-05T08:00:00Z",
             "systemPresence": "BREAK"},
            {"startTime": "soon", "systemPresence": "BREAK"},
            {"systemPresence": "BREAK"},
        ],
    }  # fmt: skip
    with pytest.raises(InputError) as refused:
        genesys_cloud(json.dumps({"userDetails": [user]}))
    words = [english(problem.what) for problem in refused.value.problems]
    assert "before it starts" in words[0]
    assert "no instant" in words[1]
    assert "without startTime" in words[2]


FEED = """LOGID|STATE|AUXREASON|TIME
4711|100|0|1767600000
4711|20|0|1767600010
4711|50|3|2026-01-05T09:00:00+01:00
4711|77|0|1767603700
4711|110|0|1767628800
"""


def test_numeric_states_get_their_names_and_unknown_numbers_stay() -> None:
    frame = avaya_cms(FEED)
    assert list(frame["state_code"]) == ["LOGIN", "AVAIL", "AUX", "77", "LOGOUT"]
    assert list(frame["reason_code"]) == ["", "", "3", "", ""]
    assert list(frame["is_logged_on"]) == [True, True, True, True, False]
    assert frame["started_at"][2] == pd.Timestamp("2026-01-05T08:00:00Z")
    assert avaya_cms(FEED)["event_id"].is_unique


def test_broken_lines_of_the_feed_are_all_named() -> None:
    text = "LOGID|STATE|TIME\n4711|ready|1767600000\n4711|20\n|20|1767600000\n"
    with pytest.raises(InputError) as refused:
        avaya_cms(text, file="cms.txt")
    places = [(problem.row, problem.field) for problem in refused.value.problems]
    assert places == [(2, "STATE"), (3, "TIME"), (4, "LOGID")]
    with pytest.raises(InputError, match="LOGID"):
        avaya_cms("4711|20|1767600000\n")
    with pytest.raises(InputError, match="no offset"):
        avaya_cms("LOGID|STATE|TIME\n4711|20|2026-01-05T09:00:00\n")


def test_every_platform_has_its_reader() -> None:
    assert set(ADAPTERS) == set(Platform)
