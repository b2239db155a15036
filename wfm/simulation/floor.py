"""What a run is played with: contacts, crew, centre, and the state of the floor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.staffing.jit import kernel
from wfm.staffing.tolerances import Floats, Integers

Flags = NDArray[np.bool_]
NEVER = np.inf


class Contacts(NamedTuple):
    """Contacts of one run by queue and time; times in seconds from the start.

    Whoever is lost may try again: each attempt is a contact of its own, after the queue's others.
    """

    time: Floats
    """Infinite for attempts that only follow a loss."""
    queue: Integers
    work: Floats
    """Seconds of handling by an agent who holds as many contacts as the queue allows."""
    patience: Floats
    gone: Floats
    """When it gives up at the latest."""
    within: Floats
    """Seconds in which it is promised an answer."""
    again: Integers
    """The attempt that follows if this one is lost; -1 for none."""
    pause: Floats
    """Seconds from the loss to that attempt."""
    first: Integers
    """Where each queue's contacts begin."""
    order: Integers
    """Contacts with a time, by time."""


class Crew(NamedTuple):
    """When agents take up a duty or leave it, by time. A duty is a set of queues to serve."""

    time: Floats
    agent: Integers
    duty: Integers
    """-1: off."""
    absence: Floats
    """Where off, seconds until the agent is to be back; infinite at the end of a shift."""
    serves: Flags
    """[duty, queue]"""
    agents: int


class Centre(NamedTuple):
    """What the queues are like; slots are the intervals of the simulation."""

    step: float
    """Seconds of a slot."""
    open: Flags
    """[queue, slot]"""
    share: Integers
    """[queue, slot] agents who may be at a deferred queue at once, whatever else waits."""
    deferred: Flags
    concurrency: Integers
    pace: Floats
    """[queue, held] seconds of work done per second on each of so many contacts in hand."""
    blended: Flags
    """[immediate queue, deferred queue]"""
    reserve: Integers
    lines: Integers
    """Contacts that find room in each queue, in service and waiting; below 0: any number."""


class Floor(NamedTuple):
    """The state of a run."""

    on: Flags
    planned: Integers
    """Duty by the schedule now, -1 off."""
    duty: Integers
    """Last duty taken up."""
    held: Integers
    at: Integers
    """Queue of the contacts in hand."""
    since: Floats
    """Until when the agent's time is booked."""
    idle_since: Floats
    done: Floats
    """Work done on each contact by an agent who had held it from the first in hand."""
    left: Floats
    """Work that a contact takes from whoever begins it: less than all of it once set aside."""
    contact: Integers
    """[agent, held]"""
    ends: Floats
    """[agent, held] at which `done` the contact ends."""
    next_end: Floats
    owed: Floats
    """Absence to be taken once the contacts in hand are finished; negative if none."""
    back: Floats
    """When the present absence is over."""
    head: Integers
    """First contact of each queue that may wait, -1 for none."""
    tail: Integers
    behind: Integers
    """Who waits behind each contact, -1 for nobody."""
    heap: NDArray[np.int32]
    """[group, place] heaps of agents who may take another contact, see `free_agents`."""
    heap_size: Integers
    group: Integers
    """Group of each agent, -1 for none."""
    place: Integers
    agents_at: Integers
    """Agents with contacts of the queue in hand."""
    in_hand: Integers
    """Contacts of the queue in hand."""
    came: Floats
    gives_up: Floats
    turned_away: Flags
    """Whether a contact found every line taken."""
    begun: Floats
    ended: Floats
    by: Integers
    taken: Floats
    """[duty, slot] agent seconds spent handling."""
    free: Floats
    """[duty, slot] agent seconds on duty without a contact."""


class Played(NamedTuple):
    """What became of each contact, as in `Floor`; infinite where it never happened."""

    came: Floats
    gives_up: Floats
    turned_away: Flags
    begun: Floats
    ended: Floats
    """Of deferred work set aside, when it was finished, by whomever."""
    by: Integers
    """Agent who had it last, -1 for nobody."""
    taken: Floats
    free: Floats


@kernel
def empty_floor(contacts: Contacts, crew: Crew, centre: Centre) -> Floor:
    """Nobody is there, nothing has come."""
    agents, queues, size = crew.agents, centre.deferred.size, contacts.time.size
    most = centre.pace.shape[1] - 1
    groups = crew.serves.shape[0] * (queues + 1)
    booked = (crew.serves.shape[0], centre.open.shape[1])
    return Floor(
        np.zeros(agents, np.bool_),
        np.full(agents, -1),
        np.zeros(agents, np.int64),
        np.zeros(agents, np.int64),
        np.zeros(agents, np.int64),
        np.zeros(agents),
        np.zeros(agents),
        np.zeros(agents),
        contacts.work.copy(),
        np.zeros((agents, most), np.int64),
        np.zeros((agents, most)),
        np.full(agents, NEVER),
        np.full(agents, -1.0),
        np.zeros(agents),
        np.full(queues, -1),
        np.full(queues, -1),
        np.full(size, -1),
        np.zeros((groups, agents), np.int32),
        np.zeros(groups, np.int64),
        np.full(agents, -1),
        np.zeros(agents, np.int64),
        np.zeros(queues, np.int64),
        np.zeros(queues, np.int64),
        np.full(size, NEVER),
        np.full(size, NEVER),
        np.zeros(size, np.bool_),
        np.full(size, NEVER),
        np.full(size, NEVER),
        np.full(size, -1),
        np.zeros(booked),
        np.zeros(booked),
    )
