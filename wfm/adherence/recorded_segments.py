"""State changes → what each agent did in every second of the window, unknown included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wfm.adherence.categories import LOGGED_OFF, UNKNOWN
from wfm.adherence.overlap import Ints, intersect
from wfm.adherence.scheduled_segments import Pieces
from wfm.adherence.silence import Silence, due, silent_stretches
from wfm.adherence.state_changes import MICROSECONDS, Changes


@dataclass(frozen=True, slots=True)
class Segments:
    """Closed stretches of one actual category, sorted by agent and start, covering the window."""

    agent: Ints
    start: Ints
    end: Ints
    category: Ints


def segments(
    found: Changes,
    pieces: Pieces,
    signs: Mapping[int, Ints],
    window: tuple[int, int],
    silence: Silence,
    until: int | None = None,
    homes: Ints | None = None,
    earlier: Ints | None = None,
) -> Segments:
    """Close the segments of all agents over [begin, end), in epoch seconds.

    Before the first word about an agent the agent is logged off, as far as the feed is believed.
    `signs` are, per source, the sorted epoch seconds at which it said anything; nothing is known
    after `until`. `homes` has the agents' own sources where their first word is not in `found`
    any more, and −1 elsewhere; `earlier` those of the days before, of agents without a word since.
    """
    agents = np.unique(pieces.agent)
    lead = np.full(len(agents), min(window[0] * MICROSECONDS, found.at.min(initial=0)) - 1)
    agent = np.concatenate([agents, found.agent])
    at = np.concatenate([lead, found.at])
    category = np.concatenate([np.full(len(agents), LOGGED_OFF), found.category])
    order = np.lexsort((np.arange(len(at)), at, agent))
    agent, start, category = agent[order], at[order] // MICROSECONDS, category[order]
    last = np.append(agent[1:] != agent[:-1], True)
    end = np.where(last, window[1], np.append(start[1:], 0))
    stretched = _believed(agent, start, end, category, silence.agent_seconds)
    clipped = _clip(*stretched, window)
    home = home_sources(found, int(agents.max(initial=-1)) + 1, signs, earlier)
    if homes is not None:
        home = np.where(homes[: len(home)] >= 0, homes[: len(home)], home)
    believed = _belief(home, pieces, signs, window, silence, until)
    return _coalesced(*_silenced(*clipped, home, believed))


def _believed(
    agent: Ints, start: Ints, end: Ints, category: Ints, limit: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Cut states that nobody confirmed for too long; the rest of them is unknown."""
    stale = (category != LOGGED_OFF) & (end - start > limit)
    known = np.where(stale, start + limit, end)
    columns = (
        np.concatenate([agent, agent[stale]]),
        np.concatenate([start, known[stale]]),
        np.concatenate([known, end[stale]]),
        np.concatenate([category, np.full(stale.sum(), UNKNOWN)]),
    )
    order = np.lexsort((columns[1], columns[0]))
    return columns[0][order], columns[1][order], columns[2][order], columns[3][order]


def _clip(
    agent: Ints, start: Ints, end: Ints, category: Ints, window: tuple[int, int]
) -> tuple[Ints, Ints, Ints, Ints]:
    start, end = np.maximum(start, window[0]), np.minimum(end, window[1])
    kept = start < end
    return agent[kept], start[kept], end[kept], category[kept]


@dataclass(frozen=True, slots=True)
class Belief:
    """Per source, the window cut into stretches in which its feed is believed or not."""

    source: Ints
    start: Ints
    end: Ints
    silent: Ints


def _belief(
    home: Ints,
    pieces: Pieces,
    signs: Mapping[int, Ints],
    window: tuple[int, int],
    silence: Silence,
    until: int | None,
) -> Belief:
    everybody = due(pieces, window)
    rows: list[Ints] = []
    for source in np.unique(home):
        heard = signs.get(int(source), np.zeros(0, np.int64))
        if source < 0:
            heard = np.unique(np.concatenate([heard, *signs.values()]))
        gaps = silent_stretches(heard, everybody, silence, until)
        edges = np.concatenate([[window[0]], np.column_stack(gaps).ravel(), [window[1]]])
        alternating = np.arange(len(edges) - 1) % 2
        key = np.full(len(edges) - 1, source + 1)
        rows.append(np.column_stack([key, edges[:-1], edges[1:], alternating]))
    columns = np.concatenate(rows).T if rows else np.zeros((4, 0), np.int64)
    return Belief(*(np.ascontiguousarray(column) for column in columns))


def _silenced(
    agent: Ints, start: Ints, end: Ints, category: Ints, home: Ints, belief: Belief
) -> tuple[Ints, Ints, Ints, Ints]:
    """Mark as unknown what falls into a silence of the agent's own feed."""
    right = belief.source, belief.start, belief.end
    cut = intersect((home[agent] + 1, start, end), right)
    unknown = belief.silent[cut.right] == 1
    kept = cut.start < cut.end
    graded = np.where(unknown, UNKNOWN, category[cut.left])
    return agent[cut.left][kept], cut.start[kept], cut.end[kept], graded[kept]


def home_sources(
    found: Changes, agents: int, signs: Mapping[int, Ints], earlier: Ints | None = None
) -> Ints:
    """Find the source that spoke of each agent first.

    An agent of whom none spoke belongs to the source of the days before, where `earlier` knows it:
    no other can tell whether that agent is there. Else it is the only source there is, or none of
    several (−1).
    """
    home = np.full(agents, next(iter(signs)) if len(signs) == 1 else -1, dtype=np.int64)
    if earlier is not None:
        home = np.where(earlier[:agents] >= 0, earlier[:agents], home)
    named, first = np.unique(found.agent, return_index=True)
    home[named] = found.source[first]
    return home


def _coalesced(agent: Ints, start: Ints, end: Ints, category: Ints) -> Segments:
    first = np.append(True, (agent[1:] != agent[:-1]) | (category[1:] != category[:-1]))
    if not len(agent):
        return Segments(agent, start, end, category)
    last = np.append(first[1:], True)
    return Segments(agent[first], start[first], end[last], category[first])
