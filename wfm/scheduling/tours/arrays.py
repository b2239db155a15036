"""The flat arrays that the compiled kernels read: one problem, all agents, all rules.

Indices: a agent, d day, t interval of the horizon, o option (a candidate shift of one agent on one
day), m mode, q queue, g skill group, c day class, s state. `X_ptr` arrays are offsets: the entries
of x are X_ptr[x] to X_ptr[x + 1].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Prices = NDArray[np.int64]

WEEK = 7
"""Days after which a mode may be another one: those of a week."""
FORBIDDEN = 1 << 40
"""Price of what a hard rule excludes; no sum of real prices comes near it."""


class TourTables(NamedTuple):
    """Every agent's legal tours."""

    days: int
    group: Ints
    """[a] skill group."""
    option_ptr: Ints
    """[a * days + d] first option of an agent's day; options of a day are ordered by key."""
    start: Ints
    end: Ints
    key: Ints
    """[o] start of the shift on its local day: what a mode's window is laid on."""
    template: Ints
    day_class: Ints
    price: Prices
    off_class: Ints
    """[a * days + d] class of a day off, -1 where the day must be worked."""
    off_price: Prices
    mode_ptr: Ints
    mode_low: Ints
    mode_high: Ints
    """[m] a tour keeps all its keys of a week inside one mode's window."""
    pattern: Ints
    """[a] automaton over the day classes."""
    blocked_ptr: Ints
    blocked: Ints
    """Intervals in which an agent at work is off queue (meetings), per agent in order."""
    layer_ptr: Ints
    """[pattern * (days + 2) + d] states before day d; layer `days` holds the final states."""
    edge_ptr: Ints
    """[pattern] first edge; edge of (state, class) is edge_ptr + state * classes + class."""
    classes: Ints
    """[pattern] number of day classes."""
    next_state: Ints
    edge_price: Prices
    final_ptr: Ints
    final_price: Prices
    """Price of ending in a state, per pattern from final_ptr."""
    limit: Ints
    """[o] limit that an option counts towards, -1 for none."""
    limit_ptr: Ints
    most: Ints
    """[limit] options of a tour that may count towards it; an agent's are limit_ptr[a] onwards."""
    break_ptr: Ints
    """[template] breaks in their order within the shift."""
    break_length: Ints
    break_earliest: Ints
    break_latest: Ints
    """Intervals from the shift's start to the break's start."""
    break_window: Ints
    """[break] its window kind: breaks of equal length whose windows are equally wide share one."""
    window_length: Ints
    window_width: Ints
    agent_window_ptr: Ints
    agent_window: Ints
    """Window kinds that an agent's templates need."""
    gap: Ints
    """[template] number of the break that is the gap between two shifts, -1 for none."""
    apart: Ints
    """[template] least intervals of work between two activities, -1 if windows settle it."""
    stretch: Ints
    """[template] most intervals of work without an activity, 0 for no limit."""


class CoverTables(NamedTuple):
    """What heads are worth: a convex price per queue, interval and heads."""

    price: Prices
    """[q, t, n] price of n heads; beyond the table each further head costs `over`."""
    over: Prices
    """[q, t] slope beyond the table."""
    serves: NDArray[np.bool_]
    """[g, q] whether heads of a group can work in a queue."""
