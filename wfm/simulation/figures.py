"""Service figures of the runs, with the margin that more runs would narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from wfm.figures.key_figure import KeyFigure
from wfm.figures.key_figures import OF_SERVICE, SERVICE_LEVEL
from wfm.figures.ratio import ratio as quotient
from wfm.simulation.counts import COUNTS
from wfm.staffing.tolerances import Floats

FIGURES = tuple(figure.name for figure in OF_SERVICE)
CONFIDENCE = 0.95
COUNTED = (*COUNTS[:4], "abandoned_in_threshold", "turned_away")


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """What every run gave."""

    rows: pd.DataFrame
    """`interval_start`, `interval_minutes`, `queue`, `deferred`."""
    counts: Floats
    """[count, run, row]; `wfm.simulation.counts.COUNTS` names the counts."""

    def figures(self, by: Sequence[str] = ("queue",)) -> pd.DataFrame:
        """Figures over all runs, by columns of `rows` or such as were added to it.

        Returns
        -------
        pd.DataFrame
            The columns `by`; mean contacts of a run `offered`, `answered`, `abandoned`, `waiting`,
            `abandoned_in_threshold`, `turned_away`; `service_level` (answered within the threshold
            / offered; of deferred queues the share within the window), `asa_seconds`,
            `abandonment`, `occupancy` of the agents who serve the queue (NaN where undefined), each
            with its `_margin`: half the width of its 95 % confidence interval.
        """
        keys, sums = self._summed(by)
        means = {name: sums[name].mean(axis=0) for name in COUNTED}
        found = keys.assign(**means)
        for figure in OF_SERVICE:
            counts = _counts_of(figure, sums)
            ratio, margin = ratio_of(figure.part_of(counts), figure.whole_of(counts))
            hidden = found["deferred"] & (not figure.of_deferred)
            found[figure.name] = np.where(hidden, np.nan, ratio)
            found[f"{figure.name}_margin"] = np.where(hidden, np.nan, margin)
        return found.drop(columns="deferred")

    def of_runs(self, by: Sequence[str] = ("queue",)) -> pd.DataFrame:
        """Figures of each run: the columns `by`, `run`, and the figures."""
        keys, sums = self._summed(by)
        parts = []
        for run in range(self.counts.shape[1]):
            part = keys.assign(run=run)
            of_run = {name: counts[run] for name, counts in sums.items()}
            for figure in OF_SERVICE:
                hidden = part["deferred"] & (not figure.of_deferred)
                value = figure.value(_counts_of(figure, of_run))
                part[figure.name] = np.where(hidden, np.nan, value)
            parts.append(part.drop(columns="deferred"))
        return pd.concat(parts, ignore_index=True)

    def _summed(self, by: Sequence[str]) -> tuple[pd.DataFrame, dict[str, Floats]]:
        """Rows of each group in order, and every count as [run, group]."""
        groups = self.rows.groupby(list(by), sort=False)
        number = groups.ngroup().to_numpy()
        keys = groups["deferred"].first().reset_index()
        sums = {}
        for name, counts in zip(COUNTS, self.counts, strict=True):
            sums[name] = np.array([np.bincount(number, run, len(keys)) for run in counts])
        return keys, sums


def chance_of(met: int, runs: int) -> tuple[float, float]:
    """Share of runs in which something came true, and half its 95 % interval (Wilson 1927).

    NaN for both without runs.
    """
    if not runs:
        return float("nan"), float("nan")
    share, z = met / runs, float(ndtri(0.5 + CONFIDENCE / 2))
    width = z * (share * (1 - share) / runs + (z / (2 * runs)) ** 2) ** 0.5
    return share, width / (1 + z**2 / runs)


def _counts_of(figure: KeyFigure, sums: Mapping[str, Floats]) -> dict[str, Floats]:
    """Give counts of a run by the names that figures know.

    Service level is of the contacts of which it is known whether they were in time: all of
    immediate queues.
    """
    return {
        "offered": sums["judged" if figure is SERVICE_LEVEL else "offered"],
        "handled": sums["answered"],
        "abandoned": sums["abandoned"],
        "answered_within_threshold": sums["in_threshold"],
        "wait_seconds_answered": sums["wait_seconds"],
        "handle_seconds": sums["handling"],
        "present_seconds": sums["handling"] + sums["available"],
    }


def ratio_of(part: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Sum of `part` over sum of `whole` ([run, group]), and half its 95 % confidence interval.

    The linearised variance of a ratio of means (Cochran 1977, 2.11): runs in which nothing came
    count as they should, which a mean of each run's ratio would not allow.
    """
    runs = part.shape[0]
    ratio = quotient(part.sum(axis=0), whole.sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        off = part - ratio * whole
        error = np.sqrt((off**2).sum(axis=0) / (runs - 1) / runs) / whole.mean(axis=0)
    return ratio, float(stdtrit(runs - 1, 0.5 + CONFIDENCE / 2)) * error
