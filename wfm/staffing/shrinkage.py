"""Paid time in which heads are not available: parts compound, and the rest divides."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from wfm.errors import ParameterError
from wfm.model import Queue, Site
from wfm.staffing.tolerances import Floats
from wfm.words import phrase


def compound(*parts: float) -> float:
    """Shrinkage of independent parts, 1 - Π(1 - sᵢ); leave out what the scheduler places itself.

    Raises
    ------
    ParameterError
        For a part outside 0 ≤ s < 1.
    """
    return 1 - math.prod(1 - _share(part) for part in parts)


def gross(net: ArrayLike, shrinkage: float) -> Floats:
    """Heads to schedule so that `net` of them are available: net / (1 - shrinkage)."""
    return np.asarray(net, dtype=np.float64) / (1 - _share(shrinkage))


def net(gross: ArrayLike, shrinkage: float) -> Floats:
    """Heads available out of `gross` scheduled ones."""
    return np.asarray(gross, dtype=np.float64) * (1 - _share(shrinkage))


def residual_shrinkage(queue: Queue, site: Site) -> float:
    """Return the queue's own, else the site's."""
    return site.shrinkage if queue.shrinkage is None else queue.shrinkage


def _share(part: float) -> float:
    if not 0 <= part < 1:
        raise ParameterError("shrinkage", part, phrase("range.share_below_one"))
    return part
