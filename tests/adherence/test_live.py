"""The running day gives at its end what the finished day gives, in bounded memory."""

from __future__ import annotations

import random
from datetime import timedelta

import pandas as pd
import pytest

from tests.adherence.build import MONDAY, STATES, ZONE, at, judged, log, rows, shift, week
from wfm.adherence.live import AgentNow, Live
from wfm.adherence.measure import Policy
from wfm.adherence.silence import Silence
from wfm.adherence.state_events import read_events

HOURS = ("09:00", "on_queue"), ("12:00", "meal"), ("12:30", "on_queue"), ("17:00", "")
DAY = week(*(shift(f"a{i}", *HOURS) for i in range(5)))
POLICY = {"tolerance_seconds": 120, "count_unscheduled_work": True}


def _busy_day(seed: int, sources: tuple[str, ...] = ("acd",)) -> pd.DataFrame:
    """A day of five agents, each at home in one of the feeds and heard of in the others too."""
    rng = random.Random(seed)
    events = []
    for agent in range(5):
        clock = at("08:50") + timedelta(seconds=rng.randint(0, 1500))
        for number in range(rng.randint(20, 120)):
            state = rng.choice(["talking", "on_queue", "on_queue", "break", "meal", "logout"])
            own = sources[agent % len(sources)]
            events.append(
                {
                    "event_id": f"{agent}-{number}",
                    "source_id": own if rng.random() < 0.9 else rng.choice(sources),
                    "external_agent_id": f"a{agent}",
                    "state_code": state,
                    "started_at": clock,
                    "is_logged_on": state != "logout",
                }
            )
            clock += timedelta(seconds=rng.choice([7, 90, 400, 1500]))
    done = read_events(events)
    return done[done["started_at"] < at("23:00")].reset_index(drop=True)


def _followed(events: pd.DataFrame, seed: int, silence: Silence) -> Live:
    """Play the events as they arrive, late by up to a quarter of an hour, and twice."""
    rng = random.Random(seed)
    live = Live(DAY, Policy(STATES, silence=silence, **POLICY), time_zone=ZONE)
    delays = pd.to_timedelta([rng.randint(0, 850) for _ in range(len(events))], "s")
    arrival = events.assign(arrives=events["started_at"] + delays).sort_values("arrives")
    before = at("00:00")
    for minute in range(22, 24 * 60, 22):
        now = at("00:00") + timedelta(minutes=minute)
        due = arrival[(arrival["arrives"] < now) & (arrival["arrives"] >= before)]
        before = now
        batch = due.drop(columns="arrives").reset_index(drop=True)
        assert live.apply(batch).too_late == 0
        live.apply(batch)
        live.settle(now)
    return live


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("silence", [Silence(), Silence(seconds=800), Silence(seconds=40)])
@pytest.mark.parametrize("sources", [("acd",), ("acd", "chat", "mail")])
def test_the_end_of_the_day_equals_the_finished_day(
    seed: int, silence: Silence, sources: tuple[str, ...]
) -> None:
    events = _busy_day(seed, sources)
    # the second feed dies at noon, and one agent is never heard of
    dead = events["source_id"].isin(sources[1:2]) & (events["started_at"] > at("12:00"))
    events = events[~dead & (events["external_agent_id"] != "a3")].reset_index(drop=True)
    live = _followed(events, seed, silence)
    evening = at("23:59")
    finished = judged(DAY, events, silence=silence, **POLICY)
    shifts = {row.shift_id: row.figures.tally for row in live.figures(evening) if row.shift_id}
    assert shifts == {row.shift_id: row.figures.tally for row in finished.rows if row.shift_id}
    assert live.figures(evening)[0].figures.adherence.stamp == finished.stamp


def test_the_board_says_who_is_where_and_since_when() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE, agents=["zoe"])
    live.apply(
        log(
            rows("a0", ("08:55", "on_queue")),
            rows("a1", ("09:00", "talking"), ("10:00", "break")),
            rows("a2", ("09:00", "yoga")),
            rows("zoe", ("09:30", "talking")),
        )
    )
    board = {row.agent_id: row for row in live.board(at("10:10"))}
    assert board["a0"] == AgentNow(
        *("a0", "in", at("09:00"), "on_queue", "on_queue", at("09:00"), True),
        *("meal", at("12:00")),
    )
    assert (board["a1"].status, board["a1"].since) == ("out", at("10:00"))
    assert (board["a2"].status, board["a2"].actual) == ("unknown", "unmapped")
    assert (board["a3"].status, board["a3"].actual) == ("out", "logged_off")
    assert (board["zoe"].status, board["zoe"].since) == ("unscheduled", at("09:30"))
    assert {row.status for row in live.board(at("08:00"))} == {"not_scheduled"}


def test_the_board_remembers_since_when_over_settled_activities() -> None:
    live = Live(DAY, Policy(STATES, silence=Silence(agent_hours=99)), time_zone=ZONE)
    live.apply(log(*(rows(f"a{i}", ("09:00", "talking"), ("12:00", "meal")) for i in range(5))))
    live.apply(log([{**rows("a0", ("12:30", "talking"))[0], "event_id": "back"}]))
    live.settle(at("13:30"))
    [first, *_] = live.board(at("13:30"))
    assert (first.status, first.since) == ("in", at("09:00"))


