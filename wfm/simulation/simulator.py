"""Play a schedule through: what service its agents will really give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from wfm.errors import ParameterError
from wfm.model import Shift, Site
from wfm.simulation.centre import week_of
from wfm.simulation.contacts import draw
from wfm.simulation.counts import counts_of_run, rows_of
from wfm.simulation.crew import crew_of
from wfm.simulation.events import play
from wfm.simulation.figures import Simulated
from wfm.staffing.site_staffing import NO_BACKLOG
from wfm.staffing.tolerances import Floats
from wfm.words import phrase

RUNS = 20
AT_ONCE = 2
"""Runs that are played side by side; each has random numbers of its own."""
CREW = 1_000_000
"""Random numbers of the crew, apart from those of any queue."""


def simulate(
    site: Site,
    forecast: pd.DataFrame,
    shifts: Iterable[Shift],
    heads: pd.DataFrame,
    *,
    runs: int = RUNS,
    seed: int = 1,
    uncertain: bool = True,
    backlog: Mapping[str, float] = NO_BACKLOG,
) -> Simulated:
    """Simulate the time that is forecast `runs` times with the agents of the shifts.

    The modules `contacts`, `crew` and `events` of this package say what is assumed of contacts, of
    agents and of how they take work.

    Parameters
    ----------
    forecast
        As for `wfm.staffing.site_requirements`. Where it has the quantiles of the rate, days differ
        from the expected one by them, unless `uncertain` is false.
    shifts
        Of the site's agents; those of the week before that reach into this time count too.
    heads
        `interval_start`, `queue`, `scheduled`: as many agents as the schedule shares out to a
        deferred queue may be busy with it at once.
    backlog
        Contacts that wait in deferred queues at the start.

    Raises
    ------
    InputError
        For a forecast that does not fit the site.
    ParameterError
        For less than two runs, which leave no margin to be told, and a negative seed.
    """
    if runs < 2:
        raise ParameterError("runs", runs, phrase("range.from_two"))
    if seed < 0:
        raise ParameterError("seed", seed, phrase("range.from_zero"))
    week = week_of(site, forecast, shifts, heads, backlog)

    def played(run: int) -> Floats:
        contacts = draw(week.queues, seed, run, uncertain=uncertain)
        crew = crew_of(week.stints, np.random.default_rng((seed, run, CREW)))
        return counts_of_run(week, contacts, crew.serves, play(contacts, crew, week.centre))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        counts = list(pool.map(played, range(runs)))
    return Simulated(rows_of(week.every), np.stack(counts, axis=1))
