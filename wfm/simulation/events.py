"""One run, played event by event: contacts come, wait, are answered or give up.

The rules of the floor. A contact goes to the agent with the fewest contacts in hand, the longest
idle among equals; an agent who becomes free takes, of all that waits for the agent's skills, the
contact that is most due. Deferred work is taken while the queue is open by as many agents at once
as the schedule shares out to it, by agents who serve nothing else, and beyond that by blended
agents while more than the reserve are idle. Whoever has a contact in hand at the start of a break
finishes it first and then takes the whole break; at the end of the shift the agent leaves after it.
Deferred work in hand is set aside instead, and waits, as far as it is done, before all others. Who
finds every line taken is turned away; whoever is lost may try again while the queue is open.
"""

from __future__ import annotations

from heapq import heappop, heappush

from wfm.simulation.floor import NEVER, Centre, Contacts, Crew, Floor, Played, empty_floor
from wfm.simulation.free_agents import NONE, before, group_of, idle_agents, regroup
from wfm.staffing.jit import compiled, kernel, lean_kernel

ENDS, RETURNS, TRIES_AGAIN = 0, 1, 2
"""Kinds of event: an agent's contact ends, an agent's absence is over, a contact that may have
been lost is followed by the next attempt."""
Agenda = list[tuple[float, int, int]]
"""Heap of (time, kind, agent or contact)."""


