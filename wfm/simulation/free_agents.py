"""Who may take another contact: heaps, so that the next is found as fast among ten thousand.

Agents of a duty with nothing in hand are one group, those with contacts of a queue in hand another.
Its first has the fewest in hand and is the longest idle of them; of equals it is the first by
number. Whoever is off or has as many contacts in hand as the queue allows is in no group.
"""

from __future__ import annotations

from wfm.simulation.floor import Centre, Crew, Floor
from wfm.staffing.jit import lean_kernel

NONE = -1


@lean_kernel
def group_of(centre: Centre, duty: int, at: int) -> int:
    """Group of agents of a duty with contacts of the queue `at` in hand, `NONE` for idle ones."""
    return duty * (centre.deferred.size + 1) + at + 1


@lean_kernel
def idle_agents(floor: Floor, crew: Crew, centre: Centre, queue: int) -> int:
    """Agents on duty for a queue who have nothing in hand."""
    idle = 0
    for duty in range(crew.serves.shape[0]):
        if crew.serves[duty, queue]:
            idle += floor.heap_size[group_of(centre, duty, NONE)]
    return idle


@lean_kernel
def before(floor: Floor, one: int, other: int) -> bool:
    """Whether a contact goes to one agent rather than to the other."""
    if floor.held[one] != floor.held[other]:
        return bool(floor.held[one] < floor.held[other])
    if floor.idle_since[one] != floor.idle_since[other]:
        return bool(floor.idle_since[one] < floor.idle_since[other])
    return one < other


@lean_kernel
def regroup(floor: Floor, centre: Centre, agent: int) -> None:
    """Put an agent whose duty, contacts or time changed into the group where it belongs now."""
    leave(floor, agent)
    held, at = floor.held[agent], floor.at[agent]
    if floor.on[agent] and (held == 0 or held < centre.concurrency[at]):
        group = group_of(centre, floor.duty[agent], NONE if held == 0 else at)
        last = floor.heap_size[group]
        floor.heap_size[group] = last + 1
        put(floor, group, last, agent)
        rise(floor, group, last)


@lean_kernel
def leave(floor: Floor, agent: int) -> None:
    """Take an agent out of its group, if in any; the last of the group fills the place."""
    group = floor.group[agent]
    if group == NONE:
        return
    floor.group[agent] = NONE
    last, place = floor.heap_size[group] - 1, floor.place[agent]
    floor.heap_size[group] = last
    if place < last:
        put(floor, group, place, floor.heap[group, last])
        rise(floor, group, place)
        sink(floor, group, place)


@lean_kernel
def put(floor: Floor, group: int, place: int, agent: int) -> None:
    """Write an agent at a place of a heap."""
    floor.heap[group, place] = agent
    floor.group[agent], floor.place[agent] = group, place


@lean_kernel
def rise(floor: Floor, group: int, place: int) -> None:
    """Let who is at a place go up as far as those above come later."""
    agent = floor.heap[group, place]
    while place > 0:
        above = (place - 1) // 2
        if not before(floor, agent, floor.heap[group, above]):
            break
        put(floor, group, place, floor.heap[group, above])
        place = above
    put(floor, group, place, agent)


@lean_kernel
def sink(floor: Floor, group: int, place: int) -> None:
    """Let who is at a place go down as far as those below come earlier."""
    agent, size = floor.heap[group, place], floor.heap_size[group]
    while 2 * place + 1 < size:
        below = 2 * place + 1
        if below + 1 < size and before(
            floor, floor.heap[group, below + 1], floor.heap[group, below]
        ):
            below += 1
        if not before(floor, floor.heap[group, below], agent):
            break
        put(floor, group, place, floor.heap[group, below])
        place = below
    put(floor, group, place, agent)
