"""Where the shifts that an agent may have can lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.tours.arrays import TourTables


def within_shifts(
    tours: TourTables,
    agent: int,
    intervals: int,
    length: int,
    usable: NDArray[np.bool_] | bool = True,
) -> NDArray[np.bool_]:
    """[interval] whether so many from it on lie within some shift that an agent may have.

    `usable` are those of the agent's shifts [own option] that count.
    """
    options = slice(*(tours.option_ptr[n * tours.days] for n in (agent, agent + 1)))
    first, after = tours.start[options], tours.end[options] - length + 1
    long = (first < after) & usable
    changes = np.zeros(intervals + 1, np.int64)
    np.add.at(changes, first[long], 1)
    np.add.at(changes, np.minimum(after[long], intervals), -1)
    found: NDArray[np.bool_] = np.cumsum(changes)[:intervals] > 0
    return found