def test_an_event_older_than_what_is_settled_is_told_and_left_out() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE, lateness_seconds=60)
    live.apply(log(rows("a0", ("09:00", "talking"))))
    live.settle(at("13:00"))
    before = live.figures(at("13:00"))
    applied = live.apply(log([{**rows("a0", ("10:00", "break"))[0], "event_id": "late"}]))
    assert (applied.taken, applied.too_late) == (0, 1)
    assert live.figures(at("13:00")) == before


def test_a_snapshot_closes_agents_whose_events_are_long_forgotten() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE, lateness_seconds=60)
    live.apply(log(*(rows(f"a{i}", ("09:00", "talking")) for i in range(5))))
    live.settle(at("12:45"))
    snapshot = [
        {**row, "event_id": "snap", "is_snapshot": True, "batch_id": "s"}
        for row in rows("a0", ("13:00", "talking"))
    ]
    live.apply(log(snapshot))
    status = {row.agent_id: row.status for row in live.board(at("13:05"))}
    assert status == {"a0": "in"} | {f"a{i}": "out" for i in range(1, 5)}


def test_memory_stays_bounded_however_many_events_come() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE, lateness_seconds=60)
    held = []
    for minute in range(540, 1020, 20):
        now = at("00:00") + timedelta(minutes=minute)
        events = [
            {
                "event_id": f"{minute}-{agent}-{beat}",
                "source_id": "acd",
                "external_agent_id": f"a{agent}",
                "state_code": "talking" if beat % 2 else "on_queue",
                "started_at": now + timedelta(seconds=beat),
            }
            for agent in range(5)
            for beat in range(900)
        ]
        live.apply(read_events(events))
        live.settle(now + timedelta(minutes=20))
        held.append(live.held)
    assert max(held) < 500
    assert sum(row.figures.tally.in_seconds for row in live.figures(at("17:00"))) > 5 * 7 * 3600
    assert DAY.week == MONDAY


def test_who_has_not_come_is_told_from_who_has_left() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE, agents=["zoe"])
    live.apply(log(rows("a0", ("09:00", "talking"), ("10:00", "logout"))))
    board = {row.agent_id: row for row in live.board(at("10:10"))}
    assert [(board[a].status, board[a].actual) for a in ("a0", "a1")] == [("out", "logged_off")] * 2
    assert (board["a0"].arrived, board["a1"].arrived) == (True, False)
    assert board["zoe"].arrived is None
    live.settle(at("13:30"))  # what was settled is remembered
    board = {row.agent_id: row for row in live.board(at("13:30"))}
    assert (board["a0"].arrived, board["a1"].arrived) == (True, False)


def test_the_board_says_what_comes_next_until_the_shift_ends() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE)
    live.apply(log(rows("a0", ("09:00", "talking"))))

    def after(clock: str) -> tuple[str | None, object]:
        return next((row.next, row.next_at) for row in live.board(at(clock)))

    assert after("10:00") == ("meal", at("12:00"))
    assert after("12:10")[0] == "on_queue"
    last = max(shift.end for shift in DAY.shifts if shift.agent_id == "a0")
    assert after("16:30") == ("unscheduled", last)
    assert after("23:00") == (None, None)


def test_a_source_is_doubted_after_its_last_word_and_says_when() -> None:
    live = Live(DAY, Policy(STATES, silence=Silence(seconds=1800)), time_zone=ZONE)
    live.apply(
        log(
            rows("a0", ("09:00", "talking"), ("11:00", "break"), source="acd"),
            rows("a1", ("09:00", "yoga"), source="chat"),
            rows("stranger", ("09:10", "talking"), source="chat"),
        )
    )
    acd, chat = live.sources(at("11:10"))
    assert (acd.source_id, acd.latest, acd.silent_since) == ("acd", at("11:00"), None)
    assert acd.doubted_at == at("11:30")
    assert (chat.latest, chat.silent_since) == (at("09:10"), at("09:40"))
    assert (chat.unknown_agents, chat.unmapped) == (1, 1)
    stamp = live.figures(at("11:10"))[0].figures.adherence.stamp
    assert stamp.complete_until == at("09:10"), "the earliest of the sources' latest"


def test_nobody_else_vouches_for_agents_whose_own_source_is_dead() -> None:
    quick = Policy(STATES, silence=Silence(seconds=1800))
    homes = {"a1": "dead", "a2": "dead"}
    live = Live(DAY, quick, time_zone=ZONE, earlier={"dead": at("00:00")}, homes=homes)
    live.apply(
        log(
            rows("a0", ("09:00", "talking"), ("10:00", "talking")),
            rows("a2", ("09:00", "talking")),
        )
    )
    now = {one.agent_id: one.status for one in live.board(at("10:10"))}
    assert now["a1"] == "unknown", "its own source says nothing, whatever the others say"
    assert now["a3"] == "out", "of whom no source ever spoke has not come"
    assert now["a2"] == "in", "who has moved to a source that speaks is heard there"


def test_events_of_the_future_complete_nothing_and_the_future_is_not_unknown() -> None:
    live = Live(DAY, Policy(STATES), time_zone=ZONE)
    live.apply(log(rows("a0", ("09:00", "talking"), ("23:00", "logout"))))
    [first, *_] = (row for row in live.figures(at("10:00")) if row.agent_id == "a0")
    assert first.figures.adherence.stamp.complete_until == at("10:00")
    tally = first.figures.tally
    assert (tally.scheduled_seconds, tally.unknown_seconds) == (3600, 0)
