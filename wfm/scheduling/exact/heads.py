"""Heads as rows: shared among the queues of their group, and priced in pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.coverage.convex_pieces import segments
from wfm.scheduling.coverage.head_flow import Cover
from wfm.scheduling.exact.integer_model import IntegerModel, Term
from wfm.scheduling.tours.arrays import CoverTables

Place = tuple[int, int]
"""Queue or group, and interval."""


def add_heads(
    model: IntegerModel,
    cover: CoverTables,
    heads: Mapping[Place, list[Term]],
    size: NDArray[np.int64],
    hinted: Cover | None = None,
) -> dict[Place, list[int]]:
    """Price heads[group, interval]; return the pieces of each queue and interval.

    A group has at most `size` heads; the sharing in `hinted` is the hint. What nobody costs is not
    counted.
    """
    queued: dict[Place, list[Term]] = defaultdict(list)
    for (g, t), terms in heads.items():
        served = np.flatnonzero(cover.serves[g]).tolist()
        if len(served) == 1:
            queued[served[0], t] += terms
            continue
        now = hinted.shared[t, g] if hinted else np.zeros(len(cover.serves[g]), int)
        shares = {q: model.variable(int(now[q]), most=int(size[g])) for q in served}
        if shares:
            model.row([*terms, *((share, -1) for share in shares.values())], 0, 0)
        for q, share in shares.items():
            queued[q, t].append((share, 1))
    shape = cover.price.shape[:2]
    left = hinted.heads.copy() if hinted else np.zeros(shape, np.int32)
    pieces: dict[Place, list[int]] = defaultdict(list)
    for q, t, slope, count in segments(cover):
        if (q, t) in queued:
            filled = int(min(count, left[q, t]))
            left[q, t] -= filled
            most = int(min(count, size.sum()))
            pieces[q, t].append(model.variable(filled, price=round(slope), most=most))
    for place, terms in queued.items():
        model.row([*terms, *((piece, -1) for piece in pieces[place])], 0, 0)
    return pieces
