"""Recorded events as numbers: what each feed said of whom, and the state changes that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import LOGGED_OFF
from wfm.adherence.mapping import StateMap
from wfm.adherence.overlap import Ints, ints

MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Changes:
    """State changes of known agents, sorted by agent and instant (microseconds)."""

    agent: Ints
    at: Ints
    category: Ints
    source: Ints


@dataclass(frozen=True, slots=True)
class AgentEvents:
    """Events of known agents in any order; `event` has their ids."""

    agent: Ints
    at: Ints
    category: Ints
    source: Ints
    event: NDArray[np.object_]

    def where(self, chosen: NDArray[np.bool_] | Ints) -> AgentEvents:
        """Pick some of them."""
        return AgentEvents(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def __add__(self, other: AgentEvents) -> AgentEvents:
        return AgentEvents(
            *(np.concatenate([getattr(one, f.name) for one in (self, other)]) for f in fields(self))
        )

    def order(self) -> Ints:
        """By agent and instant; of two events at the same instant by their ids."""
        return ints(np.lexsort((self._ranks(), self.at, self.agent)))

    def _ranks(self) -> Ints:
        """Order of event ids, computed only where instants tie."""
        tied = pd.DataFrame({"agent": self.agent, "at": self.at}).duplicated(keep=False).to_numpy()
        rank = np.zeros(len(self.at), dtype=np.int64)
        rank[tied] = pd.factorize(pd.Series(self.event[tied], dtype="object"), sort=True)[0]
        return rank


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A source's list of everybody who is logged on."""

    source: int
    at: int
    """Microseconds."""
    listed: frozenset[int]


def no_agent_events() -> AgentEvents:
    """Give none."""
    nothing = np.zeros(0, dtype=np.int64)
    return AgentEvents(nothing, nothing, nothing, nothing, np.zeros(0, dtype=object))


def words_of_log(
    log: pd.DataFrame,
    agents: Sequence[str],
    states: StateMap,
    external_ids: Mapping[str, str],
    sources: Mapping[str, int],
) -> AgentEvents:
    """Turn a log of events into numbers; what is said of unknown agents is left out."""
    agent = agent_numbers(log, agents, external_ids)
    known = log[agent >= 0]
    return AgentEvents(
        agent[agent >= 0],
        microseconds(known["started_at"]),
        categories(known, states),
        ints(known["source_id"].map(dict(sources))),
        known["event_id"].to_numpy(dtype=object),
    )


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


def snapshots(log: pd.DataFrame, said: AgentEvents, known: NDArray[np.bool_]) -> list[Snapshot]:
    """Find the snapshots in a log; `known` marks the rows of `said`."""
    marked = log["is_snapshot"].to_numpy(bool)[known]
    listed = pd.DataFrame(
        {
            "source": said.source,
            "batch": log["batch_id"].to_numpy(dtype=object)[known],
            "agent": said.agent,
            "at": said.at,
        }
    )[marked]
    return [
        Snapshot(int(str(source)), int(rows["at"].max()), frozenset(rows["agent"].tolist()))
        for (source, _), rows in listed.groupby(["source", "batch"])
    ]


def changes(
    said: AgentEvents, taken: Sequence[Snapshot], spoken_of: Mapping[int, frozenset[int]]
) -> Changes:
    """Every state change, in an order that does not depend on that of arrival.

    Of two events of one agent at the same instant the one with the larger event id holds. An
    agent of whom a source spoke and who is missing from its snapshot has left by that time.
    """
    closed = [
        (agent, one.at, LOGGED_OFF, one.source)
        for one in taken
        for agent in sorted(spoken_of.get(one.source, frozenset()) - one.listed)
    ]
    agent, at, category, source = (
        ints(column) for column in np.array(closed, dtype=np.int64).reshape(-1, 4).T
    )
    # an id before all others: what an agent says at the instant of a snapshot holds
    before_all = np.full(len(closed), "", dtype=object)
    merged = AgentEvents(agent, at, category, source, before_all) + said
    order = merged.order()
    return Changes(*(getattr(merged, f.name)[order] for f in fields(Changes)))


def heard_of(said: AgentEvents) -> dict[int, frozenset[int]]:
    """Agents of whom each source spoke."""
    return {
        int(source): frozenset(said.agent[said.source == source].tolist())
        for source in np.unique(said.source)
    }


def source_codes(log: pd.DataFrame) -> dict[str, int]:
    """Give the sources of a log their numbers."""
    return {source: code for code, source in enumerate(sorted(log["source_id"].unique()))}


def logged_changes(
    log: pd.DataFrame, agents: Sequence[str], states: StateMap, external_ids: Mapping[str, str]
) -> Changes:
    """Every state change in a whole log."""
    said = words_of_log(log, agents, states, external_ids, source_codes(log))
    known = agent_numbers(log, agents, external_ids) >= 0
    return changes(said, snapshots(log, said, known), heard_of(said))


def signs_of_life(log: pd.DataFrame) -> dict[int, Ints]:
    """Per source, the distinct epoch seconds at which it said anything, about anybody."""
    second = microseconds(log["started_at"]) // MICROSECONDS
    source = ints(log["source_id"].map(source_codes(log)))
    return {int(code): np.unique(second[source == code]) for code in np.unique(source)}


def microseconds(instants: pd.Series) -> Ints:
    """Microseconds since 1970 of aware instants."""
    return ints(instants.astype("datetime64[us, UTC]").astype("int64"))
