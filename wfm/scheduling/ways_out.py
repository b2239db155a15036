"""What an agent without a legal week is given instead: only rules that stand in the way relaxed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from wfm.scheduling.rule_effects import RuleEffects
from wfm.scheduling.rules import Rule
from wfm.scheduling.shaping import shape
from wfm.scheduling.tours.legal_tour import LegalTours
from wfm.scheduling.tours.tour_space import TourSpace

Prices = Mapping[str, int]
"""What a breach of each rule costs."""


def way_out(space: TourSpace, rules: Sequence[Rule], tours: LegalTours, *, apart: bool) -> Prices:
    """Find the rules that stand in the way of an agent's legal week: those are to be relaxed.

    The others are kept, so that nobody without a week gets seven days where heads are missing. From
    the gravest rule on, each is kept where it leaves a week beside those kept before.
    """
    prices = {rule.name: rule.relaxed_at for rule in rules if rule.relaxed_at is not None}
    effects = RuleEffects(partial(_blank, space, {}), rules, tours, apart=apart)
    every_day = range(space.horizon.days)
    kept = {rule.name: every_day for rule in rules if rule.name not in prices}
    for name in sorted(prices, key=lambda rule: -prices[rule]):
        if effects.leave_a_tour({**kept, name: every_day}):
            kept[name] = every_day
    return {name: price for name, price in prices.items() if name not in kept}


def relaxed(space: TourSpace, rules: Sequence[Rule], prices: Prices) -> TourSpace:
    """Shape an agent's weeks anew, by rules of which some cost a price for each breach."""
    return shape(_blank(space, prices), rules)


def _blank(space: TourSpace, prices: Prices) -> TourSpace:
    return TourSpace(space.horizon, space.agent, space.plan, space.shifts, prices)
