"""What must hold of every run, contact by contact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.simulation.floor_of import (
    BREAK,
    DAYTIME,
    ON,
    Floor,
    calls,
    floor_of,
    forecast_of,
    mail,
    one_queue,
    shift,
)
from wfm.errors import InputError, ParameterError
from wfm.model import Channel, Queue, ServiceGoal

HOUR = 3600.0


def mixed() -> Floor:
    """Two lines, chat and mail, agents of several skills with breaks, some of them away."""
    queues = [
        calls("sales", patience_seconds=120, hours=DAYTIME),
        calls("support", hours=DAYTIME),
        Queue("chat", Channel.CHAT, "chat", DAYTIME, ServiceGoal(threshold=60), concurrency=3,
              patience_seconds=300),
        mail(hours=DAYTIME, response_minutes=240),
    ]  # fmt: skip
    skills = [frozenset(s.split()) for s in ("sales support", "support mail", "chat sales", "mail")]
    everyone = skills * 3
    days = [
        shift(
            f"A{n}",
            *((24 * d + 8 + n % 3, 24 * d + 12, ON), (24 * d + 12, 24 * d + 12.5, BREAK)),
            (24 * d + 12.5, 24 * d + 17 + n % 3, ON),
        )
        for n in range(len(everyone))
        for d in range(2)
    ]
    loads = {"sales": 3.0, "support": 2.0, "chat": 2.0, "mail": 1.5}
    forecast = forecast_of(loads, 300, days=2, hours=(8, 20))
    return floor_of(queues, everyone, forecast, shifts=days, share=2, shrinkage=0.1)


def test_every_contact_offered_is_answered_or_gone_or_still_waits() -> None:
    figures = mixed().simulated(runs=5).figures()
    parts = figures["answered"] + figures["abandoned"] + figures["waiting"]
    assert figures["offered"].to_numpy() == pytest.approx(parts.to_numpy())
    assert (figures.set_index("queue")["abandoned"][["sales", "chat"]] > 0).all()


@pytest.mark.parametrize("run", range(5))
def test_nobody_handles_more_at_once_than_the_queue_allows(run: int) -> None:
    floor = mixed()
    played = floor.run(run)
    queue = played.contacts.queue
    allowed = np.array([q.concurrency for q in floor.site.queues])
    immediate = np.array([not q.channel.deferred for q in floor.site.queues])
    for agent in range(len(floor.site.agents)):
        own = np.flatnonzero((played.by == agent) & immediate[queue])
        assert own.size > 0 or floor.site.agents[agent].skills == {"mail"}
        for contact in own:
            during = own[
                (played.begun[own] <= played.begun[contact])
                & (played.ended[own] > played.begun[contact])
            ]
            assert len(set(queue[during])) == 1
            assert during.size <= allowed[queue[contact]]


def test_agents_serve_their_skills_and_begin_nothing_off_queue() -> None:
    floor = mixed()
    played = floor.run()
    contacts = played.contacts
    on_queue = {agent.id: [] for agent in floor.site.agents}
    start = floor.forecast["interval_start"].min()
    for one in floor.shifts:
        for part in one.activities:
            if part.category is ON:
                span = [(moment - start).total_seconds() for moment in (part.start, part.end)]
                on_queue[one.agent_id].append(span)
    for contact in np.flatnonzero(played.by >= 0):
        agent = floor.site.agents[played.by[contact]]
        queue = floor.site.queues[contacts.queue[contact]]
        assert queue.skill in agent.skills
        at = played.begun[contact]
        assert at >= contacts.time[contact]
        if queue.channel.deferred:
            continue  # a colleague may have begun it
        assert any(begin <= at < end for begin, end in on_queue[agent.id])


def test_contacts_of_a_queue_are_begun_in_order() -> None:
    played = mixed().run()
    for number in range(4):
        first, last = played.contacts.first[number : number + 2]
        begun = played.begun[first:last]
        assert (np.diff(begun[np.isfinite(begun)]) >= 0).all()


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    one, again, other = (mixed().simulated(runs=3, seed=seed) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(one.figures(), again.figures())
    assert (one.counts != other.counts).any()


def test_schedules_are_compared_on_the_same_contacts() -> None:
    floor = one_queue(8.0, 12, calls(patience_seconds=60))
    offered = [floor.with_agents(n).simulated(runs=2).counts[0] for n in (8, 12)]
    assert (offered[0] == offered[1]).all()


def test_more_heads_never_answer_fewer() -> None:
    floor = one_queue(8.0, 12, calls(patience_seconds=60))
    answered = [floor.with_agents(n).figures(runs=5)["answered"] for n in range(5, 13)]
    assert answered == sorted(answered)
    assert answered[-1] > 1.2 * answered[0]


def test_mail_is_answered_in_its_window_when_heads_suffice_and_not_when_they_do_not() -> None:
    queue = mail(hours=DAYTIME, response_minutes=240)
    forecast = forecast_of({"mail": 3.0}, 300, days=5, hours=(8, 20))
    skills = [frozenset({"mail"})] * 4
    shifts = [shift(f"A{n}", (24 * d + 8, 24 * d + 20, ON)) for n in range(4) for d in range(5)]
    floor = floor_of([queue], skills, forecast, shifts=shifts)
    enough, too_few = floor.figures(runs=5), floor.with_agents(2).figures(runs=5)
    assert enough["service_level"] > 0.999
    assert too_few["service_level"] < 0.5
    assert too_few["waiting"] > 100


def test_what_waits_at_the_start_is_worked_off_first() -> None:
    queue = mail(response_minutes=240)
    floor = floor_of([queue], [frozenset({"mail"})] * 2, forecast_of({"mail": 1.0}, 300, days=2))
    empty, behind = floor.figures(runs=5), floor.figures(runs=5, backlog={"mail": 300.0})
    assert empty["offered"] == behind["offered"]
    assert behind["service_level"] < empty["service_level"]


def test_a_break_that_begins_late_ends_late() -> None:
    """One agent, always busy: handling fills the shift but for the whole break."""
    floor = floor_of(
        [calls(hours=DAYTIME)],
        [frozenset({"calls"})],
        forecast_of({"calls": 5.0}, 1200, days=1, hours=(8, 20)),
        shifts=[shift("A0", (8, 12, ON), (12, 12.5, BREAK), (12.5, 18, ON))],
    )
    played = floor.run()
    begun, ended = (np.sort(times[played.by == 0]) for times in (played.begun, played.ended))
    last = int(np.flatnonzero(begun < 4 * HOUR)[-1])
    assert ended[last] > 4 * HOUR
    assert begun[last + 1] - ended[last] == pytest.approx(HOUR / 2)
    assert ended[-1] > 10 * HOUR, "the contact in hand at the end of the shift is finished"


def test_work_in_hand_at_the_end_of_a_shift_is_set_aside_and_finished_on_the_next() -> None:
    """One agent with cases of five hours: as much is finished as the agent was there for."""
    there = [(24 * day + 8, 24 * day + 16) for day in range(5)]
    floor = floor_of(
        [mail(response_minutes=2880, hours=DAYTIME)],
        [frozenset({"mail"})],
        forecast_of({"mail": 2.0}, 5 * HOUR, days=5, hours=(8, 20)),
        shifts=[
            shift("A0", (a, a + 4, ON), (a + 4, a + 4.5, BREAK), (a + 4.5, b, ON)) for a, b in there
        ],
        share=1,
    )
    played = floor.run()
    done = np.flatnonzero(np.isfinite(played.ended))
    assert done.size >= 4
    clock = played.ended[done] / HOUR + 8 - there[0][0]
    on_queue = sum(
        np.clip(clock - a, 0, 4) + np.clip(clock - a - 4.5, 0, 3.5)
        for a, _ in [(begin - 8, 0) for begin, _ in there]
    )
    work = np.cumsum(played.contacts.work[done]) / HOUR
    idle = on_queue - work
    assert (idle > -1e-6).all(), "nothing is finished by somebody who has left"
    assert (np.diff(idle) < HOUR).all()
    late = floor.simulated(runs=5).figures().iloc[0]
    assert late["waiting"] > late["answered"]


def test_work_that_is_set_aside_is_taken_on_by_a_colleague_at_once() -> None:
    floor = floor_of(
        [mail(response_minutes=2880)],
        [frozenset({"mail"})] * 2,
        forecast_of({"mail": 1.0}, 2 * HOUR, days=1),
        shifts=[shift("A0", (0, 2.1, ON)), shift("A1", (2, 24, ON))],
        share=2,
    )
    lost = []
    for run in range(20):
        played = floor.run(run)
        across = (played.begun < 2 * HOUR) & (played.ended > 2.1 * HOUR)
        for contact in np.flatnonzero(across & (played.by == 1)):
            work = played.contacts.work[contact]
            lost.append(played.ended[contact] - played.begun[contact] - work)
    assert lost
    assert min(lost) == pytest.approx(0.0, abs=1e-6), "an idle colleague goes on with it"


def test_who_is_lost_tries_again_only_while_the_queue_is_open() -> None:
    queue = calls(hours=DAYTIME, patience_seconds=60, redial_share=0.7)
    floor = one_queue(2.0, 1, queue)
    floor = replace(floor, forecast=forecast_of({"calls": 4.0}, 300, days=2, hours=(8, 20)))
    played = floor.run()
    again = ~np.isfinite(played.contacts.time) & np.isfinite(played.came)
    assert again.sum() > 50
    assert (played.came[again] % 86400 < 12 * HOUR).all(), "from 8:00, when the forecast begins"
    first = np.flatnonzero(played.contacts.again >= 0)
    follows = played.contacts.again[first]
    assert not (np.isfinite(played.begun[first]) & np.isfinite(played.came[follows])).any()


def test_calls_that_still_wait_after_closing_give_up() -> None:
    floor = floor_of(
        [calls(hours=DAYTIME)],
        [frozenset({"calls"})],
        forecast_of({"calls": 3.0}, 300, days=2, hours=(8, 20)),
        shifts=[shift("A0", (24 * d + 8, 24 * d + 20, ON)) for d in range(2)],
    )
    played = floor.run()
    contacts = played.contacts
    answered = np.isfinite(played.begun)
    same_day = contacts.time[answered] // 86400 == played.begun[answered] // 86400
    assert same_day.all()
    assert (~answered).sum() > 100


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [({"runs": 1}, ParameterError, "runs is 1"), ({"seed": -1}, ParameterError, "seed is -1")],
)
def test_what_cannot_be_simulated_is_refused(
    options: dict[str, int], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        mixed().simulated(**options)


def test_an_empty_forecast_is_refused() -> None:
    floor = mixed()
    with pytest.raises(InputError, match="no rows"):
        Floor(floor.site, floor.forecast.iloc[:0], floor.shifts, floor.heads).simulated()


def test_a_week_without_shifts_answers_nobody() -> None:
    floor = one_queue(2.0, 1, calls(patience_seconds=60))
    figures = floor.with_agents(0).figures(runs=2)
    assert figures["answered"] == 0
    assert figures["abandonment"] > 0.999
    assert np.isnan(figures["occupancy"])


def test_a_call_goes_to_whoever_is_idle_longest() -> None:
    played = one_queue(load=6.0, agents=10, queue=calls()).run()
    idle_since, busy_until = np.zeros(10), np.zeros(10)
    at_once = 0
    for came, begun, ended, by in zip(
        played.came, played.begun, played.ended, played.by, strict=True
    ):
        if begun == came:
            free = np.flatnonzero(busy_until <= came)
            assert by == free[idle_since[free].argmin()]
            at_once += 1
        if by >= 0:
            idle_since[by] = busy_until[by] = ended
    assert at_once > 100


def test_a_chat_goes_to_the_agent_with_the_fewest_in_hand() -> None:
    chat = Queue("chat", Channel.CHAT, "chat", calls().hours, ServiceGoal(), concurrency=3)
    played = one_queue(load=10.0, agents=6, queue=chat).run()
    spread = 0
    for number in np.flatnonzero(played.begun == played.came):
        before = (played.begun < played.came[number]) & (played.ended > played.came[number])
        held = np.bincount(played.by[before], minlength=6)
        assert held[played.by[number]] == held.min()
        spread += held.max() > held.min()
    assert spread > 100
