"""Heads on queue per interval and queue: scheduled, actual, absent and unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm.adherence.categories import INDEX, LOGGED_OFF, ON_QUEUE, UNKNOWN, UNMAPPED, UNSCHEDULED
from wfm.adherence.measure import Measurement
from wfm.adherence.overlap import Ints, intersect, ints
from wfm.adherence.scheduled_segments import epoch
from wfm.model import ActivityCategory, Site

KINDS = ("scheduled", "present", "actual", "working")


@dataclass(frozen=True, slots=True)
class Stretches:
    """Time of agents who can serve the same queues (`group`), epoch seconds."""

    group: Ints
    start: Ints
    end: Ints


def heads_by_queue(
    measured: Measurement, site: Site, requirement: pd.DataFrame, work: pd.DataFrame
) -> pd.DataFrame:
    """Mean heads on queue in every interval of a requirement.

    An agent counts for the queue that the schedule names; elsewhere the agents of one set of
    skills share their time among its queues, so that no head counts twice: scheduled heads by what
    the schedule still lacks in each, recorded ones by the work that was
    done in each, and while they waited by what was still lacking.

    Parameters
    ----------
    requirement
        `interval_start`, `interval_minutes`, `queue`, `net_requirement`.
    work
        `interval_start`, `queue` and `busy`: heads that were busy with contacts, or NaN.

    Returns
    -------
    The rows of the requirement with `scheduled`; `actual` (recorded on queue); `absent`, the
    scheduled heads of agents who were not logged on in their whole shift; `unknown`, scheduled
    heads of whom the feed does not say what they did; and `rerouted`, the heads among the last two
    that served another queue than the schedule meant, which add up to none.
    """
    groups = _Groups(site)
    parts = _stretches(measured, groups)
    table = requirement.pivot_table("net_requirement", "interval_start", "queue")
    busy = work.pivot_table("busy", "interval_start", "queue", dropna=False)
    edges = ints(table.index.astype("datetime64[s, UTC]").astype("int64"))
    seconds = int(requirement["interval_minutes"].iloc[0]) * 60
    need = table.fillna(0.0).to_numpy(float)
    closed = table.isna().to_numpy()
    size = len(groups.sets)
    by_group = {kind: _by_group(parts[kind], edges, seconds, size) for kind in KINDS}
    meant = _shares(by_group["scheduled"], groups, list(table.columns), need)
    done = busy.reindex(index=table.index, columns=table.columns).to_numpy(float)
    served = _shares(by_group["working"], groups, list(table.columns), need, np.nan_to_num(done))
    served = np.where(np.isfinite(done).any(1)[:, None, None], served, meant)
    shares = {"scheduled": meant, "present": meant, "actual": served, "working": served}
    shared = {kind: np.einsum("ig,igq->iq", by_group[kind], shares[kind]) for kind in KINDS}
    shared["rerouted"] = np.einsum("ig,igq->iq", by_group["working"], served - meant)
    place = {instant: row for row, instant in enumerate(table.index)}
    rows = requirement["interval_start"].map(place).to_numpy()
    columns = requirement["queue"].map({name: i for i, name in enumerate(table.columns)}).to_numpy()
    values = {kind: np.where(closed, 0.0, found)[rows, columns] for kind, found in shared.items()}
    return requirement.assign(
        scheduled=values["scheduled"],
        actual=values["actual"],
        absent=values["scheduled"] - values["present"],
        unknown=values["working"] - values["actual"],
        rerouted=values["rerouted"],
    )


class _Groups:
    """Sets of queues that one agent, or one activity, can serve; a set's number is its index."""

    def __init__(self, site: Site) -> None:
        self.sets: list[frozenset[str]] = []
        self.queues = {
            agent.id: frozenset(q.name for q in site.queues if q.skill in agent.skills)
            for agent in site.agents
        }

    def number(self, queues: frozenset[str]) -> int:
        if queues not in self.sets:
            self.sets.append(queues)
        return self.sets.index(queues)


def _assignments(measured: Measurement, groups: _Groups) -> tuple[Ints, Ints, Ints, Ints]:
    """Per agent, the window cut by the queues that scheduled on-queue activities name."""
    rows: list[tuple[int, int, int, int]] = []
    begin, end = epoch(measured.begin), epoch(measured.end)
    named = {agent: [] for agent in measured.agents}  # type: dict[str, list[tuple[int, int, str]]]
    for shift in measured.shifts:
        named[shift.agent_id] += [
            (epoch(part.start), epoch(part.end), part.queue)
            for part in shift.activities
            if part.queue and part.category is ActivityCategory.ON_QUEUE
        ]
    for number, agent in enumerate(measured.agents):
        own = groups.number(groups.queues.get(agent, frozenset()))
        at = begin
        for start, stop, queue in sorted(named[agent]):
            rows += [(number, at, start, own)] if at < start else []
            rows.append((number, start, stop, groups.number(frozenset({queue}))))
            at = stop
        rows += [(number, at, end, own)] if at < end else []
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return columns[0], columns[1], columns[2], columns[3]


