"""Recorded events → what each agent did in every second of the window, unknown included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.adherence.categories import LOGGED_OFF, UNKNOWN
from wfm.adherence.mapping import StateMap
from wfm.adherence.overlap import Ints, intersect, ints
from wfm.adherence.pieces import Pieces
from wfm.adherence.silence import Silence, due, silent_stretches

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Segments:
    """Closed stretches of one actual category, sorted by agent and start, covering the window."""

    agent: Ints
    start: Ints
    end: Ints
    category: Ints


@dataclass(frozen=True, slots=True)
class Changes:
    """State changes of known agents, sorted by agent and instant (microseconds)."""

    agent: Ints
    at: Ints
    category: Ints
    source: Ints


def agent_numbers(
    log: pd.DataFrame, agents: Sequence[str], external_ids: Mapping[str, str]
) -> Ints:
    """Index of each event's agent, −1 where the site does not know the agent."""
    number = {agent: index for index, agent in enumerate(agents)}
    known = {external: number[agent] for external, agent in external_ids.items() if agent in number}
    found = log["external_agent_id"].map({**number, **known})
    return ints(found.fillna(-1))


def categories(log: pd.DataFrame, states: StateMap) -> Ints:
    """Actual category of each event."""
    keys = ["state_code", "reason_code", "is_logged_on"]
    group = log.groupby(keys, sort=False).ngroup().to_numpy()
    combinations = log.drop_duplicates(keys)
    lookup = [
        states.category(code, reason, logged_on)
        for code, reason, logged_on in zip(*(combinations[key] for key in keys), strict=True)
    ]
    return np.array(lookup, dtype=np.int64)[group] if len(log) else np.zeros(0, np.int64)


def changes(
    log: pd.DataFrame,
    agents: Sequence[str],
    states: StateMap,
    external_ids: Mapping[str, str] | None = None,
    seen: Mapping[str, frozenset[int]] | None = None,
    sources: Mapping[str, int] | None = None,
) -> Changes:
    """Every state change of the agents, in an order that does not depend on that of arrival.

    Of two events of one agent at the same instant the one with the larger event id holds. An
    agent who is missing from a source's snapshot has left by the time of that snapshot.
    """
    unique = log.drop_duplicates(["source_id", "event_id"])
    agent = agent_numbers(unique, agents, external_ids or {})
    known = unique[agent >= 0]
    agent = agent[agent >= 0]
    at = microseconds(known["started_at"])
    source = ints(known["source_id"].map(sources or source_codes(log)))
    category = categories(known, states)
    rank = _ranks(agent, at, known["event_id"])
    closing = _closed_by_snapshots(known, agent, at, source, seen or {})
    merged = [
        np.concatenate([one, other])
        for one, other in zip(
            (agent, at, category, source, rank),
            (*closing, -np.ones(len(closing[0]), np.int64)),
            strict=True,
        )
    ]
    order = np.lexsort((merged[4], merged[1], merged[0]))
    return Changes(*(column[order] for column in merged[:4]))


def source_codes(log: pd.DataFrame) -> dict[str, int]:
    """Give the sources of a log their numbers."""
    return {source: code for code, source in enumerate(sorted(log["source_id"].unique()))}


def _ranks(agent: Ints, at: Ints, ids: pd.Series) -> Ints:
    """Order of event ids, computed only where instants tie."""
    tied = pd.DataFrame({"agent": agent, "at": at}).duplicated(keep=False).to_numpy()
    rank = np.zeros(len(at), dtype=np.int64)
    rank[tied] = pd.factorize(ids[tied], sort=True)[0]
    return rank


def _closed_by_snapshots(
    log: pd.DataFrame, agent: Ints, at: Ints, source: Ints, seen: Mapping[str, frozenset[int]]
) -> tuple[Ints, Ints, Ints, Ints]:
    rows: list[tuple[int, int, int, int]] = []
    marked = log["is_snapshot"].to_numpy(bool)
    batches = pd.factorize(log["batch_id"])[0]
    names = log["source_id"].to_numpy()
    listed = pd.DataFrame(
        {"source": source, "batch": batches, "agent": agent, "at": at, "name": names}
    )[marked]
    for _, snapshot in listed.groupby(["source", "batch"]):
        code, name = int(snapshot["source"].iloc[0]), snapshot["name"].iloc[0]
        spoken_of = np.union1d(agent[source == code], list(seen.get(name, ())))
        missing = np.setdiff1d(spoken_of, snapshot["agent"]).astype(int).tolist()
        instant = int(snapshot["at"].max())
        rows += [(one, instant, LOGGED_OFF, code) for one in missing]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return columns[0], columns[1], columns[2], columns[3]


def segments(
    found: Changes,
    pieces: Pieces,
    signs: Mapping[int, Ints],
    window: tuple[int, int],
    silence: Silence,
    until: int | None = None,
    homes: Ints | None = None,
) -> Segments:
    """Close the segments of all agents over [begin, end), in epoch seconds.

    Before the first word about an agent the agent is logged off, as far as the feed is believed.
    `signs` are, per source, the sorted epoch seconds at which it said anything; nothing is known
    after `until`. `homes` has the agents' own sources where their first word is not in `found`
    any more, and −1 elsewhere.
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
    home = home_sources(found, int(agents.max(initial=-1)) + 1, signs)
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


def home_sources(found: Changes, agents: int, signs: Mapping[int, Ints]) -> Ints:
    """Find the source that spoke of each agent first.

    An agent of whom none spoke belongs to the only source there is, or to none of several (−1).
    """
    home = np.full(agents, next(iter(signs)) if len(signs) == 1 else -1, dtype=np.int64)
    named, first = np.unique(found.agent, return_index=True)
    home[named] = found.source[first]
    return home


def signs_of_life(log: pd.DataFrame) -> dict[int, Ints]:
    """Per source, the distinct epoch seconds at which it said anything, about anybody."""
    second = microseconds(log["started_at"]) // MICROSECONDS
    source = ints(log["source_id"].map(source_codes(log)))
    return {int(code): np.unique(second[source == code]) for code in np.unique(source)}


def microseconds(instants: pd.Series) -> Ints:
    """Microseconds since 1970 of aware instants."""
    return ints(instants.astype("datetime64[us, UTC]").astype("int64"))


def _coalesced(agent: Ints, start: Ints, end: Ints, category: Ints) -> Segments:
    first = np.append(True, (agent[1:] != agent[:-1]) | (category[1:] != category[:-1]))
    if not len(agent):
        return Segments(agent, start, end, category)
    last = np.append(first[1:], True)
    return Segments(agent[first], start[first], end[last], category[first])
