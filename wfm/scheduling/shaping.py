"""Rules applied to an agent's space: to all that the agent works, or contract by contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfm.model import Agent
from wfm.scheduling.contracts import Scope
from wfm.scheduling.rules import Rule
from wfm.scheduling.tours.day_automata import Pattern
from wfm.scheduling.tours.tour_space import Mask, TourSpace


def shape(space: TourSpace, rules: Sequence[Rule]) -> TourSpace:
    """Apply all rules to one agent's space."""
    for rule in rules:
        apply(rule, space)
    return space


def apply(rule: Rule, space: TourSpace, but: Agent | None = None) -> None:
    """Apply a rule: to all that the agent works, or under one contract after the other.

    It is not applied under the contract `but`.
    """
    space.rule, parts = rule.name, space.horizon.contracts(space.agent)
    if len(parts) == 1 or rule.scope is Scope.PERSON:
        if but is None:
            rule.shape(space)
        return
    parts = tuple(part for part in parts if part != but)
    whole, patterns = (space.agent, space.plan), space.patterns
    days = [space.horizon.own_days(part) for part in parts]
    followed = []
    space.scope = rule.scope
    for part, own in zip(parts, days, strict=True):
        space.agent, space.plan, space.own = part, space.horizon.plan(part), own
        space.patterns = []
        rule.shape(space)
        followed.append(space.patterns)
    (space.agent, space.plan), space.scope, space.own = whole, Scope.PERSON, None
    space.patterns = [*patterns, *_joined(space, rule, followed, days)]


def _joined(
    space: TourSpace, rule: Rule, followed: Sequence[Sequence[Pattern]], days: Sequence[Mask]
) -> Iterator[Pattern]:
    """Charge each contract's patterns on its own days; those that all of them have are one."""
    first = followed[0]
    if rule.scope is Scope.DAYS and all(
        len(first) == len(other) and all(map(Pattern.same_as, first, other)) for other in followed
    ):
        yield from first
        return
    for mine, own in zip(followed, days, strict=True):
        for pattern in mine:
            elsewhere = space.on_days(~own)
            yield pattern.uncharged(elsewhere, ~own) if rule.scope is Scope.DAYS else pattern
