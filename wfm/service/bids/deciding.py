"""Who gets which line: in an order of agents, or by the greatest sum of points.

In an order it is serial dictatorship: each takes the best line that is left. By points it is the
assignment problem (Kuhn 1955), solved by SciPy; among equal sums, the order decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from wfm.store.bids import BidsDecidedBy, LineBid, LineResult


def even_places(agents: int, lines: int) -> tuple[int, ...]:
    """Spread places over lines, the first ones have one more where it does not come out even."""
    each, more = divmod(agents, lines)
    return tuple(each + (number < more) for number in range(lines))


def decide(
    places: Sequence[int],
    order: Sequence[str],
    bids: Mapping[str, LineBid],
    present: Mapping[str, int],
    by: BidsDecidedBy,
) -> list[LineResult]:
    """Give each agent a line, in the order of the agents.

    `places` has those of line 1 first. Agents whose choices are all taken get what is left, and
    then those who made none: the line of `present` where it has a place, else the one with most.
    """
    left = Counter({number: count for number, count in enumerate(places, 1) if count})
    chosen = _by_points(left, order, bids) if by is BidsDecidedBy.POINTS else {}
    left -= Counter(chosen.values())
    bidders = [agent for agent in order if agent in bids]
    for agent in bidders:
        wanted = next((line for line in bids[agent].ranked if left[line]), None)
        if agent not in chosen and wanted is not None:
            chosen[agent] = wanted
            left -= Counter([wanted])
    for agent in (*bidders, *(one for one in order if one not in bids)):
        if agent not in chosen and left:
            own = present.get(agent, 0)
            chosen[agent] = own if left[own] else min(left, key=lambda line: (-left[line], line))
            left -= Counter([chosen[agent]])
    return [_result(agent, chosen.get(agent), bids.get(agent)) for agent in order]


def _by_points(
    left: Mapping[int, int], order: Sequence[str], bids: Mapping[str, LineBid]
) -> dict[str, int]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    seats = [line for line, count in sorted(left.items()) for _ in range(count)]
    agents = [agent for agent in order if agent in bids]
    if not seats or not agents:
        return {}
    worth = np.zeros((len(agents), len(seats)))
    liked = np.zeros_like(worth)
    for row, agent in enumerate(agents):
        own = bids[agent]
        points = dict(zip(own.ranked, own.points, strict=True))
        rank = {line: len(own.ranked) - place for place, line in enumerate(own.ranked)}
        worth[row] = [points.get(line, 0) for line in seats]
        liked[row] = [rank.get(line, 0) * (len(agents) - row) for line in seats]
    # whole numbers below 2**53, so that equal sums are equal
    value = worth * (liked.max(axis=1).sum() + 1) + liked
    rows, columns = linear_sum_assignment(value, maximize=True)
    return {
        agents[row]: seats[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if value[row, column]
    }


def _result(agent_id: str, line: int | None, bid: LineBid | None) -> LineResult:
    if bid is None:
        return LineResult(agent_id, line, None, bid=False)
    if line in bid.ranked:
        place = bid.ranked.index(line)
        return LineResult(agent_id, line, place + 1, bid.ranked[:place])
    return LineResult(agent_id, line, None, bid.ranked)