def _stretches(measured: Measurement, groups: _Groups) -> Mapping[str, Stretches]:
    assigned = _assignments(measured, groups)
    slices = measured.slices
    due = slices.scheduled == ON_QUEUE
    lost = np.isin(slices.actual, [UNKNOWN, UNMAPPED])
    absent = absent_shifts(measured)[measured.pieces.shift[slices.piece]]
    on_queue = slices.actual == ON_QUEUE
    chosen = {
        "scheduled": due,
        "present": due & ~(absent & (slices.actual == LOGGED_OFF)),
        "actual": on_queue,
        "working": on_queue | (due & lost),
    }
    return {kind: _assigned(measured, which, assigned) for kind, which in chosen.items()}


def _assigned(
    measured: Measurement, which: NDArray[np.bool_], assigned: tuple[Ints, Ints, Ints, Ints]
) -> Stretches:
    part = measured.slices.where(which)
    cut = intersect((part.agent, part.start, part.end), assigned[:3])
    return Stretches(assigned[3][cut.right], cut.start, cut.end)


def absent_shifts(measured: Measurement) -> NDArray[np.bool_]:
    """Shifts in which the agent was known to be logged off throughout what is known; last: none."""
    slices, count = measured.slices, len(measured.shifts)
    shift = measured.pieces.shift[slices.piece]
    inside = (shift >= 0) & (slices.scheduled != UNSCHEDULED)
    away = np.isin(slices.scheduled, [INDEX[ActivityCategory.TIME_OFF]])
    off = inside & ~away & (slices.actual == LOGGED_OFF)
    on = inside & ~np.isin(slices.actual, [LOGGED_OFF, UNKNOWN])
    known_off = np.bincount(shift[off], minlength=count)
    known_on = np.bincount(shift[on], minlength=count)
    return np.append((known_off > 0) & (known_on == 0), False)


def _by_group(part: Stretches, starts: Ints, seconds: int, groups: int) -> NDArray[np.float64]:
    """Mean heads per interval (rows) and group (columns)."""
    out = np.zeros((len(starts), groups))
    for group in np.unique(part.group):
        own = part.group == group
        covered = elapsed(part.start[own], part.end[own], starts + seconds)
        covered -= elapsed(part.start[own], part.end[own], starts)
        out[:, group] = covered / seconds
    return out


def elapsed(start: Ints, end: Ints, until: Ints) -> Ints:
    """Seconds of all stretches that lie before each instant of `until`."""
    return _ramp(start, until) - _ramp(end, until)


def _ramp(times: Ints, until: Ints) -> Ints:
    times = np.sort(times)
    before = np.searchsorted(times, until)
    return ints(before * until - np.concatenate([[0], np.cumsum(times)])[before])


def _shares(
    heads: NDArray[np.float64],
    groups: _Groups,
    names: Sequence[str],
    need: NDArray[np.float64],
    busy: NDArray[np.float64] | float = 0.0,
) -> NDArray[np.float64]:
    """Share of each group's heads that each queue gets, per interval, group and queue.

    The least flexible groups go first. Of the others each queue gets the heads that were `busy`
    for it; those who waited divide themselves by what is still lacking, else by what is needed.
    """
    shares = np.zeros((len(need), len(groups.sets), len(names)))
    given = np.zeros_like(need)
    for number in sorted(range(len(groups.sets)), key=lambda i: (len(groups.sets[i]), i)):
        columns = [i for i, name in enumerate(names) if name in groups.sets[number]]
        if not columns:
            continue
        own, before = heads[:, [number]], given[:, columns]
        worked = np.broadcast_to(busy, need.shape)[:, columns] - before
        worked = worked.clip(0) * np.minimum(1.0, _over(own, worked.clip(0).sum(1, keepdims=True)))
        waited = own - worked.sum(1, keepdims=True)
        lacking = np.maximum(need[:, columns] - before - worked, 0)
        weight = np.where(lacking.sum(1, keepdims=True) > 0, lacking, need[:, columns])
        weight = np.where(weight.sum(1, keepdims=True) > 0, weight, 1.0)
        even = weight / weight.sum(1, keepdims=True)
        found = worked + waited * even
        shares[:, number, columns] = np.where(own > 0, found / np.where(own > 0, own, 1.0), even)
        given[:, columns] += found
    return shares


def _over(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return part / np.where(whole > 0, whole, 1.0)
