"""What of past events a running day still needs, and nothing more."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wfm.adherence.overlap import Ints
from wfm.adherence.silence import Silence
from wfm.adherence.state_changes import MICROSECONDS, AgentEvents, Changes

BUCKET: Final = 60
"""Longest time within which settled signs of life are thinned to the first and the last."""


def joined(one: Changes, other: Changes) -> Changes:
    """Merge two sets of changes by agent and instant; of ties the second holds."""
    columns = [
        np.concatenate([getattr(one, f.name), getattr(other, f.name)]) for f in fields(Changes)
    ]
    order = np.lexsort((columns[1], columns[0]))
    return Changes(*(column[order] for column in columns))


def thinned(found: Changes, first: Ints, believed: int) -> Changes:
    """Keep the last change before each agent's open time, and of repeated words only some."""
    agent, second = found.agent, found.at // MICROSECONDS
    if not len(agent):
        return found
    same_next = np.append((agent[1:] == agent[:-1]) & (second[1:] == second[:-1]), False)
    next_starts = np.append(second[1:], 0)
    next_own = np.append(agent[1:] == agent[:-1], False)
    passed = next_own & (next_starts <= first[agent])
    kept = ~same_next & ~passed
    found = Changes(*(getattr(found, f.name)[kept] for f in fields(Changes)))
    agent, second = found.agent, found.at // MICROSECONDS
    word = np.append(True, (agent[1:] != agent[:-1]) | (found.category[1:] != found.category[:-1]))
    part = second // max(believed // 2, 1)
    opens = word | np.append(True, part[1:] != part[:-1])
    closes = np.append(word[1:], True)
    named = np.append(True, agent[1:] != agent[:-1])
    keep = opens | closes | named
    return Changes(*(getattr(found, f.name)[keep] for f in fields(Changes)))


def thinned_signs(signs: Ints, oldest: int, mark: int, silence: Silence) -> Ints:
    """Keep one sign before the oldest open time, and two a minute of those that are settled."""
    width = min(BUCKET, silence.seconds or silence.at_least)
    before = np.searchsorted(signs, oldest, side="right")
    signs = signs[max(int(before) - 1, 0) :]
    bucket = signs // width
    edge = np.append(True, bucket[1:] != bucket[:-1]) | np.append(bucket[1:] != bucket[:-1], True)
    return signs[edge | (signs >= mark)] if len(signs) else signs


def last_events(said: AgentEvents, homeless: NDArray[np.bool_]) -> AgentEvents:
    """Keep what was said last of each agent in each second: nothing shorter is ever graded.

    Of an agent whose own feed is not known yet (`homeless`) the first word of a second stays too.
    """
    said = said.where(said.order())
    second = said.at // MICROSECONDS
    turn = np.append((said.agent[1:] != said.agent[:-1]) | (second[1:] != second[:-1]), True)
    first = np.append(True, turn[:-1]) & homeless[said.agent] if len(turn) > 1 else turn
    return said.where(turn | first)
