"""What the compiled and the NumPy kernels agree on: targets, tolerances, and what is nothing."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TOLERANCE = 1e-9
"""By how much a share may miss its target, and a time relative to it."""
NEGLIGIBLE = 1e-18
"""Of a sum, relative: terms below it change nothing."""
NOBODY = 1e-9
"""Fewer agents than this answer nobody."""


class Target(IntEnum):
    """Position of a target in a goal vector, and the code of the one that binds."""

    SERVICE_LEVEL = 0
    ASA = 1
    MEAN_WAIT = 2
    ABANDONMENT = 3
    OCCUPANCY = 4
    WORKLOAD = 5
    MINIMUM_HEADS = 6
    NONE = 7