@lean_kernel
def book(floor: Floor, centre: Centre, agent: int, now: float) -> None:
    """Book an agent's time up to now, and let the contacts in hand go on as long."""
    held, queue, begin = floor.held[agent], floor.at[agent], floor.since[agent]
    floor.since[agent] = now
    if held > 0:
        floor.done[agent] += (now - begin) * centre.pace[queue, held]
    elif not floor.on[agent]:
        return
    taken = held / centre.concurrency[queue] if held > 0 else 0.0
    duty = floor.duty[agent]
    while begin < now:
        slot = int(begin // centre.step)
        until = min((slot + 1) * centre.step, now)
        floor.taken[duty, slot] += (until - begin) * taken
        if floor.on[agent]:
            floor.free[duty, slot] += (until - begin) * (1 - taken)
        begin = until


@lean_kernel
def first_to_end(floor: Floor, agent: int) -> int:
    """Which of the contacts in hand ends first."""
    first = 0
    for which in range(1, floor.held[agent]):
        if floor.ends[agent, which] < floor.ends[agent, first]:
            first = which
    return first


@lean_kernel
def expect_end(floor: Floor, centre: Centre, agent: int, now: float) -> None:
    """Tell when the next contact in hand will end if nothing changes."""
    left = floor.ends[agent, first_to_end(floor, agent)] - floor.done[agent]
    pace = centre.pace[floor.at[agent], floor.held[agent]]
    floor.next_end[agent] = now + max(left, 0.0) / pace


@lean_kernel
def begin(floor: Floor, centre: Centre, agent: int, queue: int, now: float) -> None:
    """Give an agent the first contact that waits in a queue."""
    book(floor, centre, agent, now)
    contact, held = floor.head[queue], floor.held[agent]
    if held == 0:
        floor.done[agent] = 0.0
        floor.at[agent] = queue
        floor.agents_at[queue] += 1
    floor.contact[agent, held] = contact
    floor.ends[agent, held] = floor.done[agent] + floor.left[contact]
    floor.held[agent] = held + 1
    floor.in_hand[queue] += 1
    floor.begun[contact] = min(floor.begun[contact], now)
    floor.by[contact] = agent
    floor.head[queue] = floor.behind[contact]
    expect_end(floor, centre, agent, now)
    regroup(floor, centre, agent)


@lean_kernel
def end(floor: Floor, centre: Centre, agent: int, now: float) -> None:
    """Finish the contact in hand that ends first; leave if an absence is due."""
    book(floor, centre, agent, now)
    last, which = floor.held[agent] - 1, first_to_end(floor, agent)
    floor.ended[floor.contact[agent, which]] = now
    floor.contact[agent, which] = floor.contact[agent, last]
    floor.ends[agent, which] = floor.ends[agent, last]
    floor.held[agent], floor.idle_since[agent] = last, now
    floor.in_hand[floor.at[agent]] -= 1
    regroup(floor, centre, agent)
    if last > 0:
        expect_end(floor, centre, agent, now)
        return
    floor.agents_at[floor.at[agent]] -= 1
    floor.next_end[agent] = NEVER
    if floor.owed[agent] >= 0:
        floor.back[agent], floor.owed[agent] = now + floor.owed[agent], -1.0


@lean_kernel
def set_aside(floor: Floor, centre: Centre, agent: int, now: float) -> None:
    """Put the deferred work in hand before all that waits, for whoever goes on with it."""
    book(floor, centre, agent, now)
    queue = floor.at[agent]
    for which in range(floor.held[agent] - 1, -1, -1):
        contact = floor.contact[agent, which]
        floor.left[contact] = max(floor.ends[agent, which] - floor.done[agent], 0.0)
        floor.behind[contact] = floor.head[queue]
        if floor.head[queue] < 0:
            floor.tail[queue] = contact
        floor.head[queue] = contact
    floor.in_hand[queue] -= floor.held[agent]
    floor.agents_at[queue] -= 1
    floor.held[agent], floor.next_end[agent], floor.idle_since[agent] = 0, NEVER, now
    regroup(floor, centre, agent)


@lean_kernel
def join(floor: Floor, queue: int, contact: int) -> None:
    """Let a contact wait behind all others."""
    if floor.head[queue] < 0:
        floor.head[queue] = contact
    else:
        floor.behind[floor.tail[queue]] = contact
    floor.tail[queue] = contact


@lean_kernel
def waits(floor: Floor, queue: int, now: float) -> bool:
    """Whether anybody waits in a queue; `head` is then the first."""
    head = floor.head[queue]
    while head >= 0 and floor.gives_up[head] < now:
        head = floor.behind[head]
    floor.head[queue] = head
    return bool(head >= 0)


@lean_kernel
def all_taken(floor: Floor, centre: Centre, queue: int, now: float) -> bool:
    """Whether as many contacts are in service and waiting as a queue has lines."""
    lines, taken = centre.lines[queue], floor.in_hand[queue]
    if lines < 0:
        return False
    waiting = floor.head[queue] if waits(floor, queue, now) else -1
    while waiting >= 0 and taken < lines:
        if floor.gives_up[waiting] >= now:
            taken += 1
        waiting = floor.behind[waiting]
    return bool(taken >= lines)


@lean_kernel
def may_take(
    floor: Floor, crew: Crew, centre: Centre, agent: int, queue: int, now: float
) -> bool:  # fmt: skip
    """Whether an agent may take contacts of a queue now."""
    if not floor.on[agent] or not crew.serves[floor.duty[agent], queue]:
        return False
    held = floor.held[agent]
    if held > 0 and (floor.at[agent] != queue or held >= centre.concurrency[queue]):
        return False
    if not centre.deferred[queue]:
        return True
    slot = int(now // centre.step)
    if not centre.open[queue, slot]:
        return False
    return floor.agents_at[queue] < centre.share[queue, slot] or has_time(
        floor, crew, centre, agent, queue
    )


@lean_kernel
def has_time(floor: Floor, crew: Crew, centre: Centre, agent: int, queue: int) -> bool:
    """Whether an agent serves nothing but deferred queues, or more than the reserve are idle."""
    blended, nothing_else = False, True
    for other in range(centre.deferred.size):
        if centre.deferred[other] or not crew.serves[floor.duty[agent], other]:
            continue
        nothing_else = False
        if centre.blended[other, queue]:
            if idle_agents(floor, crew, centre, other) <= centre.reserve[other]:
                return False
            blended = True
    return blended or nothing_else


@lean_kernel
def most_due(
    floor: Floor, contacts: Contacts, crew: Crew, centre: Centre, agent: int, now: float
) -> int:  # fmt: skip
    """Of all queues whose contacts an agent may take now, that of the most due; -1 for none."""
    chosen, due = -1, NEVER
    if not floor.on[agent] or floor.held[agent] >= centre.concurrency[floor.at[agent]]:
        return chosen
    for queue in range(centre.deferred.size):
        if not waits(floor, queue, now):
            continue
        first = floor.head[queue]
        promised = floor.came[first] + contacts.within[first]
        if (chosen < 0 or promised < due) and may_take(floor, crew, centre, agent, queue, now):
            chosen, due = queue, promised
    return chosen


@kernel
def take(
    floor: Floor, contacts: Contacts, crew: Crew, centre: Centre, agenda: Agenda, agent: int,
    now: float,
) -> None:  # fmt: skip
    """Let an agent take what waits, the most due first, as long as the agent may."""
    queue = most_due(floor, contacts, crew, centre, agent, now)
    while queue >= 0:
        begin(floor, centre, agent, queue, now)
        heappush(agenda, (floor.next_end[agent], ENDS, agent))
        queue = most_due(floor, contacts, crew, centre, agent, now)


@lean_kernel
def longest_idle(floor: Floor, crew: Crew, centre: Centre, queue: int, now: float) -> int:
    """Agent with the fewest contacts in hand, the longest idle of them; -1 if nobody is free."""
    best = -1
    for duty in range(crew.serves.shape[0]):
        if not crew.serves[duty, queue]:
            continue
        for at in (NONE, queue):
            group = group_of(centre, duty, at)
            if floor.heap_size[group] == 0:
                continue
            agent = floor.heap[group, 0]
            if (best < 0 or before(floor, agent, best)) and may_take(
                floor, crew, centre, agent, queue, now
            ):
                best = agent
    return best


@lean_kernel
def take_up(floor: Floor, centre: Centre, agent: int, now: float) -> None:
    """Be on duty as planned."""
    book(floor, centre, agent, now)
    if not floor.on[agent]:
        floor.on[agent] = True
        floor.idle_since[agent] = now
    floor.duty[agent], floor.owed[agent] = floor.planned[agent], -1.0
    regroup(floor, centre, agent)


@kernel
def offer(
    floor: Floor, crew: Crew, centre: Centre, agenda: Agenda, queue: int, now: float
) -> None:  # fmt: skip
    """Let an agent who is free for a queue take the first that waits in it."""
    agent = longest_idle(floor, crew, centre, queue, now)
    if agent >= 0 and waits(floor, queue, now):
        begin(floor, centre, agent, queue, now)
        heappush(agenda, (floor.next_end[agent], ENDS, agent))


@kernel
def change_duty(
    floor: Floor, crew: Crew, centre: Centre, agenda: Agenda, number: int
) -> int:  # fmt: skip
    """Do what the schedule asks, unless the last absence began late and so ends late.

    Returns the agent whose duty changes.
    """
    agent, now = int(crew.agent[number]), float(crew.time[number])
    floor.planned[agent] = crew.duty[number]
    if crew.duty[number] >= 0:
        late = floor.owed[agent] >= 0 or floor.back[agent] > now
        if floor.on[agent] or not late:
            take_up(floor, centre, agent, now)
        return agent
    book(floor, centre, agent, now)
    floor.on[agent] = False
    regroup(floor, centre, agent)
    if floor.held[agent] > 0 and centre.deferred[floor.at[agent]]:
        set_aside(floor, centre, agent, now)
        offer(floor, crew, centre, agenda, floor.at[agent], now)
    elif floor.held[agent] > 0:
        absence = crew.absence[number]
        floor.owed[agent] = absence if absence < NEVER else -1.0
    return agent


@kernel
def arrive(
    floor: Floor, contacts: Contacts, crew: Crew, centre: Centre, agenda: Agenda, contact: int,
    now: float,
) -> None:  # fmt: skip
    """Let a contact come in: it is turned away, waits, or is taken by an agent who is free."""
    queue = contacts.queue[contact]
    floor.came[contact] = now
    lost_at = min(now + contacts.patience[contact], contacts.gone[contact])
    if all_taken(floor, centre, queue, now):
        floor.turned_away[contact], lost_at = True, now
    else:
        join(floor, queue, contact)
    floor.gives_up[contact] = lost_at
    offer(floor, crew, centre, agenda, queue, now)
    if contacts.again[contact] >= 0 and floor.begun[contact] == NEVER:
        heappush(agenda, (lost_at + contacts.pause[contact], TRIES_AGAIN, contact))


@kernel
def try_again(
    floor: Floor, contacts: Contacts, crew: Crew, centre: Centre, agenda: Agenda, contact: int,
    now: float,
) -> None:  # fmt: skip
    """Let the next attempt come in, unless the contact was answered or the queue has closed."""
    slot, queue = int(now // centre.step), contacts.queue[contact]
    lost, following = floor.begun[contact] == NEVER, contacts.again[contact]
    if lost and now < contacts.gone[following] and centre.open[queue, slot]:
        arrive(floor, contacts, crew, centre, agenda, following, now)


@kernel
def next_of_agenda(
    floor: Floor, contacts: Contacts, crew: Crew, centre: Centre, agenda: Agenda
) -> int:  # fmt: skip
    """Let a contact end, an agent return or somebody try again, unless things have changed.

    Returns the agent whom it concerns, -1 for none.
    """
    now, kind, who = heappop(agenda)
    if kind == TRIES_AGAIN:
        try_again(floor, contacts, crew, centre, agenda, who, now)
        return -1
    if kind == ENDS:
        if floor.next_end[who] == now:
            end(floor, centre, who, now)
            if floor.held[who] > 0:
                heappush(agenda, (floor.next_end[who], ENDS, who))
            elif floor.back[who] >= now:
                heappush(agenda, (floor.back[who], RETURNS, who))
    elif floor.planned[who] >= 0 and not floor.on[who] and floor.held[who] == 0:
        take_up(floor, centre, who, now)
    return who


@compiled
def play(contacts: Contacts, crew: Crew, centre: Centre) -> Played:
    """Play a run."""
    floor, slots, step = empty_floor(contacts, crew, centre), centre.open.shape[1], centre.step
    change_at, order, come_at, on = crew.time, contacts.order, contacts.time, floor.on
    agenda = [(NEVER, ENDS, 0)]
    changes = came = 0
    for slot in range(slots):
        for agent in range(crew.agents):
            if on[agent]:
                take(floor, contacts, crew, centre, agenda, agent, slot * step)
        while True:
            change = change_at[changes] if changes < change_at.size else NEVER
            arrival = come_at[order[came]] if came < order.size else NEVER
            now = min(agenda[0][0], change, arrival)
            if now >= (slot + 1) * step:
                break
            if agenda[0][0] == now:
                agent = next_of_agenda(floor, contacts, crew, centre, agenda)
            elif change == now:
                agent = change_duty(floor, crew, centre, agenda, changes)
                changes += 1
            else:
                arrive(floor, contacts, crew, centre, agenda, order[came], now)
                came, agent = came + 1, -1
            if agent >= 0:
                take(floor, contacts, crew, centre, agenda, agent, now)
    for agent in range(crew.agents):
        book(floor, centre, agent, slots * step)
    return Played(
        floor.came, floor.gives_up, floor.turned_away, floor.begun, floor.ended, floor.by,
        floor.taken, floor.free,
    )  # fmt: skip
